"""What else was open when a decision was made: a small stated set, the same for everybody.

A decision is compared with the same decision at another time, with half or twice the means, on
another port, or told plainly, and with doing nothing. Only alternatives that the rules allow in that
state are played; nothing is searched for, so that nobody is measured against hindsight.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulator import decisions as dc
from simulator.decisions import Decision
from simulator.scenario import Scenario
from simulator.texts import Text

DAY = 1440
EVENING = 20 * 60
"""Minute of the day at which most people look at their phones (fact E1)."""
NEAR = 60
"""Minutes from the peak that are the peak still (assumed)."""


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """Something else that was open, instead of one decision.

    Parameters
    ----------
    key : str
        Stable name, for example ``evening``.
    label : Text
    decision : Decision
    """

    key: str
    label: Text
    decision: Decision


NOTHING = Text(zh="不做这一步", en="leave it out")
_LATER = Text(zh="推迟一天", en="a day later")
_EVENING = Text(zh="改到晚高峰 20:00", en="at the evening peak, 20:00")
_HALF, _TWICE = Text(zh="预算减半", en="half the budget"), Text(zh="预算加倍", en="twice the budget")
_WIDE = Text(zh="不限定向", en="without targeting")
_PLAIN = Text(zh="不挂商品、不催单", en="without a product")
_REVIEW = Text(zh="先过三审", en="after the three-step review")
_SPARE = Text(zh="备好备用线路并彩排 2 小时", en="with a spare line and two hours of rehearsal")
_CHECKED = Text(zh="价格双人核对", en="with prices checked by two people")


def alternatives(scenario: Scenario, decision: Decision, minute: int) -> tuple[Alternative, ...]:
    """Return what else was open in the minute in which a decision was made."""
    found = [*_times(scenario, decision, minute), *_means(decision), *_ways(scenario, decision)]
    return tuple(
        Alternative(key=key, label=label, decision=decision.model_copy(update=change))
        for key, label, change in found
    )


_Change = tuple[str, Text, dict[str, object]]


def _times(scenario: Scenario, decision: Decision, minute: int) -> Iterator[_Change]:
    at = decision.at if decision.at is not None else minute
    if isinstance(decision, dc.ScheduleLive):
        if decision.start + DAY + decision.minutes < scenario.end_minute:
            yield "later", _LATER, {"start": decision.start + DAY}
        return
    if not isinstance(decision, dc.Publish | dc.PaidOrder | dc.Boost | dc.BookCreator):
        return
    evening = at // DAY * DAY + EVENING
    if minute <= evening < scenario.end_minute and abs(evening - at) > NEAR:
        yield "evening", _EVENING, {"at": evening}
    if at + DAY < scenario.end_minute:
        yield "later", _LATER, {"at": at + DAY}


def _means(decision: Decision) -> Iterator[_Change]:
    if isinstance(decision, dc.PaidOrder | dc.Boost):
        yield "half", _HALF, {"money": decision.money / 2}
        yield "twice", _TWICE, {"money": decision.money * 2}


def _ways(scenario: Scenario, decision: Decision) -> Iterator[_Change]:
    if isinstance(decision, dc.PaidOrder | dc.Boost) and decision.targeting != dc.Targeting():
        yield "wide", _WIDE, {"targeting": dc.Targeting()}
    if isinstance(decision, dc.Publish):
        yield from _ports(scenario, decision)
        if decision.product is not None:
            yield "plain", _PLAIN, {"product": None}
        if not decision.review:
            yield "review", _REVIEW, {"review": True}
    if isinstance(decision, dc.ScheduleLive):
        if not decision.spare_line or decision.rehearsal_hours < 2:  # noqa: PLR2004 - as the label says
            yield "spare", _SPARE, {"spare_line": True, "rehearsal_hours": max(2.0, decision.rehearsal_hours)}
        if not all(item.double_checked for item in decision.shelf):
            shelf = tuple(item.model_copy(update={"double_checked": True}) for item in decision.shelf)
            yield "checked", _CHECKED, {"shelf": shelf}


def _ports(scenario: Scenario, decision: dc.Publish) -> Iterator[_Change]:
    """Offer the first own account of each other channel; what does not fit there is refused when tried."""
    here = next(account.channel for account in scenario.accounts if account.key == decision.account)
    seen = {here}
    for account in scenario.accounts:
        if account.channel in seen or account.channel == "livestream":
            continue
        seen.add(account.channel)
        label = Text(zh=f"发在{account.name.zh}", en=f"on {account.name.en}")
        yield f"on-{account.key}", label, {"account": account.key}


def without(decisions: Sequence[Decision], gone: set[str]) -> list[Decision]:
    """Return the decisions that are not gone."""
    return [decision for decision in decisions if decision.key not in gone]
