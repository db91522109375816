"""What stands on one port brings people to another: pieces that point to a room on air, rivals that pay."""

from __future__ import annotations

import numpy as np
import pytest

from assessment.form import Form, load_form
from simulator import items as it
from simulator import paid as pd
from simulator.counters import COUNTER, SOURCE
from simulator.decisions import PaidOrder, Publish, ScheduleLive
from simulator.errors import DecisionError
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from tests.small import tea, videos_only

ROOM_AT = 14 * 60
ASKS, SILENT = "现在就来直播间下单，点击预约，限时抢购", "今天的果园"


@pytest.fixture(scope="module")
def farm() -> Form:
    return load_form("farm-live", agents=6000)


def _entries(farm: Form, account: str, copy_text: str) -> dict[str, int]:
    """Play a room with one piece elsewhere, published while it is on air; return impressions by source."""
    sim = farm.start(1)
    sim.decide(
        ScheduleLive.model_validate({
            "key": "room", "account": "douyin", "title": "脐橙开园", "start": ROOM_AT, "minutes": 60,
            "shelf": [{"product": "main", "explain_minutes": 8}],
        })
    )  # fmt: skip
    sim.decide(
        Publish.model_validate({
            "key": "piece", "account": account, "pillar": "deal", "carrier": "image_text", "hours": 2,
            "title": "果园今天", "copy_text": copy_text, "at": ROOM_AT + 2, "notify": True,
        })
    )  # fmt: skip
    sim.advance(minutes=ROOM_AT + 62)
    row = next(card.row for card in sim.world.items.cards if card.key == "room")
    return {name: int(sim.world.items.sources[row, 0, k]) for name, k in SOURCE.items()}


@pytest.mark.parametrize(("account", "source"), [("groups", "group"), ("weibo", "repost")])
def test_a_piece_elsewhere_that_names_the_room_brings_people_in(
    farm: Form, account: str, source: str
) -> None:
    assert _entries(farm, account, ASKS)[source] > _entries(farm, account, SILENT)[source]


def _rival_orders(share: float) -> tuple[Simulation, np.ndarray]:
    fields = videos_only().scenario.model_dump(mode="json")
    for rival in fields["rivals"]:
        for port in rival["ports"]:
            port["paid_share"] = share
    form = Form(scenario=Scenario.model_validate(fields), audience=videos_only().audience, world=1)
    sim = form.start(1)
    sim.advance(days=3)
    f = sim.world.items.fields[: sim.world.items.count]
    return sim, sim.world.items.totals[: sim.world.items.count][f[:, it.BRAND] > 0]


def test_rivals_who_pay_are_shown_in_paid_places_and_spend_nobodys_money() -> None:
    sim, totals = _rival_orders(1.0)
    assert totals[:, COUNTER["paid_impressions"]].sum() > 50
    assert totals[:, COUNTER["spend_fen"]].sum() == 0
    assert not sim.observe().orders
    assert sim.world.ledger.money_fen == videos_only().start(1).world.ledger.money_fen


def test_rivals_orders_end_by_themselves() -> None:
    sim, _ = _rival_orders(1.0)
    over = sim.world.paid.orders[:, pd.ENDS] <= sim.minute - 10
    assert over.any()
    assert not sim.world.paid.orders[over, pd.ACTIVE].any()


def test_rivals_who_do_not_pay_have_no_paid_impressions() -> None:
    assert _rival_orders(0.0)[1][:, COUNTER["paid_impressions"]].sum() == 0


def test_delivery_for_a_group_message_is_refused_before_the_message_exists() -> None:
    sim = tea().start(1)
    planned = {
        "key": "g",
        "account": "groups",
        "pillar": "taste",
        "carrier": "text",
        "title": "群里说一声",
        "at": 600,
    }
    sim.decide(Publish.model_validate(planned))
    order = {
        "key": "o",
        "content": "g",
        "money": 100,
        "hours": 2,
        "bid": 30,
        "goal": "impressions",
        "at": 700,
    }
    with pytest.raises(DecisionError, match="no delivery"):
        sim.decide(PaidOrder.model_validate(order))
