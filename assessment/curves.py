"""The main KPIs over time as the run went, without its best and its worst decision, and in competent hands.

Played on the branch's people under the run's own luck, so all four curves are of one world and
differ by decisions alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from assessment.attempt import Log
from assessment.branch import REFERENCE, Branch
from assessment.play import play_policy, replay_log
from assessment.policies import make_policy
from assessment.removal import dependents
from simulator.kpis import kpi_values
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from simulator.texts import Text

EVERY = 360
"""Minutes between two points of a curve (assumed: four a day are enough to read)."""
MOST_KPIS = 4
"""KPIs that are drawn (assumed: a page holds four)."""

AS_PLAYED = Text(zh="实际方案", en="as played")
IN_COMPETENT_HANDS = Text(zh="合格运营全程接手", en="competent policy throughout")


class Curve(BaseModel):
    """One line: how each KPI stood at each minute.

    Parameters
    ----------
    key : {"with", "without-best", "without-worst", "reference"}
    decision : str
        The decision that was left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    label: Text
    decision: str = ""
    values: dict[str, tuple[float, ...]]


class Curves(BaseModel):
    """All lines over the same minutes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    minutes: tuple[int, ...]
    kpis: tuple[str, ...]
    lines: tuple[Curve, ...]


def main_kpis(scenario: Scenario) -> tuple[str, ...]:
    """Return the KPIs of the heaviest goals, those that grow with work first."""
    ranked = sorted(scenario.goals, key=lambda goal: (goal.kind != "volume", -goal.weight))
    return tuple(dict.fromkeys(goal.kpi for goal in ranked))[:MOST_KPIS]


class _Reader:
    """Reads KPIs while a run is played."""

    def __init__(self, sim: Simulation, names: Sequence[str]) -> None:
        self._sim, self._names = sim, tuple(names)
        self.minutes: list[int] = []
        self.rows: list[dict[str, float]] = []
        self(sim.minute, 0)

    def __call__(self, minute: int, _: int) -> None:
        if minute % EVERY == 0:
            self.minutes.append(minute)
            self.rows.append(kpi_values(self._sim.world, self._names))

    def curve(self, key: str, label: Text, decision: str = "") -> Curve:
        """Return what was read."""
        values = {name: tuple(round(row[name], 4) for row in self.rows) for name in self._names}
        return Curve(key=key, label=label, decision=decision, values=values)


def play_curves(
    branch: Branch, chance: int, attempt: str, log: Log, best: str = "", worst: str = ""
) -> Curves:
    """Play the run, the run without its best and its worst decision, and the competent policy.

    Parameters
    ----------
    best, worst : str
        Keys of the decisions to leave out; no line is drawn without one.
    """
    names = main_kpis(branch.scenario)

    def begin() -> tuple[Simulation, _Reader]:
        sim = branch.cut(branch.form.start(chance, attempt=attempt))
        return sim, _Reader(sim, names)

    sim, reader = begin()
    replay_log(sim, log, reader)
    minutes, lines = tuple(reader.minutes), [reader.curve("with", AS_PLAYED)]
    for key, gone in (("without-best", best), ("without-worst", worst)):
        if gone:
            sim, reader = begin()
            replay_log(sim, _without(log, gone), reader)
            lines.append(reader.curve(key, Text(zh=f"去掉 {gone}", en=f"without {gone}"), gone))
    sim, reader = begin()
    play_policy(sim, make_policy(REFERENCE, branch.scenario), reader)
    lines.append(reader.curve("reference", IN_COMPETENT_HANDS))
    return Curves(minutes=minutes, kpis=names, lines=tuple(lines))


def _without(log: Log, key: str) -> Log:
    gone = {key, *dependents([decision for _, decision in log], key)}
    return [entry for entry in log if entry[1].key not in gone]
