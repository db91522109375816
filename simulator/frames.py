"""The small frame each tick leaves for the live screen: a few sums, nothing per piece."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from simulator.counters import COUNTER
from simulator.kpis import kpi, kpi_names
from simulator.observe import own_totals
from simulator.scenario import clock_of
from simulator.shown import shown_people

if TYPE_CHECKING:
    from simulator.world import World

_ENGAGEMENTS = ("likes", "comments", "shares", "reposts", "collects")
_PLAIN = ("impressions", "views", "clicks", "orders")


def compact_frame(world: World) -> dict[str, Any]:
    """Return the tick's frame, ready for JSON; every number is one the trainee may see now.

    KPIs that need a walk over all people (reach, distinct followers) are those of the last full
    hour; the others are of this minute. ``online`` is what a live channel keeps in its state.
    """
    return {
        "minute": world.minute,
        "clock": clock_of(world.minute),
        "money": world.ledger.money_fen / 100,
        "hours": world.ledger.hours_centi / 100,
        "channels": _channels(world),
        "kpis": _kpis(world),
        "signals": len(world.signals),
    }


def _channels(world: World) -> dict[str, dict[str, float]]:
    out: dict[str, dict[str, float]] = {}
    for channel, sums in zip(world.channels, own_totals(world).tolist(), strict=True):
        out[channel.name] = {
            **{name: sums[COUNTER[name]] for name in _PLAIN},
            "engagements": sum(sums[COUNTER[name]] for name in _ENGAGEMENTS),
            "gmv": sums[COUNTER["gmv_fen"]] / 100,
            "online": shown_people(world.scenario, int(world.state[channel.name].get("online", 0))),
        }
    return out


def _kpis(world: World) -> dict[str, float]:
    kept = world.state.get("kpi", {}).get("hour", {})
    live = [one for one in map(kpi, kpi_names(world)) if one.seen == "live" and one.name not in kept]
    quick = [one for one in live if one.additive or one.kind != "volume"]
    return {**{one.name: round(one.of(world), 4) for one in quick}, **kept}
