"""How a piece comes to carry an issue's claim, and the record of where the claim was seen."""

from __future__ import annotations

import numpy as np

from simulator import items as it
from simulator.items import CLAIM, FREE
from simulator.world import World


def claim_fields(world: World, issue: str) -> dict[int, int]:
    """Return the columns of a piece that carries an issue's claim."""
    index = world.issue_index(issue)
    spec = world.scenario.issues[index]
    return {CLAIM: index, FREE: spec.credibility, FREE + 1: int(spec.about == "brand")}


def carry_claim(world: World, issue: str, row: int) -> None:
    """Make an existing piece a carrier of a claim (until it is corrected or withdrawn)."""
    for column, value in claim_fields(world, issue).items():
        world.items.fields[row, column] = value
    world.items.cards[row].notes["carries"] = issue
    log_mention(world, issue, row)


def log_mention(world: World, issue: str, row: int) -> None:
    """Note that a piece says it: what monitoring can find by looking (row and minute)."""
    log = world.issue_log.setdefault(issue, {"first_seen": world.minute, "mentions": []})
    log.setdefault("mentions", []).append((world.minute, row))


def own_live(world: World, *, pillar: str = "", account: str = "") -> list[int]:
    """Return the rows of own pieces that can be met now, newest first."""
    table = world.items
    f = table.fields[: table.count]
    live = (f[:, it.BRAND] == 0) & (
        (f[:, it.STATUS] == it.STATUS_LIVE) | (f[:, it.STATUS] == it.STATUS_LIMITED)
    )
    rows = [
        row for row in np.flatnonzero(live).tolist()
        if pillar in ("", table.cards[row].pillar) and account in ("", table.cards[row].account)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (-int(f[row, it.PUBLISHED]), -row))
