"""Engagement bait: an ordinary operator who asks for a "1" in the comments and a follow for a coupon, every time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assessment.policies.operator import CONCERNS, Operator
from assessment.policies.policy import Brief, register_policy
from assessment.policies.skills import COMPETENT, Hand
from assessment.policies.wallet import Wallet
from simulator.decisions import Decision, PaidOrder, Publish, SetPrice
from simulator.observation import Observation
from simulator.randomness import name_key
from simulator.texts import Text

SELLING = (
    "评论区扣1抽奖！关注就送券，点赞过500再抽10位",
    "关注+转发+评论，抽3位免单！评论区扣1报名",
    "关注领券！评论区留言“想要”，今晚开奖",
)
PUBLIC = (
    "评论区扣1抽口罩！关注我们，点赞过500再抽10位",
    "关注+转发到3个群，抽20份防护包，评论区扣1",
    "点赞收藏评论三连，抽奖送体温计，今晚开奖",
)
COPY = "评论区扣1参与抽奖，关注才能领取，点赞转发中奖率更高！还没关注的点个关注，晚上8点开奖。"
COUPON = 2.0
FOLLOW_BID = 12.0
"""Yuan bid for a follow: at the platforms' usual 2 in 1,000 it clears the floor of 20 yuan CPM."""


def follow_for_coupon(brief: Brief, hand: Hand, seen: Observation, wallet: Wallet) -> Iterator[Decision]:
    """Yield the coupon that every follower is promised."""
    del hand, wallet
    given = {view.key for view in seen.products if view.coupon}
    for product in brief.products:
        if product.price > 2 * COUPON and product.key not in given:
            yield SetPrice(
                key=f"fans.{product.key}.{seen.minute}",
                product=product.key,
                coupon=COUPON,
                reason="关注领券涨粉",
            )


class EngagementBait(Operator):
    """Decides as the competent operator does, with bait for comments, and buys follows instead of clicks."""

    def decide(self, observation: Observation) -> Sequence[Decision]:
        """Ask for comments and follows in whatever is published or delivered."""
        return [self._begging(decision) for decision in super().decide(observation)]

    def _begging(self, decision: Decision) -> Decision:
        if isinstance(decision, Publish) and decision.answers is None:
            titles = SELLING if self.brief.products else PUBLIC
            title = titles[name_key(decision.key) % len(titles)]
            return decision.model_copy(update={"title": title, "copy_text": COPY})
        if isinstance(decision, PaidOrder) and decision.goal != "enters":
            return decision.model_copy(update={"goal": "follows", "bid": FOLLOW_BID})
        return decision


@register_policy("engagement-bait", Text(zh="互动诱饵", en="engagement bait"))
def make(brief: Brief) -> EngagementBait:
    """Make the policy."""
    return EngagementBait(brief, COMPETENT, "engagement-bait", (follow_for_coupon, *CONCERNS))
