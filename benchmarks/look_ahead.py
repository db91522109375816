"""What valuing a run costs: ``python benchmarks/look_ahead.py`` prints CPU-seconds on 10,000 people.

A run that the competent policy plays, a look-ahead from the middle of such a run, the provisional
mark of a run of the case's own size, and a sitting of a short form without its mark. Kernels are
loaded first, as in a process that values many; each figure is the median of some repetitions. With
``--ledger`` the whole ledger is made as well, on as many processes as there are processors.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable

AGENTS = 10_000


def cpu_s(work: Callable[[], object], times: int) -> float:
    """Return the median CPU seconds of a piece of work, after it was done once."""
    work()
    found: list[float] = []
    for _ in range(times):
        begun = time.process_time()
        work()
        found.append(time.process_time() - begun)
    return statistics.median(found)


def measure(case: str, times: int, *, ledger: bool) -> dict[str, float]:
    """Return CPU seconds by what was done."""
    from assessment.attempt import Attempt, plain_log  # noqa: PLC0415
    from assessment.branch import branch_of  # noqa: PLC0415
    from assessment.form import load_form  # noqa: PLC0415
    from assessment.full_mark import load_form_scale  # noqa: PLC0415
    from assessment.ledger import make_ledger  # noqa: PLC0415
    from assessment.play import Played, look_on, play_policy, replay_to  # noqa: PLC0415
    from assessment.policies import make_policy  # noqa: PLC0415
    from assessment.provisional import Following  # noqa: PLC0415
    from assessment.short_form import exercise, short_forms  # noqa: PLC0415
    from simulator.futures import future_seeds  # noqa: PLC0415

    form, branch = load_form(case, agents=AGENTS), branch_of(case, 1, None, AGENTS)
    policy = make_policy("competent", form.scenario)
    found = {"run": cpu_s(lambda: play_policy(form.start(1), policy), times)}
    log = play_policy(branch.form.start(7), policy).sim.log
    played = Played(sim=branch.form.start(7))
    replay_to(played, log, branch.scenario.end_minute // 2)
    state = branch.cut(played.sim)
    seeds = future_seeds(state.world.seeds, state.minute, 0)
    found["look-ahead"] = cpu_s(lambda: branch.play_out(state, seeds), times)
    values = load_form_scale(branch.form.scenario, 1).values
    found["provisional"] = cpu_s(lambda: Following(branch, values, branch.form.start(7)).ended(log), times)
    ready = exercise(next(key for key, one in short_forms().items() if one.case == case), AGENTS)
    sitting = make_policy("competent", ready.scenario)
    found["short form"] = cpu_s(
        lambda: look_on(Played(sim=ready.begin(7)), sitting, ready.scenario.end_minute), times
    )
    if ledger:
        attempt = Attempt(case=case, world=1, chance=7, log=plain_log(log))
        made = make_ledger(attempt, 0.0, fresh=True)
        found |= {"ledger, seconds by the clock": made.seconds, "ledger, look-aheads": made.rollouts}
    return found


def main() -> None:
    """Print a line for each figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", default="tea-launch")
    parser.add_argument("--times", type=int, default=3)
    parser.add_argument("--ledger", action="store_true", help="make a ledger too (minutes)")
    options = parser.parse_args()
    for name, seconds in measure(options.case, options.times, ledger=options.ledger).items():
        print(f"{name:>30} {seconds:8.2f}")


if __name__ == "__main__":
    main()
