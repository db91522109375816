"""Whether a decision is allowed now: known names, quotas, money, hours; changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from simulator import decisions as dc
from simulator.errors import DecisionError, LateDecisionError, UnknownNameError
from simulator.ledger import fen
from simulator.production import check_source, features_of
from simulator.scenario import clock_of

if TYPE_CHECKING:
    from simulator.world import World

EVIDENCE_HOURS = 0.5
"""Hours to get each kind of support for an answer (assumed)."""
NOT_SOLD = ("group", "official")
"""Ports for which no delivery is sold: WeChat groups and official accounts (operations 4.3)."""
CREATOR_DEPOSIT = 0.5
"""Share of a creator's price that is paid when booking (cases.md A11: half is the final payment)."""


def check(world: World, decision: dc.Decision) -> dc.Decision:
    """Return the decision with its effective minute, or refuse it.

    Raises
    ------
    DecisionError
        What, where, what is allowed; nothing was changed.
    """
    _check_frame(world, decision)
    timed = decision.model_copy(update={"at": _minute(world, decision)})
    special = _CHECKS.get(type(decision))
    if special is not None:
        special(world, timed)
    for channel in world.channels:
        if decision.lever in channel.levers:
            channel.check(world, timed)
    money, hours = cost_of(world, timed)
    world.ledger.require(money_fen=money, hours_centi=hours)
    return timed


def _check_frame(world: World, decision: dc.Decision) -> None:
    if world.minute >= world.scenario.end_minute:
        raise DecisionError("运营时间已结束 / the campaign is over", field="at")
    require_known("lever in this case", decision.lever, world.scenario.levers, "lever")
    if any(other.key == decision.key for other in world.decisions):
        raise DecisionError(
            f"决策编号 {decision.key!r} 已用过 / this decision key was used before", field="key"
        )


def _minute(world: World, decision: dc.Decision) -> int:
    at = world.minute if decision.at is None else decision.at
    if at < world.minute:
        raise LateDecisionError(
            f"{clock_of(at)} 已过, 现在是 {clock_of(world.minute)} / that minute has passed", field="at"
        )
    if at >= world.scenario.end_minute:
        raise DecisionError(
            f"生效时间须早于 {clock_of(world.scenario.end_minute)} / it must take effect before the end",
            field="at",
        )
    return at


def cost_of(world: World, decision: dc.Decision) -> tuple[int, int]:  # noqa: PLR0911 - a price list
    """Return (money in fen, hours in 1/100) that a decision sets aside when it is accepted."""
    price = world.scenario.prices
    if isinstance(decision, dc.Publish):
        hours = decision.hours + EVIDENCE_HOURS * len(set(decision.evidence))
        if decision.review:
            hours += price.emergency_review_hours if decision.answers else price.review_hours
        return fen(decision.money), round(hours * 100)
    if isinstance(decision, dc.Boost | dc.PaidOrder):
        return fen(decision.money), 0
    if isinstance(decision, dc.ChangeOrder):
        return fen(decision.add_money), 0
    if isinstance(decision, dc.Restock):
        stock = next(s for s in world.scenario.stocks if s.key == decision.stock)
        return fen(stock.unit_cost * decision.quantity), 0
    if isinstance(decision, dc.BookCreator):
        return fen(_creator_price(world, decision.creator) * CREATOR_DEPOSIT), 50
    if isinstance(decision, dc.SettleCreator):
        booking = next(b for b in world.bookings if b["key"] == decision.booking)
        return (0 if decision.withhold else booking["due_fen"]), (100 if decision.withhold else 0)
    if isinstance(decision, dc.Survey):
        return fen(price.survey), 25
    return _small_cost(world, decision)


def _small_cost(world: World, decision: dc.Decision) -> tuple[int, int]:
    price = world.scenario.prices
    if isinstance(decision, dc.ScheduleLive):
        crew = price.live_crew * decision.minutes / 60 + decision.rehearsal_hours
        return (20_000 if decision.spare_line else 0), round(crew * 100)
    if isinstance(decision, dc.Remind):
        return 0, round(price.remind_hours * 100)
    if isinstance(decision, dc.CareForBuyers):
        waiting = world.book.count(world.product_index(decision.product), 0)
        people = world.scenario.audience.people_per_agent
        return fen(decision.compensation * waiting * people), round(price.care_hours * 100)
    if isinstance(decision, dc.Moderate):
        return 0, round(price.moderate_hours * 100)
    return 0, 0


def _creator_price(world: World, key: str) -> float:
    return next(creator.price for creator in world.scenario.creators if creator.key == key)


def require_known(kind: str, name: str, known: Sequence[str], field: str) -> None:
    """Refuse a name that is not among the known ones, at the field of the form."""
    if name not in known:
        raise DecisionError(str(UnknownNameError(kind, name, known)), field=field)


def _keys(things: tuple[object, ...]) -> list[str]:
    return [thing.key for thing in things]  # type: ignore[attr-defined]


def _check_publish(world: World, d: dc.Publish) -> None:
    require_known("account", d.account, _keys(world.scenario.accounts), "account")
    require_known("pillar", d.pillar, _keys(world.scenario.brand.pillars), "pillar")
    if d.product is not None:
        require_known("product", d.product, _keys(world.scenario.products), "product")
    if d.answers is not None:
        require_known("claim seen so far", d.answers, sorted(world.issue_log), "answers")
    account = world.account(d.account)
    channel = world.channel_of(account.channel)
    port = next(port for port in channel.ports if port.key == account.port)
    if d.carrier not in port.carriers:
        raise DecisionError(
            f"{port.name.zh}不支持 {d.carrier}, 可选 {', '.join(port.carriers)} / "
            f"{port.name.en} takes {', '.join(port.carriers)}",
            field="carrier",
        )
    if d.product is not None and not port.takes_product:
        raise DecisionError(f"{port.name.zh}不能挂商品 / {port.name.en} takes no product", field="product")
    features_of(d)
    check_source(d, world)
    channel.check(world, d)


def _own_content(world: World, key: str) -> None:
    made = [o.key for o in world.decisions if isinstance(o, dc.Publish | dc.ScheduleLive | dc.BookCreator)]
    made += [card.key for card in world.items.cards if card.notes.get("old")]  # from before the case
    require_known("own piece or room", key, made, "content")


def _check_change(world: World, d: dc.ChangePost) -> None:
    _own_content(world, d.content)
    if d.action == "attach":
        require_known("product", d.product or "", _keys(world.scenario.products), "product")


def _check_paid(world: World, d: dc.PaidOrder | dc.Boost) -> None:
    _own_content(world, d.content)
    made = next(o for o in world.decisions if o.key == d.content)
    if (made.at or 0) > (d.at or 0):
        raise DecisionError(
            f"内容 {clock_of(made.at or 0)} 才生效, 投放不能更早 / the piece only exists from then on",
            field="at",
        )
    if isinstance(made, dc.Publish) and world.account(made.account).port in NOT_SOLD:
        raise DecisionError("该端口不支持投放 / this port sells no delivery", field="content")


def _check_order(world: World, d: dc.ChangeOrder) -> None:
    made = [o.key for o in world.decisions if isinstance(o, dc.PaidOrder | dc.Boost)]
    require_known("paid order", d.order, made, "order")
    running = [card.key for card in world.paid.cards if card.status == "running"]
    if d.order not in running:
        raise DecisionError(f"订单 {d.order!r} 不在投放中 / this order is not running", field="order")


def _check_price(world: World, d: dc.SetPrice) -> None:
    require_known("product", d.product, _keys(world.scenario.products), "product")
    if d.price is None and not d.coupon:
        raise DecisionError("填写新价格或券额 / give a price or a coupon", field="price")
    price = d.price if d.price is not None else world.prices[d.product] / 100
    if d.coupon >= price:
        raise DecisionError(f"券额须小于 {price:g} 元 / a coupon is smaller than the price", field="coupon")


def _check_restock(world: World, d: dc.Restock) -> None:
    require_known("stock", d.stock, _keys(world.scenario.stocks), "stock")
    stock = next(s for s in world.scenario.stocks if s.key == d.stock)
    left = stock.can_order - sum(o["quantity"] for o in world.stock_orders if o["stock"] == d.stock)
    if d.quantity > left:
        raise DecisionError(
            f"最多还能补 {left:g} 份 / at most {left:g} more can be ordered", field="quantity"
        )


def _check_creator(world: World, d: dc.BookCreator) -> None:
    require_known("creator", d.creator, _keys(world.scenario.creators), "creator")
    require_known("pillar", d.pillar, _keys(world.scenario.brand.pillars), "pillar")
    if any(booking["creator"] == d.creator for booking in world.bookings):
        raise DecisionError("该达人已约过 / this creator is booked already", field="creator")


def _check_settle(world: World, d: dc.SettleCreator) -> None:
    require_known("booking", d.booking, [b["key"] for b in world.bookings], "booking")
    booking = next(b for b in world.bookings if b["key"] == d.booking)
    if booking["status"] != "delivered":
        raise DecisionError(
            f"该合作状态为 {booking['status']}, 交片后才能结算 / settle after the piece is delivered",
            field="booking",
        )


def _check_product(world: World, d: dc.Remind | dc.CareForBuyers) -> None:
    require_known("product", d.product, _keys(world.scenario.products), "product")


def _check_survey(world: World, d: dc.Survey) -> None:
    require_known("survey group", d.group, list(world.scenario.survey_groups), "group")


def _check_moderate(world: World, d: dc.Moderate) -> None:
    require_known("piece", d.content, [card.key for card in world.items.cards], "content")


def _check_rule(world: World, d: dc.SetRule) -> None:
    if d.below is None and d.above is None:
        raise DecisionError("填写上限或下限 / give a limit", field="below")
    if d.rule == "stop_loss":
        made = [o.key for o in world.decisions if isinstance(o, dc.PaidOrder | dc.Boost)]
        require_known("paid order", d.order or "", made, "order")


_CHECKS: dict[type[dc.Decision], Callable[[World, dc.Decision], None]] = {
    dc.Publish: _check_publish, dc.ChangePost: _check_change, dc.PaidOrder: _check_paid, dc.Boost: _check_paid,
    dc.ChangeOrder: _check_order, dc.SetPrice: _check_price, dc.Restock: _check_restock,
    dc.BookCreator: _check_creator, dc.SettleCreator: _check_settle, dc.Remind: _check_product,
    dc.CareForBuyers: _check_product, dc.Survey: _check_survey, dc.Moderate: _check_moderate,
    dc.SetRule: _check_rule,
}  # type: ignore[dict-item]  # fmt: skip
