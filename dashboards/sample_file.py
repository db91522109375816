"""The panel's answers as a file: every column in words, a sheet that explains them."""

from __future__ import annotations

import base64
from typing import Any

from classroom.panel import HABITS, WHO, Panel
from dashboards.i18n import t
from dashboards.numbers import count
from dashboards.portrait import app_name, group_name
from dashboards.spreadsheet import Cell, csv_file, xlsx_file
from dashboards.targeting import topic_name
from simulator.topics import TOPIC_KEYS

_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def column_name(name: str) -> str:
    """Return the heading of a column of the panel's answers."""
    if name in TOPIC_KEYS:
        return t("people.column.interest", topic=topic_name(name))
    if name.startswith("app."):
        return t("people.column.app", app=app_name(name.removeprefix("app.")))
    return t("people.column.number") if name == "number" else t(f"trait.{name}")


def sample_table(panel: Panel) -> tuple[list[str], list[list[Cell]]]:
    """Return heading and rows of the panel's answers in the language of the visit."""
    answers = panel.answers()
    named = answers.copy()
    for trait in (*WHO, *HABITS):
        words = {group: group_name(trait, group) for group in answers[trait].unique()}
        named[trait] = answers[trait].map(words)
    return [column_name(str(name)) for name in named.columns], named.astype(object).to_numpy().tolist()


def sample_file(panel: Panel, case: str, kind: str) -> dict[str, Any]:
    """Return the panel's answers as the browser saves them.

    Parameters
    ----------
    panel : Panel
    case : str
    kind : str
        ``csv`` or ``xlsx``.
    """
    head, rows = sample_table(panel)
    notes: list[list[Cell]] = [
        [t("people.file.asked"), panel.size],
        [t("people.file.stands"), count(panel.population)],
        [t("people.file.number"), t("people.file.number.text")],
        [t("people.file.interest"), t("people.file.interest.text")],
        [t("people.file.app"), t("people.file.app.text")],
    ]
    if kind == "csv":
        body = csv_file(head, rows)
    else:
        sheets = [
            (t("people.file.sheet"), head, rows),
            (t("people.file.notes"), [t("people.file.what"), t("people.file.means")], notes),
        ]
        body = xlsx_file(sheets)
    return {
        "content": base64.b64encode(body).decode("ascii"),
        "filename": f"{case}-panel.{kind}",
        "type": _TYPES[kind],
        "base64": True,
    }
