"""The style of an operator as numbers: how much of what, how often, for how much; no right or wrong in it.

Two operators of the same skill may work quite differently. The numbers here are what the three
reference experts differ in and what an optimiser may move (`assessment.tuning`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple


class Range(NamedTuple):
    """Lowest and highest value of a number of style."""

    low: float
    high: float


def _between(default: float, low: float, high: float) -> Any:
    return field(default=default, metadata={"range": Range(low, high)})


@dataclass(frozen=True, kw_only=True)
class Style:
    """Numbers an operator works by; the defaults are the house rules of an ordinary team.

    Parameters
    ----------
    craft_hours : float
        Hours put into a main piece before it is adapted.
    main_a_day : int
        Main pieces a day.
    spacing : float
        Days between the pieces of the other ports, as a multiple of their usual cadence.
    paid_share, care_share : float
        Share of the money planned for bought delivery, where something is sold and where nothing is
        (cases.md A6: 7,500 of 24,000; A12: a fifth stays in reserve).
    live_paid_share : float
        Share of the money for bought entries into all rooms.
    creator_share : float
        Share of the money for creators.
    click_bid, view_bid, enter_bid : float
        Yuan bid for a click, for a thousand impressions, for an entry.
    narrow_days : int
        Days of delivery to the named age group alone: it has met a piece two to four times by then
        (cases.md 1.8).
    rooms_a_week : float
    room_minutes : int
    rehearsal_hours : float
        Before a room, of those who direct it.
    bag_money : float
        Yuan of prizes in a lucky bag (assumed).
    coupon_share : float
        Standing coupon on every product, as a share of its price.
    surveys : int
        Days on which surveys are bought, where nothing is sold.
    reserve_hours : float
        Share of the crew hours kept for what nobody planned.
    """

    craft_hours: float = _between(4.5, 1.0, 10.0)
    main_a_day: int = _between(1, 1, 4)
    spacing: float = _between(1.0, 0.5, 3.0)
    paid_share: float = _between(0.34, 0.0, 0.7)
    care_share: float = _between(0.7, 0.0, 0.9)
    live_paid_share: float = _between(0.2, 0.0, 0.5)
    creator_share: float = _between(0.2, 0.0, 0.5)
    click_bid: float = _between(2.0, 0.8, 4.0)
    view_bid: float = _between(24.0, 16.0, 50.0)
    enter_bid: float = _between(0.8, 0.4, 2.0)
    narrow_days: int = _between(4, 0, 14)
    rooms_a_week: float = _between(2.0, 0.5, 6.0)
    room_minutes: int = _between(90, 60, 180)
    rehearsal_hours: float = _between(4.0, 0.0, 8.0)
    bag_money: float = _between(60.0, 0.0, 200.0)
    coupon_share: float = _between(0.0, 0.0, 0.15)
    surveys: int = _between(4, 0, 4)
    reserve_hours: float = _between(0.12, 0.02, 0.3)


HOUSE = Style()


def ranges() -> dict[str, Range]:
    """Return the range of every number of style.

    Examples
    --------
    >>> ranges()["craft_hours"]
    Range(low=1.0, high=10.0)
    """
    return {f.name: f.metadata["range"] for f in fields(Style)}


def styled(base: Style, numbers: dict[str, float]) -> Style:
    """Return a style with some numbers changed; whole numbers stay whole.

    Raises
    ------
    TypeError
        If a number is unknown.
    """
    whole = {f.name for f in fields(Style) if isinstance(f.default, int)}
    return replace(base, **{k: int(v) if k in whole else float(v) for k, v in numbers.items()})  # type: ignore[arg-type]
