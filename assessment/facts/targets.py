"""What has been published, and between which values a simulated figure counts as the same."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

DATA = Path(__file__).with_name("data")


@dataclass(frozen=True, kw_only=True)
class Target:
    """One figure of the published record with its tolerance.

    Parameters
    ----------
    fact, statistic : str
        Row of the record (for example ``A6``) and what is measured.
    value, lo, hi : float
        The published figure and the range that counts as agreement.
    grade : str
        C computed from public data, S stated in a source, P practitioners' lore, M from memory.
    kind : str
        ``result`` comes out of mechanisms; ``input`` is put in, and only checked to arrive (the mix of
        people, a constant of the channel); ``identity`` holds by definition of the rates.
    source : str
    """

    fact: str
    statistic: str
    value: float
    lo: float
    hi: float
    grade: str
    source: str
    kind: str = "result"

    @property
    def key(self) -> str:
        """``fact.statistic``, the name under which an experiment reports it."""
        return f"{self.fact}.{self.statistic}"

    def agrees(self, simulated: float) -> bool:
        """Tell whether a simulated figure lies within the tolerance."""
        return self.lo <= simulated <= self.hi

    def out_by(self, simulated: float) -> float:
        """Return by how many tolerances a figure misses: 0 inside, 1 where the tolerance is missed by itself."""
        if self.agrees(simulated):
            return 0.0
        edge = self.hi if simulated > self.hi else self.lo
        room = abs(edge - self.value)
        return abs(simulated - edge) / room if room > 0 else float("inf")


@cache
def targets() -> tuple[Target, ...]:
    """Return every figure that is compared, in the order of the record."""
    with (DATA / "targets.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Target(
                fact=row["fact"], statistic=row["statistic"], value=float(row["value"]),
                lo=float(row["lo"]), hi=float(row["hi"]), grade=row["grade"], source=row["source"], kind=row["kind"],
            )
            for row in csv.DictReader(file)
        )  # fmt: skip


@cache
def reference(name: str) -> pd.DataFrame:
    """Return an aggregated table of the record by file name (without ``.csv``); do not change it."""
    return pd.read_csv(DATA / f"{name}.csv")
