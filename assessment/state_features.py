"""What the quick valuation knows of a state: a few dozen numbers that say how far a run has come.

They are the engine's own state, not the screen: a value is what the state is worth, whoever looks
at it. All are shares or small counts, so that runs of different size can be compared.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from assessment.goals import attainments
from simulator.census import believers, census, own_followers
from simulator.kpis import kpi_denominators
from simulator.paid import LEFT
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from simulator.talk import answer_minute, seen_claims
from simulator.world import OWN, World

_GENERAL = (
    "money", "hours", "ordered", "followers", "reached", "effective", "aware", "understanding", "trust",
    "believe", "unanswered", "waiting", "rooms", "pieces", "booked", "orders",
)  # fmt: skip
_FEN_PARTS = 100_000
"""Parts of a yuan in which an order's money is kept (1/1000 fen)."""
_ROOM_MINUTES, _PIECES, _WAITING, _BOOKED = 120, 20, 10, 4
"""What scales counts to about 1: an evening's room, a fortnight's pieces, a day's plans, creators (assumed)."""


def feature_names(scenario: Scenario) -> tuple[str, ...]:
    """Return the names of the numbers, in their order."""
    goals = tuple(f"goal.{goal.key}" for goal in scenario.goals)
    return (*goals, *_GENERAL, *(f"stock.{stock.key}" for stock in scenario.stocks))


def features(sim: Simulation) -> NDArray[np.float64]:
    """Return the numbers of a state, as named by `feature_names`."""
    world, case = sim.world, sim.scenario
    reached = attainments(case, sim.kpis(), kpi_denominators(world))
    goals = [reached[goal.key] for goal in case.goals]
    stocks = [world.stock[stock.key] / max(1.0, stock.start) for stock in case.stocks]
    return np.array([*goals, *_means(world), *_minds(world), *_plans(world), *stocks], np.float64)


def passed(sim: Simulation) -> float:
    """Return how much of the trainee's time is over, 0 to 1."""
    return min(1.0, sim.minute / sim.scenario.end_minute)


def _means(world: World) -> list[float]:
    case = world.scenario
    running = sum(
        int(world.paid.orders[card.index, LEFT]) for card in world.paid.cards if card.status == "running"
    )
    money = world.ledger.money_fen / 100 / case.money if case.money else 0.0
    hours = world.ledger.hours_centi / 100 / case.hours if case.hours else 0.0
    return [money, hours, running / _FEN_PARTS / case.money if case.money else 0.0]


def _minds(world: World) -> list[float]:
    found, n = census(world), world.audience.n
    claims = list(range(len(world.scenario.issues)))
    unanswered = [key for key in seen_claims(world) if answer_minute(world.issue_log[key]) is None]
    return [
        own_followers(world)[0] / n, found.reached / n, found.effective / n, int(found.aware_by_age.sum()) / n,
        int(found.understanding_by_age.sum()) / n, found.trust_sum / n / 255, believers(world, claims) / n,
        float(len(unanswered)),
    ]  # fmt: skip


def _plans(world: World) -> list[float]:
    ahead = sum(max(0, end - max(start, world.minute)) for start, end, _ in _own_rooms(world))
    own = int((world.items.fields[: world.items.count, 0] == OWN).sum())
    open_bookings = sum(booking["status"] == "booked" for booking in world.bookings)
    return [
        len(world.queue) / _WAITING, ahead / _ROOM_MINUTES, own / _PIECES, open_bookings / _BOOKED,
        world.book.rows.shape[0] / world.audience.n,
    ]  # fmt: skip


def _own_rooms(world: World) -> set[tuple[int, int, int]]:
    return {(start, end, 0) for start, end, _ in world.live_windows}
