"""Distribution and budget: when and where pieces went out, how the money was paced, and what of it lasted."""

from __future__ import annotations

import statistics

from assessment.criteria.criterion import Criterion, Finding, register_criterion
from assessment.evidence import Evidence
from assessment.false_alarms import RETUNED
from assessment.monitoring import watch
from assessment.review_points import HOUR
from simulator import decisions as dc
from simulator.texts import Text

BUSY = ((7, 9), (11, 14), (17, 23))
"""Hours in which most people are in their apps: way to work, noon, evening (assumed; A4: sessions by hour)."""
TEST_SHARE = 0.1
"""Share of the money up to which an order is a test or a step, not a bet (assumed; cases.md A13: small tests)."""
BET_SHARE = 0.4
"""Share of the money from which a single order is a bet (assumed)."""
PORTS_ENOUGH = 0.6
"""Share of the ports that a plan uses (assumed: not every port suits every task)."""


@register_criterion
class Distribution(Criterion):
    """Hours and ports of pieces, paced money, and what lasted of followers and sales; unspent money costs nothing."""

    key = "distribution"
    label = Text(zh="分发与预算", en="distribution and budget")
    weight = 10.0
    tasks = ("distribute",)

    def assess(self, evidence: Evidence) -> Finding:
        """Return mean(timing, pacing) x ports used x what lasted."""
        published = [(at, d) for at, d in evidence.effective() if isinstance(d, dc.Publish)]
        if not published:
            return Finding(
                share=0.0, evidence=(Text(zh="没有分发任何内容。", en="Nothing was distributed."),)
            )
        timed = statistics.fmean(_busy(at) for at, _ in published)
        accounts = {d.account for _, d in published}
        used = len(accounts) / len(evidence.scenario.accounts)
        paced = _paced(evidence)
        lasted, lines = _lasted(evidence)
        share = statistics.fmean([timed, *([paced] if paced is not None else [])])
        zh = f"{timed:.0%} 的内容发在受众活跃时段，用到 {len(accounts)} 个端口"
        en = f"{timed:.0%} of the pieces went out in busy hours, on {len(accounts)} ports"
        if paced is not None:
            zh, en = f"{zh}；预算节奏 {paced:.0%}", f"{en}; pacing of the money {paced:.0%}"
        text = Text(zh=zh + "。", en=en + ".")
        return Finding(share=share * min(1.0, used / PORTS_ENOUGH) * lasted, evidence=(text, *lines))


def _busy(minute: int) -> bool:
    hour = minute // 60 % 24
    return any(start <= hour < end for start, end in BUSY)


def _paced(evidence: Evidence) -> float | None:
    """Return how far the money went out in steps with a look between them; ``None`` if none was spent.

    Each order counts with its money: a step up to `TEST_SHARE` of the case's money fully, a bet of
    `BET_SHARE` not at all; money after which something was spent on the same piece unseen (within an hour)
    counts together; an order that was changed again within a day counts nothing.
    """
    paid = [(at, d) for at, d in evidence.effective() if isinstance(d, dc.PaidOrder | dc.Boost)]
    if not paid:
        return None
    whole, third = evidence.money, evidence.begun + evidence.minutes / 3
    jerked = _jerked(evidence)
    bursts: list[tuple[int, float]] = []
    for at, order in [(at, order) for at, order in paid if order.key not in jerked]:
        if bursts and at - bursts[-1][0] < HOUR:
            bursts[-1] = (bursts[-1][0], bursts[-1][1] + order.money)
        else:
            bursts.append((at, order.money))
    money = sum(order.money for _, order in paid)
    steps = sum(amount * _step(amount / whole) for _, amount in bursts) / money
    first = sum(amount for at, amount in bursts if at < third) / whole
    return steps * (1 - max(0.0, first - 0.5) / 0.5)


def _jerked(evidence: Evidence) -> set[str]:
    """Return orders that were changed again and again: they never leave the learning phase."""
    again = {alarm.key for alarm in watch(evidence).alarms if alarm.why == RETUNED}
    return {d.order for d in evidence.decisions if isinstance(d, dc.ChangeOrder) and d.key in again}


def _step(part: float) -> float:
    return min(1.0, max(0.0, (BET_SHARE - part) / (BET_SHARE - TEST_SHARE)))


def _lasted(evidence: Evidence) -> tuple[float, list[Text]]:
    """Return what lasted: where growth is a goal, followers still there after the tail; sales not refunded."""
    shares, lines = [], []
    growth = any(goal.kpi == "net_follows" for goal in evidence.scenario.goals)
    gained = sum(account.new_followers for account in evidence.ended.accounts)
    lost = sum(account.lost_followers for account in evidence.ended.accounts)
    if growth and gained:
        shares.append(max(0.0, 1 - lost / gained))
        days = evidence.scenario.settlement_days
        zh = f"新增关注 {gained:,}，流失 {lost:,}（结束 {days} 天后）。"
        lines.append(Text(zh=zh, en=f"{gained:,} new followers, {lost:,} lost, {days} days after the end."))
    ordered = sum(product.ordered for product in evidence.ended.products)
    back = sum(product.refunded for product in evidence.ended.products)
    if ordered:
        shares.append(1 - back / ordered)
        zh = f"成交 {ordered:,} 单，退款 {back:,} 单。"
        lines.append(Text(zh=zh, en=f"{ordered:,} orders, {back:,} refunded."))
    return (statistics.fmean(shares) if shares else 1.0), lines
