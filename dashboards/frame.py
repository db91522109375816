"""The frame round every page: top bar, rail of seats, side panel, banners.

The clock is always visible. What changes with the run is a named part (`top_parts`) that the live
socket sends again when it changed.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import ClientsideFunction, Input, Output, State, dcc, html
from dash.development.base_component import Component

from dashboards import decide, glossary, guide_strip
from dashboards.alerts import spoken
from dashboards.attributes import extra
from dashboards.backend import Control, RunState, Watched
from dashboards.i18n import catalogue, t, tx
from dashboards.keys_dialog import keys_dialog
from dashboards.markup import to_html
from dashboards.numbers import hours, money
from dashboards.pages import PAGE_BY_KEY, PAGES, Page
from dashboards.parts import badge, bar, icon, link, trouble, waiting
from dashboards.permits import EVERYBODY, TRAINEE, Board, page_of, run_of
from dashboards.visit import language, visit
from simulator.errors import QuanmeiError
from simulator.observation import Observation
from simulator.scenario import Phase, Scenario, minute_of

FONT = "system-ui, -apple-system, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
SPEEDS = ("0.5", "1", "2", "5", "10", "20")
_TONES = {"running": "good", "paused": "warn", "settling": "accent", "finished": "plain", "failed": "bad"}
_PASSED = ("wire", "target", "intent", "answered", "lever-request", "control-request")
DIGITS = 10  # seats that a digit opens; 0 is the tenth
ALERT_SPAN = 1440  # minutes an alert counts in the top bar


def layout() -> Component:
    """Return the shell; the router fills it."""
    here = visit()
    client = {
        key: text.of(here.language)
        for key, text in catalogue().items()
        if key.startswith(("link.", "chart."))
    }
    return dmc.MantineProvider(
        [
            dcc.Location(id="url", refresh="callback-nav"),
            *[dcc.Store(id=name) for name in _PASSED],
            *guide_strip.parts(),
            dcc.Store(id="plan-past", storage_type="session"),
            dcc.Store(id="plan", storage_type="local"),
            *[dcc.Store(id=name, storage_type="local") for name in ("drafts", "templates", "plan-templates")],
            dcc.Store(id="client-texts", data={**client, "language": here.language}),
            html.Div(id="sink", hidden=True),
            html.A(t("app.skip"), href="#page", className="skip"),
            html.Div(id="tip", className="tip", role="tooltip"),
            html.Div(glossary.browser_data(), id="terms-data", hidden=True),
            html.Div(id="link-banner", className="link-banner", role="status"),
            html.Div(
                [
                    html.Header(id="topbar", className="topbar"),
                    html.Div(id="guide-strip", className="guide"),
                    html.Nav(id="rail", className="rail", **extra({"aria-label": t("nav.label")})),
                    html.Main(waiting(), id="page", className="page", tabIndex=-1),
                    html.Aside(id="panel", className="panel", **extra({"aria-label": t("nav.decide")})),
                ],
                id="shell",
                className="shell",
            ),
            keys_dialog(),
        ],
        id="provider",
        forceColorScheme=here.theme,
        theme={
            "primaryColor": "indigo",
            "primaryShade": {"light": 8, "dark": 8},
            "fontFamily": FONT,
            "defaultRadius": "sm",
        },
    )


def phase_at(case: Scenario, minute: int) -> Phase | None:
    """Return the clock phase of a minute, or ``None`` in an ordinary stretch."""
    for phase in case.clock:
        if minute_of(phase.start) <= minute < minute_of(phase.end):
            return phase
    return None


def real_minutes_left(case: Scenario, minute: int, speed: float) -> float:
    """Return the real minutes until the trainee's time ends, by the case's clock table."""
    total, at = 0.0, minute
    while at < case.end_minute:
        phase = phase_at(case, at)
        pace = phase.seconds_per_hour if phase else case.default_seconds_per_hour
        edges = [minute_of(other.start) for other in case.clock] + [
            minute_of(other.end) for other in case.clock
        ]
        until = min([edge for edge in edges if edge > at] + [case.end_minute])
        total += (until - at) / 60 * pace
        at = until
    return total / 60 / max(speed, 0.01)


def top_parts(state: RunState, now: Observation | None, watched: Sequence[Watched] = ()) -> dict[str, Any]:
    """Return what the top bar shows of a run, by the id of each part; own alerts count at the bell."""
    case = state.scenario
    money_left, hours_left = (now.money_left, now.hours_left) if now else (case.money, case.hours)
    money_all, hours_all = (now.money_total, now.hours_total) if now else (case.money, case.hours)
    return {
        "top-clock": _clock(state, now),
        "top-money": _gauge("top.money", money(money_left), money(money_all), money_left / max(money_all, 1)),
        "top-hours": _gauge("top.hours", hours(hours_left), hours(hours_all), hours_left / max(hours_all, 1)),
        "top-alerts": _alerts(state, now, watched),
        "top-play": _play(state),
        "top-status": badge(t(f"status.{state.status}"), _TONES[state.status]),
    }


def _clock(state: RunState, now: Observation | None) -> list[Component]:
    minute = now.minute if now else state.minute
    case = state.scenario
    phase = phase_at(case, minute)
    if state.status == "finished":
        words, pace = "", ""  # the badge beside it says that it has ended
    elif minute >= case.end_minute:
        words, pace = t("top.phase.settling"), ""
    else:
        words = tx(phase.name) if phase else t("top.phase.ordinary")
        left = real_minutes_left(case, minute, state.speed)
        pace = t("top.real_left", minutes=f"{left:,.0f}") if left >= 1 else t("top.real_left.little")
    clock = now.clock if now else "D1 00:00"
    return [
        html.Span(clock, className="clock"),
        html.Span([html.Span(words), html.Span(pace, className="pace")], className="phase"),
    ]


def _gauge(key: str, value: str, total: str, share: float) -> list[Component]:
    return [
        html.Span(t(key), className="gauge-label"),
        html.Span([html.B(value), html.Span(t("top.of", total=total))], className="gauge-value"),
        bar(share, label=f"{t(key)} {share * 100:.0f}%"),
    ]


def _alerts(state: RunState, now: Observation | None, watched: Sequence[Watched]) -> Component:
    count = 0
    if now is not None:
        count = sum(
            1
            for signal in now.signals
            if signal.level == "warning" and signal.minute > now.minute - ALERT_SPAN
        ) + spoken(watched, now.minute - ALERT_SPAN)
    inside = [
        icon("bell"),
        html.Span(str(count), className="alert-count"),
        html.Span(t("top.alerts"), className="sr"),
    ]
    words = t("top.alerts.recent", count=count)
    return link(
        inside, f"/r/{state.key}/live", name="top-button alerting" if count else "top-button", title=words
    )


def topbar(state: RunState | None) -> list[Component]:
    """Return the top bar of a page: of a run (its parts are filled by the tab), or of the list."""
    mark = html.Span(className="brand-mark", **extra({"aria-hidden": "true"}))
    brand = link([mark, html.Span(t("app.short"))], "/", name="brand", title=t("app.name"))
    if state is None:
        return [brand, html.Span(className="top-gap"), *_settings()]

    def part(key: str, name: str) -> Component:
        return html.Div(id=key, className=name)

    return [
        brand,
        html.Div(
            [html.Span(tx(state.scenario.title), className="case-name"), part("top-status", "top-status")],
            className="top-case",
        ),
        part("top-clock", "top-clock"),
        part("top-money", "gauge"),
        part("top-hours", "gauge"),
        html.Span(className="top-gap"),
        *_controls(state),
        part("top-alerts", "top-alerts"),
        *_settings(),
    ]


def _play(state: RunState) -> Component | None:
    """Return the button that pauses or runs the clock; none when the trainee's time is over."""
    if state.status not in ("paused", "running"):
        return None
    action: Control = "resume" if state.status == "paused" else "pause"
    words = t(f"control.{action}")
    return html.Button(
        [icon("play" if action == "resume" else "pause"), html.Span(words, className="wide-word")],
        className=f"top-button wide play-{action}",
        type="button",
        title=f"{words} (P)",
        **extra({"aria-label": words, "data-control": action}),
    )


def _controls(state: RunState) -> list[Component]:
    if state.status not in ("paused", "running"):
        return []
    step = html.Button(
        icon("step"),
        className="top-button",
        type="button",
        title=f"{t('control.step')} (S)",
        **extra({"aria-label": t("control.step"), "data-control": "step"}),
    )
    speed = dmc.Select(
        id="control-speed",
        data=[{"label": f"{speed}×", "value": speed} for speed in SPEEDS],
        value=f"{state.speed:g}",
        allowDeselect=False,
        size="xs",
        w=76,
        className="speed",
        **extra({"aria-label": t("control.speed")}),
    )
    return [html.Div([html.Div(id="top-play"), step, speed], className="controls")]


def _settings() -> list[Component]:
    return [
        html.Button(
            t("top.language"),
            id="set-language",
            className="top-button wide",
            type="button",
            lang="en" if language() == "zh" else "zh",
            **extra({"aria-label": t("top.language.label")}),
        ),
        html.Button(
            icon("theme"),
            id="set-theme",
            className="top-button",
            type="button",
            title=f"{t('top.theme.label')} (T)",
            **extra({"aria-label": t("top.theme.label")}),
        ),
        html.Button(
            "?",
            id="show-keys",
            className="top-button",
            type="button",
            title=f"{t('top.keys.label')} (?)",
            **extra({"aria-label": t("top.keys.label")}),
        ),
    ]


def rail(run: str, current: str) -> list[Component]:
    """Return the rail of seats in the order of the work."""
    seats: list[Component] = []
    shown = [page for page in PAGES if page.needs_run == bool(run) and not page.under]
    for number, page in enumerate(shown, start=1):
        href = f"/r/{run}/{page.key}" if run else "/"
        chosen = {"aria-current": "page"} if page.key == current else {}
        seats.append(
            html.Span(
                html.A(
                    [icon(page.icon), html.Span(t(f"nav.{page.key}"))],
                    href=href,
                    className="seat chosen" if chosen else "seat",
                    title=f"{t(f'nav.{page.key}')} ({number % DIGITS})" if number <= DIGITS else None,
                    **extra({"data-nav": "1", **chosen}),
                ),
                className="seat-box",
            )
        )
    if run:
        button = html.Button(
            [icon("decide"), html.Span(t("nav.decide"))],
            id="panel-toggle",
            className="seat seat-decide",
            type="button",
            n_clicks=0,
            title=f"{t('nav.decide')} (D)",
            **extra({"aria-controls": "panel"}),
        )
        seats.append(html.Span(button, className="seat-box seat-last"))
    return seats


async def _fill(board: Board, path: str, search: str) -> tuple[Any, ...]:
    run, key = run_of(path), page_of(path)
    page: Page = PAGE_BY_KEY.get(key, PAGE_BY_KEY["start" if not run else "brief"])
    state = await board.backend.run(run) if run else None
    frame = await board.backend.latest(run) if run else None
    now = frame.observation if frame else None
    body = await page.build(board.backend, run, search)
    panel = decide.panel(state, now) if state else []
    watched = await board.backend.watched(run) if now else ()
    blocks = top_parts(state, now, watched) if state else {}
    if page.blocks is not None and now is not None:
        blocks |= await page.blocks(board.backend, run)
    sent = {name: to_html(block) for name, block in blocks.items()}
    target = {
        "run": run,
        "page": page.key,
        "search": search,
        "since": frame.seq if frame else 0,
        "blocks": sent,
        "nonce": secrets.token_hex(4),
    }
    return body, topbar(state), rail(run, page.under or page.key), panel, target


def register(board: Board) -> None:
    """Declare the router, the controls and the client side of the frame."""

    @board.answer(
        Output("page", "children"),
        Output("topbar", "children"),
        Output("rail", "children"),
        Output("panel", "children"),
        Output("target", "data"),
        Input("url", "pathname"),
        Input("url", "search"),
        may=EVERYBODY,
        on="page",
    )
    async def route(path: str, search: str) -> tuple[Any, ...]:
        try:
            return await _fill(board, path or "/", search or "")
        except QuanmeiError as problem:
            back = link(t("state.back"), "/", name="act act-main")
            return trouble(t("state.trouble"), str(problem), back), topbar(None), rail("", ""), [], {}

    @board.answer(
        Output("sink", "children"),
        Input("control-request", "data"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def press(asked: dict[str, Any] | None) -> str:
        if asked and asked.get("action") in ("pause", "resume", "step"):
            await board.backend.control(visit().run, asked["action"])
        return ""

    @board.answer(
        Output("sink", "title"), Input("control-speed", "value"), may=TRAINEE, prevent_initial_call=True
    )
    async def pace(speed: str | None) -> str:
        if speed in SPEEDS and (await board.backend.run(visit().run)).speed != float(speed):
            await board.backend.control(visit().run, "speed", float(speed))
        return ""

    board.app.clientside_callback(
        ClientsideFunction("quanmei", "receive"),
        Output("sink", "className"),
        Input("wire", "data"),
        State("client-texts", "data"),
    )
    renew = ClientsideFunction("quanmei", "renew")
    board.app.clientside_callback(
        renew, Output("sink", "dir"), Input("answered", "data"), prevent_initial_call=True
    )
    board.app.clientside_callback(
        ClientsideFunction("quanmei", "connect"),
        Output("sink", "lang"),
        Input("target", "data"),
        State("client-texts", "data"),
    )
