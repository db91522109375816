"""From when a signal could be told from chance: by the screen, and rarely by chance."""

from __future__ import annotations

import numpy as np
import pytest

from assessment.detection import FALSE_ALARM_STEPS, Counted, claim_sighting, first_alarm, prevented, sighting
from simulator.observation import Signal
from simulator.texts import Text
from tests.assessment.by_hand import BEGUN, CLAIM, evidence, talk

SPEC = next(spec for spec in evidence().scenario.events if spec.key == CLAIM)
HOUR = 60
AGENTS = evidence().scenario.audience.people_per_agent


def _counts(seen: list[int], expected: float) -> list[Counted]:
    return [Counted(minute=60 * k, seen=s, expected=expected) for k, s in enumerate(seen, start=1)]


@pytest.mark.parametrize(("ratio", "usual"), [(4.0, 1.0), (1.3, 20.0), (1 / 1.3, 20.0), (3.0, 2.0)])
def test_chance_alone_alarms_no_more_often_than_stated(ratio: float, usual: float) -> None:
    rng, hours, runs = np.random.default_rng(7), 100, 200
    alarms = sum(
        first_alarm(_counts(rng.poisson(usual, hours).tolist(), usual), ratio) is not None
        for _ in range(runs)
    )
    assert alarms / runs <= hours / FALSE_ALARM_STEPS


def test_a_fourfold_rate_is_told_within_hours_and_a_usual_one_is_not() -> None:
    assert first_alarm(_counts([1, 1, 4, 5, 4, 4], 1.0), 4.0) is not None
    assert first_alarm(_counts([1, 0, 2, 1, 1, 0] * 20, 1.0), 4.0) is None


def test_a_lone_asker_is_not_told_from_chance_and_a_wave_is() -> None:
    at = BEGUN // HOUR * HOUR + 3 * HOUR
    assert claim_sighting(evidence(screens={at: talk(at, [AGENTS, 0, AGENTS])}), CLAIM) is None
    seen = claim_sighting(evidence(screens={at: talk(at, [0, 9 * AGENTS, 30 * AGENTS])}), CLAIM)
    assert seen is not None
    assert seen.minute <= at


def test_a_message_is_seen_in_its_minute_whatever_the_engine_knows() -> None:
    told = Signal(minute=BEGUN + 10, kind="event", text=SPEC.signal)
    seen = sighting(evidence(screens={BEGUN + 60: {"signals": (told,)}}), SPEC, BEGUN)
    assert seen is not None
    assert seen.minute == BEGUN + 10


def test_an_event_that_shows_nowhere_is_never_seen() -> None:
    assert sighting(evidence(screens={BEGUN: {}, BEGUN + 600: {}}), SPEC, BEGUN) is None


def test_only_a_precaution_in_a_room_counts_as_prevention() -> None:
    elsewhere = Signal(minute=BEGUN, kind="result", text=Text(zh="调查结果已出", en="survey"))
    assert not prevented(evidence(screens={BEGUN + 10: {"signals": (elsewhere,)}}), BEGUN)
