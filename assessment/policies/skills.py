"""What an operator does right, one by one; the untaught, the competent and the expert differ in this and in `Style`."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Protocol

from assessment.policies.style import HOUSE, Style


@dataclass(frozen=True, kw_only=True)
class Skills:
    """How an operator works.

    Parameters
    ----------
    style : Style
        Numbers it works by.
    adapts : bool
        Makes one piece and adapts it to each port, instead of the same copy everywhere.
    clean_titles : bool
        Writes concrete titles within the law instead of superlatives and bait.
    reviews : bool
        Uses the three-step review.
    good_hours : bool
        Publishes when the audience is there.
    targets : bool
        Aims delivery by age, interest and place instead of at everybody.
    paces : bool
        Tests small, keeps a reserve and buys evenly, instead of spending in the first three days.
    reads_data : bool
        Moves money to what works and stops what loses.
    picks_creators : bool
        Reads the signs of padded followers.
    answers_in : int
        Minutes until a claim is answered once it shows; 0 means never.
    evidence : int
        Kinds of support given with an answer.
    watches_stock : bool
        Orders more before a stock runs out, and reminds holders of vouchers.
    keeps_price : bool
        Does not follow a rival's price down.
    directs_live : bool
        Checks prices twice, has a spare line and rehearses as long as its style says.
    live_look : int
        Minutes between looks at a room on air, at which what is plainly wrong is put right; 0
        means that nobody looks.
    look_every : int
        Minutes between looks at the numbers, a multiple of 60.
    """

    style: Style
    adapts: bool
    clean_titles: bool
    reviews: bool
    good_hours: bool
    targets: bool
    paces: bool
    reads_data: bool
    picks_creators: bool
    answers_in: int
    evidence: int
    watches_stock: bool
    keeps_price: bool
    directs_live: bool
    live_look: int
    look_every: int

    def at(self, occasion: str, minute: int) -> Skills:
        """Return these skills: who has them works the same way on every occasion."""
        del occasion, minute
        return self


class Hand(Protocol):
    """How the work is done on an occasion: always the same way, or now well and now badly."""

    def at(self, occasion: str, minute: int) -> Skills:
        """Return the skills shown on an occasion in a minute."""
        ...


UNTAUGHT = Skills(
    style=replace(HOUSE, craft_hours=3.0), adapts=False, clean_titles=False, reviews=False, good_hours=False, targets=False,
    paces=False, reads_data=False, picks_creators=False, answers_in=0, evidence=0, watches_stock=False,
    keeps_price=False, directs_live=False, live_look=0, look_every=240,
)  # fmt: skip
COMPETENT = Skills(
    style=replace(HOUSE, rehearsal_hours=1.0), adapts=True, clean_titles=True, reviews=False, good_hours=True, targets=False,
    paces=True, reads_data=False, picks_creators=False, answers_in=480, evidence=2, watches_stock=True,
    keeps_price=True, directs_live=True, live_look=10, look_every=240,
)  # fmt: skip
EXPERT = Skills(
    style=replace(HOUSE, craft_hours=7.0), adapts=True, clean_titles=True, reviews=True, good_hours=True, targets=True,
    paces=True, reads_data=True, picks_creators=True, answers_in=45, evidence=4, watches_stock=True,
    keeps_price=True, directs_live=True, live_look=1, look_every=60,
)  # fmt: skip


def steps(low: Skills, high: Skills) -> list[tuple[str, Skills]]:
    """Return ``low`` with each skill in turn raised to ``high``: what a ladder report compares."""
    changed = [f.name for f in fields(Skills) if getattr(low, f.name) != getattr(high, f.name)]
    return [(name, _with(low, name, getattr(high, name))) for name in changed]


def _with(skills: Skills, name: str, value: object) -> Skills:
    return replace(skills, **{name: value})  # type: ignore[arg-type]
