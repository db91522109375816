"""Whether a case can be played and examined: what a strict reader would still object to.

`load_case` refuses files that make no sense; this says what else is wrong with one that can be
read: weights that do not add up, a clock that is fast where something happens, a text that exists
in one language only, goals that the stock cannot meet. Lines are Chinese first, then English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from scenarios.loader import load_case
from simulator.channel import channels
from simulator.decisions import LEVERS
from simulator.errors import ScenarioError, UnknownNameError
from simulator.events import event_kind
from simulator.kpis import KPIS
from simulator.scenario import EventSpec, Phase, Scenario, clock_of, minute_of
from simulator.texts import Text
from simulator.topics import TOPIC_KEYS

BRIEF_CHARACTERS = (300, 600)
"""Length of a Chinese brief an examinee reads in ten minutes with room to think."""
SLOW = 90.0
"""Real seconds a simulated hour lasts around events at least (architecture, Live runs)."""
SLOW_LIVE = 1600.0
"""The same inside a live room: 90 minutes take 40."""
DATED_EVENTS = 3
"""Events that are sure to come and are no noise, at least (architecture, Scoring)."""
WEIGHTS = 100
EVEN = 0.25
"""How far slow hours with and without events may differ."""

_HAN = re.compile(r"[\u4e00-\u9fff]")


def check_case(path: str | Path) -> list[str]:
    """Return what is wrong with a case, one line each; nothing when it can be used.

    Parameters
    ----------
    path : str or Path
        A case file, or the name of a case that comes with the sandbox.
    """
    try:
        case = load_case(path)
    except (ScenarioError, UnknownNameError) as problem:
        return str(problem).splitlines()
    return [line for part in _PARTS for line in part(case)]


def _goals(case: Scenario) -> Iterator[str]:
    total = sum(goal.weight for goal in case.goals)
    if round(total, 6) != WEIGHTS:
        yield f"goals: 权重合计 {total:g}, 应为 100 / weights add up to {total:g}, not 100"
    for goal in case.goals:
        if goal.kpi not in KPIS:
            yield f"goals.{goal.key}.kpi: {UnknownNameError('KPI', goal.kpi, KPIS)}"
        if goal.kind != "volume" and goal.constrains is None and goal.minimum == 0:
            yield (
                f"goals.{goal.key}: 比率与守线目标需写最低样本或约束的目标 / "
                f"a {goal.kind} goal needs a minimum or the volume goal it constrains"
            )


def _texts(case: Scenario) -> Iterator[str]:
    low, high = BRIEF_CHARACTERS
    if not low <= len(case.brief.zh) <= high:
        yield f"brief.zh: {len(case.brief.zh)} 字, 应为 {low}–{high} / {low} to {high} characters"
    for place, text in all_texts(case, ""):
        if not _HAN.search(text.zh) or _HAN.search(text.en):
            yield f"{place}: 中英文需各写一份 / needs its own Chinese and its own English text"


def all_texts(value: Any, place: str) -> Iterator[tuple[str, Text]]:
    """Walk through all texts of a case, with the place where each stands."""
    if isinstance(value, Text):
        yield place, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from all_texts(getattr(value, name), f"{place}.{name}".lstrip("."))
    elif isinstance(value, tuple):
        for index, inner in enumerate(value):
            yield from all_texts(inner, f"{place}.{getattr(inner, 'key', index)}")


def _events(case: Scenario) -> Iterator[str]:
    sure = [e for e in case.events if e.chance >= 1 and not e.noise and not event_kind(e.kind).live]
    if len(sure) < DATED_EVENTS:
        yield (
            f"events: 必然发生、人人遇到的事件 {len(sure)} 个, 至少 {DATED_EVENTS} 个 / "
            f"{len(sure)} dated events reach everybody; at least {DATED_EVENTS}"
        )
    if not any(event.noise for event in case.events):
        yield "events: 缺少一个纯噪声事件 / one event must be pure noise"


def _clock(case: Scenario) -> Iterator[str]:
    ordered = sorted(case.clock, key=lambda phase: minute_of(phase.start))
    for one, other in pairwise(ordered):
        if minute_of(other.start) < minute_of(one.end):
            yield f"clock {other.start}: 与上一段重叠 / overlaps with the stretch before it"
    for event in case.events:
        least = SLOW_LIVE if event_kind(event.kind).live else SLOW
        if not any(_covers(phase, event, least) for phase in case.clock):
            yield (
                f"events.{event.key}: {event.earliest}–{event.latest} 的时钟太快, 每小时至少 {least:g} 秒 / "
                f"the clock is fast there; at least {least:g} s an hour"
            )
    yield from _quiet(case)


def _quiet(case: Scenario) -> Iterator[str]:
    """Slow stretches must not give events away: as many hours of them have none."""
    slow = [phase for phase in case.clock if SLOW <= phase.seconds_per_hour < SLOW_LIVE]
    busy = sum(_hours(p) for p in slow if any(_covers(p, e, SLOW) for e in case.events))
    quiet = sum(_hours(p) for p in slow) - busy
    if abs(busy - quiet) > EVEN * max(busy, quiet, 1.0):
        yield (
            f"clock: 慢速时段有事件 {busy:.1f} h、无事件 {quiet:.1f} h, 应大致相等 / "
            f"{busy:.1f} slow hours with events, {quiet:.1f} without; they should be about as many"
        )


def _hours(phase: Phase) -> float:
    return (minute_of(phase.end) - minute_of(phase.start)) / 60


def _covers(phase: Phase, event: EventSpec, least: float) -> bool:
    inside = minute_of(phase.start) <= minute_of(event.earliest) and minute_of(event.latest) <= minute_of(
        phase.end
    )
    return inside and phase.seconds_per_hour >= least


def played_seconds(case: Scenario) -> float:
    """Return how many real seconds the trainee's time lasts at the case's own speed."""
    minutes = case.end_minute
    total = 0.0
    for phase in case.clock:
        length = minute_of(phase.end) - minute_of(phase.start)
        total += length / 60 * phase.seconds_per_hour
        minutes -= length
    return total + minutes / 60 * case.default_seconds_per_hour


def _names(case: Scenario) -> Iterator[str]:
    for lever in case.levers:
        if lever not in LEVERS:
            yield f"levers: {UnknownNameError('lever', lever, LEVERS)}"
    for place, topics in _topic_maps(case):
        for topic in topics:
            if topic not in TOPIC_KEYS:
                yield f"{place}.topics: {UnknownNameError('topic', topic, TOPIC_KEYS)}"
    known = {channel.name: [port.key for port in channel.ports] for channel in channels()}
    for place, channel, port in _ports(case):
        if channel not in known:
            yield f"{place}: {UnknownNameError('channel', channel, known)}"
        elif port not in known[channel]:
            yield f"{place}: {UnknownNameError('port', port, known[channel])}"


def _topic_maps(case: Scenario) -> Iterator[tuple[str, dict[str, int]]]:
    for group, things in (("brand.pillars", case.brand.pillars), ("rivals", case.rivals),
                          ("issues", case.issues), ("creators", case.creators)):  # fmt: skip
        for thing in things:
            yield f"{group}.{thing.key}", thing.topics


def _ports(case: Scenario) -> Iterator[tuple[str, str, str]]:
    for account in case.accounts:
        yield f"accounts.{account.key}", account.channel, account.port
    for rival in case.rivals:
        for port in rival.ports:
            yield f"rivals.{rival.key}.ports", port.channel, port.port
    for event in case.events:
        for name in str(event.options.get("ports", "")).replace(" ", "").split(","):
            channel, _, port = name.partition(":")
            if name:
                yield f"events.{event.key}.options.ports", channel, port


def _arithmetic(case: Scenario) -> Iterator[str]:
    """Find what cannot come true by counting."""
    for product in case.products:
        left = product.price * (1 - product.commission - product.claims_share) - product.unit_cost
        if left <= 0:
            yield (
                f"products.{product.key}: 每单贡献 {left:.2f} 元, 卖一单亏一单 / each order loses {-left:.2f} yuan"
            )
    stocks = {stock.key: stock.start + stock.can_order for stock in case.stocks}
    most = sum(p.weight * stocks[p.stock] / p.stock_units for p in case.products if p.stock is not None)
    for goal in case.goals:
        if goal.kpi == "weight_sold" and most < goal.target:
            yield f"goals.{goal.key}: 目标 {goal.target:g}, 库存只有 {most:g} / the stock holds {most:g} only"
        if goal.kpi in ("reach", "effective_reach", "effective_reach_60"):
            people = case.audience.agents * case.audience.people_per_agent
            people *= (case.audience.senior_share or 1.0) if goal.kpi.endswith("_60") else 1
            if goal.target > people:
                yield f"goals.{goal.key}: 目标 {goal.target:g}, 总体只有 {people:g} 人 / there are {people:g} people"
    for event in case.events:
        if minute_of(event.latest) >= case.end_minute:
            yield f"events.{event.key}: 晚于 {clock_of(case.end_minute)} / later than the end"


_PARTS = (_goals, _texts, _events, _clock, _names, _arithmetic)
