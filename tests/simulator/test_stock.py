"""Parcels come out of stock wherever they are ordered."""

from __future__ import annotations

from assessment.form import load_form
from simulator.decisions import Publish, SetPrice
from simulator.market import O_PRODUCT
from simulator.simulation import Simulation

PRODUCT = "traffic"


def _sold_out() -> Simulation:
    """Sell a product for next to nothing on every port until its boxes are gone."""
    sim = load_form("farm-live", agents=5000).start(1)
    sim.decide(SetPrice(key="cheap", product=PRODUCT, price=0.5))
    for number, account in enumerate(("douyin", "village", "groups", "channels", "weibo", "official")):
        sim.decide(
            Publish.model_validate({
                "key": f"p{number}", "account": account, "pillar": "deal", "product": PRODUCT, "hours": 6,
                "carrier": "short_video" if number in (0, 1, 3) else "image_text", "duration_s": 30,
                "title": "今天下单三斤脐橙只要五毛", "copy_text": "点击链接下单，今天截止。", "at": 600,
            })
        )  # fmt: skip
    sim.advance(days=4)
    return sim


def test_no_more_parcels_are_ordered_than_there_are_boxes() -> None:
    sim = _sold_out()
    people = sim.scenario.audience.people_per_agent
    index = sim.world.product_index(PRODUCT)
    orders = int((sim.world.book.rows[:, O_PRODUCT] == index).sum())
    boxes = next(stock for stock in sim.scenario.stocks if stock.key == "traffic-boxes")
    assert orders == boxes.start // people
    assert sim.world.stock[boxes.key] == boxes.start - orders * people
