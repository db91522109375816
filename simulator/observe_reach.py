"""Whom the brand has reached: de-duplicated across channels, by frequency, age and city tier.

``reach`` and frequency are live; ages, tiers and TGI are portraits of the people with an effective
contact (5 s), in yesterday's batch, and not shown below 100 people, as on the platforms.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator.census import Census, FollowChanges
from simulator.observation import AccountView, ReachView, Reading
from simulator.people import AGE_BANDS, CITY_TIERS
from simulator.rates import tgi
from simulator.seen import batch_boundary
from simulator.shown import NOT_YET, TOO_SMALL, reading, shown_people
from simulator.start import Account

if TYPE_CHECKING:
    from simulator.world import World

PORTRAIT_FROM = 100
"""People a portrait needs to be shown (operations 4.1: 100 to 3,000 followers)."""
MOST_CONTACTS = 5
"""Highest N of the N+ frequency table."""


def portrait(world: World) -> dict[str, NDArray[np.int64]] | None:
    """Return yesterday's portrait of the people with an effective contact, if it is out."""
    kept = world.state.get("kpi", {}).get("portraits", {}).get(str(batch_boundary(world.minute) // 1440))
    return None if kept is None else {name: np.array(row, np.int64) for name, row in kept.items()}


def reach(world: World, found: Census) -> ReachView:
    """Return the reach of the brand on all channels together."""
    contacts = found.contacts
    n_plus = [found.effective - int(contacts[1:k].sum()) for k in range(1, MOST_CONTACTS + 1)]
    return ReachView(
        reach=shown_people(world.scenario, found.reached),
        effective_reach=shown_people(world.scenario, found.effective),
        frequency=_frequency(world, found),
        n_plus=tuple(shown_people(world.scenario, people) for people in n_plus),
        overlap=_overlap(world, found.masks),
        **_portrait_parts(world, found),
    )


def _frequency(world: World, found: Census) -> Reading:
    if shown_people(world.scenario, found.effective) < PORTRAIT_FROM:
        return TOO_SMALL
    times = int((found.contacts * np.arange(found.contacts.size)).sum())
    return reading(round(times / found.effective, 2))


def _overlap(world: World, masks: NDArray[np.int64]) -> dict[str, int]:
    """Return, for each pair of channels, the people whom both have reached."""
    names, sets = _pairs(tuple(world.scenario.channels), masks.size)
    people = [shown_people(world.scenario, both) for both in (sets @ masks).tolist()]
    return dict(zip(names, people, strict=True))


@cache
def _pairs(channels: tuple[str, ...], size: int) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Return the names of all pairs of channels, and for each which sets of channels hold both."""
    pairs, sets = list(combinations(range(min(len(channels), 8)), 2)), np.arange(size)
    names = tuple(f"{channels[one]}+{channels[two]}" for one, two in pairs)
    holds = [(sets >> one) & (sets >> two) & 1 for one, two in pairs]
    return names, np.array(holds, np.int64).reshape(len(pairs), size)


def _portrait_parts(world: World, found: Census) -> dict[str, Any]:
    kept = portrait(world)
    if kept is None:
        return {"tgi_age": dict.fromkeys(AGE_BANDS, NOT_YET)}
    ages, tiers = kept["effective_by_age"], kept["effective_by_tier"]
    if shown_people(world.scenario, int(ages.sum())) < PORTRAIT_FROM:
        return {"tgi_age": dict.fromkeys(AGE_BANDS, TOO_SMALL)}
    return {
        "by_age": _named(world, AGE_BANDS, ages),
        "by_tier": _named(world, CITY_TIERS, tiers),
        "tgi_age": _tgi(ages, found.people_by_age),
    }


def _named(world: World, names: tuple[str, ...], people: NDArray[np.int64]) -> dict[str, int]:
    return {name: shown_people(world.scenario, k) for name, k in zip(names, people.tolist(), strict=True)}


def _tgi(reached: NDArray[np.int64], everybody: NDArray[np.int64]) -> dict[str, Reading]:
    top, base = int(reached.sum()), int(everybody.sum())
    out: dict[str, Reading] = {}
    for name, part, whole in zip(AGE_BANDS, reached.tolist(), everybody.tolist(), strict=True):
        out[name] = reading(round(tgi(part / top, whole / base), 1), "t+1") if whole else TOO_SMALL
    return out


def accounts(world: World, changes: FollowChanges, pushes: dict[str, int]) -> tuple[AccountView, ...]:
    """Return the trainee's matrix: followers, who came and went, posts, pushes left."""
    posts: dict[str, int] = {}
    for card in world.items.cards:
        posts[card.account] = posts.get(card.account, 0) + 1
    own = [account for account in world.accounts if account.brand == 0]
    return tuple(_account(world, one, changes, posts.get(one.key, 0), pushes.get(one.key)) for one in own)


def _account(
    world: World, account: Account, changes: FollowChanges, posts: int, pushes: int | None
) -> AccountView:
    gained = shown_people(world.scenario, int(changes.gained[account.index]))
    lost = shown_people(world.scenario, int(changes.lost[account.index]))
    return AccountView(
        key=account.key, channel=account.channel, port=account.port, name=account.name,
        followers=account.followers + gained - lost, new_followers=gained, lost_followers=lost,
        posts=posts, pushes_left=pushes,
    )  # fmt: skip
