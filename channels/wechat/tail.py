"""What is met outside the lists: recommendation, search, the account's page, paid places."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from channels.wechat import parameters as w
from channels.wechat.meeting import answer
from simulator import items as it
from simulator import paid as pd
from simulator.channel import Tick
from simulator.kernel import kernel
from simulator.market import tally
from simulator.memory import AWARE, AWARE_FROM
from simulator.people import SEGMENT
from simulator.race import LIMIT, ROW, arrival, is_fan, session_step, waiting
from simulator.reactions import matching, originality_weight
from simulator.tables import growth, halved
from simulator.world import World


@kernel
def _tail_rate(a: Any, p: Any, row: Any, person: Any, fan: Any, lam: Any) -> Any:
    """Return (rate, source) at which a piece outside the lists is met; compiled."""
    if a.met[row, person] & it.MET:
        return np.int64(0), w.S_RECOMMEND
    match = matching(a, row, person)
    rec = (lam[0] * min(w.MAX_GROWTH, growth(p[w.P_MATCH] * (match - 40)))) >> 12
    brand = a.fields[row, it.BRAND]
    knows = brand >= 0 and a.memory[brand, person, AWARE] >= AWARE_FROM
    sea = lam[1] if knows or match >= w.SEARCH_FROM else np.int64(0)
    own = lam[2] if fan else np.int64(0)
    total = rec + sea + own
    if own > rec and own > sea:
        return total, w.S_PROFILE
    return total, (w.S_SEARCH if sea > rec else w.S_RECOMMEND)


@kernel
def _paid_place(
    a: Any, p: Any, s: Any, orders: Any, person: Any, key: Any, minute: Any
) -> None:  # pragma: no cover - compiled
    """Give a session's paid place to the first order that serves it; compiled.

    A person is not shown a Moments advertisement again that was ignored (C12).
    """
    for o in range(orders.shape[0]):
        row = orders[o, pd.ITEM]
        if a.fields[row, it.PORT] == w.MOMENTS and a.met[row, person] & (it.MET | it.ENGAGED) == it.MET:
            continue
        if pd.takes_place(a, orders[o], person, key):
            tally(a, row, w.C_PAID, a.rows[person, SEGMENT], 1)
            answer(a, p, s, row, person, minute, np.int64(w.S_PAID), np.int64(1), np.int64(0), np.int64(0))
            return


@kernel
def tail(
    a: Any,
    p: Any,
    s: Any,
    sessions: Any,
    bounds: Any,
    lams: Any,
    orders: Any,
    first_minute: Any,
    race: Any,
) -> None:  # pragma: no cover - compiled
    """Let sessions meet pieces by recommendation, search and the account's page, and paid ones; compiled.

    A session has one such place: pieces race for it by keys of (item, session). Paid orders have a
    place of their own.
    """
    person_of, key_of, slots_of, start = sessions
    minute = first_minute
    for i in range(bounds[0], bounds[1]):
        while i >= start[minute % 1440 + 1]:
            minute += 1
        person, key, slots = np.int64(person_of[i]), key_of[i], np.int64(slots_of[i])
        best, chosen, how = slots << 8, np.int64(-1), np.int64(0)
        step = session_step(key)
        for k in range(lams.shape[0]):
            if (np.int64(key) ^ lams[k, 3]) & lams[k, 4]:
                continue
            u = arrival(race, k, step)
            if u >= race.pieces[LIMIT, k] * slots:
                continue
            row, fan = race.pieces[ROW, k], is_fan(race, k, a.follows[person])
            rate, source = _tail_rate(a, p, row, person, fan, lams[k])
            if rate > 0 and (waiting(u) << 8) // rate < best:
                best, chosen, how = (waiting(u) << 8) // rate, row, source
        if chosen >= 0:
            answer(a, p, s, chosen, person, minute, how, np.int64(0), np.int64(0), np.int64(0))
        if orders.shape[0]:
            _paid_place(a, p, s, orders, person, key, minute)


def in_reach(world: World, state: dict[str, Any], tick: Tick) -> list[int]:
    """Return the articles and videos that can still be found, and drop those that are too old."""
    f = world.items.fields
    state["rows"] = [row for row in state["rows"] if tick.start - f[row, it.PUBLISHED] < w.REACH_AGE]
    return [row for row in state["rows"] if f[row, it.STATUS] in (it.STATUS_LIVE, it.STATUS_LIMITED)]


def rates(
    world: World, rows: list[int], state: dict[str, Any], tick: Tick, slots: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the pieces that may be met outside the lists, with their rates (2**-32 a slot).

    Columns: recommendation, search, account page, the item's low bits, mask of these bits, limit of
    the pull and what following adds to it (see `race_of`).
    """
    at = np.array(rows, np.int64)
    out = np.empty((at.size, 7), np.int64)
    _rates(
        world.items.fields, world.items.keys, world.params["wechat"], state["flow"], state["mean"], at,
        (tick.start, tick.length, slots), out,
    )  # fmt: skip
    return at, out


@kernel
def _rates(
    fields: Any, keys: Any, p: Any, flow: Any, mean: Any, rows: Any, tick: Any, out: Any
) -> None:  # pragma: no cover - compiled
    """Write the rates of the pieces; compiled. ``tick``: first minute, length, slots on offer."""
    start, length, slots = tick
    for k in range(rows.shape[0]):
        row = rows[k]
        mask = w.MASKS[fields[row, it.PORT]]
        throttle = np.int64(fields[row, it.THROTTLE]) * originality_weight(fields, row) >> 8
        age = start - np.int64(fields[row, it.PUBLISHED])
        fresh = halved(age, 1440)
        out[k, 0] = (flow[row] * length << 12) // slots * 4096 // mean[row] * throttle >> 8
        out[k, 1] = (p[w.P_SEARCH] << 32) // 1_000_000 * throttle >> 8
        out[k, 2] = (p[w.P_PROFILE] << 32) // 1_000_000 * fresh >> 12
        for source in range(3):
            out[k, source] = min(1 << 28, out[k, source] * (mask + 1))
        out[k, 3] = np.int64(keys[row, w.K_RACE]) & mask
        out[k, 4] = mask
        out[k, 5], out[k, 6] = out[k, 0] * (w.MAX_GROWTH >> 12) + out[k, 1] + out[k, 2], 0


def reckon(world: World, rows: list[int], state: dict[str, Any], minute: int) -> None:
    """Set, once an hour, what the platform adds to each piece by how it did so far."""
    p = world.params["wechat"].tolist()
    for row in rows:
        f = world.items.fields[row]
        state["flow"][row] = added(
            state["perf"][row].tolist(), int(f[it.PORT]), minute - int(f[it.PUBLISHED]), p
        )


def added(perf: list[int], port: int, age: int, p: list[int]) -> int:
    """Return the titles or plays a minute (2**-20) that the platform adds to what a piece earned."""
    first, until = (w.REC_FROM, w.REC_UNTIL) if port == w.OFFICIAL else (w.WAVE_FROM, w.WAVE_UNTIL)
    if not first <= age < until:
        return 0
    quality = relative_quality(perf, port, p[w.P_PRIOR])
    ratio = p[w.P_REC] if port == w.OFFICIAL else p[w.P_WAVE]
    return (perf[0] * ratio * quality << 20) // (1000 * 1024 * (until - first))


def relative_quality(perf: list[int], port: int, prior: int) -> int:
    """Return how a piece did with people against a middling one, 1024 being the yardstick.

    Shrunk by ``prior`` reads and continuous, so that no single like decides.
    """
    views, valid, likes, shares = perf
    total = 0
    for weight, got, base in (
        (3, valid, w.BASE_VALID[port]), (4, likes, w.BASE_LIKE[port]), (3, shares, w.BASE_SHARE[port]),
    ):  # fmt: skip
        total += weight * min(4096, (got * 10_000 + prior * base) * 1024 // ((views + prior) * base))
    return total // 10


def paid(world: World, channel: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the running paid orders for videos and Moments; the other ports sell no delivery."""
    orders, at = world.paid_here(channel)
    if not at.size:
        return orders, at
    port = world.items.fields[orders[:, pd.ITEM], it.PORT]
    sold = (port == w.CHANNELS) | (port == w.MOMENTS)
    return orders[sold], at[sold]
