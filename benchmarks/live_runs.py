"""How late are the ticks of many live runs? 50 runs of 100,000 people at one tick a second.

    python benchmarks/live_runs.py --runs 50 --agents 100000 --seconds 60

Prints the 50th, 95th and 99th percentile and the maximum of how late a tick began, and how many
ticks a second were played against how many were due. Two numbers tell whether it keeps up: with too
much work the host drops what it is behind by more than `classroom.pace.CATCH_UP_S`, so look at both.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from pathlib import Path

import numpy as np

from classroom.claims import HostSettings
from classroom.engine import RealEngine, installed_case
from classroom.host import Host
from classroom.runs import Classroom
from classroom.text_reading import read_decision_text
from simulator.scenario import Scenario
from store.database import Store

TICK_MINUTES = 10


def slow_case(name: str, *, seconds_per_tick: float, channels: tuple[str, ...]) -> Scenario:
    """Return a case whose clock gives every regular tick the same time, on some of its channels."""
    case = installed_case(name)
    accounts = [account for account in case.accounts if account.channel in channels]
    return case.model_copy(
        update={
            "clock": (),
            "default_seconds_per_hour": seconds_per_tick * 60 / TICK_MINUTES,
            "channels": channels,
            "accounts": tuple(accounts),
            # events and creators may name the channels left out
            "events": case.events if channels == case.channels else (),
            "creators": tuple(one for one in case.creators if one.channel in channels),
        }
    )


def publish(case: Scenario, number: int) -> dict[str, object]:
    account = next(one for one in case.accounts if one.channel == "short_video")
    return {
        "lever": "publish",
        "key": f"p{number}",
        "account": account.key,
        "pillar": case.brand.pillars[number % len(case.brand.pillars)].key,
        "title": f"桂花乌龙冻今天上新，六店同步开卖，第 {number} 款",
        "copy_text": "现场制作，二十分钟出杯。",
        "duration_s": 24,
        "hours": 1.0,
        "at": number * 30,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--case", default="tea-launch")
    parser.add_argument("--channels", default="", help="comma-separated; all of the case when empty")
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--agents", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seconds-per-tick", type=float, default=1.0)
    parser.add_argument("--posts", type=int, default=6, help="pieces each run publishes")
    parser.add_argument("--start-hour", type=int, default=0, help="simulated hour at which measuring begins")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(chosen, f"sqlite:///{(Path(folder) / 'runs.db').as_posix()}")


def measure(chosen: argparse.Namespace, url: str) -> None:
    case = installed_case(chosen.case)
    channels = tuple(chosen.channels.split(",")) if chosen.channels else case.channels
    engine = RealEngine(
        lambda name: slow_case(name, seconds_per_tick=chosen.seconds_per_tick, channels=channels)
    )
    room = Classroom(Store(url), engine, read_decision_text)
    runs = [
        room.create_run(chosen.case, world=1, agents=chosen.agents, paused=True) for _ in range(chosen.runs)
    ]
    for run in runs:
        for number in range(chosen.posts):
            room.submit_decision_now(run.id, publish(room.scenario(run.id), number))
    late: list[float] = []
    host = Host(
        Store(url), engine, HostSettings(owner="benchmark", threads=chosen.threads, on_tick=late.append)
    )
    stop = threading.Event()
    thread = threading.Thread(target=host.run, args=(stop,))
    thread.start()
    wait_until(lambda: all(room.observation(run.id) is not None for run in runs))
    for run in runs:
        room.control_now(run.id, "step", 1 + chosen.start_hour * 60 // TICK_MINUTES)
    wait_until(
        lambda: all(room.run(run.id).last_frame > 0 and not room.run(run.id).steps_left for run in runs)
    )
    # runs begin spread over one tick, as a class does that does not press Enter as one
    for run in runs:
        room.control_now(run.id, "resume")
        time.sleep(chosen.seconds_per_tick / len(runs))
    late.clear()
    used, began = time.process_time(), time.monotonic()
    time.sleep(chosen.seconds)
    report(late.copy(), chosen, time.monotonic() - began, time.process_time() - used)
    stop.set()
    thread.join()
    room.close()


def wait_until(done: object) -> None:
    while not done():  # type: ignore[operator]
        time.sleep(0.2)


def report(late: list[float], chosen: argparse.Namespace, seconds: float, cpu: float) -> None:
    p50, p95, p99, most = (1000 * np.quantile(late, q) for q in (0.5, 0.95, 0.99, 1.0))
    due = chosen.runs / chosen.seconds_per_tick
    print(f"{chosen.runs} runs x {chosen.agents:,} people, {chosen.threads} threads, {seconds:.0f} s")
    print(f"late: p50 {p50:.0f} ms, p95 {p95:.0f} ms, p99 {p99:.0f} ms, max {most:.0f} ms")
    print(f"ticks a second: {len(late) / seconds:.1f} played, {due:.1f} due; {cpu / seconds:.2f} cores used")


if __name__ == "__main__":
    main()
