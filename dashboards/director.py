"""What the director of a live room can press, what each press costs, and when it may be pressed again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from dash import html
from dash.development.base_component import Component

from channels.livestream.numbers import ACTION_HOURS, BAG_MINUTES, COUPON_MINUTES, HOTSPOT, INVITE_EVERY
from dashboards.backend import DecisionRow
from dashboards.i18n import t, tx
from dashboards.numbers import money
from dashboards.parts import action, badge
from simulator.observation import Observation, RoomView
from simulator.scenario import Scenario, clock_of

ON_AIR = ("live", "broken")
WAIT = {"lucky_bag": BAG_MINUTES, "invite": INVITE_EVERY}
"""Minutes until an action may be pressed again."""
BUTTONS: tuple[str, ...] = ("lucky_bag", "correct", "moderate", "spare_line", "rotate_host", "invite")
"""Actions on the room as a whole, in the order of the panel; those on a product stand on the shelf."""


def press(room: RoomView, name: str, *, product: str = "", issue: str = "") -> str:
    """Return the target of a button that opens the director's form for one action.

    Examples
    --------
    >>> press(RoomView(key="r1", account="a", title="", start=0, end=60, status="live", online=0), "explain", product="p")
    '?room=r1&action=explain&product=p'
    """
    given = {"room": room.key, "action": name, "product": product, "issue": issue}
    return "?" + urlencode({key: value for key, value in given.items() if value})


def pressed(decisions: Sequence[DecisionRow], room: RoomView, now: int, *names: str) -> list[DecisionRow]:
    """Return the director's actions on a room that took effect, the newest first."""
    found = [
        row
        for row in decisions
        if row.lever == "live_action"
        and row.status == "accepted"
        and row.minute is not None
        and row.minute <= now
        and row.raw.get("room") == room.key
        and (not names or row.raw.get("action") in names)
    ]
    return sorted(found, key=lambda row: -(row.minute or 0))


def price_of(name: str) -> str:
    """Return what an action costs, in words."""
    work = ACTION_HOURS.get(name, 0) * 60 // 100
    if name == "lucky_bag":
        return t("direct.cost.prizes")
    return t("direct.cost.hours", minutes=work) if work else t("direct.cost.none")


@dataclass(frozen=True, kw_only=True)
class Button:
    """One line of the panel: what it does, what it costs, where it leads, why it must wait."""

    name: str
    words: str
    cost: str
    lever: str
    target: str
    wait: str = ""


def buttons(
    room: RoomView, now: Observation, case: Scenario, decisions: Sequence[DecisionRow], levers: Sequence[str]
) -> list[Button]:
    """Return what can be pressed now: actions on the room, paid entries, the end."""
    found: list[Button] = []
    if "live_action" in levers:
        found += [_room_button(name, room, now, decisions) for name in BUTTONS]
        found += [
            Button(
                name=t("direct.answer", claim=tx(issue.claim)), words=t("direct.answer.what"), cost=price_of("answer"),
                lever="live_action", target=press(room, "answer", issue=issue.key),
            )
            for issue in now.issues
            if issue.answered is None
        ]  # fmt: skip
    if "paid_order" in levers:
        target = "?" + urlencode({"content": room.key, "goal": "enters", "hours": 0.5})
        cost = t("direct.cost.cpm", cpm=money(case.prices.cpm_floor))
        words = t("direct.paid.what")
        found.append(Button(name=t("direct.paid"), words=words, cost=cost, lever="paid_order", target=target))
    if "change_post" in levers:
        target = "?" + urlencode({"content": room.key, "action": "withdraw"})
        words, cost = t("direct.stop.what"), t("direct.cost.none")
        found.append(
            Button(name=t("direct.stop"), words=words, cost=cost, lever="change_post", target=target)
        )
    return found


def _room_button(name: str, room: RoomView, now: Observation, decisions: Sequence[DecisionRow]) -> Button:
    return Button(
        name=t(f"option.live_action.action.{name}"),
        words=_effect(name, room),
        cost=price_of(name),
        lever="live_action",
        target=press(room, name),
        wait=_wait(name, room, now, decisions),
    )


def _effect(name: str, room: RoomView) -> str:
    if name == "spare_line":
        return (
            t("direct.spare_line.ready") if room.spare_line else t("direct.spare_line.none", minutes=HOTSPOT)
        )
    return t(f"direct.{name}.what", minutes=WAIT.get(name, COUPON_MINUTES))


def _wait(name: str, room: RoomView, now: Observation, decisions: Sequence[DecisionRow]) -> str:
    if name == "spare_line" and room.status != "broken":
        return t("direct.spare_line.wait")
    last = pressed(decisions, room, now.minute, name)
    if name not in WAIT or not last:
        return ""
    again = (last[0].minute or 0) + WAIT[name]
    return t("direct.wait", clock=clock_of(again)) if again > now.minute else ""


def panel(
    room: RoomView, now: Observation, case: Scenario, decisions: Sequence[DecisionRow], levers: Sequence[str]
) -> Component:
    """Return the director's panel, or what can be done before and after the room is on air."""
    if room.status not in ON_AIR:
        return html.P(t("direct.planned" if room.status == "planned" else "direct.over"), className="fine")
    lines = [_line(one) for one in buttons(room, now, case, decisions, levers)]
    if not lines:
        return html.P(t("direct.none"), className="fine")
    shelf = (
        [html.P(t("direct.shelf", minutes=COUPON_MINUTES), className="fine")]
        if "live_action" in levers
        else []
    )
    return html.Div([html.Ul(lines, className="ways"), *shelf])


def _line(one: Button) -> Component:
    head: list[Component] = [html.B(one.name), html.Span(one.cost, className="way-cost")]
    if one.wait:
        head.append(badge(one.wait, "plain"))
    words = html.Div([html.Div(head, className="way-name"), html.Div(one.words, className="fine")])
    return html.Li([words, action(t("direct.press"), one.lever, one.target)])
