"""Numbers of a report as an operator writes them, in Chinese and English."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.kpis import kpi
from simulator.texts import Text

WAN, YI = 10_000, 100_000_000
THOUSAND, MILLION = 1_000, 1_000_000
WHOLE = 100
"""From here on decimals say nothing (interface)."""


def short(value: float, language: str) -> str:
    """Return a count as it stands on a screen: 1.2 万 or 12k.

    Examples
    --------
    >>> short(12_340, "zh"), short(12_340, "en"), short(-0.5, "en")
    ('1.2 万', '12.3k', '−0.50')
    """
    size = abs(value)
    steps = ((YI, " 亿"), (WAN, " 万")) if language == "zh" else ((MILLION, "M"), (10 * THOUSAND, "k"))
    for step, name in steps:
        if size >= step:
            over = THOUSAND if name == "k" else step
            return _minus(f"{value / over:,.1f}{name}")
    return _minus(f"{value:,.0f}" if size >= WHOLE or value == round(value) else f"{value:,.2f}")


def percent(share: float, places: int = 0) -> str:
    """Return a share in per cent."""
    return _minus(f"{share * 100:.{places}f}%")


def yuan(value: float, language: str) -> str:
    """Return an amount of money."""
    return f"¥{short(value, language)}"


def signed(value: float, places: int = 1) -> str:
    """Return a number with its sign.

    Examples
    --------
    >>> signed(1.25), signed(-0.04), signed(0.0)
    ('+1.2', '0.0', '0.0')
    """
    text = f"{value:+.{places}f}"
    return _minus(text) if float(text) else text[1:]


def kpi_amount(name: str, value: float, language: str, *, sign: bool = False) -> str:
    """Return a KPI's number with its unit; shares in percentage points where they are differences."""
    one = kpi(name)
    plus = "+" if sign and value > 0 else ""
    if one.unit.zh == "占比":
        return f"{plus}{_minus(f'{value * 100:.1f}')}" + (" pp" if sign else "%")
    return f"{plus}{short(value, language)} {one.unit.of(language)}"


def joined(parts: Sequence[Text]) -> Text:
    """Return parts as one line."""
    return Text(zh="，".join(part.zh for part in parts), en=", ".join(part.en for part in parts))


def _minus(text: str) -> str:
    return text.replace("-", "\u2212")
