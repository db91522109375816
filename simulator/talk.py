"""The record of public talk about a claim: where it is said, how often, how it was answered.

Monitoring finds pieces and counts what is said under them; what people believe it cannot see.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from simulator import items as it
from simulator.counters import COUNTER
from simulator.seen import hourly_marks, totals_at

if TYPE_CHECKING:
    from simulator.world import World

_HEARD = tuple(COUNTER[name] for name in ("comments", "shares", "reposts", "asks"))
_SAID, _ASKED = slice(0, 3), slice(3, 4)


def seen_claims(world: World) -> list[str]:
    """Return the keys of the claims that monitoring has noticed, in the order of the case."""
    logs = world.issue_log
    keys = [issue.key for issue in world.scenario.issues]
    return [key for key in keys if 0 <= logs.get(key, {}).get("first_seen", -1) <= world.minute]


def answer_minute(log: dict[str, Any]) -> int | None:
    """Return the minute of the first answer to a claim, if there is one."""
    minute = log.get("answered")
    return None if minute is None or minute < 0 else int(minute)


def claim_rows(world: World, key: str) -> list[int]:
    """Return the rows of all pieces that say it or once said it, whoever posted them."""
    return sorted({int(row) for _, row in world.issue_log.get(key, {}).get("mentions", ())})


def contradictory(world: World, key: str) -> bool:
    """Tell whether own ports speak with two voices about a claim.

    They do when an own piece that still can be met says the claim that another one answers, or when
    several accounts answered and no kind of support is common to all of them.
    """
    log = world.issue_log.get(key, {})
    if answer_minute(log) is None:
        return False
    if log.get("contradictory", False) or _still_said(world, key):
        return True
    given = [set(kinds) for kinds in log.get("evidence", {}).values()]
    return len(given) > 1 and any(given) and not set.intersection(*given)


def _still_said(world: World, key: str) -> bool:
    f = world.items.fields[: world.items.count]
    says = (f[:, it.BRAND] == 0) & (f[:, it.CLAIM] == world.issue_index(key))
    can_be_met = (f[:, it.STATUS] == it.STATUS_LIVE) | (f[:, it.STATUS] == it.STATUS_LIMITED)
    return bool((says & can_be_met).any())


def mentions_by_hour(world: World, key: str, hours: int) -> list[int]:
    """Return new posts, comments and shares about a claim in each of the last full hours."""
    said = _by_hour(world, claim_rows(world, key), _SAID, hours)
    first = world.minute // 60 - len(said)
    for minute, _ in world.issue_log.get(key, {}).get("mentions", ()):
        at = int(minute) // 60 - first
        if 0 <= at < len(said):
            said[at] += 1
    return said


def asks_by_hour(world: World, key: str, hours: int) -> list[int]:
    """Return questions asked about a claim in each of the last full hours."""
    return _by_hour(world, claim_rows(world, key), _ASKED, hours)


def _by_hour(world: World, rows: list[int], heard: slice, hours: int) -> list[int]:
    marks = hourly_marks(world, _HEARD, hours)[:, rows, heard].sum(axis=(1, 2))
    return np.diff(marks).tolist()


def negative_share(world: World, key: str, hours: int) -> tuple[int, int]:
    """Return (negative, all) comments of the last hours under own pieces and those that say it."""
    counted = world.items.fields[: world.items.count, it.BRAND] == 0
    counted[claim_rows(world, key)] = True
    columns = [COUNTER["negative_comments"], COUNTER["comments"]]
    since = totals_at(world, max(0, (world.minute // 60 - hours) * 60))
    grown = (world.items.totals[: world.items.count, columns] - since[:, columns])[counted].sum(axis=0)
    return int(grown[0]), int(grown[1])
