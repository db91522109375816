"""The topic model: honest accuracy, the same arrays everywhere, damage noticed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from audience_models.reading.model import MODEL_FILE, TopicModel, digest_of, load, share_out, shipped, terms
from audience_models.reading.train import (
    accuracy,
    fit,
    held_out_examples,
    report,
    save,
    training_examples,
)
from simulator.errors import DigestError
from simulator.reading import TOPIC_TOTAL
from simulator.topics import TOPIC_KEYS


@pytest.fixture(scope="module")
def retrained():
    return fit(training_examples())


def test_held_out_sentences_are_read_right_by_most():
    examples = held_out_examples()
    assert len(examples) == 72
    assert accuracy(shipped(), examples, 1) >= 0.70
    assert accuracy(shipped(), examples, 3) >= 0.88


def test_no_held_out_sentence_was_learned_from():
    learned = {text for text, _ in training_examples()}
    assert not learned & {text for text, _ in held_out_examples()}


def test_every_topic_has_thirty_sentences_and_three_held_out():
    per_topic = np.bincount([row for text, row in training_examples() if " " not in text], minlength=24)
    assert per_topic.min() >= 30
    assert set(np.bincount([row for _, row in held_out_examples()], minlength=24)) == {3}


def test_no_training_sentence_stands_under_two_topics():
    texts = [text for text, _ in training_examples()]
    assert len(texts) == len(set(texts))


def test_training_again_gives_the_same_readings(retrained: TopicModel):
    for text, _ in held_out_examples():
        again, before = np.array(retrained.shares(text)), np.array(shipped().shares(text))
        assert np.abs(again - before).max() <= 1, text


def test_the_shipped_vocabulary_is_that_of_the_sentences(retrained: TopicModel):
    assert np.array_equal(retrained.vocabulary, shipped().vocabulary)


def test_a_saved_model_reads_as_before(tmp_path: Path, retrained: TopicModel):
    save(retrained, tmp_path / "model.npz")
    again = load(tmp_path / "model.npz")
    assert again.digest == retrained.digest
    assert again.shares("打疫苗前要问医生什么") == retrained.shares("打疫苗前要问医生什么")


def test_a_damaged_model_is_refused(tmp_path: Path):
    with np.load(MODEL_FILE, allow_pickle=False) as stored:
        arrays = {name: stored[name].copy() for name in stored.files}
    arrays["weights"][3, 7] += 1
    np.savez(tmp_path / "model.npz", **arrays)
    with pytest.raises(DigestError, match="damaged"):
        load(tmp_path / "model.npz")


def test_the_digest_does_not_depend_on_byte_order():
    numbers = np.arange(5, dtype=np.int16)
    assert digest_of([numbers]) == digest_of([numbers.astype(">i2")])


def test_reading_needs_no_scikit_learn():
    code = (
        "import sys; from audience_models.reading import read_text; read_text('桂花乌龙冻今天上新');"
        "raise SystemExit(any(name.split('.')[0] == 'sklearn' for name in sys.modules))"
    )
    assert (
        subprocess.run([sys.executable, "-W", "error::UserWarning", "-c", code], check=False).returncode == 0
    )


def test_shares_are_whole_parts_of_the_text():
    for text, _ in held_out_examples():
        shares = shipped().shares(text)
        assert sum(shares) == TOPIC_TOTAL
        assert min(shares) >= 0


@pytest.mark.parametrize("text", ["", "。。。！！！", "xyzzy qwerty", "\u200b\u200b", "𠮷"])
def test_what_cannot_be_read_has_no_topic(text: str):
    assert shipped().shares(text) == (0,) * 24


def test_remainders_go_to_the_largest():
    assert share_out(np.array([1 / 3, 1 / 3, 1 / 3])) == (22, 21, 21)
    assert share_out(np.array([0.99, 0.01])) == (63, 1)


def test_hidden_characters_do_not_change_the_terms():
    assert terms("桂花\u200b乌龙") == terms("桂花乌龙")


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("桂花乌龙冻今天上新，云栖市6家店同步开卖", "food_drink"),
        ("沅岭脐橙现摘现发，果农到手价每斤两元", "agriculture"),
        ("打流感疫苗会不会得流感？社区医生三句话讲清楚", "health"),
    ],
)
def test_the_cases_are_read_as_what_they_are_about(text: str, topic: str):
    shares = shipped().shares(text)
    assert TOPIC_KEYS[shares.index(max(shares))] == topic


def test_the_report_tells_the_accuracy_and_every_miss():
    told = report(shipped())
    missed = round(72 * (1 - accuracy(shipped(), held_out_examples(), 1)))
    assert "held out: 72 sentences" in told
    assert told.count("missed:") == missed
