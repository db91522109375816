"""A case, observations and a backend made by hand, for the tests of the pages alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from functools import cache
from typing import Any

from assessment.form import audience_spec
from audience_models.population import make_audience
from classroom.alerts import Alert
from classroom.forks import Way
from classroom.grouping import Grouping, make_groups
from classroom.panel import Panel, make_panel
from classroom.reviews import LedgerView, Review
from classroom.text_reading import read_decision_text
from dashboards.alerts import Ears
from dashboards.backend import (
    DecisionRow,
    Entry,
    Frame,
    Heard,
    Receipt,
    Result,
    RunCard,
    RunState,
    ScoreRow,
    Session,
    Sheet,
    SheetRow,
    ValueRow,
    Watched,
    refusal,
)
from dashboards.hours import Moment, TalkHour
from dashboards.visit import Visitor
from simulator.channel import channels
from simulator.decisions import read_decision
from simulator.errors import DecisionError, UnknownNameError
from simulator.reading import TextFeatures
from simulator.scenario import Scenario
from simulator.text_input import text_of
from tests.dashboards.sample_case import scenario
from tests.dashboards.sample_seen import NOW, _day, observation

SECRET, CSRF, TOKEN = "s" * 43, "c" * 43, "t" * 43


def _totals(minute: int, scale: float = 1.0) -> dict[str, dict[str, float]]:
    """Totals that grow faster in the evening, so that the curves look like days."""
    grown = 0.0
    for hour in range(minute // 60 + 1):
        share = 1.0 if hour < minute // 60 else (minute % 60) / 60
        grown += share * (
            0.4
            + 2.2 * max(0.0, 1 - abs(hour % 24 - 20) / 6)
            + 0.8 * max(0.0, 1 - abs(hour % 24 - 12) / 3)
            + 0.1 * (hour * 7919 % 7)
        )
    rows = {}
    for channel, counts in _day(grown / 60 * scale).items():
        rows[channel] = {
            "impressions": counts["impressions"],
            "views": counts["views"],
            "clicks": counts["clicks"],
            "orders": counts["orders"],
            "engagements": counts["likes"] + counts["shares"],
            "gmv": counts["gmv_fen"] / 100,
        }
    return rows


def moments(minute: int = NOW, scale: float = 1.0) -> list[Moment]:
    return [
        Moment(
            minute=at,
            totals=_totals(at, scale),
            kpis={
                "orders": 612 * (at / minute) ** 1.3,
                "reach": 21_340 * (at / minute) ** 0.7,
                "net_followers": 214 * at / minute,
                "redemption_rate": 0.71 - 0.1 * (1 - at / minute),
                "profit": -2430 * at / minute,
            },
            money=24_000 - 8_680 * at / minute,
            hours=210 - 77.5 * at / minute,
        )
        for at in range(10, minute + 1, 10)
    ]


@cache
def sample_panel() -> Panel:
    """Ask the people of the sample case; few, so that it takes no time."""
    case = scenario()
    case = case.model_copy(update={"audience": case.audience.model_copy(update={"agents": 700})})
    profiles = [channel.profile for channel in channels(case.channels)]
    return make_panel(case, make_audience(audience_spec(case), profiles, 7), 7, size=400)


def talk_hours(minute: int) -> dict[str, list[TalkHour]]:
    """One claim: it rises, is answered, and falls; the hot list shows it for some hours."""
    end = minute // 60
    shape = (1, 3, 9, 34, 61, 58, 40, 26, 17, 9, 5)
    return {
        "foreign_body": [
            TalkHour(
                minute=(end - len(shape) + 1 + place) * 60,
                mentions=said,
                asks=said // 3,
                negative=min(0.6, 0.1 + said / 120) if said > 2 else None,
                rank=50 - said / 2 if said > 20 else None,
            )
            for place, said in enumerate(shape)
        ]
    }


def way_goals(minute: int) -> tuple[tuple[int, dict[str, float | None]], ...]:
    """What each goal stood at, hour by hour."""
    keys = [goal.key for goal in scenario().goals]
    return tuple((at, dict.fromkeys(keys, at / 100)) for at in range(60, minute + 1, 60))


class SampleBackend:
    """One run of the sample case; frames come when the test adds them."""

    def __init__(
        self, status: str = "paused", role: str = "trainee", run: str | None = None, begun: bool = True
    ) -> None:
        self.visitor = Visitor(role=role, run=run)  # type: ignore[arg-type]
        self.status, self.begun, self.speed = status, begun, 1.0
        self.scale, self.seq, self.minute = 1.0, 12, NOW
        self.submitted: list[dict[str, Any]] = []
        self.controls: list[tuple[str, float | None]] = []
        self.refuse: DecisionError | None = None
        self.changed, self.valued, self.held = False, False, False
        self.written: Review | None = Review(expected=68.0, text="先看数据再加热。")
        self.found = LedgerView(state="waiting")
        self.alerts: list[Alert] = []
        self.ears = Ears()
        self.noted: dict[str, str] = {}
        self.forks: list[Way] = []

    async def enter(self, token: str) -> Entry | None:
        return Entry(secret=SECRET, csrf=CSRF, visitor=self.visitor) if token == TOKEN else None

    async def session(self, secret: str) -> Session | None:
        return (
            Session(visitor=self.visitor, vouches=lambda token: token == CSRF) if secret == SECRET else None
        )

    async def cases(self) -> Sequence[Scenario]:
        return [scenario()]

    async def runs(self, visitor: Visitor) -> Sequence[RunCard]:
        return (
            [RunCard(key="r1", case="tea-launch", status=self.status, minute=NOW, started="2026-11-22 15:40")]
            if self.begun
            else []
        )  # type: ignore[arg-type]

    async def start(self, case: str, world: int | None, chance: int | None) -> str:
        return "r1"

    async def run(self, run: str) -> RunState:
        if run not in ("r1", "other"):
            raise UnknownNameError("run", run, ["r1"])
        return RunState(
            key=run,
            scenario=scenario(),
            status=self.status,
            speed=self.speed,
            minute=self.minute,
            held=self.held,
        )  # type: ignore[arg-type]

    async def latest(self, run: str) -> Frame | None:
        return Frame(seq=self.seq, observation=observation(self.minute, self.scale)) if self.begun else None

    async def follow(self, run: str, since: int) -> AsyncIterator[Heard]:
        yield Heard()
        seen = self.seq
        while True:
            await asyncio.sleep(0.05)
            if self.changed:
                self.changed = False
                yield Heard()
            if self.seq != seen:
                seen = self.seq
                yield Heard(
                    seq=self.seq,
                    moment=Moment(minute=self.minute, kpis={}, totals=_totals(self.minute, self.scale)),
                )

    def tick(self, minutes: int = 10) -> None:
        """Let the sample run go on by a tick."""
        self.seq, self.minute, self.scale = self.seq + 1, self.minute + minutes, self.scale * 1.01

    async def history(self, run: str) -> Sequence[Moment]:
        return moments() if self.begun else []

    async def talk(self, run: str) -> Mapping[str, Sequence[TalkHour]]:
        return talk_hours(self.minute) if self.begun else {}

    async def watched(self, run: str) -> Sequence[Watched]:
        return self.ears.listen(run, self.alerts, moments(), observation(self.minute, self.scale))

    async def watch(self, run: str, raw: Mapping[str, Any]) -> Receipt:
        if self.refuse is not None:
            return refusal(self.refuse)
        self.alerts.append(Alert(key=f"a{len(self.alerts) + 1}", minute=self.minute, **raw))
        return Receipt(accepted=True)

    async def unwatch(self, run: str, key: str) -> None:
        self.alerts = [one for one in self.alerts if one.key != key]

    async def panel(self, run: str) -> Panel:
        return sample_panel()

    async def grouped(self, run: str, features: Sequence[str], number: int) -> Grouping:
        return make_groups(sample_panel(), features, number)

    async def read_texts(self, run: str, raws: Sequence[Mapping[str, Any]]) -> Sequence[TextFeatures]:
        earlier: list[str] = []
        found: list[TextFeatures] = []
        for raw in raws:
            decision = read_decision(dict(raw))
            found.append(read_decision_text(decision, scenario(), earlier))
            earlier.append(text_of(decision))
        return found

    async def submit(self, run: str, raws: Sequence[Mapping[str, Any]]) -> Sequence[Receipt]:
        if self.refuse is not None:
            return [refusal(self.refuse) for _ in raws]
        self.submitted += [dict(raw) for raw in raws]
        return [Receipt(accepted=True) for _ in raws]

    async def decisions(self, run: str) -> Sequence[DecisionRow]:
        return [
            DecisionRow(
                key="d2",
                lever="paid_order",
                minute=NOW - 95,
                status="accepted",
                raw={
                    "lever": "paid_order",
                    "content": "p2",
                    "reason": "5s 完播高于同类",
                    "forecast": "CVR ≥ 8%",
                },
            ),
            DecisionRow(
                key="d1",
                lever="boost",
                minute=None,
                status="refused",
                raw={"lever": "boost", "content": "p5"},
                message="硬广内容不能加热 / hard advertising cannot be boosted",
            ),
        ]

    async def control(self, run: str, action: str, value: float | None = None) -> None:
        self.controls.append((action, value))
        if action in ("pause", "resume"):
            self.status = "paused" if action == "pause" else "running"
            self.changed = True
        if action == "speed" and value:
            self.speed = value

    async def review(self, run: str) -> Review | None:
        return self.written

    async def write_review(self, run: str, expected: object, text: object) -> Receipt:
        if self.refuse is not None:
            return refusal(self.refuse)
        first = self.written is None
        self.written = Review(
            expected=float(str(expected)) if first else self.written.expected, text=str(text)
        )
        return Receipt(accepted=True, first=first)

    async def notes(self, run: str) -> Mapping[str, str]:
        return self.noted

    async def write_note(self, run: str, key: str, text: object) -> Receipt:
        if self.refuse is not None:
            return refusal(self.refuse)
        self.noted[key] = str(text)
        return Receipt(accepted=True)

    async def ledger(self, run: str) -> LedgerView:
        return self.found

    async def result(self, run: str) -> Result | None:
        if self.held:
            return Result(status="held")
        return Result(
            status="ready",
            total=71.4,
            note="锚点：不作为 0 分，三位专家中位数满分。",
            criteria=[
                ScoreRow(
                    key="outcome",
                    label="经营结果",
                    points=21.5,
                    out_of=30,
                    explanation="六项目标加权达成 0.72，高于中等策略。",
                ),
                ScoreRow(
                    key="increment",
                    label="实时调整",
                    points=17.2,
                    out_of=25,
                    explanation="降价冲击后 40 分钟内改推双杯，挽回约 26 单。",
                ),
                ScoreRow(
                    key="crisis",
                    label="舆情处置",
                    points=None,
                    out_of=15,
                    explanation="本卷没有出现需要处置的舆情。",
                ),
            ],
            sheet=Sheet(
                total=66.8,
                lines=[
                    SheetRow(
                        key="outcome",
                        label="结果",
                        points=24.1,
                        out_of=31.6,
                        evidence=["去除运气后的结果为 76%（标准误 4）。"],
                    ),
                    SheetRow(
                        key="timely",
                        label="实时调整·及时",
                        points=3.2,
                        out_of=6.3,
                        evidence=["竞品降价：D3 14:10 可辨，48 秒后应对。"],
                    ),
                    SheetRow(
                        key="compliance",
                        label="合规与舆情",
                        points=None,
                        out_of=0.0,
                        evidence=["本卷没有出现相应场合，不计分。"],
                    ),
                ],
                subtracted=3.0,
                breaches=["D2 12:00 标题使用“最”字（广告法第九条）"],
            ),
            attainment={
                "orders": 0.86,
                "redeem": 0.91,
                "reach": 1.05,
                "aware": 0.64,
                "fans": 0.3,
                "profit": 0.9,
            },
            decisions=4,
            values=[
                ValueRow(
                    key="d2", points=-1.1, kpis={"orders": -12.0, "profit": 640.0}, removed_with=("d3",)
                ),
                ValueRow(key="d1", points=0.0, kpis={"orders": 0.0}),
                ValueRow(key="d3", state="ready" if self.valued else "waiting"),
            ],
        )

    async def fork(self, run: str, key: str) -> str:
        if self.refuse is not None:
            raise self.refuse
        made = f"{run}-{len(self.forks) + 1}"
        self.forks.append(Way(run=made, key=key, left=600, state="paused", minute=600, goals=way_goals(600)))
        return made

    async def ways(self, run: str) -> Sequence[Way]:
        own = Way(run=run, key="", left=0, state="finished", minute=NOW, goals=way_goals(NOW))
        return [own, *self.forks]
