"""The same contagion with Mesa: one Python object for each person; only those infected act."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import mesa
import numpy as np
from turns import take_turns


class Person(mesa.Agent):
    """Somebody who may be infected and then meets all contacts every day."""

    def __init__(self, model: mesa.Model, contacts: list[int]) -> None:
        super().__init__(model)
        self.contacts, self.met, self.until = contacts, False, 0.0

    def hear(self, day: int) -> None:
        if not self.met:
            self.met, self.until = True, day + self.model.random.expovariate(1 / self.model.mean)
            self.model.talking.append(self)

    def talk(self, day: int) -> None:
        random, chance, people = self.model.random.random, self.model.chance, self.model.people
        for other in self.contacts:
            if random() < chance:
                people[other].hear(day)


class Contagion(mesa.Model):
    """A network of people."""

    def __init__(
        self, seed: int, contacts: list[list[int]], chance: float, mean: float, first: float
    ) -> None:
        super().__init__(seed=seed)
        self.chance, self.mean, self.talking = chance, mean, []
        self.people = [Person(self, each) for each in contacts]
        for person in self.people:
            if self.random.random() < first:
                person.hear(0)

    def live(self, day: int) -> None:
        active = mesa.agent.AgentSet([p for p in self.talking if p.until > day], random=self.random)
        self.talking = list(active)
        active.do("talk", day)


def main(folder: Path) -> None:
    indptr, indices = np.load(folder / "indptr.npy"), np.load(folder / "indices.npy")
    people, (chance, days, mean, first) = indptr.size - 1, np.load(folder / "setting.npy")
    contacts = [indices[indptr[p] : indptr[p + 1]].tolist() for p in range(people)]
    waiting = [
        Contagion(turn, contacts, float(chance), float(mean), float(first))
        for turn in range(int(sys.argv[2]))
    ]

    def measure(turn: int) -> dict[str, Any]:
        model = waiting[turn]
        for day in range(int(days)):
            model.live(day)
        return {"amount": people * int(days), "check": float(sum(person.met for person in model.people))}

    take_turns(measure)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
