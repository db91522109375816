"""The people of a form at the start of a run: who knows, trusts and follows whom.

All of it is drawn from the world seed, so every candidate of a form begins in the same world; it
is computed once per form in a process and copied for each run. What is kept is only what a start
fills: `REMEMBERED`, three of the eight bytes of a memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.channel import channels
from simulator.items import spread_topics
from simulator.memory import AWARE, N_MEMORY, TRUST, UNDERSTAND
from simulator.people import AGE, AGE_BANDS, LOCAL, N_TOPICS, Audience
from simulator.randomness import Seeds, draw_array, name_key
from simulator.scenario import AccountSpec, Brand, Rival, Scenario
from simulator.tables import EXPONENTIAL, GROWTH
from simulator.texts import Text

SENIOR_FROM = AGE_BANDS.index("60+")


@dataclass(frozen=True, kw_only=True)
class Account:
    """A port of a brand in a run.

    Parameters
    ----------
    index : int
        Bit of this account in everybody's ``follows``.
    brand : int
        0 own, 1.. rivals.
    outside : int
        Followers beyond the simulated people (counted on screen only).
    """

    index: int
    key: str
    brand: int
    channel: str
    port: str
    name: Text
    kind: str = "main"
    followers: int = 0
    outside: int = 0


REMEMBERED = (AWARE, UNDERSTAND, TRUST)
"""Columns of a memory that are filled at the start of a run; all others are 0."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """Everybody at minute 0; frozen and shared by all runs of a form in this process.

    Parameters
    ----------
    accounts : tuple of Account
    remembered : ndarray of shape (brands, 3, n), uint8
        What people think of each brand, by `REMEMBERED`.
    follows : ndarray of shape (n,), uint64
        A bit per account.
    """

    accounts: tuple[Account, ...]
    remembered: NDArray[np.uint8]
    follows: NDArray[np.uint64]

    def trust_sum(self) -> int:
        """Return the sum of everybody's trust in the trainee's brand."""
        return int(self.remembered[0, REMEMBERED.index(TRUST)].sum(dtype=np.int64))


_CACHE: dict[tuple[str, str, int], Start] = {}
_CACHE_SIZE = 4


def start_of(scenario: Scenario, audience: Audience, seeds: Seeds) -> Start:
    """Return everybody at minute 0, made when first asked for."""
    key = (scenario.model_dump_json(), audience.digest, seeds.world)  # the whole case, since tests vary it
    if key not in _CACHE:
        while len(_CACHE) >= _CACHE_SIZE:
            _CACHE.pop(next(iter(_CACHE)))
        _CACHE[key] = _make(scenario, audience, seeds)
    return _CACHE[key]


def starting_people(start: Start) -> tuple[list[Account], NDArray[np.uint8], NDArray[np.uint64]]:
    """Return (accounts, memory, follows) at minute 0; the arrays are fresh copies."""
    brands, _, n = start.remembered.shape
    memory = np.zeros((brands, n, N_MEMORY), np.uint8)
    for position, column in enumerate(REMEMBERED):
        memory[:, :, column] = start.remembered[:, position]
    return list(start.accounts), memory, start.follows.copy()


def _make(scenario: Scenario, audience: Audience, seeds: Seeds) -> Start:
    remembered = np.zeros((1 + len(scenario.rivals), len(REMEMBERED), audience.n), np.uint8)
    _remember_brand(remembered[0], scenario.brand, audience, seeds)
    for index, rival in enumerate(scenario.rivals, start=1):
        _remember_rival(remembered[index], rival, audience, seeds)
    accounts: list[Account] = []
    follows = np.zeros(audience.n, np.uint64)
    apps = {channel.name: channel.profile.app for channel in channels(scenario.channels)}
    for spec in scenario.accounts:
        topics = _brand_topics(scenario.brand)
        _follow(follows, accounts, _wanted(spec, scenario), topics, audience, seeds, apps)
    for brand, rival in enumerate(scenario.rivals, start=1):
        for number, port in enumerate(rival.ports):
            if port.channel not in apps:
                continue
            wanted = _Wanted(
                key=f"{rival.key}.{number}",
                brand=brand,
                channel=port.channel,
                port=port.port,
                name=rival.name,
                kind="main",
                people=port.followers // scenario.audience.people_per_agent,
                shown=port.followers,
            )
            _follow(follows, accounts, wanted, spread_topics(rival.topics), audience, seeds, apps)
    remembered.setflags(write=False)
    follows.setflags(write=False)
    return Start(accounts=tuple(accounts), remembered=remembered, follows=follows)


@dataclass(frozen=True, kw_only=True)
class _Wanted:
    key: str
    brand: int
    channel: str
    port: str
    name: Text
    kind: str
    people: int
    shown: int
    senior_share: float | None = None
    local_share: float = 1.0


def _wanted(spec: AccountSpec, scenario: Scenario) -> _Wanted:
    return _Wanted(
        key=spec.key,
        brand=0,
        channel=spec.channel,
        port=spec.port,
        name=spec.name,
        kind=spec.kind,
        people=spec.followers // scenario.audience.people_per_agent,
        shown=spec.followers,
        senior_share=spec.senior_share,
        local_share=spec.local_share,
    )


def _brand_topics(brand: Brand) -> NDArray[np.uint8]:
    total = np.zeros(N_TOPICS, np.int64)
    for pillar in brand.pillars:
        total += spread_topics(pillar.topics)
    return spread_topics(tuple(int(x) for x in total))


def _follow(
    follows: NDArray[np.uint64], accounts: list[Account], wanted: _Wanted,
    topics: NDArray[np.uint8], audience: Audience, seeds: Seeds, apps: dict[str, str],
) -> None:  # fmt: skip
    luck = draw_array(seeds.world_key("followers", name_key(wanted.key)), np.arange(audience.n))
    match = audience.interests().astype(np.int32) @ topics.astype(np.int32) // 64
    # an exponential race: people with more interest come first, all of them by luck
    waiting = EXPONENTIAL[(luck >> np.uint64(52)).astype(np.int64)].astype(np.float64)
    waiting /= GROWTH[np.clip(match * 12 - 600, -2048, 2047) + 2048]
    waiting[audience.app_rate(apps[wanted.channel]) == 0] = np.inf
    users = int(np.isfinite(waiting).sum())
    count = min(wanted.people, users)
    chosen = _race(waiting, count, wanted, audience)
    follows[chosen] |= np.uint64(1 << len(accounts))
    accounts.append(
        Account(
            index=len(accounts),
            key=wanted.key,
            brand=wanted.brand,
            channel=wanted.channel,
            port=wanted.port,
            name=wanted.name,
            kind=wanted.kind,
            followers=wanted.shown,
            outside=wanted.people - count,
        )
    )


def _race(waiting: NDArray[np.float64], count: int, wanted: _Wanted, audience: Audience) -> NDArray[np.int64]:
    order = np.argsort(waiting, kind="stable")
    order = order[np.isfinite(waiting[order])]
    if wanted.local_share < 1.0:
        local = audience.rows[order, LOCAL] == 1
        order = _quota(order, local, round(count * wanted.local_share), count)
    if wanted.senior_share is not None:
        senior = audience.rows[order, AGE] == SENIOR_FROM
        order = _quota(order, senior, round(count * wanted.senior_share), count)
    return order[:count]


def _quota(order: NDArray[np.int64], inside: Any, wanted: int, count: int) -> NDArray[np.int64]:
    first, rest = order[inside], order[~inside]
    return np.concatenate([first[:wanted], rest[: count - wanted], first[wanted:], rest[count - wanted :]])


def _remember_brand(out: NDArray[np.uint8], brand: Brand, audience: Audience, seeds: Seeds) -> None:
    people = np.arange(audience.n)
    age = audience.rows[:, AGE]
    for shares, column, name in (
        (brand.aware_share, AWARE, "aware"), (brand.understand_share, UNDERSTAND, "understand"),
    ):  # fmt: skip
        luck = draw_array(seeds.world_key("start." + name), people) >> np.uint64(32)
        limit = np.array([int(shares.get(band, 0.0) * (1 << 32)) for band in AGE_BANDS], np.uint64)
        level = (luck & np.uint64(31)).astype(np.int64)
        out[REMEMBERED.index(column)] = np.where(luck < limit[age], 150 + level, level)
    spread = (draw_array(seeds.world_key("start.trust"), people) >> np.uint64(59)).astype(np.int64)
    out[REMEMBERED.index(TRUST)] = np.clip(brand.trust - 16 + spread, 0, 255)


def _remember_rival(out: NDArray[np.uint8], rival: Rival, audience: Audience, seeds: Seeds) -> None:
    luck = draw_array(seeds.world_key("start.rival", name_key(rival.key)), np.arange(audience.n))
    known = (luck >> np.uint64(32)) < np.uint64(int(rival.aware_share * (1 << 32)))
    out[REMEMBERED.index(AWARE)] = np.where(known, 160, 30)
    out[REMEMBERED.index(TRUST)] = 128
