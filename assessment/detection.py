"""From when something could be told from chance on the screen: the minute a signal became distinguishable.

What the engine knows counts for nothing here. A message, a price on a shelf or a black picture is
plain in the minute in which the screen shows it. Counts (talk about a claim, responses to own
pieces, a stock) are tested one after the other by a CUSUM of Poisson log-likelihood ratios: score =
max(0, score + seen x ln(ratio) - expected x (ratio - 1)), alarm at ln(`FALSE_ALARM_STEPS`). By
Lorden's bound the mean time between two false alarms is then at least `FALSE_ALARM_STEPS` counts.
Screens show people; people are simulated in agents, which is what is counted here.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from assessment.evidence import Evidence
from assessment.review_points import HOUR
from simulator.observation import Observation, RoomView, Signal
from simulator.scenario import EventSpec
from simulator.texts import Text

FALSE_ALARM_STEPS = 500
"""Mean number of counts between two false alarms, at least (Lorden 1971; 500 hours are three weeks)."""
TALK_AS_USUAL = 1.0
"""People an hour who mention or ask about a claim that does not spread (assumed: one asker)."""
TALK_RATIO, RESPONSE_RATIO, USE_RATIO = 4.0, 1.3, 3.0
"""Change that each test looks for (assumed: talk fourfold, responses by a third, a stock used threefold)."""
LEAST_BASE = 20
"""Responses that a usual rate must rest on to be compared with (assumed)."""
PLAINLY_WRONG = 0.6
"""A shelf price below this share of the list price is plain to see (assumed)."""


@dataclass(frozen=True, kw_only=True)
class Sighting:
    """The first minute at which something could be told from chance, and by what."""

    minute: int
    how: Text


@dataclass(frozen=True, kw_only=True)
class Counted:
    """How often something was seen up to a minute since the last count, and how often is usual."""

    minute: int
    seen: float
    expected: float


def first_alarm(counts: Iterable[Counted], ratio: float) -> int | None:
    """Return the minute of the first alarm of the sequential test, or ``None``.

    Examples
    --------
    >>> usual, more = [Counted(minute=m, seen=s, expected=2.0) for m, s in ((60, 2), (120, 2))], 9
    >>> first_alarm([*usual, Counted(minute=180, seen=more, expected=2.0)], 4.0)
    180
    """
    score = 0.0
    for count in counts:
        score = max(0.0, score + count.seen * math.log(ratio) - count.expected * (ratio - 1))
        if score >= math.log(FALSE_ALARM_STEPS):
            return count.minute
    return None


def sighting(evidence: Evidence, spec: EventSpec, begun: int) -> Sighting | None:
    """Return when an event that came could first be told from the screen; ``None`` if it never could."""
    told = _message(evidence, begun, lambda signal: signal.text == spec.signal)
    if told is not None:
        return Sighting(minute=told, how=Text(zh="收到通知", en="a message came"))
    detect = _DETECT.get(spec.kind)
    return None if detect is None else detect(evidence, spec, begun)


def prevented(evidence: Evidence, begun: int) -> bool:
    """Tell whether the screen says, as an event came, that a precaution caught it."""
    rooms = {room.key for room in evidence.ended.rooms}
    found = _message(
        evidence,
        begun,
        lambda signal: signal.kind == "result" and signal.content in rooms and signal.minute <= begun + 1,
    )
    return found is not None


def _message(evidence: Evidence, begun: int, wanted: Callable[[Signal], bool]) -> int | None:
    """Return the minute of the first line of the event feed from a minute on that is wanted."""
    feeds = [*(look.observation for look in evidence.screens), evidence.ended]
    found = {s.minute for seen in feeds for s in seen.signals if s.minute >= begun and wanted(s)}
    return min(found, default=None)


# ---- talk ------------------------------------------------------------------------------------


def claim_sighting(evidence: Evidence, issue: str, begun: int = 0) -> Sighting | None:
    """Return when talk about a claim could first be told from a single asker."""
    agents = evidence.scenario.audience.people_per_agent
    hours: dict[int, float] = {}
    for look in evidence.screens:
        for view in look.observation.issues:
            if view.key == issue:
                last = look.minute // HOUR
                talk = [a + b for a, b in zip(view.mentions_hour, view.asks_hour, strict=True)]
                hours.update({last - len(talk) + k: said / agents for k, said in enumerate(talk)})
    counts = [
        Counted(minute=(hour + 1) * HOUR, seen=said, expected=TALK_AS_USUAL / agents)
        for hour, said in sorted(hours.items())
        if (hour + 1) * HOUR > begun
    ]
    minute = first_alarm(counts, TALK_RATIO)
    if minute is None:
        return None
    return Sighting(
        minute=minute,
        how=Text(zh="提及与提问数明显高于平时", en="mentions and questions plainly above the usual"),
    )


def _claim(evidence: Evidence, spec: EventSpec, begun: int) -> Sighting | None:
    return claim_sighting(evidence, str(spec.options.get("issue", "")), begun)


def _in_room(evidence: Evidence, spec: EventSpec, begun: int) -> Sighting | None:
    """Return when a claim made in a live room's comments is listed by monitoring."""
    issue = spec.options.get("issue")
    return _first(
        evidence, begun, lambda seen: bool(_live(seen)) and any(view.key == issue for view in seen.issues),
        Text(zh="直播评论里集中出现质疑", en="doubts crowd the room's comments"),
    )  # fmt: skip


# ---- responses, stock, prices ----------------------------------------------------------------


def _trend(evidence: Evidence, spec: EventSpec, begun: int) -> Sighting | None:
    """Return when responses to own pieces rose (a topic of ours) or fell (attention taken from one)."""
    own = {topic for pillar in evidence.scenario.brand.pillars for topic in pillar.topics}
    up = spec.options.get("topic") in own
    if not up and spec.options.get("from_topic") not in own:
        return None
    agents = evidence.scenario.audience.people_per_agent
    hours = dict(_responses(evidence))
    before = [both for hour, both in hours.items() if (hour + 1) * HOUR <= begun]
    likes, views = sum(b[0] for b in before) / agents, sum(b[1] for b in before) / agents
    if likes < LEAST_BASE or not views:
        return None
    counts = [
        Counted(minute=(hour + 1) * HOUR, seen=liked / agents, expected=watched / agents * likes / views)
        for hour, (liked, watched) in sorted(hours.items())
        if (hour + 1) * HOUR > begun
    ]
    minute = first_alarm(counts, RESPONSE_RATIO if up else 1 / RESPONSE_RATIO)
    if minute is None:
        return None
    how = ("高", "above") if up else ("低", "below")
    return Sighting(
        minute=minute,
        how=Text(zh=f"作品赞播比明显{how[0]}于平时", en=f"likes per view plainly {how[1]} the usual"),
    )


def _responses(evidence: Evidence) -> Iterator[tuple[int, tuple[float, float]]]:
    """Yield (hour, (likes, views)) of own pieces that show them by the hour."""
    hours: dict[int, tuple[float, float]] = {}
    for look in evidence.screens:
        curves = [p.last_hours for p in look.observation.contents if {"likes", "views"} <= set(p.last_hours)]
        if not curves:
            continue
        end, length = look.minute // HOUR, len(curves[0]["likes"])
        for k in range(length):
            sums = tuple(float(sum(curve[name][k] for curve in curves)) for name in ("likes", "views"))
            hours[end - length + k] = (sums[0], sums[1])
    yield from hours.items()


def _stock(evidence: Evidence, spec: EventSpec, begun: int) -> Sighting | None:
    """Return when a stock went down faster than usual."""
    left: list[tuple[int, float]] = []
    for look in evidence.screens:
        left += [(look.minute, s.left) for s in look.observation.stocks if s.key == spec.options.get("stock")]
    agents = evidence.scenario.audience.people_per_agent
    used = [(b[0], b[0] - a[0], max(0.0, a[1] - b[1]) / agents) for a, b in pairwise(left)]
    before = [(length, use) for minute, length, use in used if minute <= begun]
    usual = (sum(use for _, use in before) + 0.5) / (sum(length for length, _ in before) + HOUR)
    counts = [Counted(minute=m, seen=use, expected=usual * length) for m, length, use in used if m > begun]
    minute = first_alarm(counts, USE_RATIO)
    if minute is None:
        return None
    return Sighting(
        minute=minute, how=Text(zh="库存下降明显快于平时", en="the stock falls plainly faster than usual")
    )


def _rival_price(evidence: Evidence, spec: EventSpec, begun: int) -> Sighting | None:
    """Return when a rival's price on the screen was below its list price."""
    rival = next((r for r in evidence.scenario.rivals if r.key == spec.options.get("rival")), None)
    listed = rival.price or 0.0 if rival is not None else 0.0
    return _first(
        evidence, begun,
        lambda seen: any(
            r["key"] == spec.options.get("rival") and float(r.get("price", listed)) < listed for r in seen.rivals
        ),
        Text(zh="竞品面板出现低于标价的报价", en="the rivals' panel shows a price below the list"),
    )  # fmt: skip


def _shelf(evidence: Evidence, spec: EventSpec, begun: int) -> Sighting | None:
    """Return when a live shelf showed a price that is plainly wrong."""
    product = spec.options.get("product")
    listed = next((p.price for p in evidence.scenario.products if p.key == product), 0.0)
    return _first(
        evidence, begun,
        lambda seen: any(
            line["product"] == product and float(line["price"]) < PLAINLY_WRONG * listed
            for room in _live(seen) for line in room.shelf
        ),
        Text(zh="货架价明显错误", en="the shelf shows a price that is plainly wrong"),
    )  # fmt: skip


def _black(evidence: Evidence, spec: EventSpec, begun: int) -> Sighting | None:
    del spec
    return _first(
        evidence, begun, lambda seen: any(room.status == "broken" for room in seen.rooms),
        Text(zh="直播画面中断", en="the picture is gone"),
    )  # fmt: skip


def _warned(evidence: Evidence, spec: EventSpec, begun: int) -> Sighting | None:
    del spec
    rooms = {room.key for room in evidence.ended.rooms}
    minute = _message(
        evidence, begun, lambda s: s.kind == "platform" and s.content in rooms and "违规" in s.text.zh
    )
    if minute is None:
        return None
    return Sighting(minute=minute, how=Text(zh="平台发出警告", en="the platform warned"))


def _live(seen: Observation) -> list[RoomView]:
    return [room for room in seen.rooms if room.status in ("live", "broken")]


def _first(
    evidence: Evidence, begun: int, shows: Callable[[Observation], bool], how: Text
) -> Sighting | None:
    """Return the first kept screen from a minute on that shows something."""
    later = (look for look in evidence.screens if look.minute >= begun)
    minute = next((look.minute for look in later if shows(look.observation)), None)
    return None if minute is None else Sighting(minute=minute, how=how)


_DETECT: dict[str, Callable[[Evidence, EventSpec, int], Sighting | None]] = {
    "claim": _claim, "hostile_comments": _in_room, "trend": _trend, "stock_use": _stock,
    "rival_offer": _rival_price, "wrong_price": _shelf, "line_cut": _black, "host_slip": _warned,
}  # fmt: skip
