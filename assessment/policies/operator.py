"""The operator: one code for every level of skill and every style, without a memory of its own.

Whoever has skills (`Skills`) or latent skills (`assessment.policies.trainee`) is played by this
code. It decides from the brief and one `Observation` alone: what was done already is recognised
there (pieces, orders, rooms, bookings, surveys, answers, stock that came), whoever did it, so that
an operator can take over anybody's run at any minute.
Each concern is a small planner in this folder: what to publish, what to buy, live rooms, what
needs an answer, the shop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assessment.policies.answering import answers
from assessment.policies.buying import creators_to_book, money_moves
from assessment.policies.directing import direct, rooms_to_plan
from assessment.policies.policy import Brief
from assessment.policies.publishing import publications
from assessment.policies.shopkeeping import shop_moves
from assessment.policies.skills import Hand
from assessment.policies.timetable import is_look, next_look
from assessment.policies.wallet import Wallet
from simulator.decisions import Decision
from simulator.observation import Observation

Concern = Callable[[Brief, Hand, Observation, Wallet], Iterator[Decision]]
"""A planner: what one part of the work asks for now, paid from the wallet."""
CONCERNS: tuple[Concern, ...] = (
    direct,
    answers,
    shop_moves,
    rooms_to_plan,
    publications,
    creators_to_book,
    money_moves,
)
"""What an operator goes through at every look, the most urgent first."""


class Operator:
    """An operator with explicit skills.

    Parameters
    ----------
    brief : Brief
    hand : Hand
        How the work is done: `Skills`, or a trainee's latent skills.
    name : str
    concerns : sequence of callables
        What it goes through at every look; all of `CONCERNS` when absent.
    """

    def __init__(self, brief: Brief, hand: Hand, name: str, concerns: Sequence[Concern] = CONCERNS) -> None:
        self.brief = brief
        self.hand = hand
        self.name = name
        self.concerns = tuple(concerns)

    def next_look(self, observation: Observation) -> int:
        """Look again when the timetable says so: by day, and every minute or few while a room is on air."""
        return next_look(self.hand, observation)

    def decide(self, observation: Observation) -> Sequence[Decision]:
        """Go through the concerns in the order of urgency; between two looks decide nothing."""
        if observation.minute >= self.brief.days * 1440 or not is_look(self.hand, observation):
            return ()
        wallet = Wallet(money=observation.money_left, hours=observation.hours_left)
        return [
            decision
            for concern in self.concerns
            for decision in concern(self.brief, self.hand, observation, wallet)
            if decision.lever in self.brief.levers
        ]
