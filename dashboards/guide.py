"""The guided first run: seven steps of one campaign, each done when the run shows that it was.

Nothing here is done by pressing "next". A reading step asks something that only the page answers; an
acting step is done when the decision, the visit or the review is there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dashboards.backend import DecisionRow, RunState
from dashboards.portrait import records
from simulator.observation import Observation
from simulator.scenario import Scenario

STEPS: tuple[str, ...] = ("brief", "audience", "piece", "order", "look", "adjust", "review")
"""The steps in the order of the work."""
PAGE_OF: Mapping[str, str] = {
    "brief": "brief", "audience": "audience", "piece": "workshop", "order": "delivery", "look": "live",
    "adjust": "delivery", "review": "result",
}  # fmt: skip
"""The page on which each step is taken."""
READING = ("brief", "audience")
"""Steps that are done by an answer that only the page gives."""
ORDERS = ("boost", "paid_order")
LOOKED = ("piece", "why")
"""Pages that take a number apart."""
SMALL = 0.05
"""Share of the money that a first, small order takes at most (assumed)."""
_LONGEST = 64  # letters of a key; decisions have no longer ones


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What the browser keeps of a run's guide.

    Parameters
    ----------
    since : tuple of str
        Keys of the decisions that were there when the guide began: they do not count.
    read : tuple of str
        Reading steps that were answered right.
    wrong : str
        The last wrong answer to the step that is being taken.
    looked : tuple of str or None
        Keys of the decisions that were there when a number had been looked at.
    """

    since: tuple[str, ...] = ()
    read: tuple[str, ...] = ()
    wrong: str = ""
    looked: tuple[str, ...] | None = None

    def plain(self) -> dict[str, Any]:
        """Return it as the browser keeps it."""
        return {"since": self.since, "read": self.read, "wrong": self.wrong, "looked": self.looked}


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a run shows at this moment.

    Parameters
    ----------
    best_ages : frozenset of str
        Age bands that are keenest on the brand's main topic; empty while nobody has been asked.
    """

    state: RunState
    now: Observation | None
    page: str
    decisions: Sequence[DecisionRow] = ()
    reviewed: bool = False
    best_ages: frozenset[str] = field(default_factory=frozenset[str])


def kept_of(plain: object) -> Kept:
    """Return what the browser keeps, as far as it is what this page wrote."""
    if not isinstance(plain, dict):
        return Kept()
    looked = plain.get("looked")
    return Kept(
        since=_keys(plain.get("since")),
        read=tuple(step for step in _keys(plain.get("read")) if step in READING),
        wrong=str(plain.get("wrong") or "")[:_LONGEST],
        looked=None if looked is None else _keys(looked),
    )


def _keys(given: object) -> tuple[str, ...]:
    return tuple(str(one)[:_LONGEST] for one in given) if isinstance(given, list | tuple) else ()


def steps_of(case: Scenario) -> tuple[str, ...]:
    """Return the steps that a case has the levers for."""
    missing = set()
    if "publish" not in case.levers:
        missing |= {"piece", "look"}
    if not set(ORDERS) & set(case.levers):
        missing.add("order")
    return tuple(step for step in STEPS if step not in missing)


def heaviest(case: Scenario) -> frozenset[str]:
    """Return the goals of the greatest weight."""
    top = max(goal.weight for goal in case.goals)
    return frozenset(goal.key for goal in case.goals if goal.weight == top)


def keenest(frame: Any) -> frozenset[str]:
    """Return the groups whose TGI is the highest, or within a standard error of it."""
    rows = [row for row in records(frame) if row["tgi"] == row["tgi"]]
    if not rows:
        return frozenset()
    best = max(rows, key=lambda row: row["tgi"])
    return frozenset(str(row["group"]) for row in rows if row["tgi"] >= best["tgi"] - best["standard_error"])


def answered(facts: Facts, kept: Kept, step: str, value: str) -> Kept:
    """Return what is kept after a reading step was answered, right or wrong."""
    right = {"brief": heaviest(facts.state.scenario), "audience": facts.best_ages}.get(step, frozenset())
    if value not in right:
        return replace(kept, wrong=value)
    return replace(kept, wrong="", read=tuple(dict.fromkeys([*kept.read, step])))


def counted(facts: Facts, kept: Kept) -> list[DecisionRow]:
    """Return the decisions made since the guide began that were not refused."""
    return [row for row in facts.decisions if row.status != "refused" and row.key not in kept.since]


def ordered(facts: Facts, kept: Kept) -> list[DecisionRow]:
    """Return the orders placed since the guide began, small or not."""
    return [row for row in counted(facts, kept) if row.lever in ORDERS]


def is_out(facts: Facts, kept: Kept) -> bool:
    """Tell whether a piece made since the guide began is published; nothing can be bought for it before."""
    made = {row.key for row in counted(facts, kept) if row.lever == "publish"}
    pieces = facts.now.contents if facts.now else ()
    return any(piece.key in made and piece.status not in ("scheduled", "withdrawn") for piece in pieces)


def runs_now(facts: Facts, kept: Kept) -> bool:
    """Tell whether a piece made since the guide began has been seen by anybody."""
    made = {row.key for row in counted(facts, kept) if row.lever == "publish"}
    pieces = facts.now.contents if facts.now else ()
    return any((seen := piece.counts.get("views")) and seen.value and piece.key in made for piece in pieces)


def noted(facts: Facts, kept: Kept) -> Kept:
    """Return what is kept after this look: that a number was taken apart while there was one."""
    if kept.looked is None and facts.page in LOOKED and runs_now(facts, kept):
        looked = tuple(row.key for row in facts.decisions)
        return replace(kept, looked=looked)
    return kept


def is_done(step: str, facts: Facts, kept: Kept) -> bool:
    """Tell whether the run shows that a step was taken."""
    case = facts.state.scenario
    if step in READING:
        return step in kept.read
    if step == "look":
        return kept.looked is not None
    if step == "review":
        return facts.reviewed
    made = counted(facts, kept)
    if step == "piece":
        return any(row.lever == "publish" for row in made)
    if step == "order":
        limit = SMALL * case.money
        return any(_money(row) <= limit for row in ordered(facts, kept))
    before = kept.looked
    return before is not None and any(row.key not in before for row in made)


def _money(row: DecisionRow) -> float:
    value = row.raw.get("money")
    return float(value) if isinstance(value, int | float) else 0.0


def current(facts: Facts, kept: Kept) -> str:
    """Return the first step that is not done, or an empty text when all are."""
    return next((step for step in steps_of(facts.state.scenario) if not is_done(step, facts, kept)), "")
