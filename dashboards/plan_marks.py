"""What is wrong with a plan before it is submitted: quotas, clashes, hours, hand-overs without a source.

Only what rules cards and the port's own table say; the simulation answers again on submission.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from dashboards import costs
from dashboards.backend import DecisionRow
from dashboards.i18n import port_name, t
from dashboards.lever_fields import option_name
from dashboards.plan import DAY, Draft, Rows, Standing, drafts, hours_for
from dashboards.ports import port_of, publishing
from dashboards.title_limits import limit_of
from simulator.observation import Observation
from simulator.scenario import AccountSpec, Scenario, clock_of

Level = Literal["bad", "warn"]
CLOSE = 60
"""Minutes within which two pieces of one account take each other's traffic (assumed)."""


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One thing to look at: ``bad`` will be refused, ``warn`` costs something."""

    draft: Draft
    level: Level
    text: str

    @property
    def cell(self) -> str:
        """Return the cell as the grid knows it."""
        return f"{self.draft.row}|d{self.draft.day}"


@dataclass(frozen=True, kw_only=True)
class Plan:
    """A plan with what stands beside it."""

    case: Scenario
    now: Observation | None
    rows: Rows
    standing: Sequence[Standing]

    @property
    def minute(self) -> int:
        """Minute of the run."""
        return self.now.minute if self.now else 0

    @property
    def accounts(self) -> dict[str, AccountSpec]:
        """Accounts that take pieces, by key."""
        return {account.key: account for account in publishing(self.case)}


def marks(plan: Plan) -> list[Mark]:
    """Return everything to look at, in time order; what will be refused comes first."""
    found = [draft for draft in drafts(plan.rows) if draft.account in plan.accounts]
    rules = (_late, _carrier, _long, _quota, _hours, _sources, _close, _copied)
    marked = [mark for rule in rules for mark in rule(plan, found)]
    return sorted(marked, key=lambda mark: (mark.level != "bad", mark.draft.minute, mark.draft.row))


def _late(plan: Plan, found: Sequence[Draft]) -> Iterator[Mark]:
    for draft in found:
        if draft.minute < plan.minute:
            yield Mark(draft=draft, level="bad", text=t("mark.late", now=clock_of(plan.minute)))
        elif draft.minute >= plan.case.end_minute:
            yield Mark(draft=draft, level="bad", text=t("mark.after", end=clock_of(plan.case.end_minute)))


def _carrier(plan: Plan, found: Sequence[Draft]) -> Iterator[Mark]:
    for draft in found:
        port = port_of(plan.accounts[draft.account])
        carrier = str(plan.rows[draft.row].get("carrier") or port.carriers[0])
        if carrier not in port.carriers:
            name = option_name("publish", "carrier", carrier)
            text = t("mark.carrier", port=port_name(port.key), carrier=name)
            yield Mark(draft=draft, level="bad", text=text)


def _long(plan: Plan, found: Sequence[Draft]) -> Iterator[Mark]:
    for draft in found:
        most = limit_of(plan.accounts[draft.account].port).most
        if len(draft.title) > most:
            yield Mark(draft=draft, level="bad", text=t("mark.long", most=most, letters=len(draft.title)))


def _quota(plan: Plan, found: Sequence[Draft]) -> Iterator[Mark]:
    """Mark pushes above a port's daily quota; a draft of the matrix always notifies."""
    used = Counter((one.account, one.minute // DAY + 1) for one in plan.standing if one.pushes)
    for draft in found:
        most = port_of(plan.accounts[draft.account]).push_per_day
        used[draft.account, draft.day] += 1
        if most is not None and used[draft.account, draft.day] > most:
            yield Mark(
                draft=draft, level="bad", text=t("mark.quota", most=most, used=used[draft.account, draft.day])
            )


def _hours(plan: Plan, found: Sequence[Draft]) -> Iterator[Mark]:
    left = plan.now.hours_left if plan.now else plan.case.hours
    for draft in found:
        left -= hours_for(draft, plan.rows[draft.row])
        if left < 0:
            yield Mark(draft=draft, level="bad", text=t("mark.hours", short=f"{-left:g}"))


def _sources(plan: Plan, found: Sequence[Draft]) -> Iterator[Mark]:
    out = {one.title: one.minute for one in plan.standing}
    planned = {draft.title: draft.minute for draft in reversed(found)}
    for draft in found:
        if not draft.source:
            continue
        minute = planned.get(draft.source, out.get(draft.source))
        if minute is None or draft.source == draft.title:
            yield Mark(draft=draft, level="bad", text=t("mark.source", title=draft.source))
        elif draft.minute < minute:
            yield Mark(
                draft=draft, level="warn", text=t("mark.before", at=clock_of(minute), title=draft.source)
            )


def _close(plan: Plan, found: Sequence[Draft]) -> Iterator[Mark]:
    beside: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for one in plan.standing:
        beside[one.account].append((one.minute, one.title))
    for draft in found:
        near = [
            (minute, title) for minute, title in beside[draft.account] if abs(minute - draft.minute) < CLOSE
        ]
        if near:
            minute, title = near[-1]
            text = t("mark.close", minutes=abs(minute - draft.minute), title=title)
            yield Mark(draft=draft, level="warn", text=text)
        beside[draft.account].append((draft.minute, draft.title))


def _copied(plan: Plan, found: Sequence[Draft]) -> Iterator[Mark]:
    seen = {one.title for one in plan.standing}
    for draft in found:
        if draft.title in seen:
            yield Mark(draft=draft, level="warn", text=t("mark.copied"))
        seen.add(draft.title)


@dataclass(frozen=True, kw_only=True)
class Day:
    """What one day takes: pieces, crew hours and money, decided and planned."""

    day: int
    pieces: int = 0
    hours: float = 0.0
    money: float = 0.0


def days(plan: Plan, decided: Sequence[DecisionRow]) -> list[Day]:
    """Return pieces, hours and money by day: what is decided, and the drafts on top.

    Money and hours stand on the day on which the decision takes effect, as the price list says.
    """
    pieces, work, money = Counter[int](), defaultdict[int, float](float), defaultdict[int, float](float)
    for one in plan.standing:
        pieces[one.minute // DAY + 1] += 1
    for row in decided:
        if row.status != "refused":
            day = _day(row)
            spend, hours = costs.spending(plan.case, row.raw)
            work[day] += hours
            money[day] += spend
    for draft in drafts(plan.rows):
        pieces[draft.day] += 1
        work[draft.day] += hours_for(draft, plan.rows[draft.row])
    return [
        Day(day=day, pieces=pieces[day], hours=round(work[day], 2), money=money[day])
        for day in range(1, plan.case.days + 1)
    ]


def _day(row: DecisionRow) -> int:
    for name in ("start", "at"):
        if isinstance(row.raw.get(name), int):
            return int(row.raw[name]) // DAY + 1
    return (row.minute or 0) // DAY + 1
