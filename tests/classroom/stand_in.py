"""A stand-in for the simulation: a few integers that depend on every decision and every tick.

It lets `test_trouble.py` break it at will; everything else is tested with the real simulation.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from simulator.decisions import Decision
from simulator.errors import DecisionError, FinishedRunError, UnaffordableError, UnknownNameError
from simulator.observation import Observation, ReachView, Signal, Truth
from simulator.randomness import Seeds, draw_int
from simulator.scenario import Scenario, clock_of
from tests.classroom.tiny_case import small_case


@dataclass(frozen=True, kw_only=True)
class Stepped:
    minute: int
    refused: tuple[tuple[Decision, DecisionError], ...] = ()
    signals: tuple[Signal, ...] = ()


class StandIn:
    def __init__(self, scenario: Scenario, seeds: Seeds, attempt: str) -> None:
        self.scenario, self.seeds, self.attempt = scenario, seeds, attempt
        self.minute, self.total, self.money = 0, 0, scenario.money
        self.queue: list[tuple[int, str]] = []

    @property
    def finished(self) -> bool:
        return self.minute >= self.scenario.last_minute

    def decide(self, decision: Decision) -> Decision:
        if getattr(decision, "money", 0) > self.money:
            raise UnaffordableError("资金不足 / not enough money", field="money")
        if getattr(decision, "product", None) not in (None, "jelly"):
            raise UnknownNameError("product", getattr(decision, "product", ""), ["jelly"])
        self.money -= getattr(decision, "money", 0)
        self.queue.append((decision.at or 0, decision.key))
        return decision

    def step(self, decisions: Sequence[Decision] = ()) -> Stepped:
        if self.finished:
            raise FinishedRunError("over")
        late = self._carry_out()
        self.total = draw_int(self.seeds.chance, self.total, self.minute) >> 12
        self.minute += 10
        return Stepped(minute=self.minute, refused=tuple(late))

    def _carry_out(self) -> list[tuple[Decision, DecisionError]]:
        due = sorted(entry for entry in self.queue if entry[0] < self.minute + 10)
        self.queue = [entry for entry in self.queue if entry not in due]
        late = []
        for minute, key in due:
            self.total = draw_int(self.total, minute, int.from_bytes(key.encode()[:8], "big")) >> 12
            if key.startswith("doomed"):
                gone = Decision(lever="remind", key=key, at=minute)
                late.append((gone, DecisionError("已下架 / withdrawn meanwhile", field="product")))
        return late

    def settle(self) -> None:
        while not self.finished:
            self.step()

    def observe(self) -> Observation:
        kpis = {"total": {"value": float(self.total % 1000)}}
        empty = dict.fromkeys(
            (
                *("goals", "accounts", "contents", "orders", "rooms", "products", "stocks", "creators"),
                *("bookings", "issues", "hot_list", "surveys", "signals"),
            ),
            (),
        )
        return Observation(
            case=self.scenario.versioned,
            minute=self.minute,
            clock=clock_of(self.minute),
            ended=self.minute >= self.scenario.end_minute,
            seconds_per_hour=1.0,
            money_left=self.money,
            money_total=self.scenario.money,
            hours_left=50,
            hours_total=100,
            people_per_agent=1,
            kpis=kpis,
            reach=ReachView(reach=0, effective_reach=0, frequency={"value": None}, n_plus=()),
            channels={},
            today={},
            yesterday={},
            **empty,
        )

    def truth(self) -> Truth:
        return Truth(minute=self.minute, kpis=dict(self.kpis()), beliefs={}, padded_creators=(), events=())

    def kpis(self) -> Mapping[str, float]:
        return {"total": float(self.total)}

    def digest(self) -> str:
        return hashlib.sha256(self.checkpoint()).hexdigest()

    def checkpoint(self) -> bytes:
        state = {"minute": self.minute, "total": self.total, "money": self.money, "queue": self.queue}
        seeds = {"world": str(self.seeds.world), "chance": str(self.seeds.chance), "attempt": self.attempt}
        return json.dumps(state | seeds).encode()


@dataclass(frozen=True)
class People:
    digest: str


@dataclass
class StandInEngine:
    """Gives out stand-ins; tests subclass it to make something go wrong."""

    days: int = 1
    seconds_per_hour: float = 0.06
    made: type[StandIn] = StandIn
    people_asked: list[str] = field(default_factory=list)

    def case(self, case_id: str, version: int | None = None, agents: int | None = None) -> Scenario:
        return small_case(
            case_id, days=self.days, seconds_per_hour=self.seconds_per_hour, agents=agents or 1_000
        )

    def people(self, scenario: Scenario, world: int) -> Any:
        self.people_asked.append(scenario.id)
        return People(digest=hashlib.sha256(str(world).encode()).hexdigest())

    def start(self, scenario: Scenario, audience: Any, seeds: Seeds, attempt: str) -> StandIn:
        return self.made(scenario, seeds, attempt)

    def numbers(self, sim: StandIn) -> Mapping[str, Any]:
        return {"total": sim.total}

    def restore(self, scenario: Scenario, audience: Any, data: bytes) -> StandIn:
        state = json.loads(data)
        seeds = Seeds(world=int(state["world"]), chance=int(state["chance"]))
        sim = self.made(scenario, seeds, state["attempt"])
        sim.minute, sim.total, sim.money = state["minute"], state["total"], state["money"]
        sim.queue = [(minute, key) for minute, key in state["queue"]]
        return sim
