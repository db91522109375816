"""Clickbait: an ordinary operator whose every title shouts, exaggerates and promises a secret."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.policies import phrases
from assessment.policies.operator import Operator
from assessment.policies.policy import Brief, register_policy
from assessment.policies.publishing import lead_product
from assessment.policies.skills import COMPETENT
from simulator.decisions import BookCreator, Decision, Publish, ScheduleLive
from simulator.observation import Observation
from simulator.randomness import name_key
from simulator.texts import Text

SELLING = (
    "震惊！{brand}{thing}全网最低价，99%的人都不知道的内幕！！",
    "惊呆了！{thing}居然这么便宜，速看，删前最后一天！！！",
    "史上最强{thing}！绝对全城第一，不看后悔一辈子！",
    "万万没想到，{brand}{thing}真相竟是这样……",
)
PUBLIC = (
    "震惊！流感真相曝光，99%的人都做错了！！",
    "太可怕了！这样做等于害死家人，速看速转！！！",
    "绝对有效！{brand}揭秘最强防流感方法，不看后悔一辈子！",
    "万万没想到，发烧后第一件事竟是这个……",
)


class Clickbait(Operator):
    """Decides as the competent operator does and rewrites every title."""

    def decide(self, observation: Observation) -> Sequence[Decision]:
        """Put bait over whatever is published, broadcast or booked."""
        return [self._baited(decision) for decision in super().decide(observation)]

    def _baited(self, decision: Decision) -> Decision:
        if not isinstance(decision, Publish | ScheduleLive | BookCreator):
            return decision
        titles = SELLING if self.brief.products else PUBLIC
        product = lead_product(self.brief, 0)
        title = phrases.fill(
            titles[name_key(decision.key) % len(titles)],
            brand=self.brief.brand.zh,
            thing=product.name.zh if product else "",
        )
        changes = {"title": title} | ({"tone": "urgent"} if isinstance(decision, Publish) else {})
        return decision.model_copy(update=changes)


@register_policy("clickbait", Text(zh="标题党", en="clickbait"))
def make(brief: Brief) -> Clickbait:
    """Make the policy."""
    return Clickbait(brief, COMPETENT, "clickbait")
