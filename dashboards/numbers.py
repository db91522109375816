"""Numbers as operators read them: 1.2 万, ¥12,900, 5.3%, +0.8 pp; in English 12k, 340M.

A number that is not there says why; it never looks like zero.
"""

from __future__ import annotations

import math

from dashboards.i18n import t
from dashboards.visit import language
from simulator.observation import Reading
from simulator.rates import RATES

_ZH = ((100_000_000, " 亿"), (10_000, " 万"))
_EN = ((1_000_000_000, "B"), (1_000_000, "M"), (10_000, "k"))
_BIG = 100  # from here on decimals say nothing (interface: money without decimals above 100)
_TINY = 0.005
MINUS = "\u2212"


def _sign(text: str) -> str:
    return text.replace("-", MINUS, 1) if text.startswith("-") else text


def _short(value: float, size: int, unit: str) -> str:
    scaled = value / (1000 if unit == "k" else size)
    return f"{scaled:,.0f}{unit}" if abs(scaled) >= _BIG or unit == "k" else f"{scaled:,.1f}{unit}"


def count(value: float) -> str:
    """Return a count: ``9,999``, ``1.2 万``, ``3.4 亿``; in English ``12k``, ``3.4M``.

    Examples
    --------
    >>> count(12_300)
    '1.2 万'
    """
    for size, unit in _EN if language() == "en" else _ZH:
        if abs(value) >= size:
            return _sign(_short(value, size, unit))
    whole = abs(value - round(value)) < _TINY or abs(value) >= _BIG
    return _sign(f"{value:,.0f}" if whole else f"{value:,.1f}")


def money(value: float) -> str:
    """Return an amount of yuan, without decimals above 100.

    Examples
    --------
    >>> money(12900), money(12.9)
    ('¥12,900', '¥12.90')
    """
    sign = MINUS if value < 0 and round(value, 2) != 0 else ""
    size = abs(value)
    return f"{sign}¥{size:,.0f}" if size >= _BIG or size == round(size) else f"{sign}¥{size:,.2f}"


def percent(share: float) -> str:
    """Return a share as a percentage with one decimal.

    Examples
    --------
    >>> percent(0.0534)
    '5.3%'
    """
    return _sign(f"{share * 100:.1f}%")


def rank(beaten: float) -> str:
    """Return how many of a hundred peers something beats: the one scale for pieces and rooms.

    Examples
    --------
    >>> rank(63.4)
    '63%'
    """
    return f"{beaten:.0f}%"


def points(change: float) -> str:
    """Return a change of a share in percentage points with its sign.

    Examples
    --------
    >>> points(0.008)
    '+0.8 pp'
    """
    return _sign(f"{change * 100:+.1f} pp")


def hours(value: float) -> str:
    """Return working hours."""
    return f"{_sign(f'{value:,.1f}'.removesuffix('.0'))} h"


def seconds(value: float) -> str:
    """Return a length of time in seconds."""
    return f"{value:,.1f} s"


def change(now: float, before: float) -> str:
    """Return a relative change with arrow and sign, or a dash when there was nothing before."""
    if not before:
        return t("number.none")
    step = now / before - 1
    arrow = "▲" if step > 0 else "▼" if step < 0 else ""
    return f"{arrow} {_sign(f'{step * 100:+.1f}%')}".strip()


def kind_of(name: str, unit: str = "") -> str:
    """Return how a KPI, counter or rate is written: share, yuan, seconds, times or count."""
    if name in RATES:
        return RATES[name].unit
    if unit in {"%", "％", "占比"}:
        return "share"
    if unit in {"元", "¥", "yuan", "CNY"} or name == "gmv" or name.endswith("_fen"):
        return "yuan"
    if unit in {"秒", "s", "seconds"} or name.endswith(("_ds", "_s")):
        return "seconds"
    return "share" if name.endswith(("_rate", "_share")) else "count"


def written(value: float, kind: str) -> str:
    """Return a number written as its kind asks."""
    if not math.isfinite(value):
        return t("number.none")
    if kind == "share":
        return percent(value)
    if kind == "yuan":
        return money(value)
    if kind == "seconds":
        return seconds(value)
    return f"{value:,.2f}" if kind == "times" else count(value)


def value_of(name: str, value: float) -> float:
    """Return a raw counter in the unit it is shown in (fen to yuan, deciseconds to seconds)."""
    if name.endswith("_fen"):
        return value / 100
    return value / 10 if name.endswith("_ds") else value


def reading(now: Reading | None, kind: str = "count", name: str = "") -> str:
    """Return a reading as text; what is not there says so."""
    if now is None or now.value is None or not math.isfinite(now.value):
        return t("number.too_small") if now is not None and now.state == "too_small" else t("number.none")
    text = written(value_of(name, now.value), kind)
    return f"{text} ± {written(value_of(name, now.error), kind)}" if now.error else text


def why_missing(now: Reading | None) -> str:
    """Return why a reading shows nothing, or an empty text."""
    if now is None or now.state == "not_available":
        return t("state.not_available")
    if now.state == "too_small":
        return t("state.too_small")
    if now.value is None:
        return t("state.t1_pending") if now.state == "t+1" else t("state.not_yet")
    return ""
