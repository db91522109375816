"""Evidence made by hand: a run that never moved, with screens, decisions and events as a test wants them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cache

from assessment.evidence import Evidence, Look
from assessment.policies.policy import brief_of
from simulator.decisions import Decision
from simulator.observation import IssueView, Observation, OrderView, Reading, Signal
from simulator.simulation import Simulation
from simulator.texts import Text
from tests.small import tea

CLAIM = "foreign-object"
BEGUN = 10_960
DAYTIME = 12_000


def run(fired: Mapping[str, int] | None = None) -> Simulation:
    """Return a run at its first minute in which some events have come."""
    sim = copy(_started())
    sim.world = copy(sim.world)
    sim.world.breaches = []
    came = fired or {}
    sim.world.events = [
        replace(e, fired=came.get(e.key, -1), minute=came.get(e.key, e.minute)) for e in sim.world.events
    ]
    return sim


@cache
def _started() -> Simulation:
    return tea(1000).start(1)


@cache
def _plain() -> Observation:
    return _started().observe()


def evidence(
    log: Sequence[tuple[int, Decision]] = (),
    screens: Mapping[int, Mapping[str, object]] | None = None,
    fired: Mapping[str, int] | None = None,
) -> Evidence:
    """Return evidence with these decisions, changed screens by minute, and events that came."""
    sim = run(fired)
    plain = _plain()
    looks = tuple(
        Look(minute=minute, observation=plain.model_copy(update={"minute": minute, **changes}))
        for minute, changes in sorted((screens or {0: {}}).items())
    )
    return Evidence(
        scenario=sim.scenario, brief=brief_of(sim.scenario), looks=looks, log=tuple(log), final=sim
    )


def talk(minute: int, said: Sequence[int]) -> dict[str, object]:
    """Return a screen on which monitoring shows mentions of the claim in the last hours."""
    hours = (*(0,) * (24 - len(said)), *said)
    view = IssueView(
        key=CLAIM, claim=Text(zh="喝出异物", en="something in the drink"), first_seen=minute - 60 * len(said),
        mentions_hour=hours, asks_hour=(0,) * 24, negative_share=Reading(state="too_small"),
        hot_rank=Reading(state="not_available"),
    )  # fmt: skip
    return {"issues": (view,)}


def message(seen: Observation, minute: int, text: Text) -> dict[str, object]:
    """Return a screen with one more line in its event feed."""
    return {"signals": (*seen.signals, Signal(minute=minute, kind="event", text=text))}


def order(key: str, shown: int, clicks: int, sold: int = 0, spend: float = 100.0) -> OrderView:
    """Return a running order with its numbers."""
    counts = {"paid_impressions": shown, "paid_clicks": clicks, "paid_orders": sold}
    return OrderView(
        key=key, content="v1", kind="auction", status="running", learning=False, budget=500, spend=spend, bid=2,
        counts={name: Reading(value=float(value)) for name, value in counts.items()},
    )  # fmt: skip
