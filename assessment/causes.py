"""Why a decision was worth what it was: one sentence, from the run's causes and the ledger's differences.

Audience x content x time x algorithm x paid x competition: what each brought is read from the run
itself, what it changed from the futures with and without it. Only for a run that has ended: some of
it nobody could see while it went on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from assessment.cause_pieces import creator_causes, order_causes, piece_causes, rivals_offers
from assessment.cause_shop import (
    live_causes,
    price_causes,
    refund_causes,
    room_causes,
    stock_causes,
    talk_causes,
)
from assessment.evidence import Evidence
from assessment.ledger import DecisionRow, Ledger
from assessment.statistics import Estimate
from assessment.words import joined, kpi_amount, percent, short, yuan
from simulator import decisions as dc
from simulator.decisions import Decision
from simulator.kpis import kpi
from simulator.observation import OrderView
from simulator.texts import Text

TELLING = 2.0
"""Standard errors from which a KPI's difference is told as one (assumed; the verdicts have their own rule)."""
NO_DIFFERENCE = Text(
    zh="有它没它，各项指标的差别与运气分不开", en="what it changed cannot be told from chance"
)
DONE = Text(zh="已执行", en="it was carried out")


def causes(evidence: Evidence, ledger: Ledger) -> dict[str, Text]:
    """Return the sentence of each valued decision by its key."""
    made = {decision.key: decision for decision in evidence.decisions}
    return {row.key: cause(evidence, made[row.key], row) for row in ledger.decisions if row.key in made}


def cause(evidence: Evidence, decision: Decision, row: DecisionRow) -> Text:
    """Return why one decision was worth what it was."""
    parts = joined(_found(evidence, decision, row.effective) or [DONE])
    effect = changed(evidence, row.value)
    return Text(zh=f"{parts.zh}；{effect.zh}。", en=f"{_capital(parts.en)}; {effect.en}.")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def changed(evidence: Evidence, value: Estimate) -> Text:
    """Return what a decision changed most, in its own unit: by goals' weights and targets, then other KPIs."""
    heavy = {goal.kpi: goal.weight / max(abs(goal.target), 1e-9) for goal in evidence.scenario.goals}
    told = [
        (name not in heavy, -abs(mean) * heavy.get(name, 1.0), name)
        for name, mean in value.kpis.items()
        if (value.kpi_errors.get(name, 0.0)) * TELLING < abs(mean)
    ]
    if not told:
        return NO_DIFFERENCE
    name = min(told)[2]
    mean, error = value.kpis[name], value.kpi_errors.get(name, 0.0)
    zh, en = (kpi_amount(name, mean, language, sign=True) for language in ("zh", "en"))
    about_zh, about_en = (kpi_amount(name, error, language) for language in ("zh", "en"))
    return Text(
        zh=f"与不做相比，{kpi(name).label.zh} {zh}（标准误 {about_zh}）",
        en=f"against leaving it out, {kpi(name).label.en} {en} (standard error {about_en})",
    )


def _found(evidence: Evidence, decision: Decision, at: int) -> Sequence[Text]:
    return _CAUSES[decision.lever](evidence, decision, at)


def _piece(evidence: Evidence, decision: dc.Publish, at: int) -> Sequence[Text]:
    said = talk_causes(evidence, decision.answers, at) if decision.answers else []
    offers = rivals_offers(evidence, at) if decision.product else []
    return [*piece_causes(evidence, decision.key, at), *said, *offers]


def _pressed(evidence: Evidence, decision: dc.LiveAction, at: int) -> Sequence[Text]:
    said = talk_causes(evidence, decision.issue, at) if decision.issue else []
    return [*live_causes(evidence, decision, at), *said]


def _surveyed(evidence: Evidence, decision: dc.Survey, at: int) -> Sequence[Text]:
    del decision, at
    price = evidence.scenario.prices.survey
    return [
        Text(
            zh=f"问卷 {yuan(price, 'zh')}，只买信息，不直接带来结果",
            en=f"a survey for {yuan(price, 'en')} buys knowledge, not results",
        )
    ]


def _comments(evidence: Evidence, decision: dc.ChangePost | dc.Moderate, at: int) -> Sequence[Text]:
    """Return how a piece's comments stood then and at the end."""
    seen = evidence.before(at)
    shares = [
        next((c.negative_share.value for c in screen.contents if c.key == decision.content), None)
        for screen in (seen, evidence.ended)
        if screen is not None
    ]
    known = [share for share in shares if share is not None]
    if len(known) < 2:  # noqa: PLR2004 - then and at the end
        return [Text(zh="该内容评论太少，看不出变化", en="too few comments to tell a change")]
    return [
        Text(
            zh=f"该内容负面评论占比由 {percent(known[0])} 到结束时 {percent(known[1])}",
            en=f"negative comments went from {percent(known[0])} to {percent(known[1])} at the end",
        )
    ]


def _order_changed(evidence: Evidence, decision: dc.ChangeOrder, at: int) -> Sequence[Text]:
    del at
    views: Sequence[OrderView] = evidence.ended.orders
    view = next((o for o in views if o.key == decision.order), None)
    if view is None:
        return []
    return [
        Text(
            zh=f"{'停投' if decision.stop else '调整'}后该订单共花 {yuan(view.spend, 'zh')}（预算 {yuan(view.budget, 'zh')}）",
            en=f"{'stopped' if decision.stop else 'changed'}, the order spent {yuan(view.spend, 'en')} of "
            f"{yuan(view.budget, 'en')} in all",
        )
    ]


def _settled(evidence: Evidence, decision: dc.SettleCreator, at: int) -> Sequence[Text]:
    del at
    booking = next((b for b in evidence.ended.bookings if b.key == decision.booking), None)
    creator = next((c for c in evidence.scenario.creators if booking and c.key == booking.creator), None)
    if creator is None:
        return []
    zh, en = ("扣下", "withheld from") if decision.withhold else ("付给", "paid to")
    return [
        Text(
            zh=f"尾款{zh}{creator.name.zh}，其粉丝水分约 {percent(creator.padded)}",
            en=f"the second half was {en} {creator.name.en}, about {percent(creator.padded)} of whose followers do not exist",
        )
    ]


def _rule(evidence: Evidence, decision: dc.SetRule, at: int) -> Sequence[Text]:
    del at
    rule = next((r for r in evidence.final.world.rules if r.get("decision") == decision.key), None)
    fired = rule is not None and bool(rule.get("done"))
    if not fired:
        return [Text(zh="规则直到结束也没有触发", en="the rule never fired")]
    spent = next((o.spend for o in evidence.ended.orders if o.key == decision.order), None)
    more = ("", "") if spent is None else (
        f"，订单停在 {yuan(spent, 'zh')}", f", which left the order at ¥{short(spent, 'en')}"
    )  # fmt: skip
    return [Text(zh=f"规则已触发{more[0]}", en=f"the rule fired{more[1]}")]


_CAUSES: dict[str, Callable[[Evidence, Any, int], Sequence[Text]]] = {
    "publish": _piece,
    "paid_order": order_causes,
    "boost": order_causes,
    "book_creator": creator_causes,
    "schedule_live": lambda evidence, decision, _: room_causes(evidence, decision),
    "live_action": _pressed,
    "set_price": price_causes,
    "change_post": _comments,
    "moderate": _comments,
    "change_order": _order_changed,
    "restock": stock_causes,
    "remind": lambda evidence, decision, _: refund_causes(evidence, decision.product),
    "care_for_buyers": lambda evidence, decision, _: refund_causes(evidence, decision.product),
    "settle_creator": _settled,
    "survey": _surveyed,
    "set_rule": _rule,
}
"""What is read from the run for each lever."""
