"""Paid orders as a media buyer reads them: pace of the budget, costs, and both ROIs against break-even."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite, sqrt

from dashboards.backend import DecisionRow
from simulator.observation import ContentView, Observation, OrderView, ProductView, Reading, RoomView

NEVER = 999.0
"""Break-even ROI that the shop shows for what is sold at a loss."""
APART = 0.15
"""Share of the budget by which spending may run from the clock before it is named (assumed)."""
_NOTHING = Reading(state="not_available")


@dataclass(frozen=True, kw_only=True)
class Line:
    """One order with what was decided about it.

    Parameters
    ----------
    start, end : int or None
        Minutes between which it runs; ``None`` where its decision is not known.
    products : tuple of ProductView
        What the piece or the room sells.
    rules : tuple of mapping
        Its stop-loss rules.
    timed : tuple of mapping
        Changes that are set for a minute to come, the earliest first.
    shared : bool
        Whether another order ran on the same piece at the same time: then both report the same results.
    people : int
        People one simulated person stands for: what is counted is this many times what was drawn.
    """

    order: OrderView
    title: str
    start: int | None
    end: int | None
    goal: str
    pacing: str
    products: tuple[ProductView, ...]
    rules: tuple[DecisionRow, ...] = ()
    timed: tuple[DecisionRow, ...] = ()
    shared: bool = False
    people: int = 1

    @property
    def break_even(self) -> float | None:
        """The break-even ROI of what it sells: the highest of several; ``None`` when nothing is sold."""
        return max((product.break_even_roi for product in self.products), default=None)

    @property
    def spent(self) -> float:
        """Share of the budget that is gone."""
        return self.order.spend / self.order.budget if self.order.budget else 0.0

    def elapsed(self, minute: int) -> float | None:
        """Return the share of its time that has passed."""
        if self.start is None or self.end is None or self.end <= self.start:
            return None
        return min(1.0, max(0.0, (minute - self.start) / (self.end - self.start)))

    def pace(self, minute: int) -> str:
        """Return ``fast``, ``even`` or ``slow`` of a running order's spending against the clock."""
        passed = self.elapsed(minute)
        if passed is None or self.order.status != "running" or not passed:
            return ""
        gap = self.spent - passed
        return "fast" if gap > APART else "slow" if gap < -APART else "even"

    @property
    def roas(self) -> Reading:
        """Paid GMV over spend, as the platform reports it."""
        return self.order.rates.get("roas", _NOTHING)

    @property
    def after_refunds(self) -> Reading:
        """Return the ROI after refunds, estimated with the refund rate of what is sold.

        No platform reports refunds by order: the rate is that of the product in the whole shop.
        """
        ordered = sum(product.ordered for product in self.products)
        if self.roas.value is None or not ordered:
            return self.roas if self.products else _NOTHING
        refunded = sum(product.refunded for product in self.products) / ordered
        error = sqrt(refunded * (1 - refunded) * self.people / ordered)
        return Reading(
            value=self.roas.value * (1 - refunded), state="estimated", error=self.roas.value * error or None
        )

    @property
    def verdict(self) -> str:
        """Return ``above``, ``below`` or nothing of the ROI against break-even."""
        limit, found = self.break_even, self.after_refunds.value
        if limit is None or found is None or self.order.spend <= 0:
            return ""
        return "above" if found >= limit else "below"


def lines(now: Observation, decisions: Sequence[DecisionRow]) -> list[Line]:
    """Return all orders, the newest first."""
    made = {row.key: row for row in decisions if row.lever in ("boost", "paid_order")}
    rules = [row for row in decisions if row.lever == "set_rule" and row.status == "accepted"]
    coming = _coming_changes(now, decisions)
    found = [
        replace(
            _line(order, now, made.get(order.key), rules),
            timed=tuple(
                row for row in coming if row.raw.get("order") == order.key and order.status == "running"
            ),
        )
        for order in now.orders
    ]
    return [_marked(line, found) for line in reversed(found)]


def planned(now: Observation, decisions: Sequence[DecisionRow]) -> list[DecisionRow]:
    """Return the orders that are decided and have not begun, the earliest first."""
    begun = {order.key for order in now.orders}
    found = [
        row
        for row in decisions
        if row.lever in ("boost", "paid_order")
        and row.status == "accepted"
        and row.key not in begun
        and (row.minute or 0) >= now.minute
    ]
    return sorted(found, key=lambda row: row.minute or 0)


def _coming_changes(now: Observation, decisions: Sequence[DecisionRow]) -> list[DecisionRow]:
    found = [
        row
        for row in decisions
        if row.lever == "change_order" and row.status == "accepted" and (row.minute or 0) > now.minute
    ]
    return sorted(found, key=lambda row: row.minute or 0)


def _line(order: OrderView, now: Observation, row: DecisionRow | None, rules: Sequence[DecisionRow]) -> Line:
    piece = _of_key(now, order.content)
    raw = row.raw if row else {}
    start = row.minute if row else None
    hours = raw.get("hours")
    end = start + round(float(hours) * 60) if start is not None and isinstance(hours, int | float) else None
    return Line(
        order=order,
        title=piece.title if piece else order.content,
        start=start,
        end=end,
        goal=str(raw.get("goal", "")),
        pacing=str(raw.get("pacing", "even" if order.kind == "boost" else "")),
        products=_sold(piece, now),
        people=now.people_per_agent,
        rules=tuple(
            rule
            for rule in rules
            if rule.raw.get("order") == order.key and rule.raw.get("rule") == "stop_loss"
        ),
    )


def _of_key(now: Observation, key: str) -> ContentView | RoomView | None:
    return next((thing for thing in (*now.rooms, *now.contents) if thing.key == key), None)


def _sold(piece: ContentView | RoomView | None, now: Observation) -> tuple[ProductView, ...]:
    if isinstance(piece, RoomView):
        keys = {str(item.get("product")) for item in piece.shelf}
    else:
        keys = {piece.product} if piece and piece.product else set[str | None]()
    return tuple(product for product in now.products if product.key in keys)


def _marked(line: Line, others: Sequence[Line]) -> Line:
    shared = any(
        other.order.key != line.order.key
        and other.order.content == line.order.content
        and _overlap(line, other)
        for other in others
    )
    return line if not shared else replace(line, shared=True)


def _overlap(one: Line, other: Line) -> bool:
    if one.start is None or one.end is None or other.start is None or other.end is None:
        return True
    return one.start < other.end and other.start < one.end


@dataclass(frozen=True, kw_only=True)
class Totals:
    """All paid traffic of the run, each piece counted once."""

    spend: float
    impressions: float
    clicks: float
    orders: float
    gmv: float

    @property
    def cpm(self) -> float | None:
        """Yuan for 1,000 paid impressions."""
        return self.spend / self.impressions * 1000 if self.impressions else None

    @property
    def roas(self) -> float | None:
        """Paid GMV over spend."""
        return self.gmv / self.spend if self.spend else None


def totals(now: Observation) -> Totals:
    """Return what all pieces and rooms report of their paid traffic."""

    def added(name: str) -> float:
        found = [one.counts.get(name) for one in now.contents]
        return sum(one.value for one in found if one is not None and one.value is not None)

    return Totals(
        spend=added("spend_fen") / 100,
        impressions=added("paid_impressions"),
        clicks=added("paid_clicks"),
        orders=added("paid_orders"),
        gmv=added("paid_gmv_fen") / 100,
    )


def break_even_text(value: float | None) -> float | None:
    """Return a break-even ROI, or ``None`` where no ROI pays."""
    return None if value is None or value >= NEVER or not isfinite(value) else value
