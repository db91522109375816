"""Why a decision was not taken, in an operator's words and in one language."""

from __future__ import annotations

import re

from dashboards.i18n import t
from dashboards.lever_fields import field_name, fields_of, option_name
from dashboards.typesetting import chinese
from dashboards.visit import language
from simulator.decisions import LEVERS
from simulator.scenario import clock_of

_FORM = re.compile(r"^decision (?P<where>[\w.]+): (?P<what>.*)$", re.DOTALL)
_CODE, _LONG_CODE = re.compile(r"[a-z_]{2,}"), re.compile(r"[a-z]+(?:_[a-z]+)+")
_LIMIT = r"(?P<limit>-?[\d.]+)"

# What pydantic says of a field, and the text that says it to a trainee.
_PHRASES: tuple[tuple[str, str], ...] = (
    (r"Field required|at least 1 character", "form.required"),
    (rf"greater than or equal to {_LIMIT}", "form.at_least"),
    (rf"greater than {_LIMIT}", "form.above"),
    (rf"less than or equal to {_LIMIT}", "form.at_most"),
    (rf"at most {_LIMIT} (character|item)", "form.too_long"),
    (r"valid (number|integer)", "form.number"),
)


_CLOCKS = ("at", "start")  # fields that are written as a clock, never as a raw minute

# Where a form says what it costs, when the refusal speaks of money or hours that it does not ask for.
COSTLY: dict[tuple[str, str], str] = {
    ("restock", "money"): "quantity",
    ("change_order", "money"): "add_money",
    ("book_creator", "money"): "creator",
    ("book_creator", "hours"): "creator",
    ("settle_creator", "money"): "booking",
    ("settle_creator", "hours"): "withhold",
    ("survey", "money"): "group",
    ("survey", "hours"): "group",
    ("schedule_live", "money"): "spare_line",
    ("schedule_live", "hours"): "minutes",
    ("care_for_buyers", "money"): "compensation",
    ("care_for_buyers", "hours"): "product",
    ("remind", "hours"): "product",
    ("moderate", "hours"): "action",
}


def field_of(lever: str, field: str) -> str:
    """Return the field of a lever's form at which a refusal is said."""
    return COSTLY.get((lever, field), field)


def one_language(message: str) -> str:
    """Return the visitor's half of a message written as ``中文 / English``."""
    halves = message.split(" / ", 1)
    if len(halves) == 1 or halves[0].isascii():
        return message
    return halves[1] if language() == "en" else chinese(halves[0])


def in_words(message: str, lever: str = "") -> str:
    """Return a refusal as a trainee reads it.

    Parameters
    ----------
    message : str
        What the error said: bilingual, or a form's complaint about one field.
    lever : str
        The form it was filled in.
    """
    found = _FORM.match(message)
    if found is None:
        return _named(one_language(message), lever)
    parts = [part for part in found["where"].split(".") if part != lever]
    name = field_name(lever, ".".join(parts)) if parts else t("form.form")
    for pattern, key in _PHRASES:
        said = re.search(pattern, found["what"])
        if said is not None:
            limit = said.groupdict().get("limit") or ""
            if parts and parts[-1] in _CLOCKS and limit:
                limit = clock_of(int(float(limit)))
            return t(key, field=name, limit=limit)
    return t("form.wrong", field=name)


def _named(said: str, lever: str) -> str:
    """Return a sentence with the codes of options as the form names them.

    In English a code of one word cannot be told from the word.
    """
    codes = {
        value: field.name
        for field in (fields_of(lever) if lever in LEVERS else ())
        for value in field.options
    }
    code = _LONG_CODE if language() == "en" else _CODE
    return code.sub(
        lambda one: option_name(lever, codes[one[0]], one[0]) if one[0] in codes else one[0], said
    )
