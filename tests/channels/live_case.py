"""A small orange-selling case with one evening room, for the tests of the live room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import numpy as np

from audience_models.population import load_audience
from channels.livestream.room import Room
from simulator.channel import channels
from simulator.counters import COUNTER
from simulator.decisions import LiveAction, ScheduleLive
from simulator.people import Audience, AudienceSpec
from simulator.randomness import Seeds
from simulator.reading import TextFeatures
from simulator.scenario import Scenario
from simulator.simulation import Simulation

AGENTS = 20_000
PLANNED, START, MINUTES = 19 * 60, 20 * 60, 60


def _name(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def _product(key: str, price: float, **more: Any) -> dict[str, Any]:
    return {"key": key, "name": _name(key), "price": price, "worth": price, "unit_cost": price / 2, **more}


CASE = Scenario.model_validate(
    {
        "id": "orchard", "version": 1, "title": _name("脐橙"), "level": "middle", "brief": _name("助农"), "days": 2,
        "settlement_days": 0, "audience": {"agents": AGENTS}, "channels": ["short_video", "livestream"],
        "brand": {
            "name": _name("果园"),
            "pillars": [{"key": "orange", "name": _name("脐橙"), "topics": {"food_drink": 32, "agriculture": 32}}],
        },
        "products": [
            _product("small", 15.9, stock="small"), _product("main", 29.9), _product("large", 49.9),
            _product("gift", 79.0),
        ],
        "stocks": [{"key": "small", "name": _name("小箱"), "start": 500}],
        "accounts": [
            {"key": "county", "channel": "short_video", "port": "video", "name": _name("县融媒"), "followers": 5000},
            {"key": "village", "channel": "livestream", "port": "room", "name": _name("村播"), "followers": 500},
        ],
        "issues": [{"key": "waxed", "claim": _name("打蜡"), "credibility": 200, "answers": ["receipt", "video"]}],
        "money": 5000, "hours": 96,
        "goals": [{"key": "sold", "kpi": "orders", "label": _name("单"), "target": 100, "weight": 100}],
        "levers": ["publish", "paid_order", "change_post", "schedule_live", "live_action"],
    }
)  # fmt: skip


@cache
def people() -> Audience:
    """Return the people of the case, made once in a test run."""
    spec = AudienceSpec(n_agents=AGENTS, local_share=1.0, apps=("douyin",))
    profiles = [channel.profile for channel in channels(CASE.channels)]
    return load_audience(spec, profiles, 7, folder=Path(gettempdir()) / "quanmei-test-audiences")


def read(title: str, copy_text: str = "", **_: Any) -> TextFeatures:
    """Stand in for the reader: a text about oranges."""
    topics = [0] * 24
    topics[0] = topics[7] = 32
    return TextFeatures(
        topics=tuple(topics), topic_match=80, length_chars=20, title_chars=len(title), effort=40, clickbait=10,
        hook=60, call_to_action=50, info_points=2, rumor_restated=0, sentiment=20, originality=100, model_hash="test",
    )  # fmt: skip


def run(
    case: Scenario = CASE,
    *,
    chance: int = 1,
    overrides: Mapping[str, Mapping[str, int]] | None = None,
    trace: bool = False,
) -> Simulation:
    """Return a run at D1 19:00 in which nothing has been decided."""
    seeds = Seeds(world=7, chance=chance)
    sim = Simulation(case, people(), seeds=seeds, reader=read, overrides=overrides, trace=trace)
    sim.advance(minutes=PLANNED)
    return sim


@cache
def _ready() -> Simulation:
    return run()


def plan(**changes: Any) -> ScheduleLive:
    """Return the decision for the room at 20:00, changed as said."""
    shelf = [
        {"product": "small", "explain_minutes": 4}, {"product": "main", "explain_minutes": 8},
        {"product": "large", "explain_minutes": 6}, {"product": "gift", "explain_minutes": 3},
    ]  # fmt: skip
    values = {
        "key": "room",
        "account": "county",
        "title": "脐橙开园",
        "start": START,
        "minutes": MINUTES,
        "shelf": shelf,
    }
    return ScheduleLive.model_validate({**values, **changes})


Script = Mapping[int, Callable[[Simulation], None]]


def play(
    sim: Simulation | None = None, script: Script | None = None, until: int = MINUTES + 1, **changes: Any
) -> Simulation:
    """Plan the room and play it; ``script`` says what happens in which minute of the room."""
    sim = _ready().fork() if sim is None else sim
    sim.decide(plan(**changes))
    while sim.minute < START + until:
        act = (script or {}).get(sim.minute - START)
        if act is not None:
            act(sim)
        sim.step()
    return sim


def press(action: str, **values: Any) -> Callable[[Simulation], None]:
    """Return a step of a script that presses a button of the room."""

    def act(sim: Simulation) -> None:
        key = f"{action}-{sim.minute}-{values.get('product', '')}"
        sim.decide(LiveAction.model_validate({"key": key, "room": "room", "action": action, **values}))

    return act


def trouble(kind: str, **options: float) -> Callable[[Simulation], None]:
    """Return a step of a script that makes trouble in the room."""
    return lambda sim: sim.world.channel_of("livestream").trouble(sim.world, kind, **options)  # type: ignore[attr-defined]


def both(*acts: Callable[[Simulation], None]) -> Callable[[Simulation], None]:
    """Return a step of a script that does several things in one minute."""
    return lambda sim: [act(sim) for act in acts] and None  # type: ignore[func-returns-value]


def room_of(sim: Simulation, key: str = "room") -> Room:
    """Return the room's state."""
    return sim.world.state["livestream"]["rooms"][key]  # type: ignore[no-any-return]


def total(sim: Simulation, counter: str) -> int:
    """Return a counter of the room."""
    return int(sim.world.items.totals[room_of(sim).row, COUNTER[counter]])


def online(sim: Simulation, minute: int) -> float:
    """Return how many people were inside on average in a minute of the room."""
    return float(room_of(sim).log[minute, COUNTER["stay_ds"]]) / 600


def ordered(sim: Simulation, product: str) -> np.ndarray:
    """Return the order book's rows of a product."""
    rows = sim.world.book.rows
    return rows[rows[:, 1] == sim.world.product_index(product)]
