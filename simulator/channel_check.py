"""The contract test of channels, shipped with the protocol: run it over every registered channel."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

from simulator.channel import Channel, channels, counter_columns, named_counts, own_of, rates_of
from simulator.counters import COUNTERS, OWN_COUNTERS, OWN_SOURCES, SOURCES
from simulator.errors import ChannelContractError
from simulator.items import MAX_KEYS
from simulator.people import AGE_BANDS, CITY_TIERS
from simulator.rates import COMMON_RATES

if TYPE_CHECKING:
    from simulator.world import World


def check_channel(channel: Channel) -> None:
    """Check everything a channel declares.

    Raises
    ------
    ChannelContractError
        Naming the first clause that is broken.

    Examples
    --------
    >>> from simulator.channel import channels
    >>> for channel in channels():
    ...     check_channel(channel)
    """
    if not isinstance(channel, Channel):  # pyright: ignore[reportUnnecessaryIsInstance] - plugins are not type-checked
        _broken(channel, "it has every attribute and method of the Channel protocol")
    _check_names(channel)
    _check_own(channel)
    _check_profile(channel)
    _check_mechanisms(channel)


def check_counts(channel: Channel, world: World) -> None:
    """Check the counts a run left behind: nested stages, nothing negative, no order without a click.

    Raises
    ------
    ChannelContractError
        Naming the first clause that is broken.
    """
    index = counter_columns(channel)
    for card in world.items.cards:
        if card.channel != channel.name:
            continue
        totals = world.items.totals[card.row]
        if (totals < 0).any():
            _broken(channel, f"{card.key}: no counter is negative")
        if totals[index["orders"]] > totals[index["clicks"]]:
            _broken(channel, f"{card.key}: an order without a click")
        if totals[index["completions"]] > totals[index["views"]]:
            _broken(channel, f"{card.key}: a completion without a view")
        people = [int((world.items.met[card.row] & bit != 0).sum()) for _, bit in channel.stages]
        if any(inner > outer for outer, inner in pairwise(people)):
            _broken(channel, f"{card.key}: stages are nested, got {people}")
        used = {name for name, count in named_counts(channel, totals).items() if count}
        extra = used - set(channel.counters) - _COMMON
        if extra:
            _broken(channel, f"{card.key}: it fills only counters it declares, not {sorted(extra)}")


_COMMON = {
    "redemptions", "redeemed_fen", "refunds", "refunded_fen", "claim_exposures", "claim_believed",
    "claim_corrected", "asks", "outside_views", "spend_fen", "paid_impressions", "paid_clicks",
    "paid_orders", "paid_gmv_fen", "clicks", "orders", "gmv_fen", "comments", "negative_comments",
    "follows", "unfollows",
}  # fmt: skip


def _check_names(channel: Channel) -> None:
    if len(channel.purposes) > MAX_KEYS or len(set(channel.purposes)) != len(channel.purposes):
        _broken(channel, f"purposes are distinct and at most {MAX_KEYS}")
    unknown = set(channel.counters) - set(counter_columns(channel))
    if unknown:
        _broken(channel, f"counters exist: {sorted(unknown)} do not")
    if not channel.ports or len({port.key for port in channel.ports}) != len(channel.ports):
        _broken(channel, "ports have distinct keys")
    if not channel.stages:
        _broken(channel, "at least one stage is declared")
    names = [row.name for row in channel.parameters.rows]
    if len(set(names)) != len(names):
        _broken(channel, "parameters have distinct names")
    bare = [row.name for row in channel.parameters.rows if not row.source.strip()]
    if bare:
        _broken(channel, f"every parameter has a source: {bare} have none")
    for row in channel.parameters.rows:
        low, high = row.tried or (row.value, row.value)
        if (row.assumed and row.tried is None) or not low <= row.value <= high:
            _broken(
                channel,
                f"{row.name}: an assumed constant says 'tried LO to HI', around its value {row.value}",
            )


def _check_own(channel: Channel) -> None:
    """Check what a channel names itself: few, its own alone, declared, and rates of what it counts."""
    own = own_of(channel)
    if len(own.counters) > OWN_COUNTERS or len(own.sources) > OWN_SOURCES:
        _broken(channel, f"it names at most {OWN_COUNTERS} counters and {OWN_SOURCES} sources itself")
    names = [name for table in (own.counters, own.sources, own.rates) for name, _ in table]
    others = [o for o in channels() if o.name != channel.name]
    taken = {*COUNTERS, *SOURCES, *COMMON_RATES}
    taken |= {name for o in others for table in vars(own_of(o)).values() for name, _ in table}
    if len(set(names)) != len(names) or taken & set(names):
        _broken(channel, f"names of its own are new: {sorted(taken & set(names)) or names}")
    if not {name for name, _ in own.counters} <= set(channel.counters):
        _broken(channel, "it declares the counters that it names itself")
    for name, rate in own.rates:
        if not {*rate.over, *rate.minus, rate.under} <= set(channel.counters):
            _broken(channel, f"rate {name} is made of counters that it declares")


def _check_profile(channel: Channel) -> None:
    profile = channel.profile
    for shares, known in ((profile.age_share, AGE_BANDS), (profile.tier_share, CITY_TIERS)):
        if set(shares) != set(known) or not math.isclose(sum(shares.values()), 1.0, abs_tol=1e-3):
            _broken(channel, "the profile's age and tier shares cover every band and sum to 1")
    if len(profile.hourly_share) != 24 or not math.isclose(sum(profile.hourly_share), 1.0, abs_tol=1e-3):
        _broken(channel, "the profile's hourly shares are 24 and sum to 1")


def _check_mechanisms(channel: Channel) -> None:
    if not channel.mechanisms:
        _broken(channel, "it declares the mechanisms it stands for")
    known = {*counter_columns(channel), *rates_of([channel])}
    for mechanism in channel.mechanisms:
        channel.parameters.index(mechanism.parameter)
        if mechanism.sign not in (-1, 1) or mechanism.counter not in known:
            _broken(channel, f"mechanism {mechanism.name.en}: sign is -1 or 1 and the counter exists")


def _broken(channel: Channel, clause: str) -> None:
    raise ChannelContractError(f"channel {getattr(channel, 'name', channel)!r} breaks its contract: {clause}")
