"""The KPIs a brief can set as goals, and how a run's are read.

A KPI is read from counters, orders, people and the ledger of a run; it is given in real people and
yuan. A rate without a denominator is 0, and `kpi_denominators` says how large the denominator is,
so that nobody reaches a rate by doing nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from simulator import kpi_people, kpi_sales
from simulator.census import census, counted_once
from simulator.kpi_registry import KPIS, Kpi, kpi

if TYPE_CHECKING:
    from simulator.world import World

__all__ = [
    "KPIS",
    "STANDARD",
    "STANDARD_SHOP",
    "Kpi",
    "kpi",
    "kpi_denominators",
    "kpi_names",
    "kpi_values",
    "note_hour",
]

DEFINED_IN = (kpi_people, kpi_sales)
"""Modules whose KPIs are registered by being imported here."""

STANDARD = ("reach", "effective_reach", "net_follows", "money_spent")
"""KPIs every case shows beside those of its goals."""
STANDARD_SHOP = ("orders", "gmv", "contribution")
"""KPIs every case with products shows."""


def kpi_names(world: World) -> tuple[str, ...]:
    """Return the KPIs of a case: those of its goals first, then the standard ones."""
    goals = tuple(goal.kpi for goal in world.scenario.goals)
    shop = STANDARD_SHOP if world.scenario.products else ()
    return tuple(dict.fromkeys((*goals, *STANDARD, *shop)))


def kpi_values(world: World, names: Iterable[str] | None = None) -> dict[str, float]:
    """Return the true values of a case's KPIs (or of those named)."""
    with counted_once(world):
        return {name: float(kpi(name).of(world)) for name in (kpi_names(world) if names is None else names)}


def kpi_denominators(world: World, names: Iterable[str] | None = None) -> dict[str, float]:
    """Return what the rates among a case's KPIs are divided by, in real units."""
    chosen = [kpi(name) for name in (kpi_names(world) if names is None else names)]
    return {one.name: float(one.over(world)) for one in chosen if one.over is not None}


def note_hour(world: World) -> None:
    """Keep what only shows over time: peaks, the hour's values, midnight's portraits.

    The step loop calls this once at the end of each simulated hour. The hour's values are for the
    live screen alone; a future that is only played to its end has none.
    """
    kept = world.state.setdefault("kpi", {})
    if world.scenario.issues:
        kept["believe_peak"] = kpi_people.believe_peak(world)
    if not world.unwatched:
        kept["hour"] = kpi_values(world, [name for name in kpi_names(world) if _walks_people(name)])
    if world.minute % 1440 == 0:
        found = census(world)
        kept.setdefault("portraits", {})[str(world.minute // 1440)] = {
            "effective_by_age": found.effective_by_age.tolist(),
            "effective_by_tier": found.effective_by_tier.tolist(),
        }


def _walks_people(name: str) -> bool:
    one = kpi(name)
    return one.seen == "live" and one.kind == "volume" and not one.additive
