"""All six channels in one case: they run together, and those that are not used move nothing."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from assessment.form import load_form
from assessment.play import play_policy
from assessment.policies import make_policy
from scenarios.loader import case_names, load_case
from simulator import items as it
from simulator.channel import channels
from simulator.channel_check import check_counts
from simulator.metrics import metrics_frame
from simulator.observe import observe
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from tests.channels.notes_case import post
from tests.small import tea, video

SIX = ("short_video", "livestream", "wechat", "weibo", "xiaohongshu", "bilibili")
NEW = {"xiaohongshu": "note", "bilibili": "upload"}


def widened(*, used: bool) -> Scenario:
    """Return the tea case with channels five and six, with or without accounts and rivals there."""
    fields: dict[str, Any] = tea(2000).scenario.model_dump(mode="json")
    fields["channels"] += list(NEW)
    if used:
        for name, port in NEW.items():
            text = {"zh": f"青桠{port}", "en": port}
            fields["accounts"].append(
                {"key": port, "channel": name, "port": port, "name": text, "followers": 3000}
            )
            fields["rivals"][0]["ports"].append({"channel": name, "port": port, "followers": 9000})
    return Scenario.model_validate(fields)


@cache
def played() -> Simulation:
    form = load_form(widened(used=True))
    sim = form.start(7)
    plan = [
        post("note", 600, account="note", carrier="image_text", pillar="taste", product="single"),
        post("long", 600, account="upload", carrier="long_video", duration_s=300, pillar="taste"),
        video("short", at=600),
    ]
    assert not sim.step(plan).refused
    sim.advance(days=3)
    return sim


def test_six_channels_are_registered() -> None:
    assert {channel.name for channel in channels()} >= set(SIX)


def test_a_case_with_all_six_channels_runs_and_keeps_every_contract() -> None:
    sim = played()
    assert sim.scenario.channels == SIX
    for channel in sim.world.channels:
        check_counts(channel, sim.world)
    by_channel = metrics_frame(sim.world, by=["channel"]).set_index("channel")
    assert (by_channel.loc[["short_video", *NEW], "impressions"] > 0).all()
    assert {"danmaku", "coins", "returns"} <= set(by_channel.columns)
    assert not by_channel.loc[["short_video", "xiaohongshu"], "danmaku"].any()


def test_each_screen_names_its_own_numbers() -> None:
    shown = observe(played().world).channels
    assert {"danmaku", "coins", "triples", "danmaku_rate"} <= set(shown["bilibili"])
    assert {"returns", "note_ctr", "ces_100"} <= set(shown["xiaohongshu"])
    assert not {"danmaku", "returns", "danmaku_rate"} & set(shown["short_video"])


def test_rivals_publish_there_too() -> None:
    f = played().world.items.fields[: played().world.items.count]
    for name in NEW:
        assert ((f[:, it.CHANNEL] == SIX.index(name)) & (f[:, it.BRAND] > 0)).any()


def test_a_reference_policy_plays_a_case_with_six_channels_to_the_end() -> None:
    form = load_form(widened(used=True))
    assert play_policy(form.start(3), make_policy("competent", form.scenario)).sim.finished


def test_channels_that_are_listed_but_not_used_move_no_count() -> None:
    digests = []
    for scenario in (tea(2000).scenario, widened(used=False)):
        sim = load_form(scenario).start(5)
        sim.step([video("a", at=600), video("b", account="shops", at=700)])
        sim.advance(days=2)
        digests.append(sim.digest())
    assert digests[0] == digests[1]


@pytest.mark.parametrize("name", case_names())
def test_the_shipped_cases_do_not_know_them(name: str) -> None:
    case = load_case(name)
    assert not set(NEW) & set(case.channels)
    assert not set(NEW) & {creator.channel for creator in case.creators}
