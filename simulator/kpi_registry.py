"""What a KPI is, and the registry that goals name them from."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from simulator.errors import UnknownNameError
from simulator.texts import Text

if TYPE_CHECKING:
    from simulator.world import World

Kind = Literal["volume", "rate", "level", "money", "time"]
Seen = Literal["live", "t+1", "survey"]
Number = Callable[["World"], float]


@dataclass(frozen=True, kw_only=True)
class Kpi:
    """One KPI: how it is made, named and seen.

    Parameters
    ----------
    kind : str
        ``volume`` grows with work; ``rate`` has a denominator; ``level`` is a state of the people;
        ``money`` and ``time`` are what they say.
    additive : bool
        Whether parts (channels, days) may be added up; distinct people never may.
    seen : str
        ``live`` on the screen, ``t+1`` in yesterday's batch, ``survey`` only through a survey.
    formula : str
        The definition in words.
    of, over : function
        The value, and the denominator of a rate.
    """

    name: str
    label: Text
    unit: Text
    kind: Kind
    additive: bool
    seen: Seen
    formula: str
    of: Number
    over: Number | None = None


KPIS: dict[str, Kpi] = {}

ORDERS = Text(zh="单", en="orders")
PEOPLE = Text(zh="人", en="people")
SHARE = Text(zh="占比", en="share")
YUAN = Text(zh="元", en="yuan")
HOURS = Text(zh="小时", en="hours")
POINTS = Text(zh="分", en="points")
JIN = Text(zh="斤", en="jin")
SECONDS = Text(zh="秒", en="s")
BOOKINGS = Text(zh="个", en="bookings")


def define(zh: str, en: str, unit: Text, kind: Kind, **more: Any) -> Callable[[Number], Number]:
    """Register the function below as the KPI of its name; its docstring is the formula."""

    def put(of: Number) -> Number:
        name = str(getattr(of, "__name__", en))
        traits: dict[str, Any] = {"additive": kind in {"volume", "money"}, "seen": "live", **more}
        KPIS[name] = Kpi(
            name=name,
            label=Text(zh=zh, en=en),
            unit=unit,
            kind=kind,
            of=of,
            formula=" ".join((inspect.getdoc(of) or "").split()),
            **traits,
        )
        return of

    return put


def share_of(top: float, under: float) -> float:
    """Return a share; 0 when there is nothing to divide by."""
    return top / under if under else 0.0


def kpi(name: str) -> Kpi:
    """Return a KPI by name.

    Raises
    ------
    UnknownNameError
        If there is no such KPI; the nearest name is suggested.

    Examples
    --------
    >>> from simulator.kpis import kpi
    >>> kpi("orders").label.zh
    '成交订单'
    """
    if name not in KPIS:
        raise UnknownNameError("KPI", name, KPIS)
    return KPIS[name]
