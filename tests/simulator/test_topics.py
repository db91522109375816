"""The 24 topics and the features of a text."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from simulator.errors import UnknownNameError
from simulator.people import N_TOPICS
from simulator.reading import GRADES, AdFinding, Grade, TextFeatures
from simulator.topics import TOPIC_KEYS, TOPICS, topic_row, topic_vector

PLAIN = {
    "topics": (64, *(0,) * 23),
    "topic_match": 100,
    "length_chars": 8,
    "title_chars": 8,
    "effort": 10,
    "clickbait": 0,
    "hook": 20,
    "call_to_action": 0,
    "info_points": 0,
    "rumor_restated": 0,
    "sentiment": 0,
    "originality": 100,
    "model_hash": "0" * 64,
}


def finding(grade: Grade):
    return AdFinding(
        rule="best",
        word="最好",
        part="title",
        span=(0, 2),
        grade=grade,
        clause="c",
        reason_zh="因",
        reason_en="r",
    )


def test_there_are_as_many_topics_as_interest_columns():
    assert len(TOPICS) == len(set(TOPIC_KEYS)) == N_TOPICS


def test_the_order_of_the_topics_is_the_order_of_stored_vectors():
    assert [topic_row(key) for key in TOPIC_KEYS] == list(range(24))
    assert TOPIC_KEYS[:3] == ("food_drink", "local_life", "fashion")
    assert TOPIC_KEYS[-1] == "shopping_deals"


def test_a_misspelt_topic_is_answered_with_the_nearest_one():
    with pytest.raises(UnknownNameError, match="Did you mean 'food_drink'"):
        topic_vector({"food_drinks": 3})


def test_weights_stand_in_the_row_of_their_topic():
    vector = topic_vector({"shopping_deals": 5, "health": 7})
    assert vector[topic_row("shopping_deals")] == 5
    assert vector[topic_row("health")] == 7
    assert sum(vector) == 12


def test_topic_shares_must_share_out_the_whole_text():
    with pytest.raises(ValidationError, match="sum to 64"):
        TextFeatures(**{**PLAIN, "topics": (63, *(0,) * 23)})


def test_an_unreadable_text_has_no_topic_at_all():
    assert not TextFeatures(**{**PLAIN, "topics": (0,) * 24}).readable
    assert TextFeatures(**PLAIN).readable


def test_features_survive_the_log():
    features = TextFeatures(**PLAIN, ad_findings=(finding("hint"),))
    assert TextFeatures.model_validate_json(features.model_dump_json()) == features


def test_features_cannot_be_changed_afterwards():
    with pytest.raises(ValidationError, match="frozen"):
        TextFeatures(**PLAIN).hook = 100


@pytest.mark.parametrize("worst", GRADES)
def test_the_worst_grade_is_the_gravest_finding(worst: Grade):
    findings = tuple(finding(grade) for grade in GRADES[: GRADES.index(worst) + 1])
    assert TextFeatures(**PLAIN, ad_findings=findings[::-1]).worst_grade == worst


def test_no_finding_has_no_grade():
    assert TextFeatures(**PLAIN).worst_grade is None
