"""Compiling every kernel once, so that no user waits for it later."""

from __future__ import annotations

from collections.abc import Callable

from assessment.executor import run_many
from assessment.form import load_form
from assessment.play import play_policy
from assessment.policies import make_policy
from scenarios.loader import build_case, case_names, load_case
from simulator.channel import Channel, channels
from simulator.decisions import PaidOrder, Publish
from simulator.scenario import Scenario

AGENTS = 1_000
"""People in the warm-up runs, by an expert who uses every lever: enough for every kernel to be called."""


CASES = "cases"
"""The job that plays the cases; every other job is the name of a channel."""


def warm_up(progress: Callable[[int, int], None] | None = None) -> None:
    """Compile everything: the cases in one process, in another the channels that no case uses yet.

    What both need is compiled twice; that costs less than waiting for each other.
    """
    played = {channel for name in case_names() for channel in load_case(name).channels}
    alone = [channel.name for channel in channels() if channel.name not in played]
    run_many(_warm, [CASES, *alone], workers=2, progress=progress)


def _warm(job: str) -> int:
    if job != CASES:
        _play_alone(channels([job])[0])
        return 1
    names = case_names()
    for name in names:
        form = load_form(name, agents=AGENTS)
        play_policy(form.start(1), make_policy("expert-relations", form.scenario))
    return len(names)


def _play_alone(channel: Channel) -> None:
    """Play a channel that no case uses yet for a day: a piece on each port, delivered as well."""
    case = _case_of(channel)
    sim = load_form(case).start(1)
    for port in channel.ports:
        carrier = next(name for name in port.carriers)
        sim.step(
            [
                Publish(
                    key=port.key, account=port.key, pillar=case.brand.pillars[0].key, title="一天卖多少杯",
                    carrier=carrier, duration_s=60, product=case.products[0].key if port.takes_product else None,
                ),
                PaidOrder(key=f"pay-{port.key}", content=port.key, money=1000, hours=12, goal="impressions"),
            ]
        )  # fmt: skip
    sim.advance(days=1)


def _case_of(channel: Channel) -> Scenario:
    fields = load_case("tea-launch").model_dump(mode="json")
    name = {"zh": channel.label.zh, "en": channel.label.en}
    accounts = [
        {"key": port.key, "channel": channel.name, "port": port.key, "name": name, "followers": 2000}
        for port in channel.ports
    ]
    fields["audience"] |= {"agents": AGENTS}
    fields |= {"channels": [channel.name], "accounts": accounts, "rivals": [], "events": [], "issues": []}
    fields["creators"] = []
    return build_case(fields, f"{channel.name} alone")


if __name__ == "__main__":
    warm_up()
