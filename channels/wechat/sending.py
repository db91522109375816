"""Putting a new piece before the followers of its port."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from channels.wechat import parameters as w
from channels.wechat.spread import in_group, in_sessions, woken
from simulator import items as it
from simulator.decisions import Publish
from simulator.pending import FIELDS
from simulator.people import SEGMENT
from simulator.published import WEIXIN_PROFILE
from simulator.world import World


def reading_seconds(world: World, row: int) -> int:
    """Return the seconds a text takes: by its length if the text was read, else as declared."""
    card = world.items.cards[row]
    made = next((d for d in world.decisions if d.key == card.key and isinstance(d, Publish)), None)
    chars = made.features.length_chars if made is not None and made.features is not None else 0
    return max(3, min(900, max(int(world.items.fields[row, it.DURATION]), chars * 60 // w.CHARS_A_MINUTE)))


def send(world: World, row: int, port: int, state: dict[str, Any]) -> None:
    """Put a piece of an account before its followers, by the rules of its port.

    A push may hold several articles (the note ``position`` counts them from 0): the notice and the
    open place in the list belong to the first, the others stand folded below it.
    """
    account = int(world.items.fields[row, it.ACCOUNT])
    notify = int(world.items.cards[row].notes.get("notify", 1))
    if account < 0 or (port == w.OFFICIAL and not notify):
        return
    uses = world.audience.app_rate(WEIXIN_PROFILE.app) > 0
    fans = (((world.follows >> np.uint64(account)) & np.uint64(1)).astype(bool) & uses).astype(np.uint8)
    out = np.zeros((int(fans.sum()), FIELDS), np.int64)
    p, now, keys = world.params["wechat"], world.minute, world.items.keys[row]
    if port == w.GROUP:
        count = in_group(fans, row, keys[w.K_WHEN], int(p[w.P_GROUP_DELAY]), now, out)
    elif port == w.OFFICIAL:
        _count_delivered(world, row, fans)
        folded = int(world.items.cards[row].notes.get("position", 0)) > 0
        wakes = 0 if folded else int(p[w.P_WAKE]) * (1 << 32) // 1000
        count = woken(fans, row, keys[w.K_WHEN], wakes, now, out)
        score = int(p[w.P_LIST]) - int(p[w.P_CROWD]) * int(w.POSTED[now // 60 % 24]) // 256
        score -= int(p[w.P_FOLD]) * folded
        bonus, gain = state["habit"][int(state["slot"][account])], int(p[w.P_HABIT])
        count = _walk(
            world,
            row,
            (fans, bonus, gain),
            (w.S_SESSION, score, int(p[w.P_FADE]), w.LIST_MINUTES),
            count,
            out,
        )
    else:
        left = max(1440 - now % 1440, w.SAME_DAY_LEAST)
        plan = (
            (w.S_FOLLOW, int(p[w.P_FOLLOW_SEE]), int(p[w.P_FOLLOW_FADE]), w.FOLLOW_MINUTES)
            if port == w.CHANNELS
            else (w.S_MOMENTS, int(p[w.P_POST]), 0, left)
        )
        count = _walk(world, row, (fans, fans, 0), plan, 0, out)
    state["pending"].add(out[:count])


def _walk(
    world: World,
    row: int,
    who: tuple[Any, Any, int],
    plan: tuple[int, int, int, int],
    count: int,
    out: NDArray[np.int64],
) -> int:
    """Go through the followers' sessions of the coming hours, a stretch at a time."""
    source, score, fade, minutes = plan
    item = (
        row, source, world.items.keys[row, w.K_SEE], score, fade, world.minute, int(world.items.fields[row, it.THROTTLE]),
    )  # fmt: skip
    stretches = world.calendar.between(WEIXIN_PROFILE.app, world.minute + 1, world.minute + minutes)
    for first, until, day in stretches:
        count = in_sessions(*who, (day.person, day.key, day.start), (first, until), item, count, out)
    return count


def _count_delivered(world: World, row: int, fans: NDArray[np.uint8]) -> None:
    table = world.items
    segments = np.bincount(world.audience.rows[fans.astype(bool), SEGMENT], minlength=table.cube.shape[2])
    table.totals[row, w.C_DELIVERED] += int(segments.sum())
    table.cube[row, w.C_DELIVERED] += segments.astype(np.int32)
