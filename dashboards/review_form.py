"""The written review: the mark that is expected, before it is seen, and what one would do differently."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import Input, Output, State, html
from dash.development.base_component import Component

from classroom.reviews import Review
from dashboards.attributes import extra
from dashboards.i18n import t
from dashboards.parts import card
from dashboards.permits import TRAINEE, Board
from dashboards.refusals import in_words
from dashboards.visit import visit

EXPECTED, TEXT, WRITE, SAID = "review-expected", "review-text", "review-write", "review-said"


def review_form(review: Review | None) -> Component:
    """Return the form: both fields before anything is seen, the text alone afterwards."""
    first = review is None
    expected = dmc.NumberInput(
        id=EXPECTED, label=t("review.expected"), min=0, max=100, step=1, allowDecimal=True, decimalScale=1,
        value="" if review is None else review.expected, disabled=not first, w=220,
    )  # fmt: skip
    text = dmc.Textarea(
        id=TEXT, label=t("review.text" if first else "review.grows"), placeholder=t("review.text.hint"),
        autosize=True, minRows=4, maxRows=14,
        value="" if review is None else review.text,
    )  # fmt: skip
    button = html.Button(
        t("review.write" if first else "review.save"), id=WRITE, className="act act-main", type="button", n_clicks=0
    )  # fmt: skip
    said = html.Div(id=SAID, className="review-said", **extra({"aria-live": "polite"}))
    title = t("review.first") if first else t("review.text")
    note = t("review.first.text") if first else None
    parts = [expected if first else html.Div(expected, hidden=True), text]  # the callback reads both
    form = html.Div([*parts, html.Div([button, said], className="review-acts")], className="review-form")
    return card(title, form, note=note)


def register_form(board: Board) -> None:
    """Declare how a review is written; the page is built anew after the first."""

    @board.answer(
        Output(SAID, "children"),
        Input(WRITE, "n_clicks"),
        State(EXPECTED, "value"),
        State(TEXT, "value"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def write(clicks: int | None, expected: Any, text: Any) -> Any:
        if not clicks:
            return ""
        receipt = await board.backend.write_review(visit().run, expected, text)
        if not receipt.accepted:
            return html.P(in_words(receipt.message, "review"), className="bad-text", role="alert")
        # after the first, the mark may be seen: the page's shell builds a page anew that says it waits
        return html.Span(t("review.saved"), **(extra({"data-poll": "1"}) if receipt.first else {}))
