"""What was read in a draft while it is written: length, match, effort, advertising law, marks."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from classroom.panel import Panel
from dashboards.attributes import extra
from dashboards.i18n import t, tx
from dashboards.making import Planned
from dashboards.numbers import percent
from dashboards.parts import badge, bar, dot, icon, table, tip
from dashboards.targeting import topic_name
from dashboards.title_limits import limit_of
from dashboards.visit import language
from simulator.clauses import in_english
from simulator.reading import TOPIC_TOTAL, AdFinding, TextFeatures
from simulator.topics import TOPIC_KEYS

AROUND = 10
"""Letters shown before and after an expression (assumed: enough to know the place)."""
MOST_TOPICS = 3
_TONES = {"hint": "plain", "warning": "warn", "throttle": "bad", "veto_candidate": "bad"}
METERS: tuple[tuple[str, bool], ...] = (
    ("topic_match", True), ("hook", True), ("call_to_action", True), ("effort", False), ("clickbait", False),
)  # fmt: skip
"""What is rated from 0 to 100, and whether more is better."""
Read = tuple[Planned, TextFeatures]


def feedback(read: Sequence[Read], panel: Panel | None) -> list[Component]:
    """Return what was read in the first piece, the advertising findings of all, and each port's own numbers.

    Parameters
    ----------
    read : sequence
        The pieces of the batch with what was read in each, in the order of submission.
    panel : Panel or None
        People who were asked; ``None`` while they are being read.
    """
    first = read[0][1]
    return [
        *_marks(read),
        html.Div([_meter(first, name, good=good) for name, good in METERS], className="meters"),
        html.P(_facts(first), className="fine"),
        html.H3(t("text.topics"), className="sub"),
        *_topics(first, panel),
        html.H3(t("text.ports"), className="sub"),
        _ports(read),
    ]


def _marks(read: Sequence[Read]) -> list[Component]:
    """Return what has to be put right, worst first; or that nothing was found."""
    findings = _findings(read)
    lines = [_finding(one, place) for one, place in findings]
    first = read[0][1]
    if first.ai_label_missing:
        lines.append(_missing_mark("text.ai_missing", "throttle"))
    if first.ad_mark_missing:
        lines.append(_missing_mark("text.ad_missing", "warning"))
    if first.rumor_restated:
        lines.append(_missing_mark("text.rumor", "hint", share=percent(first.rumor_restated / 100)))
    if not lines:
        return [html.P([icon("check"), t("text.clean")], className="note-good")]
    reviewed = any(one.raw.get("review") for one, _ in read)
    note = html.P(t("text.reviewed" if reviewed else "text.unreviewed"), className="fine")
    return [html.Ul(lines, className="findings"), note]


def _findings(read: Sequence[Read]) -> list[tuple[AdFinding, str]]:
    """Return the findings of all pieces with their text, each wording once."""
    found: dict[tuple[str, str, str], tuple[AdFinding, str]] = {}
    for planned, features in read:
        for one in features.ad_findings:
            text = str(planned.raw.get("title" if one.part == "title" else "copy_text", ""))
            found.setdefault((one.rule, one.word, text), (one, text))
    order = list(_TONES)
    return sorted(found.values(), key=lambda pair: -order.index(pair[0].grade))


def _finding(one: AdFinding, text: str) -> Component:
    start, end = one.span
    before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
    words = html.Span(
        [
            "…" if start > AROUND else "", before, html.Mark(text[start:end]), after,
            "…" if end + AROUND < len(text) else "",
        ],
        className="finding-words",
    )  # fmt: skip
    reason = one.reason_en if language() == "en" else one.reason_zh
    where = t(f"text.part.{one.part}")
    head = [badge(t(f"text.grade.{one.grade}"), _TONES[one.grade]), html.Span(where, className="fine"), words]
    clause = in_english(one.clause) if language() == "en" else one.clause
    said = [html.B(clause), " ", reason]
    if one.excused_by:
        said.append(t("text.excused"))
    return html.Li([html.Div(head, className="finding-head"), html.P(said, className="fine")])


def _missing_mark(key: str, grade: str, **values: object) -> Component:
    head = [badge(t(f"text.grade.{grade}"), _TONES[grade]), html.B(t(key))]
    return html.Li(
        [
            html.Div(head, className="finding-head"),
            html.P(t(f"{key}.help", **values), className="fine"),
        ]
    )


def _meter(features: TextFeatures, name: str, *, good: bool) -> Component:
    value = int(getattr(features, name))
    label = tip(t(f"text.{name}"), t(f"text.{name}.help"), "term")
    direction = t("text.more" if good else "text.less")
    return html.Div(
        [
            html.Span([label, html.Span(direction, className="fine")], className="meter-name"),
            bar(value / 100, label=f"{t(f'text.{name}')} {value}"),
            html.B(f"{value}", className="meter-value"),
        ],
        className="meter",
    )


def _facts(features: TextFeatures) -> str:
    mood = "warm" if features.sentiment > 0 else "bitter" if features.sentiment < 0 else "even"
    return t(
        "text.facts", letters=features.length_chars, points=features.info_points, mood=t(f"text.mood.{mood}")
    )


def _topics(features: TextFeatures, panel: Panel | None) -> list[Component]:
    if not features.readable:
        return [html.P(t("text.unreadable"), className="fine")]
    ranked = sorted(enumerate(features.topics), key=lambda pair: -pair[1])[:MOST_TOPICS]
    rows: list[Component] = []
    for place, parts in ranked:
        if not parts:
            continue
        topic = TOPIC_KEYS[place]
        rows.append(
            html.Li(
                [
                    html.Span(topic_name(topic)),
                    bar(parts / TOPIC_TOTAL),
                    html.B(percent(parts / TOPIC_TOTAL)),
                    html.Span(_keen(panel, topic), className="fine"),
                ]
            )
        )
    return [html.Ul(rows, className="text-topics")]


def _keen(panel: Panel | None, topic: str) -> str:
    """Return how many of the people asked are interested in a topic, with the standard error."""
    if panel is None:
        return t("text.people.reading")
    share = float(panel.members(topic, "interested").mean())
    rest = max(0.0, 1 - panel.size / panel.audience.n)
    error = (share * (1 - share) / panel.size * rest) ** 0.5
    return t("text.people", share=percent(share), error=percent(error))


def _ports(read: Sequence[Read]) -> Component:
    head = [t("make.port"), t("text.title"), t("text.topic_match"), t("text.effort"), t("text.original")]
    rows = [_port(one, features) for one, features in read]
    return table(head, rows, numeric=(2, 3, 4), label=t("text.ports"), name="text-ports")


def _port(one: Planned, features: TextFeatures) -> list[Component | str]:
    name = [dot(one.account.channel), html.Span(tx(one.account.name))]
    mark = badge(t("make.source"), "accent") if one.source else None
    variant = badge("B", "plain") if one.variant == "b" else None
    copied = features.originality < LOW_ORIGINAL
    original = html.Span(f"{features.originality}", className="pace-behind" if copied else "")
    return [
        html.Div([*name, mark, variant], className="piece"),
        _length(one),
        f"{features.topic_match}",
        f"{features.effort}",
        tip(original, t("text.copied"), "term") if copied else original,
    ]


LOW_ORIGINAL = 50
"""Originality below which a copy is named (assumed: more than half stands in an earlier text)."""


def _length(one: Planned) -> Component:
    limit, letters = limit_of(one.account.port), len(str(one.raw.get("title", "")))
    words = t("text.length", letters=letters, most=limit.most)
    if letters > limit.most:
        return html.Span([words, " ", badge(t("text.too_long"), "bad")])
    if limit.shown is not None and letters > limit.shown:
        return html.Span([words, " ", badge(t("text.folded", shown=limit.shown), "warn")])
    return html.Span(words, **extra({"data-fits": "1"}))
