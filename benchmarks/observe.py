"""What a look costs: ``python benchmarks/observe.py`` prints median CPU milliseconds of `Simulation.observe`.

A policy plays a case and looks as often as it wants. Reading the CPU clock may cost milliseconds on
some hosts, so each look is taken several times at one reading; the few looks that load kernels and
tables at the very start are left out. Repeated looks find the words for unchanged pieces ready, as
most pieces of a play do.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time

AT_ONCE = 10
"""Looks taken at one reading of the clock."""
WARM_LOOKS = 5
"""Looks that are not counted: the first ones load kernels and make what is kept for the run."""


def measure(case: str, policy: str, agents: int, days: int) -> dict[str, float]:
    """Play the first days of a case; return medians of CPU milliseconds and what was on the screen."""
    from assessment.form import load_form  # noqa: PLC0415
    from assessment.policies import make_policy  # noqa: PLC0415

    sim = load_form(case, agents=agents).start(1)
    plays, look = make_policy(policy, sim.scenario), sim.minute
    looks: list[float] = []
    pieces = 0
    while sim.minute < min(days * 1440, sim.scenario.end_minute):
        if sim.minute < look:
            sim.step()
            continue
        seen = sim.observe()
        before = time.process_time()
        for _ in range(AT_ONCE):
            seen = sim.observe()
        looks.append((time.process_time() - before) / AT_ONCE)
        pieces = len(seen.contents)
        sim.step(list(plays.decide(seen)))
        look = max(sim.minute, plays.next_look(seen))
    counted = [1000 * seconds for seconds in looks[WARM_LOOKS:]]
    return {
        "looks": len(looks), "pieces": pieces, "median_ms": statistics.median(counted),
        "last_day_ms": statistics.median(counted[-max(1, len(counted) // days) :]),
        "all_looks_s": sum(looks),
    }  # fmt: skip


def main() -> None:
    """Print one line a case."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", nargs="*", default=["tea-launch", "farm-live", "flu-facts"])
    parser.add_argument("--policy", default="competent")
    parser.add_argument("--agents", type=int, default=10_000)
    parser.add_argument("--days", type=int, default=7)
    args = parser.parse_args()
    for case in args.cases:
        found = measure(case, args.policy, args.agents, args.days)
        print(json.dumps({"case": case, **{name: round(value, 3) for name, value in found.items()}}))


if __name__ == "__main__":
    main()
