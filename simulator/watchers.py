"""What happens by itself: surveys come in, automatic rules fire, the platform acts on reports."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from simulator import delivery
from simulator import items as it
from simulator.channel import Tick, named_counts
from simulator.decisions import SetRule
from simulator.memory import AWARE, AWARE_FROM, BELIEVES, TRUST, UNDERSTAND, UNDERSTAND_FROM
from simulator.observe_orders import reported
from simulator.paid import ITEM, PaidCard
from simulator.people import AGE, AGE_BANDS
from simulator.randomness import draw_array, name_key
from simulator.rates import RATES

if TYPE_CHECKING:
    from simulator.world import World

SURVEY_SIZE = {"all": 400, "18-30": 400, "60+": 200}
"""People asked (cases.md C4: 400, and 200 for the 60+ supplement)."""


def group_mask(world: World, group: str) -> NDArray[np.bool_]:
    """Return who belongs to a survey group."""
    age = world.audience.rows[:, AGE]
    if group == "18-30":
        return (age == AGE_BANDS.index("18-23")) | (age == AGE_BANDS.index("24-30"))
    if group == "60+":
        return age == AGE_BANDS.index("60+")
    return np.ones(world.audience.n, bool)


def surveys_due(world: World, tick: Tick) -> None:
    """Ask a keyed sample in the survey's minute; the answer carries its standard error."""
    for survey in world.surveys:
        if survey["n"] == 0 and survey["due"] < tick.end:
            _ask(world, survey)
            world.signal("result", "调查结果已出", "survey results are in", content=survey["key"])


def _ask(world: World, survey: dict[str, Any]) -> None:
    people = np.flatnonzero(group_mask(world, survey["group"]))
    size = min(SURVEY_SIZE[survey["group"]], people.size)
    key = world.seeds.chance_key("survey", name_key(survey["key"]))
    luck = draw_array(key, people)
    asked = people[np.argsort(luck, kind="stable")[:size]]
    memory = world.memory[0, asked]
    public = [k for k, issue in enumerate(world.scenario.issues) if issue.about == "public"]
    believes = (world.issues[public][:, asked] & BELIEVES).any(axis=0)
    survey["n"] = size
    for name, yes in (
        ("aware", memory[:, AWARE] >= AWARE_FROM), ("understand", memory[:, UNDERSTAND] >= UNDERSTAND_FROM),
        ("believe", believes),
    ):  # fmt: skip
        share = float(yes.mean())
        survey["results"][name] = (share, float(np.sqrt(max(share * (1 - share), 0.25 / size) / size)))
    trust = memory[:, TRUST].astype(float) * 100 / 255
    survey["results"]["trust"] = (float(trust.mean()), float(trust.std(ddof=1) / np.sqrt(size)))


def rules_due(world: World, tick: Tick) -> None:
    """Fire stop-losses and alerts, and take down reported pieces."""
    for rule in world.rules:
        if rule["kind"] == "takedown":
            _take_down(world, rule, tick)
        elif not rule["done"]:
            decision = next(d for d in world.decisions if d.key == rule["decision"])
            if isinstance(decision, SetRule):
                rule["done"] = _fires(world, decision)


def _take_down(world: World, rule: dict[str, Any], tick: Tick) -> None:
    if rule["minute"] < tick.end and world.items.fields[rule["row"], it.STATUS] != it.STATUS_WITHDRAWN:
        world.items.fields[rule["row"], it.STATUS] = it.STATUS_WITHDRAWN
        world.signal("platform", "被举报内容已下架", "a reported piece was taken down")


def _fires(world: World, rule: SetRule) -> bool:
    if rule.rule == "alert":
        counts = _own_counts(world)
        value = RATES[rule.metric].of(counts) if rule.metric in RATES else counts.get(rule.metric)
        if value is None or not _beyond(value, rule):
            return False
        world.signal(
            "alert",
            f"预警: {rule.metric} = {value:.4g}",
            f"alert: {rule.metric} = {value:.4g}",
            level="warning",
        )
        return True
    return _stop_loss(world, rule)


def _stop_loss(world: World, rule: SetRule) -> bool:
    card = next((c for c in world.paid.cards if c.key == rule.order), None)
    if card is None or card.status != "running" or card.spent_fen < rule.after_spend * 100:
        return False
    if rule.metric not in RATES or not _beyond(RATES[rule.metric].of(_order_counts(world, card)), rule):
        return False
    delivery.close(world, card, "stopped")
    world.signal("alert", f"止损规则已停投 {card.key}", f"stop-loss has stopped {card.key}", level="warning")
    return True


def _order_counts(world: World, card: PaidCard) -> dict[str, int]:
    """Return the counts that a stop-loss judges: the order's own as its page shows them, else its piece's."""
    row = int(world.paid.orders[card.index, ITEM])
    channel = world.channels[world.items.fields[row, it.CHANNEL]]
    return named_counts(channel, world.items.totals[row]) | reported(world, card)


def _beyond(value: float, rule: SetRule) -> bool:
    return (rule.below is not None and value < rule.below) or (rule.above is not None and value > rule.above)


def _own_counts(world: World) -> Counter[str]:
    """Return the counts of all own pieces by name, those that only one channel has included."""
    count, out = world.items.count, Counter[str]()
    f, totals = world.items.fields[:count], world.items.totals[:count]
    for index, channel in enumerate(world.channels):
        rows = (f[:, it.BRAND] == 0) & (f[:, it.CHANNEL] == index)
        out.update(named_counts(channel, totals[rows].sum(axis=0)))
    return out
