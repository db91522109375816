"""The risk grade of a claim by the trainee's own thresholds, and until when it must be answered.

The grade counts how many of the four signs have reached their threshold: what is not shown
(too few comments, not in the hot list) counts as not reached. Thresholds are kept by the browser.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from simulator.observation import IssueView
from simulator.scenario import Scenario

Body = Literal["auto", "public", "brand"]
Rule = Literal["goal", "press", "reply", "custom"]
State = Literal["open", "met", "late", "missed"]

GRADES: tuple[str, ...] = ("calm", "blue", "yellow", "orange", "red")
"""Grades by the number of signs reached; the four colours of public emergency plans."""
GRAVE = 3
"""Signs from which a matter counts as a major one, with the short deadline (assumed)."""
PRESS_H, REPLY_H = 24.0, 48.0
"""Hours: a press conference in a major emergency, an answer in any other matter (State Council, 2016 no. 61)."""
CUSTOM_H = 4.0
"""Hours within which brands usually answer; a habit of the trade, no rule (assumed)."""
_COOKIE = re.compile(r"(\d{1,6})\.(\d{1,6})\.(\d{1,3})\.(\d{1,3})\.(auto|public|brand)")


@dataclass(frozen=True, kw_only=True)
class Thresholds:
    """From which numbers on a trainee wants to be warned.

    Parameters
    ----------
    mentions, asks : int
        New posts, comments and shares, and questions, in an hour (20 questions: cases.md C13;
        the other defaults are assumed).
    negative : int
        Per cent of negative comments.
    rank : int
        Place in the hot list, that or better.
    body : str
        ``public`` for a public body, ``brand`` for a brand, ``auto``: a case without goods is a
        public body's.
    """

    mentions: int = 30
    asks: int = 20
    negative: int = 30
    rank: int = 30
    body: Body = "auto"

    def is_public(self, case: Scenario) -> bool:
        """Tell whether the rules for public bodies hold."""
        return not case.products if self.body == "auto" else self.body == "public"

    def written(self) -> str:
        """Return the thresholds as the browser keeps them.

        Examples
        --------
        >>> Thresholds().written()
        '30.20.30.30.auto'
        """
        return f"{self.mentions}.{self.asks}.{self.negative}.{self.rank}.{self.body}"


def read_thresholds(text: str) -> Thresholds:
    """Return the thresholds a browser has kept; the usual ones when there are none or they make no sense.

    Examples
    --------
    >>> read_thresholds("40.10.25.50.public").asks, read_thresholds("<b>").asks
    (10, 20)
    """
    found = _COOKIE.fullmatch(text)
    if found is None:
        return Thresholds()
    mentions, asks, negative, rank = (max(1, int(number)) for number in found.groups()[:4])
    body: Body = found.group(5)  # type: ignore[assignment]
    return Thresholds(mentions=mentions, asks=asks, negative=min(100, negative), rank=rank, body=body)


@dataclass(frozen=True, kw_only=True)
class Sign:
    """One sign of a claim beside its threshold."""

    name: Literal["mentions", "asks", "negative", "rank"]
    value: float | None
    limit: float
    reached: bool


def signs(issue: IssueView, limits: Thresholds) -> tuple[Sign, ...]:
    """Return the four signs of a claim; a value of ``None`` cannot be seen at present."""
    mentions = float(issue.mentions_hour[-1]) if issue.mentions_hour else 0.0
    asks = float(issue.asks_hour[-1]) if issue.asks_hour else 0.0
    negative, rank = issue.negative_share.value, issue.hot_rank.value
    share = limits.negative / 100
    return (
        Sign(name="mentions", value=mentions, limit=limits.mentions, reached=mentions >= limits.mentions),
        Sign(name="asks", value=asks, limit=limits.asks, reached=asks >= limits.asks),
        Sign(
            name="negative", value=negative, limit=share, reached=negative is not None and negative >= share
        ),
        Sign(name="rank", value=rank, limit=limits.rank, reached=rank is not None and rank <= limits.rank),
    )


def level(found: Sequence[Sign]) -> int:
    """Return how many signs have reached their thresholds, 0 to 4."""
    return sum(sign.reached for sign in found)


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """Until when a claim has to be answered, and by which rule.

    Parameters
    ----------
    rule : str
        ``goal``, ``press``, ``reply`` or ``custom``.
    due : int
        Simulated minute.
    state : str
        ``open``; ``met`` or ``late`` when answered; ``missed`` when it has passed unanswered.
    binding : bool
        Whether the rule holds here at the present grade.
    """

    rule: Rule
    due: int
    state: State
    binding: bool = True


def deadlines(issue: IssueView, case: Scenario, limits: Thresholds, now: int) -> tuple[Deadline, ...]:
    """Return the deadlines of a claim, the earliest first."""
    grave = level(signs(issue, limits)) >= GRAVE
    hours: list[tuple[Rule, float, bool]] = [
        ("goal", goal.target, True) for goal in case.goals if goal.kpi == "first_response_hours"
    ]
    if limits.is_public(case):
        hours.append(("press", PRESS_H, grave))
        hours.append(("reply", REPLY_H, not grave))
    elif not hours:
        hours.append(("custom", CUSTOM_H, True))
    found = [
        Deadline(
            rule=rule,
            due=issue.first_seen + round(60 * length),
            state=_state(issue, issue.first_seen + round(60 * length), now),
            binding=binding,
        )
        for rule, length, binding in hours
    ]
    return tuple(sorted(found, key=lambda one: one.due))


def _state(issue: IssueView, due: int, now: int) -> State:
    if issue.answered is not None:
        return "met" if issue.answered <= due else "late"
    return "open" if now <= due else "missed"
