"""The delivery desk: whom an order may reach, and what a change does that comes when the order is over."""

from __future__ import annotations

from functools import cache

import numpy as np

from assessment.form import Form, load_form
from simulator import items as it
from simulator.decisions import ChangeOrder, SetRule, Targeting
from simulator.people import AGE, CITY_TIERS, TIER
from simulator.scenario import Scenario
from simulator.simulation import Simulation
from tests.small import paid, video, videos_only

AGENTS = 3000


@cache
def _cities() -> Form:
    """Return the videos' form with people of all city tiers; the tea case has those of one city."""
    fields = videos_only(AGENTS).scenario.model_dump(mode="json")
    fields["audience"]["city_tier_mix"] = {}
    return load_form(Scenario.model_validate(fields), agents=AGENTS)


def _played(targeting: Targeting | None) -> Simulation:
    """Return a day with a piece, and an order for it if a targeting is given."""
    sim = _cities().start(1)
    sim.advance(hours=10)
    orders = [] if targeting is None else [paid(money=20_000, pacing="fast", targeting=targeting)]
    sim.step([video(), *orders])
    sim.advance(hours=14)
    return sim


def _met(sim: Simulation) -> np.ndarray:
    card = sim.world.card("v1")
    assert card is not None
    return sim.world.items.met[card.row] & it.MET > 0


def test_an_order_for_city_tiers_adds_only_people_of_these_cities() -> None:
    """An order for the smaller cities adds people there, one for everybody adds people elsewhere too."""
    chosen = [CITY_TIERS.index("tier3"), CITY_TIERS.index("tier4")]
    unpaid = _met(_played(None))
    aimed = _met(_played(Targeting(city_tiers=("tier3", "tier4"))))
    everybody = _met(_played(Targeting()))
    tiers = _cities().audience.rows[:, TIER]
    inside = np.isin(tiers, chosen)
    assert aimed[inside].mean() > 1.5 * unpaid[inside].mean()
    assert everybody[~inside].mean() > 1.5 * aimed[~inside].mean()


def test_all_city_tiers_named_are_as_good_as_none() -> None:
    """Naming every band aims at everybody, as an empty list does."""
    every = _played(Targeting(city_tiers=CITY_TIERS))  # type: ignore[arg-type]
    assert every.digest() == _played(Targeting()).digest()


def test_a_change_that_comes_when_the_order_is_over_does_nothing_and_gives_its_money_back() -> None:
    """Money is given back once, and the event feed says why nothing happened."""
    sim = videos_only(AGENTS).start(1)
    sim.advance(hours=10)
    money = sim.world.ledger.money_fen
    later = sim.minute + 300
    changes = [
        ChangeOrder(key="stop", order="p1", stop=True, at=sim.minute + 200),
        ChangeOrder(key="more", order="p1", add_money=150, at=later),
        ChangeOrder(key="again", order="p1", stop=True, at=later),
    ]
    sim.step([video(), paid(money=400)])
    sim.step(changes)
    sim.advance(hours=8)
    card = sim.world.paid.cards[0]
    assert card.status == "stopped"
    assert 0 < card.spent_fen < 40_000
    assert sim.world.ledger.money_fen == money - card.spent_fen - _made(sim)
    assert sum("改单未执行" in signal.text.zh for signal in sim.world.signals) == 2


def _made(sim: Simulation) -> int:
    """Return what was spent beside delivery."""
    return sum(entry.money_fen for entry in sim.world.ledger.entries if entry.decision == "v1")


def test_an_age_band_stops_at_its_border() -> None:
    """Nobody of another age is added by an order for one band."""
    aimed = _met(_played(Targeting(ages=("18-23",))))
    everybody = _met(_played(Targeting()))
    outside = _cities().audience.rows[:, AGE] != 1
    assert everybody[outside].mean() > 1.2 * aimed[outside].mean()


def _stopped(below: float) -> tuple[str, float | None]:
    """Return an order's state and the click rate its page shows, where the piece was bought before at length."""
    sim = videos_only(AGENTS).start(3)
    sim.advance(hours=10)
    sim.step([video(product="single"), paid("before", money=4000, hours=4, pacing="fast")])
    sim.advance(hours=5)
    rule = SetRule(key="stop", rule="stop_loss", order="p1", metric="paid_ctr", below=below, after_spend=900)
    sim.step([paid("p1", money=3000, hours=10, bid=60), rule])
    sim.advance(hours=8)
    order = next(one for one in sim.observe().orders if one.key == "p1")
    return order.status, order.rates["paid_ctr"].value


def test_a_stop_loss_judges_the_order_s_own_rate_as_its_page_shows_it() -> None:
    """What the piece did before the order, for other money, neither saves nor condemns it."""
    _, shown = _stopped(0.0)
    assert shown is not None
    assert shown > 0
    assert _stopped(shown / 4)[0] == "running"
    assert _stopped(shown * 4)[0] == "stopped"
