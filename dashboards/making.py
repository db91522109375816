"""One piece for several ports: what the workshop's form says, as the decisions it stands for.

The first chosen port gets the piece itself; the others adapt it and inherit a part of its work.
With a second title each port also gets a variant later on, itself an adaptation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from dashboards import costs, forms
from dashboards.plan import ADAPT_HOURS
from dashboards.ports import first_carrier, port_of, publishing
from simulator.observation import Observation
from simulator.scenario import AccountSpec, Scenario, clock_of

HOURS, GAP_HOURS = 4.0, 24.0
"""Usual hours of a piece, and until the variant: the same hour of the next day (assumed)."""
SILENT = ("text", "image_text", "web_page")
"""Carriers without a length."""
SHARED: tuple[str, ...] = (
    "pillar", "title", "copy_text", "tone", "tags", "product", "answers", "evidence", "labels", "duration_s",
    "reason", "forecast",
)  # fmt: skip
"""Fields that every port's piece takes from the form as they are."""
FLAGS: tuple[str, ...] = ("notify", "review", "ai_generated")
Variant = Literal["a", "b"]


@dataclass(frozen=True, kw_only=True)
class Planned:
    """One piece of the batch.

    Parameters
    ----------
    variant : str
        ``a``, or ``b`` with the second title.
    source : bool
        Whether it is the piece that the others adapt.
    raw : mapping
        The decision.
    """

    account: AccountSpec
    variant: Variant
    source: bool
    raw: Mapping[str, Any]


def chosen(case: Scenario, filled: Mapping[tuple[str, str], Any]) -> list[AccountSpec]:
    """Return the accounts that are switched on, in the order of the matrix."""
    return [account for account in publishing(case) if filled.get(("on", account.key))]


def batch(
    case: Scenario, now: Observation | None, filled: Mapping[tuple[str, str], Any], *, asked: str = ""
) -> list[Planned]:
    """Return the pieces that a filled form stands for, in the order in which they are submitted.

    Parameters
    ----------
    filled : mapping
        By field and account; the account of a shared field is empty.
    asked : str
        Identity of this confirming (`dashboards.forms.raw_decision`).

    Raises
    ------
    DecisionError
        If a time is not written like ``D4 20:00``.
    """
    made: list[Planned] = []
    accounts = chosen(case, filled)
    for place, account in enumerate(accounts):
        source = str(made[0].raw["key"]) if place else None
        values = _values(account, filled) | {"adapted_from": source}
        if place:
            values |= {"money": None, "hours": _hours(filled, "adapt_hours", account.key, ADAPT_HOURS)}
        raw = forms.raw_decision("publish", values, asked=asked)
        made.append(Planned(account=account, variant="a", source=not place, raw=raw))
    if _text(filled.get(("title_b", ""))):
        made += [_second(one, now, filled, asked) for one in made]
    return made


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


def _hours(filled: Mapping[tuple[str, str], Any], name: str, account: str, usual: float) -> float:
    value = filled.get((name, account))
    return float(value) if isinstance(value, int | float) else usual


def _values(account: AccountSpec, filled: Mapping[tuple[str, str], Any]) -> dict[str, Any]:
    port = port_of(account)
    values: dict[str, Any] = {name: filled.get((name, "")) for name in SHARED}
    values |= {name: bool(filled.get((name, ""))) for name in FLAGS}
    for name in ("title", "copy_text"):
        values[name] = _text(filled.get((name, account.key))) or values[name]
    carrier = filled.get(("carrier", account.key))
    values |= {
        "account": account.key,
        "carrier": carrier if carrier in port.carriers else first_carrier(account),
        "at": filled.get(("at", account.key)),
        "hours": _hours(filled, "hours", "", HOURS),
        "money": filled.get(("money", "")),
    }
    if values["carrier"] in SILENT:
        values["duration_s"] = 0
    if not port.takes_product:
        values["product"] = None
    return values


def _second(
    one: Planned, now: Observation | None, filled: Mapping[tuple[str, str], Any], asked: str
) -> Planned:
    start = one.raw.get("at")
    begins = int(start) if start is not None else (now.minute if now else 0)
    at = begins + round(60 * _hours(filled, "gap_hours", "", GAP_HOURS))
    values = {name: value for name, value in one.raw.items() if name not in ("lever", "key", "money")} | {
        "title": filled.get(("title_b", "")),
        "at": clock_of(at),
        "adapted_from": one.raw["key"],
        "hours": _hours(filled, "adapt_hours", one.account.key, ADAPT_HOURS),
    }
    raw = forms.raw_decision("publish", values, asked=f"{asked}b" if asked else "")
    return Planned(account=one.account, variant="b", source=False, raw=raw)


def totals(case: Scenario, planned: Sequence[Planned]) -> tuple[float, float]:
    """Return the money and crew hours of a batch."""
    each = [costs.spending(case, one.raw) for one in planned]
    return sum(spend for spend, _ in each), sum(work for _, work in each)
