"""Counters of a run as a table: sums over any cut, and rates made of the sums.

Rates are derived after summing, by the one table `simulator.rates.RATES`; a mean of rates is never
taken. What a channel names itself has a column of its own, zero for everything else. Counts are of
simulated people; ``people_per_agent`` stands in the table's ``attrs``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator import items as it
from simulator.channel import own_of, rates_of
from simulator.counters import COUNTERS, N_COUNTERS, OWN_COUNTER
from simulator.errors import UnknownNameError
from simulator.people import AGE_BANDS, CITY_TIERS, GENDERS, N_SEGMENTS, segment_parts
from simulator.rates import RATES, Rate

if TYPE_CHECKING:
    from simulator.world import World

TIMES = ("hour", "day")
PLACES = ("channel", "port", "account", "pillar", "content")
SEGMENTS = ("age", "tier", "gender")
CUTS = (*TIMES, *PLACES, *SEGMENTS)
"""What a table can be cut by."""


def metrics_frame(
    world: World, by: Sequence[str] = (), *, rates: Sequence[str] | None = None, brand: int = 0
) -> pd.DataFrame:
    """Return summed counters and their rates, one row for each cell of a cut.

    Parameters
    ----------
    world : World
    by : sequence of str
        Any of ``hour``, ``day`` (from 0), ``channel``, ``port``, ``account``, ``pillar``,
        ``content``, and ``age``, ``tier``, ``gender``. People's traits are kept for the whole run
        only, so they do not go together with hours or days; bought plays are in no trait.
    rates : sequence of str, optional
        Names from `RATES`; all that the run's channels have when absent.
    brand : int
        0 for the trainee's pieces, 1 and up for rivals', -1 for everybody else's.

    Returns
    -------
    DataFrame
        Columns of the cut, all counters (money in fen, times in 0.1 s), the rates (``nan`` without
        denominator). Sorted by the cut; cells without any count are left out.

    Raises
    ------
    UnknownNameError
        If a cut or a rate is unknown, or traits are asked for by hour or day.
    """
    wanted = _wanted_rates(world, rates)
    _check_cut(by)
    rows = np.flatnonzero(world.items.fields[: world.items.count, it.BRAND] == brand)
    table = (
        _by_segment(world, rows)
        if set(by) & set(SEGMENTS)
        else _by_time(world, rows, timed=bool(set(by) & set(TIMES)))
    )
    out = _summed(table, list(by), [*COUNTERS, *_own_names(world)])
    out = out.assign(**{name: _rate_of(out, rate) for name, rate in wanted.items()})
    out.attrs["people_per_agent"] = world.scenario.audience.people_per_agent
    return out


def rate_column(counts: pd.DataFrame, name: str) -> pd.Series:
    """Return one rate for each row of summed counters; ``nan`` where the denominator is zero.

    Examples
    --------
    >>> rate_column(pd.DataFrame({"clicks": [4, 1], "impressions": [100, 0]}), "ctr").tolist()
    [0.04, nan]
    """
    return _rate_of(counts, RATES[name])


def _rate_of(counts: pd.DataFrame, rate: Rate) -> pd.Series:
    top = sum((counts[part] for part in rate.over), start=0) - sum(
        (counts[part] for part in rate.minus), start=0
    )
    under = counts[rate.under].astype(float)
    return top / under.where(under != 0) * rate.per


def _wanted_rates(world: World, rates: Sequence[str] | None) -> dict[str, Rate]:
    known = rates_of(world.channels)
    for name in rates or ():
        if name not in known:
            raise UnknownNameError("rate", name, known)
    return known if rates is None else {name: known[name] for name in rates}


def _own_names(world: World) -> list[str]:
    """Return what the run's channels name themselves, each name once."""
    return list(dict.fromkeys(name for channel in world.channels for name, _ in own_of(channel).counters))


def _check_cut(by: Sequence[str]) -> None:
    for name in by:
        if name not in CUTS:
            raise UnknownNameError("cut", name, CUTS)
    if set(by) & set(SEGMENTS):
        for name in sorted(set(by) & set(TIMES)):
            raise UnknownNameError(
                "cut beside people's traits (kept for the whole run only)", name, PLACES + SEGMENTS
            )


def _places(world: World, rows: NDArray[np.int64]) -> dict[str, NDArray[np.object_]]:
    cards = [world.items.cards[row] for row in rows.tolist()]
    return {
        name: np.array([getattr(card, "key" if name == "content" else name) for card in cards], dtype=object)
        for name in PLACES
    }


def _table(
    world: World, places: dict[str, NDArray[np.object_]], at: NDArray[np.int64], counts: NDArray[np.int64]
) -> pd.DataFrame:
    columns = {name: values[at] for name, values in places.items()}
    own = {name: np.zeros(at.size, np.int64) for name in _own_names(world)}
    for channel in world.channels:
        here = columns["channel"] == channel.name
        for k, (name, _) in enumerate(own_of(channel).counters):
            own[name] += np.where(here, counts[:, OWN_COUNTER + k], 0)
    return pd.DataFrame({**columns, **{name: counts[:, k] for k, name in enumerate(COUNTERS)}, **own})


def _by_time(world: World, rows: NDArray[np.int64], *, timed: bool) -> pd.DataFrame:
    """Return what each piece counted in each hour (in the whole run unless times are asked for)."""
    now = world.items.totals[rows]
    marks = [_padded(kept, rows) for kept in world.hourly] if timed else []
    if not timed or not marks or (marks[-1] != now).any():
        marks.append(now)  # the hour that is still running
    grown = np.diff(np.stack(marks), axis=0, prepend=np.zeros((1, *now.shape), np.int64))
    hour, at = np.nonzero(grown.any(axis=2))
    table = _table(world, _places(world, rows), at, grown[hour, at])
    return table.assign(hour=hour, day=hour // 24)


def _padded(kept: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the kept totals of some rows; zeros for rows that did not exist yet."""
    out = np.zeros((rows.size, N_COUNTERS), np.int64)
    there = rows < kept.shape[0]
    out[there] = kept[rows[there]]
    return out


def _by_segment(world: World, rows: NDArray[np.int64]) -> pd.DataFrame:
    """Return what each piece counted in each cell of age, tier and gender."""
    cube = world.items.cube[rows].astype(np.int64).transpose(0, 2, 1)
    at, segment = np.nonzero(cube.any(axis=2))
    age, tier, gender = segment_parts(np.arange(N_SEGMENTS))
    table = _table(world, _places(world, rows), at, cube[at, segment])
    return table.assign(
        age=_named(age[segment], AGE_BANDS),
        tier=_named(tier[segment], CITY_TIERS),
        gender=_named(gender[segment], GENDERS),
    )


def _named(codes: NDArray[np.int64], names: Sequence[str]) -> Any:
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(list(names), ordered=True))


def _summed(table: pd.DataFrame, by: list[str], counters: list[str]) -> pd.DataFrame:
    if not by:
        return table[counters].sum().to_frame().T
    return table.groupby(by, observed=True, sort=True)[counters].sum().reset_index()
