"""One operator at three levels of skill: the reference novice, competent and expert.

All three run the same code; only `Skills` differ, and all decide from `Observation` and the brief.
Each concern is a small planner in this folder: what to publish, what to buy, live rooms, what
needs an answer, the shop.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assessment.policies.answering import answers
from assessment.policies.buying import creators_to_book, money_moves
from assessment.policies.directing import direct, rooms_to_plan
from assessment.policies.policy import Brief, register_policy
from assessment.policies.publishing import publications
from assessment.policies.shopkeeping import shop_moves
from assessment.policies.skills import COMPETENT, EXPERT, NOVICE, Skills
from assessment.policies.wallet import Wallet
from simulator.decisions import Decision
from simulator.observation import Observation
from simulator.texts import Text

Concern = Callable[[Brief, Skills, Observation, Wallet], Iterator[Decision]]
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
FIRST_HOUR, LAST_HOUR = 7, 23


class Operator:
    """An operator with explicit skills.

    Parameters
    ----------
    brief : Brief
    skills : Skills
    name : str
    concerns : sequence of callables
        What it goes through at every look; all of `CONCERNS` when absent.
    """

    def __init__(
        self, brief: Brief, skills: Skills, name: str, concerns: Sequence[Concern] = CONCERNS
    ) -> None:
        self.brief = brief
        self.skills = skills
        self.name = name
        self.concerns = tuple(concerns)
        self._done: set[str] = set()

    def next_look(self, observation: Observation) -> int:
        """Look again after a while; every minute or few while a room is live; sleep at night."""
        now = observation.minute
        if any(room.status in ("live", "broken") for room in observation.rooms):
            return now + (self.skills.live_look or 10)
        nearest = min([room.start for room in observation.rooms if room.start > now], default=now + 10**6)
        then = now + self.skills.look_every
        hour = then // 60 % 24
        if hour >= LAST_HOUR or hour < FIRST_HOUR:
            day = then // 1440 + (1 if hour >= LAST_HOUR else 0)
            then = day * 1440 + FIRST_HOUR * 60
        return min(then, nearest)

    def decide(self, observation: Observation) -> Sequence[Decision]:
        """Go through the concerns in the order of urgency; never decide the same thing twice."""
        if observation.minute >= self.brief.days * 1440:
            return ()
        wallet = Wallet(money=observation.money_left, hours=observation.hours_left)
        made: list[Decision] = []
        for concern in self.concerns:
            for decision in concern(self.brief, self.skills, observation, wallet):
                if decision.key not in self._done and decision.lever in self.brief.levers:
                    self._done.add(decision.key)
                    made.append(decision)
        return made


@register_policy("novice", Text(zh="新手", en="novice"))
def novice(brief: Brief) -> Operator:
    """Make the reference novice."""
    return Operator(brief, NOVICE, "novice")


@register_policy("competent", Text(zh="合格", en="competent"))
def competent(brief: Brief) -> Operator:
    """Make the reference competent operator."""
    return Operator(brief, COMPETENT, "competent")


@register_policy("expert", Text(zh="专家", en="expert"))
def expert(brief: Brief) -> Operator:
    """Make the reference expert."""
    return Operator(brief, EXPERT, "expert")
