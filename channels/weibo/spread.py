"""Who else comes upon a post: followers of those who repost it, an outsider's readers, relays."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from channels.weibo import parameters as pm
from simulator import items as it
from simulator.counters import SOURCE
from simulator.crowd import Crowd
from simulator.kernel import kernel, making_kernel, piece
from simulator.pending import FIELDS
from simulator.people import Audience
from simulator.published import WEIBO_HOURLY_SHARE, WEIBO_PROFILE
from simulator.randomness import draw, draw_int, mix
from simulator.tables import exponential, growth, threshold
from simulator.world import World

S_FOLLOW, S_REPOST = SOURCE["follow"], SOURCE["repost"]
PARTNERS = 5
"""Media and government accounts of the place that may relay an own post (互转; assumed)."""
RELAY_HOURS = (8, 22)
DAY = 1440
LATEST = 14 * DAY  # minutes after which nobody comes upon a repost any more
LOG_FIELDS = 5
L_PERSON, L_PARENT = 1, 2
"""Columns of the repost log: item row, person (-2 - k for the relaying account k), parent (-1: the
post itself), minute, depth."""


def _awake() -> NDArray[np.int64]:
    usual = sorted(WEIBO_HOURLY_SHARE)[12]
    return np.array([min(256, round(256 * share / usual)) for share in WEIBO_HOURLY_SHARE], np.int64)


AWAKE = _awake()
"""How likely somebody is in the app at all by hour, 1/256 of a usual hour (E1, E3)."""


_FAME: dict[str, NDArray[np.uint8]] = {}
_FAME_KEPT = 8


def fame(people: Audience) -> NDArray[np.uint8]:
    """Return how often each person's public followers double beyond `pm.KNOWN_FROM`."""
    found = _FAME.get(people.digest)
    if found is None:
        known = np.diff(people.followers.indptr) // pm.KNOWN_FROM
        found = np.searchsorted(2 ** np.arange(40), known, side="right").astype(np.uint8)
        while len(_FAME) >= _FAME_KEPT:
            _FAME.pop(next(iter(_FAME)))
        _FAME[people.digest] = found
    return found


def among_friends(world: World, row: int) -> int:
    """Return the score by which a post is more or less than usual a matter among friends; of the form."""
    luck = world.seeds.world_key("weibo.talk", world.items.cards[row].id & (2**63 - 1)) >> 32
    most = int(world.params["weibo"][pm.P_TALK])
    return (luck * (2 * most + 1) >> 32) - most


@piece
def _delay(p: Any, luck: Any) -> Any:
    """Return the minutes until somebody comes upon a repost, by the published density (D8); compiled."""
    part = np.int64(luck >> np.uint64(44)) % 1000
    if part < p[pm.P_LATE]:
        return (DAY * growth(min(2048, exponential(mix(luck)) * 582 >> 12))) >> 12  # 256 / 0.44
    # what is left of an exponential after whole spans is the exponential cut at one span
    day = (exponential(draw(luck, 3)) * p[pm.P_STEEP] >> 12) % p[pm.P_SPAN]
    return (p[pm.P_DELAY] * (growth(day) - 4096)) >> 12


@piece
def _when_awake(minute: Any, luck: Any) -> Any:
    """Return the first minute from then on at which the person is in the app; compiled."""
    for step in range(16):
        bits = draw(luck, 16 + step)
        if np.int64(bits & np.uint64(255)) < AWAKE[(minute // 60) % 24]:
            break
        minute += 20 + (np.int64(bits >> np.uint64(8)) & 63)
    return minute


@kernel
def spread_to(
    p: Any, people: Any, key: Any, chance: Any, fixed: Any, out: Any, count: Any
) -> int:  # pragma: no cover - compiled
    """Write delayed meetings of people with one post or repost; return how many are written now; compiled.

    ``fixed``: minute, item row, source, depth, parent. Each arc has its own draw, so that no
    repost renumbers another.
    """
    for i in range(people.shape[0]):
        luck = draw(key, people[i])
        if np.int64(luck >> np.uint64(32)) >= chance:
            continue
        luck = mix(luck)
        wait = _delay(p, luck)
        if wait > LATEST:
            continue
        o = out[count]
        o[0] = _when_awake(fixed[0] + 1 + wait, luck)
        o[1], o[2], o[3], o[4], o[5] = people[i], fixed[1], fixed[2], fixed[3], fixed[4]
        count += 1
    return count


@making_kernel
def fan_out(
    p: Any, reposts: Any, indptr: Any, indices: Any, keys: Any, rows: Any, app: Any, out: Any
) -> int:  # pragma: no cover - compiled
    """Put reposts before the reposters' followers who use the app; return the meetings written; compiled."""
    chance = (p[pm.P_EXPOSE] << 32) // 1000
    users = np.empty(out.shape[0], np.int64)
    fixed = np.zeros(5, np.int64)
    count = 0
    for s in range(reposts.shape[0]):
        person, row = reposts[s, 0], reposts[s, 1]
        n = 0
        for arc in range(indptr[person], indptr[person + 1]):
            if rows[indices[arc], app] > 0:
                users[n] = indices[arc]
                n += 1
        fixed[0], fixed[1], fixed[2], fixed[3], fixed[4] = reposts[s, 2], row, S_REPOST, reposts[s, 4], person
        count = spread_to(p, users[:n], draw(keys[row, pm.K_SPREAD], person), chance, fixed, out, count)
    return count


def put_off(world: World, meetings: NDArray[np.int64]) -> None:
    """Keep delayed meetings: today's in the calendar, later ones by day until their day comes."""
    state = world.state["weibo"]
    today = world.minute // DAY
    days = meetings[:, 0] // DAY
    state["pending"].add(meetings[days <= today])
    for day in np.unique(days[days > today]).tolist():
        state["later"].setdefault(day, []).append(meetings[days == day])


def bring_forward(world: World, day: int) -> None:
    """Move a day's meetings into the calendar when it begins."""
    for meetings in world.state["weibo"]["later"].pop(day, []):
        world.state["weibo"]["pending"].add(meetings)


def _bring(
    world: World, people: NDArray[np.int64], key: int, fixed: tuple[int, ...], share: int = 1000
) -> None:
    """Put a post before ``share`` in a thousand of people, each in their own time (``fixed`` as in `spread_to`)."""
    out = np.zeros((people.size, FIELDS), np.int64)
    where = np.array(fixed, np.int64)
    chance = np.int64((share << 32) // 1000)
    count = spread_to(world.params["weibo"], people, np.uint64(key), chance, where, out, np.int64(0))
    put_off(world, out[:count])


def seed(world: World, row: int) -> None:
    """Bring a post before its first viewers: those who follow the poster.

    The poster is one of the people (``notes["author"]``, who has the followers of the graph), or
    an outsider or creator with ``notes["seed_people"]`` readers. Who they are and when they look is
    drawn from the world seed: it belongs to the form. Shown again (somebody heats it), an
    outsider's post comes before other people.
    """
    card = world.items.cards[row]
    people = int(card.notes.get("seed_people", 0))
    times = int(card.notes.get("seeded", 0))
    card.notes["seeded"] = times + 1
    key = world.seeds.world_key("weibo.seed", card.id & (2**63 - 1), times)
    fixed = (world.minute, row, S_FOLLOW, 0, pm.ROOT)
    if people > 0:
        _bring(world, world.pick_people(key, people, app=WEIBO_PROFILE.app), key ^ 1, fixed)
    elif "author" in card.notes:
        fans = world.audience.followers.neighbours(int(card.notes["author"])).astype(np.int64)
        fans = fans[world.audience.app_rate(WEIBO_PROFILE.app)[fans] > 0]
        _bring(world, fans, key ^ 1, fixed, int(world.params["weibo"][pm.P_EXPOSE]))


def relay(world: World, row: int) -> None:
    """Let media and government accounts of the place relay an own post that is worth it (互转).

    They like what is well made and useful, answers above all, and not what sells.
    """
    f, p = world.items.fields[row].astype(np.int64), world.params["weibo"]
    worth = int(p[pm.P_RELAY] + 3 * (f[it.QUALITY] - 128) + 2 * (f[it.INFO] - 90) - 3 * f[it.CLICKBAIT])
    worth += 400 * int(f[it.ANSWER] >= 0) - 500 * int(f[it.PRODUCT] >= 0)
    people = world.state["weibo"]["users"] * int(p[pm.P_RELAY_REACH]) // 1000
    for partner in range(PARTNERS):
        luck = draw_int(int(world.items.keys[row, pm.K_RELAY]), partner)
        if people == 0 or not _says_yes(np.uint64(luck), worth):
            continue
        minute = _office_hours(world.minute + 20 + luck % 160)
        fans = world.seeds.world_key("weibo.partner", partner, world.items.cards[row].id & (2**63 - 1))
        chosen = world.pick_people(fans, people, app=WEIBO_PROFILE.app)
        log_reposts(world, np.array([[row, -2 - partner, pm.ROOT, minute, 1]], np.int64))
        _bring(world, chosen, draw_int(luck, 1), (minute, row, S_REPOST, 1, -2 - partner))


def _office_hours(minute: int) -> int:
    hour = minute // 60 % 24
    first, last = RELAY_HOURS
    return minute if first <= hour < last else minute + (first - hour) % 24 * 60


@kernel
def _says_yes(luck: Any, score: Any) -> bool:  # pragma: no cover - compiled
    return (luck >> np.uint64(32)) < threshold(score)


def log_reposts(world: World, rows: NDArray[np.int64]) -> None:
    """Append to the log of reposts from which spread trees are drawn."""
    state = world.state["weibo"]
    used, more = int(state["logged"]), rows.shape[0]
    if used + more > state["log"].shape[0]:
        grown = np.zeros((max(256, 2 * (used + more)), LOG_FIELDS), np.int64)
        grown[:used] = state["log"][:used]
        state["log"] = grown
    state["log"][used : used + more] = rows
    state["logged"] = used + more


def repost_log(world: World) -> NDArray[np.int64]:
    """Return all reposts: item row, person, parent, minute, depth (see `LOG_FIELDS`)."""
    state = world.state["weibo"]
    return state["log"][: int(state["logged"])]


def thinned_log(world: World, crowd: Crowd) -> dict[str, Any]:
    """Return the reposts of a part of the people, and of outsiders."""
    log = repost_log(world)
    inside = log[(log[:, L_PERSON] < 0) | (crowd.place[log[:, L_PERSON]] >= 0)].copy()
    for column in (L_PERSON, L_PARENT):
        inside[:, column] = crowd.stand_ins(inside[:, column])
    return {"log": inside, "logged": inside.shape[0]}
