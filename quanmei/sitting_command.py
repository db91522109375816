"""``quanmei sitting``: open a practice or an exam, hand out its runs, release its marks."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from quanmei.demo import database_url
from simulator.errors import ScenarioError

if TYPE_CHECKING:
    from classroom.runs import Classroom

MOST_CANDIDATES = 200
"""Runs of one sitting (assumed: several classes)."""
TICKET_MINUTES = 240
"""How long a candidate's link may wait to be used (assumed: a morning)."""


def sitting(options: argparse.Namespace) -> int:
    """Open, list or release sittings of a database."""
    from classroom.runs import Classroom  # noqa: PLC0415 - takes seconds; --help should not

    room = Classroom.open(database_url(options.database))
    try:
        return _ACTIONS[options.action](room, options)
    finally:
        room.close()


def _open(room: Classroom, options: argparse.Namespace) -> int:
    if not 1 <= options.candidates <= MOST_CANDIDATES:
        raise ScenarioError(f"--candidates: 1 to {MOST_CANDIDATES}")
    made = room.sittings.open(
        options.name, kind="exam" if options.exam else "practice", reasons=options.reasons, again=not options.no_again
    )  # fmt: skip
    _say(f"{made.id}  {made.name}")
    world = options.world
    for number in range(1, options.candidates + 1):
        run = room.create_run(
            options.case, world=world, agents=options.agents, paused=True, sitting=made.id
        ).id
        ticket = room.access.issue_ticket("trainee", run, minutes=TICKET_MINUTES)
        _say(f"{number:>3}  {run}  http://127.0.0.1:{options.port}/enter?ticket={ticket}")
    return 0


def _list(room: Classroom, _options: argparse.Namespace) -> int:
    for one, runs in room.sittings.all():
        rules = [one.kind, *(["reasons"] if one.reasons else []), *([] if one.again else ["no-again"])]
        released = "released" if one.released else "held"
        _say(f"{one.id}  {one.name}  {' '.join(rules)}  {released}  {len(runs)} runs")
    return 0


def _release(room: Classroom, options: argparse.Namespace) -> int:
    room.sittings.release(options.sitting).result()
    return _list(room, options)


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")


_ACTIONS: dict[str, Callable[[Classroom, argparse.Namespace], int]] = {
    "open": _open,
    "list": _list,
    "release": _release,
}
