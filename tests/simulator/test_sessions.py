"""Baseline sessions: exogenous, and equal to a NumPy reference."""

from __future__ import annotations

import numpy as np
import pytest

from simulator import sessions
from simulator.people import RHYTHM
from simulator.randomness import Seeds, draw_array
from simulator.sessions import SessionCalendar, make_day
from tests.small import tea

SEEDS = Seeds(world=1, chance=1)


def _reference(day: int) -> set[tuple[int, int, int, int]]:
    """Sessions of a day as (person, key, minute, slots), computed person by person in NumPy."""
    people = tea().audience
    column, index = people.app_columns["douyin"], people.app_index("douyin")
    keys = draw_array(SEEDS.world_key("sessions.douyin", day), np.arange(people.n))
    out = set()
    for person in range(people.n):
        rate = int(people.rows[person, column])
        if rate == 0:
            continue
        bits = int(keys[person])
        number = (rate >> 3) + ((bits & 7) < (rate & 7))
        swing = (bits >> 3) & 15
        if number > 0:
            number += -1 if swing < 4 else (1 if swing >= 12 else 0)
        for key in draw_array(keys[person], np.arange(min(number, 24))).tolist():
            minute = int(people.rhythms[index][people.rows[person, RHYTHM], key >> 54])
            out.add((person, key, minute, int(people.slots[index][(key >> 40) & 255])))
    return out


def test_the_kernel_equals_the_numpy_reference() -> None:
    """Same people, same keys, same minutes, same slots."""
    day = make_day(tea().audience, SEEDS, "douyin", 3)
    minute = np.searchsorted(day.start, np.arange(day.person.size), side="right") - 1
    made = set(zip(day.person.tolist(), day.key.tolist(), minute.tolist(), day.slots.tolist(), strict=True))
    assert made == _reference(3)


def test_sessions_do_not_depend_on_the_chance_seed() -> None:
    """Who opens an app when belongs to the form."""
    one = make_day(tea().audience, Seeds(world=1, chance=1), "douyin", 0)
    two = make_day(tea().audience, Seeds(world=1, chance=2), "douyin", 0)
    assert one.key.tolist() == two.key.tolist()


def test_a_day_is_sorted_by_minute() -> None:
    """A tick is a slice."""
    day = make_day(tea().audience, SEEDS, "weibo", 0)
    assert day.start[0] == 0
    assert day.start[-1] == day.person.size
    assert (np.diff(day.start) >= 0).all()


def test_a_very_large_audience_is_played_by_the_hour_with_the_same_sessions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is written out an hour at a time is what is written out for the day."""
    whole = SessionCalendar(tea().audience, SEEDS)
    monkeypatch.setattr(sessions, "LARGE", 0)
    hourly = SessionCalendar(tea().audience, SEEDS)
    first, until = 1440 + 605, 2 * 1440 + 90
    assert _sessions_in(whole, first, until) == _sessions_in(hourly, first, until)
    assert whole.slots_of_day("douyin", 1) == hourly.slots_of_day("douyin", 1)


def test_slots_of_a_tick_are_a_difference() -> None:
    """The running sum agrees with the sessions' own slots."""
    day = make_day(tea().audience, SEEDS, "weixin", 0)
    first, last = day.window(610, 620)
    assert day.slots_in(610, 620) == int(day.slots[first:last].sum())


def _sessions_in(calendar: SessionCalendar, first: int, until: int) -> list[tuple[int, int, int, int]]:
    found: list[tuple[int, int, int, int]] = []
    for begin, end, part in calendar.between("douyin", first, until):
        midnight = begin - begin % 1440
        for minute in range(begin, end):
            where = slice(*part.window(minute - midnight, minute - midnight + 1))
            rows = zip(
                part.person[where].tolist(), part.key[where].tolist(), part.slots[where].tolist(), strict=True
            )
            found += [(minute, *row) for row in rows]
    return found
