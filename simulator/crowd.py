"""A fixed part of a form's people as an audience of its own: what long look-aheads are played on.

The futures of a run are many, so they are played on a tenth of its people: whole friendship
communities, drawn by a hash that belongs to nobody's luck. They stand for the same population, each
of them for ten times as many, so money, hours, stock and prices need no conversion; only what is
counted in simulated people does (`Crowd.counts`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from simulator.pending import Pending
from simulator.people import Audience, Graph
from simulator.randomness import draw_array, purpose
from simulator.start import Start

Number = TypeVar("Number", bound=np.generic)

_COMMUNITIES, _STAND_INS = purpose("crowd.communities"), purpose("crowd.stand_ins")
_M_PERSON = 1  # columns of delayed meetings (`simulator.pending.FIELDS`)
_M_PARENT = 5


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """Some of a form's people, and how what is kept of everybody is cut down to them.

    Parameters
    ----------
    audience : Audience
        The chosen people, numbered anew.
    members : ndarray of int64
        Who they are among all people, ascending.
    place : ndarray of shape (all people,), int64
        Number of each person in the crowd, -1 for who is not in it.
    parts : int
        How many times fewer they are.
    """

    audience: Audience
    members: NDArray[np.int64]
    place: NDArray[np.int64]
    parts: int

    def people(self, values: NDArray[Number]) -> NDArray[Number]:
        """Cut an array whose last axis is people."""
        return values[..., self.members]

    def counts(self, values: NDArray[Number], axis: int = -1) -> NDArray[Number]:
        """Divide counts of people, so that their sum along an axis is divided too.

        Examples
        --------
        A row of three small cells keeps its sum of 21 // 10:

        >>> np.diff(np.cumsum([7, 7, 7]) // 10, prepend=0).tolist()
        [0, 1, 1]
        """
        total = np.cumsum(values, axis=axis, dtype=np.int64) // self.parts
        return np.diff(total, axis=axis, prepend=0).astype(values.dtype)

    def count(self, value: int) -> int:
        """Divide one count of people."""
        return value // self.parts

    def rows(self, table: NDArray[np.int64], column: int) -> NDArray[np.int64]:
        """Keep the rows of a table whose person (a column) is in the crowd, renumbered."""
        out = table[self.place[table[:, column]] >= 0]
        out[:, column] = self.place[out[:, column]]
        return out

    def meetings(self, table: NDArray[np.int64]) -> NDArray[np.int64]:
        """Keep the delayed meetings of people in the crowd, with whom they come from renumbered."""
        out = self.rows(table, _M_PERSON)
        out[:, _M_PARENT] = self.stand_ins(out[:, _M_PARENT])
        return out

    def pending(self, waiting: Pending) -> Pending:
        """Keep what is on its way to people in the crowd."""
        return Pending(buckets=self.calendar(waiting.buckets))

    def calendar(self, buckets: dict[int, list[NDArray[np.int64]]]) -> dict[int, list[NDArray[np.int64]]]:
        """Keep of lists of delayed meetings, by time, those of people in the crowd; all of them together, since they are many."""
        parts = [part for several in buckets.values() for part in several]
        if not parts:
            return {name: [] for name in buckets}
        table = np.concatenate(parts)
        ends = np.cumsum([part.shape[0] for part in parts])
        inside = np.concatenate([[0], np.cumsum(self.place[table[:, _M_PERSON]] >= 0)])[ends]
        cut = iter(np.split(self.meetings(table), inside[:-1]))
        return {name: [next(cut) for _ in several] for name, several in buckets.items()}

    def stand_ins(self, people: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the number of each person in the crowd, of a fixed other one for who is not in it.

        Numbers below 0 are nobody's (an outsider, a partner account) and stay.
        """
        return np.where(people < 0, people, _stand_ins(self.place, people, self.members.size))


def crowd_of(audience: Audience, parts: int) -> Crowd:
    """Choose one in ``parts`` of an audience: whole communities, the last one cut.

    Everybody for ``parts`` 1.
    """
    members = _members(audience, parts)
    place = np.full(audience.n, -1, np.int64)
    place[members] = np.arange(members.size)
    digest = hashlib.sha256(f"{audience.digest}/{parts}".encode()).hexdigest()
    chosen = audience
    if parts > 1:
        chosen = Audience(
            rows=np.ascontiguousarray(audience.rows[members]), friends=_among(audience.friends, members, place),
            followers=_among(audience.followers, members, place), community=audience.community[members],
            app_columns=audience.app_columns, rhythms=audience.rhythms, slots=audience.slots, digest=digest,
        )  # fmt: skip
    return Crowd(audience=chosen, members=members, place=place, parts=parts)


def start_of_crowd(crowd: Crowd, start: Start) -> Start:
    """Return how the crowd began: the same people, in their state of minute 0."""
    return Start(
        accounts=start.accounts,
        remembered=crowd.people(start.remembered),
        follows=crowd.people(start.follows),
    )


def _members(audience: Audience, parts: int) -> NDArray[np.int64]:
    if parts == 1:
        return np.arange(audience.n)
    luck = draw_array(_COMMUNITIES, audience.community)
    order = np.lexsort((np.arange(audience.n), luck))
    return np.sort(order[: audience.n // parts])


def _stand_ins(place: NDArray[np.int64], people: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    there = place[people]
    return np.where(there >= 0, there, (draw_array(_STAND_INS, people) % np.uint64(n)).astype(np.int64))


def _among(graph: Graph, members: NDArray[np.int64], place: NDArray[np.int64]) -> Graph:
    """Return the ties of the members; one that leads out leads to a stand-in, so nobody has fewer."""
    lengths = graph.indptr[members + 1] - graph.indptr[members]
    indptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    owner = np.repeat(np.arange(members.size), lengths)
    at = np.arange(indptr[-1]) - indptr[owner] + graph.indptr[members][owner]
    ends = _stand_ins(place, graph.indices[at].astype(np.int64), members.size)
    order = np.lexsort((ends, owner))
    return Graph(indptr=indptr, indices=ends[order].astype(np.int32))
