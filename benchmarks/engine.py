"""What a run costs: ``python benchmarks/engine.py`` prints CPU-seconds and memory (medians).

Each figure comes from a fresh process, after the kernels are compiled: 14 days on four channels
with the first 40 contents of an open plan (the tea case without its settlement tail).
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import time

SIZES = (10_000, 100_000, 1_000_000)
CONTENTS = 40


def measure(agents: int, days: int) -> dict[str, float]:
    """Play one run in this process and return CPU seconds, ticks and peak memory."""
    from assessment.form import load_form  # noqa: PLC0415
    from simulator.decisions import Publish  # noqa: PLC0415

    form = load_form("tea-launch", agents=agents)
    warm = form.start(1)  # loads kernels and the reader's dictionary, as a running host has done
    for decision in _plan(1):
        warm.decide(Publish.model_validate(decision))
    warm.advance(days=1)
    del warm
    sim = form.start(1)
    begun = time.process_time()
    for decision in _plan(days):
        sim.decide(Publish.model_validate(decision))
    ticks = 0
    while sim.minute < days * 1440:
        sim.step()
        ticks += 1
    return {"agents": agents, "cpu_s": time.process_time() - begun, "ticks": ticks, "rss_mb": _peak_mb(),
            "items": sim.world.items.count}  # fmt: skip


def _plan(days: int) -> list[dict[str, object]]:
    ports = (("douyin", "short_video"), ("shops", "short_video"), ("official", "image_text"), ("groups", "image_text"),
             ("weibo", "image_text"), ("channels", "short_video"))  # fmt: skip
    plan = []
    for number in range(CONTENTS):
        account, carrier = ports[number % len(ports)]
        day = number * max(1, days - 1) // CONTENTS
        plan.append(
            {"key": f"c{number}", "account": account, "pillar": "taste", "carrier": carrier, "hours": 2.0, "duration_s": 30,
             "title": f"桂花乌龙冻第{number}集：门店实拍", "at": day * 1440 + 600 + number, "notify": account != "official"}
        )  # fmt: skip
    return plan


def _peak_mb() -> float:
    try:
        import resource  # noqa: PLC0415  (not on Windows)
    except ImportError:
        return float("nan")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def fixed_cost_ms() -> float:
    """Return CPU milliseconds of a tick with 1,000 people: what does not grow with them."""
    from assessment.form import load_form  # noqa: PLC0415

    sim = load_form("tea-launch", agents=1000).start(1)
    sim.advance(days=1)
    begun, first = time.process_time(), sim.minute
    sim.advance(days=3)
    return (time.process_time() - begun) * 1000 / ((sim.minute - first) / 10)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--one", type=int, help="measure one size in this process and print JSON")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    options = parser.parse_args()
    if options.one:
        sys.stdout.write(json.dumps(measure(options.one, 14)) + "\n")
        return
    sys.stdout.write(f"fixed cost {fixed_cost_ms():.3f} ms a tick\n")
    for size in options.sizes:
        rows = [_apart(size) for _ in range(options.runs)]
        cpu = statistics.median(row["cpu_s"] for row in rows)
        rss = statistics.median(row["rss_mb"] for row in rows)
        sys.stdout.write(
            f"{size:>9,} people x 14 days x 4 channels, {rows[0]['items']:.0f} items: {cpu:6.2f} CPU-s, "
            f"{cpu / size * 1e5:5.2f} per 100,000, peak {rss:,.0f} MB\n"
        )
        sys.stdout.flush()


def _apart(size: int) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, __file__, "--one", str(size)], capture_output=True, text=True, check=True
    )
    row: dict[str, float] = json.loads(done.stdout)
    return row


if __name__ == "__main__":
    main()
