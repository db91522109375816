"""Persona cards and what people write under posts."""

from __future__ import annotations

import string

import numpy as np
import pytest

from audience_models.comments import COMMENT_KINDS, TEMPLATES, CommentKind, comment_text
from audience_models.personas import AGES, comment_author, persona
from simulator.errors import AudienceError, UnknownNameError
from simulator.people import AGE_BANDS, CITY_TIERS
from simulator.randomness import draw_int

ROW = {
    "age_band": 2,
    "gender": 0,
    "city_tier": 4,
    "local": 1,
    "rhythm": 3,
    "pets": 90,
    "food_drink": 70,
    "travel": 80,
}


def test_the_same_key_gives_the_same_card_and_another_key_another():
    assert persona(ROW, 7) == persona(ROW, 7)
    assert len({persona(ROW, key).name for key in range(50)}) > 30


def test_a_card_does_not_depend_on_the_cards_before_it():
    alone = persona(ROW, 11)
    persona(ROW, 12)
    comment_author(13)
    assert persona(ROW, 11) == alone


@pytest.mark.parametrize("age_band", range(len(AGE_BANDS)))
def test_age_stays_in_its_band(age_band: int):
    first, last = AGES[age_band]
    ages = {persona({**ROW, "age_band": age_band}, key).age for key in range(200)}
    assert (min(ages), max(ages)) == (first, last)


def test_the_strongest_interests_come_first():
    assert [topic.en for topic in persona(ROW, 1).interests] == ["Pets", "Travel", "Food and drink"]


def test_no_interest_is_invented():
    row = {name: value for name, value in ROW.items() if name not in ("pets", "travel")}
    assert [topic.zh for topic in persona(row, 1).interests] == ["美食茶饮"]


@pytest.mark.parametrize("tier", range(len(CITY_TIERS)))
def test_every_city_tier_has_its_words(tier: int):
    card = persona({**ROW, "city_tier": tier, "local": 0}, 3)
    local = persona({**ROW, "city_tier": tier}, 3)
    assert card.place.zh in local.place.zh != card.place.zh
    assert local.place.en.isascii()


def test_pupils_study_and_old_people_have_retired():
    assert all(persona({**ROW, "age_band": 0}, key).occupation.zh.endswith("生") for key in range(40))
    assert all(persona({**ROW, "age_band": 6}, key).occupation.zh != "程序员" for key in range(80))


def test_people_online_at_night_are_said_to_be():
    assert "十点以后" in persona(ROW, 5).online.zh
    assert "清晨" in persona({**ROW, "rhythm": 0}, 5).online.zh


def test_a_row_without_a_needed_trait_is_refused():
    with pytest.raises(AudienceError, match="gender is missing"):
        persona({"age_band": 1, "city_tier": 1}, 1)
    with pytest.raises(AudienceError, match="age_band of a persona is 9"):
        persona({**ROW, "age_band": 9}, 1)


def test_names_under_comments_are_stable_and_varied():
    names = [comment_author(draw_int(5, key)) for key in range(200)]
    assert names == [comment_author(draw_int(5, key)) for key in range(200)]
    assert len(set(names)) > 150
    assert all(2 <= len(name) <= 16 for name in names)


@pytest.mark.parametrize("kind", COMMENT_KINDS)
def test_each_kind_has_at_least_twelve_different_templates_in_both_languages(kind: CommentKind):
    templates = TEMPLATES[kind]
    assert len({template.zh for template in templates}) == len({template.en for template in templates}) >= 12
    for template in templates:
        assert template.en.isascii()
        fields = [
            {name for _, name, _, _ in string.Formatter().parse(text) if name}
            for text in (template.zh, template.en)
        ]
        assert fields[0] == fields[1] <= {"product", "topic"}


@pytest.mark.parametrize("kind", COMMENT_KINDS)
def test_every_template_is_used_about_equally_often(kind: CommentKind):
    counts = np.zeros(len(TEMPLATES[kind]))
    said = [comment_text(kind, key, language="en") for key in range(2000)]
    for place, template in enumerate(TEMPLATES[kind]):
        plain = template.en.format(product="this", topic="this")
        counts[place] = sum(text.startswith(plain) for text in said)
    assert counts.sum() == 2000
    assert counts.min() > 2000 / len(counts) / 2


def test_the_product_is_named():
    said = {comment_text("praise", key, product="桂花乌龙冻", topic="food_drink") for key in range(200)}
    assert any("桂花乌龙冻" in text for text in said)
    assert any("美食茶饮" in text for text in said)
    assert not any("{" in text for text in said)


def test_the_same_comment_is_told_in_either_language():
    for key in range(60):
        zh, en = comment_text("doubt", key), comment_text("doubt", key, language="en")
        row = next(
            place
            for place, one in enumerate(TEMPLATES["doubt"])
            if zh.startswith(one.zh.format(product="这个", topic="这个"))
        )
        assert en.startswith(TEMPLATES["doubt"][row].en.format(product="this", topic="this"))


def test_an_unknown_kind_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="Did you mean 'praise'"):
        comment_text("prase", 1)
