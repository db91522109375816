"""What only the engine knows, for scoring and for reports after the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulator import items as it
from simulator.channel import source_names
from simulator.kpi_sales import own_rows
from simulator.kpis import KPIS, kpi_values
from simulator.memory import BELIEVES, CORRECTED, HEARD, TOLD
from simulator.observation import Truth

if TYPE_CHECKING:
    from simulator.world import World

_BITS = {"heard": HEARD, "believes": BELIEVES, "corrected": CORRECTED, "told": TOLD}


def truth(world: World) -> Truth:
    """Return the true KPIs, what people believe, who is padded, the events and causes of a run.

    A channel may add to it with a method ``truth(world)`` that returns ``allowances`` (piece ->
    people its pool still has) and ``causes`` (piece -> cause -> weight).
    """
    allowances: dict[str, float] = {}
    causes = _sources(world)
    for channel in world.channels:
        more: Any = getattr(channel, "truth", None)
        parts: dict[str, Any] = more(world) if more is not None else {}
        allowances |= parts.get("allowances", {})
        for key, why in parts.get("causes", {}).items():
            causes.setdefault(key, {}).update(why)
    return Truth(
        minute=world.minute,
        kpis=kpi_values(world, KPIS),
        beliefs=_beliefs(world),
        padded_creators=tuple(c.key for c in world.scenario.creators if c.padded > 0),
        events=_events(world),
        allowances=allowances,
        causes=causes,
    )


def _beliefs(world: World) -> dict[str, dict[str, float]]:
    """Return for each claim the share of people who heard, believe, were put right, were told."""
    out: dict[str, dict[str, float]] = {}
    for index, issue in enumerate(world.scenario.issues):
        cells = world.issues[index]
        out[issue.key] = {name: float(((cells & np.uint8(bit)) != 0).mean()) for name, bit in _BITS.items()}
    return out


def _events(world: World) -> tuple[dict[str, str | int | float], ...]:
    return tuple(
        {
            "key": event.key, "kind": event.kind, "minute": event.minute, "strength": event.strength,
            "fired": event.fired, "until": event.until,
        }
        for event in world.events
    )  # fmt: skip


def _sources(world: World) -> dict[str, dict[str, float]]:
    """Return for each own piece where its impressions came from."""
    out: dict[str, dict[str, float]] = {}
    for row in own_rows(world).tolist():
        counts = world.items.sources[row, 0]
        names = source_names(world.channels[world.items.fields[row, it.CHANNEL]])
        out[world.items.cards[row].key] = {
            names[k]: float(counts[k]) for k in np.flatnonzero(counts).tolist()
        }
    return out
