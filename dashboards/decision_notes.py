"""Notes of the trainee at single decisions, below their values in the review."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import dash_mantine_components as dmc
from dash import MATCH, Input, Output, ctx, html, no_update
from dash.development.base_component import Component

from dashboards.attributes import extra
from dashboards.i18n import t
from dashboards.permits import TRAINEE, Board
from dashboards.refusals import in_words
from dashboards.visit import is_trainee, visit


def note_line(notes: Mapping[str, str]) -> Callable[[str], Component | None]:
    """Return what stands below a decision: for the trainee where a note is written, else the note."""

    def line(key: str) -> Component | None:
        text = notes.get(key, "")
        if not is_trainee():
            return html.Div([t("note.said"), html.Q(text)], className="worth-said") if text else None
        box = dmc.Textarea(
            id={"type": "note", "key": key}, value=text, placeholder=t("note.hint"), autosize=True, minRows=2, maxRows=8,
            debounce=True, size="sm", **extra({"aria-label": t("note.label")}),
        )  # fmt: skip
        said = html.Span(
            id={"type": "note-said", "key": key}, className="fine", **extra({"aria-live": "polite"})
        )
        return html.Details(
            [html.Summary(t("note.label")), box, said], className="more worth-note", open=bool(text)
        )

    return line


def register(board: Board) -> None:
    """Declare that a note is kept when its field is left."""

    @board.answer(
        Output({"type": "note-said", "key": MATCH}, "children"),
        Input({"type": "note", "key": MATCH}, "value"),
        may=TRAINEE,
        prevent_initial_call=True,
    )
    async def keep(text: str | None) -> Any:
        place = ctx.triggered_id
        if not isinstance(place, dict):
            return no_update
        receipt = await board.backend.write_note(visit().run, str(place["key"]), text)
        if not receipt.accepted:
            return html.Span(in_words(receipt.message, "review"), className="bad-text", role="alert")
        return t("note.kept")
