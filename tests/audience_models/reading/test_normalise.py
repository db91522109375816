"""Comparable forms of a text, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audience_models.reading.normalise import VARIANTS, letters, sentences, tight, visible


@pytest.mark.parametrize(
    "written",
    [
        "最好",
        "最·好",
        "最 好",
        "最\u200b好",
        "最\u202e好",
        "最*好",
        "最_好",
        "最\ufeff好",
        "最🔥好",
        "朂好",
        "最-好",
        "最．好",
    ],
)
def test_a_word_pulled_apart_is_put_together(written: str):
    assert tight(visible(written)).text == "最好"


@pytest.mark.parametrize("written", ["最。好", "最，好", "最\n好", "最！好"])
def test_sentence_marks_keep_words_apart(written: str):
    assert tight(visible(written)).text != "最好"


def test_full_width_and_traditional_characters_are_unified():
    assert tight(visible("ＮＯ．１　國家級")).text == "no.1国家级"


def test_hashtags_stay_apart():
    assert tight(visible("好喝#最新")).text == "好喝#最新"


@given(st.text(max_size=80))
def test_every_character_knows_where_it_came_from(text: str):
    for marked in (visible(text), tight(visible(text))):
        assert len(marked.text) == len(marked.places)
        assert list(marked.places) == sorted(marked.places)
        assert all(0 <= place < len(text) for place in marked.places)


def test_variants_map_one_character_to_one():
    assert all(source != target for source, target in VARIANTS.items())


def test_letters_are_what_a_reader_reads():
    assert letters("云栖，6 家！") == "云栖6家"


def test_sentences_end_where_a_reader_stops():
    assert sentences(visible("真的？真的！价格9.9元……走").text) == ["真的", "真的", "价格9.9元", "走"]
