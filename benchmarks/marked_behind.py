"""How long after the end of a campaign is its mark sheet there? A class's run host and marking, side by side.

    python benchmarks/marked_behind.py --case tea-launch --speed 20

Plays the competent policy's decisions through the classroom, as a trainee would hand them in, with the clock
at twenty times its speed; host and marking are processes of their own, as in ``quanmei serve``. Prints the seconds
from the end of the trainee's time to the end of the settlement and to the mark sheet.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from assessment.form import load_form
from assessment.play import play_policy
from assessment.policies import make_policy
from classroom.runs import Classroom
from classroom.supervisor import Child, host_child, marking_child
from simulator.errors import DecisionError
from simulator.simulation import Simulation

WORLD, CHANCE = 1, 7
LOOKED_S = 0.05


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--case", default="tea-launch")
    parser.add_argument("--policy", default="competent")
    parser.add_argument("--agents", type=int, default=100_000)
    parser.add_argument("--speed", type=float, default=20)
    chosen = parser.parse_args()
    form = load_form(chosen.case, world=WORLD, agents=chosen.agents)
    played = play_policy(form.start(CHANCE), make_policy(chosen.policy, form.scenario)).sim
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{(Path(folder) / 'runs.db').as_posix()}"
        Classroom.open(url).close()
        with started(host_child(url)), started(marking_child(url)):
            measure(chosen, url, played)


@contextmanager
def started(child: Child) -> Generator[None]:
    process = subprocess.Popen(child.command, stdin=subprocess.PIPE, env=child.environment)
    try:
        yield
    finally:
        if process.stdin is not None:
            process.stdin.close()
        process.wait(30)


def measure(chosen: argparse.Namespace, url: str, played: Simulation) -> None:
    room = Classroom.open(url)
    run = room.create_run(chosen.case, world=WORLD, chance=CHANCE, agents=chosen.agents, paused=True).id
    wait_until(lambda: room.observation(run) is not None)
    room.control_now(run, "speed", chosen.speed)
    room.control_now(run, "resume")
    began, taken, asked = time.monotonic(), 0, 0
    for minute, decision in played.log:
        wait_until(lambda at=minute: room.run(run).minute >= at)
        asked += 1
        with suppress(DecisionError):  # the clock may have gone a tick further than the policy's
            room.submit_decision_now(
                run, decision.model_dump(mode="json", exclude={"features"}, exclude_none=True)
            )
            taken += 1
        if asked % 20 == 0:
            print(f"minute {minute} of {played.scenario.end_minute}", file=sys.stderr)
    wait_until(lambda: room.run(run).minute >= played.scenario.end_minute)
    ended = time.monotonic()
    wait_until(lambda: room.run(run).state == "finished")
    settled = time.monotonic()
    wait_until(lambda: (mark := room.mark(run)) is not None and mark.sheet is not None)
    print(
        f"{chosen.case}, {chosen.agents:,} people, {taken} of {asked} decisions, {ended - began:.0f} s of clock at "
        f"{chosen.speed:g} x: settled {settled - ended:.1f} s after the end, mark sheet {time.monotonic() - ended:.1f} s after it"
    )
    room.close()


def wait_until(done: Callable[[], bool]) -> None:
    while not done():
        time.sleep(LOOKED_S)


if __name__ == "__main__":
    main()
