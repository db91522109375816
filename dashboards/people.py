"""Who was reached: distinct people across channels, how often, and who they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.i18n import channel_name, first_known, t
from dashboards.numbers import count, percent, reading
from dashboards.parts import bar_row, empty, freshness, term
from simulator.observation import Observation, Reading
from simulator.people import AGE_BANDS, CITY_TIERS

FUNNEL: tuple[str, ...] = ("impressions", "views", "valid_views", "clicks", "orders", "redemptions")


def totals(now: Observation) -> dict[str, float]:
    """Return the counters of all channels added up since the start, as platforms show them."""
    added: dict[str, float] = {}
    for numbers in now.channels.values():
        for name, one in numbers.items():
            if one.value is not None:
                added[name] = added.get(name, 0.0) + one.value
    return added


def funnel(now: Observation) -> Component:
    """Return the funnel as horizontal bars with the rate of each step."""
    counts = totals(now)
    steps = [name for name in FUNNEL if counts.get(name)]
    if len(steps) <= 1:
        return empty(t("live.funnel.empty"), t("live.funnel.empty.text"), icon_name="funnel")
    top = counts[steps[0]]
    rows: list[Component] = []
    for before, name in zip([None, *steps[:-1]], steps, strict=True):
        step = percent(counts[name] / counts[before]) if before else ""
        rows.append(bar_row(term(name), count(counts[name]), (counts[name] / top) ** 0.5, note=step))
    return html.Div([*rows, html.P(t("live.funnel.note"), className="fine")], className="bars")


def reach(now: Observation) -> Component:
    """Return de-duplicated reach, N+ frequency and overlap."""
    seen = now.reach
    if not seen.reach:
        return empty(t("live.reach.empty"), t("live.reach.empty.text"), icon_name="people")
    figures = html.Div(
        [
            _figure(term("reach"), count(seen.reach)),
            _figure(term("effective_reach"), count(seen.effective_reach)),
            _figure(
                term("word:frequency", t("live.frequency")),
                reading(seen.frequency, "times"),
                freshness(seen.frequency),
            ),
        ],
        className="figures",
    )
    top = seen.n_plus[0] if seen.n_plus else 0
    rows = [
        bar_row(
            f"{step}+", count(people), people / top if top else 0.0, note=percent(people / top) if top else ""
        )
        for step, people in enumerate(seen.n_plus, start=1)
    ]
    return html.Div(
        [figures, html.H3(t("live.n_plus"), className="sub"), *rows, *_overlap(seen.overlap)],
        className="bars",
    )


def _figure(label: Component | str, value: str, note: Component | None = None) -> Component:
    return html.Div(
        [html.Span(label, className="figure-label"), html.B(value, className="figure-value"), note],
        className="figure",
    )


def _overlap(overlap: Mapping[str, int]) -> list[Component]:
    pairs = sorted(
        ((key, people) for key, people in overlap.items() if "+" in key), key=lambda pair: -pair[1]
    )[:3]
    if not pairs:
        return []
    top = pairs[0][1] or 1
    names = [(" + ".join(channel_name(part) for part in key.split("+")), people) for key, people in pairs]
    return [
        html.H3(t("live.overlap"), className="sub"),
        *[bar_row(name, count(people), people / top) for name, people in names],
    ]


def audience(now: Observation) -> Component:
    """Return age and city of the people reached, with the TGI where it is shown."""
    seen = now.reach
    if not seen.by_age and not seen.by_tier:
        return empty(t("live.people.empty"), t("live.people.empty.text"), icon_name="people")
    return html.Div(
        [
            html.H3([t("live.by_age"), html.Span("TGI", className="sub-note")], className="sub"),
            *_mix(seen.by_age, AGE_BANDS, "age", seen.tgi_age),
            html.H3(t("live.by_tier"), className="sub"),
            *_mix(seen.by_tier, CITY_TIERS, "tier", {}),
        ],
        className="bars",
    )


def _mix(
    people: Mapping[str, int], order: Sequence[str], kind: str, tgi: Mapping[str, Reading]
) -> list[Component]:
    total = sum(people.values())
    if not total:
        return []
    top = max(people.values())
    keys = [key for key in order if people.get(key)] + [key for key in people if key not in order]
    return [
        bar_row(
            first_known(f"{kind}.{key}", key),
            percent(people[key] / total),
            people[key] / top,
            note=reading(tgi[key], "count") if key in tgi else "",
        )
        for key in keys
    ]
