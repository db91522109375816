"""A glance shows what an observation shows, and makes only what is looked at."""

from __future__ import annotations

import pytest

from simulator.observation import ContentView, Observation
from simulator.observe import JUDGED
from simulator.simulation import Simulation
from tests.small import paid, tea, video


def _run() -> Simulation:
    sim = tea().start(1)
    sim.decide(video())
    sim.advance(hours=9)
    sim.decide(paid())
    sim.decide(video("later", at=40 * 60))
    sim.advance(hours=30)
    return sim


def test_every_part_of_a_glance_is_that_of_the_observation() -> None:
    sim = _run()
    whole = sim.observe()
    with sim.glance() as seen:
        for name in Observation.model_fields:
            if name != "contents":
                assert getattr(seen, name) == getattr(whole, name), name
        pairs = list(zip(seen.contents, whole.contents, strict=True))
    assert pairs
    for glimpse, piece in pairs:
        assert {name: getattr(glimpse, name) for name in ContentView.model_fields} == dict(piece)


def test_a_glance_has_nothing_that_an_observation_has_not() -> None:
    with _run().glance() as seen, pytest.raises(AttributeError):
        _ = seen.beliefs  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def test_a_judged_screen_is_the_parts_of_the_observation_and_no_others() -> None:
    sim = _run()
    whole, kept = sim.observe(), sim.observe_judged()
    for name in JUDGED:
        if name != "contents":
            assert getattr(kept, name) == getattr(whole, name), name
    assert kept.minute == whole.minute
    assert kept.contents
    for one, piece in zip(kept.contents, whole.contents, strict=True):
        assert (one.key, one.status, one.last_hours) == (piece.key, piece.status, piece.last_hours)
        assert one.negative_share == piece.negative_share
    with pytest.raises(AttributeError, match=r"Observation\.kpis is not on this screen.*JUDGED"):
        _ = kept.kpis
    with pytest.raises(AttributeError, match=r"ContentView\.counts is not on this screen"):
        _ = kept.contents[0].counts
    with pytest.raises(AttributeError, match="has no field beliefs"):
        _ = kept.beliefs  # type: ignore[attr-defined]
