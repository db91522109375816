"""Find what the advertising rules have to say about a text, in its context."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from itertools import islice
from typing import Literal, NamedTuple

from audience_models.reading.excuses import EXCUSE_OF
from audience_models.reading.normalise import Marked, tight, visible
from audience_models.reading.rule_types import Rule
from audience_models.reading.rules import RULES
from simulator.reading import GRADES, AdFinding, Grade

# A question and its answer are one context: "喝白酒包治百病？医生辟谣：没有依据".
_CONTEXT_END = re.compile(r"[。!;\n]|\.{2,}")
_CLAUSE_END = re.compile(r"[,。!?;:\n]|\.{2,}")
# Signs that a text sells something, whatever its author declared (assumed).
_TRADE = re.compile(
    r"下单|团购|券后|优惠券|代金券|双杯券|立减|满减|包邮|到店|门店|本店|小店|新品|上新|开卖|热卖|招牌|小黄车|购物车|橱窗|秒杀|特价|现货|"
    r"发货|拍[一1]发|买[一1][送赠]|回购|店铺|套餐|现摘现发|产地直发|订购|选购|到手价|抢购|品牌|产品|好物|加盟|代理|好喝|好吃|新茶|[高低底特半]价|价格|"
    r"\d{1,12}(?:\.\d{1,4})?元?[/一每]?(?:斤|杯|份|件|箱|盒|瓶|单|袋)|\d斤\s*\d|全场|奶茶|果茶|茶饮|礼盒|正品|客服"
)
_AD_LABELS = frozenset({"ad", "广告", "推广", "商业推广", "赞助", "商务合作"})
_AI_LABELS = frozenset({"ai", "ai生成", "人工智能生成", "人工智能生成合成", "内容由ai生成"})
_AD_MARK = re.compile(
    r"^\W{0,2}(?:广告|商业推广|赞助)(?![法语词牌位])|[\[(【#](?:广告|推广|赞助)(?![法语词牌位])|本(?:文|视频|条)(?:为|含)广告|商务合作"
)
_AI_MARK = re.compile(r"(?:ai|人工智能)(?:辅助)?(?:生成|合成|制作|绘制|配音)|虚拟人|数字人(?:播报|主播)")
_TRIAL = re.compile(r"亲测|实测|测评|体验|用了|喝了|吃了|分享|种草|推荐|安利|回购")
_BUY = re.compile(r"链接|小黄车|购物车|橱窗|左下角|下单|团购券?|购买|扫码买")

_MOST_HITS = 200  # of one rule in one part that are looked at
_REACH = 80  # characters each way in which a context is looked for (assumed: two clauses)
MOST_FINDINGS = 40  # of one part; more say nothing new and would swell the log

Part = Literal["title", "copy"]


class _Hit(NamedTuple):
    rule: Rule
    start: int
    end: int
    grade: Grade
    excused_by: str | None


def is_commercial(text: str, *, declared: bool = False) -> bool:
    """Return whether a text sells something: declared so, or by its own words.

    Examples
    --------
    >>> is_commercial("本店新品上架"), is_commercial("流感疫苗接种须知")
    (True, False)
    """
    return declared or bool(_TRADE.search(tight(visible(text)).text))


def ad_findings(title: str, copy: str = "", *, commercial: bool = False) -> tuple[AdFinding, ...]:
    """Return what the rules find in title and copy, in the order of the text.

    Parameters
    ----------
    title, copy : str
        The text as its author wrote it.
    commercial : bool
        Whether it is declared as an advertisement or carries a product; a text that sells by its
        own words is treated as commercial all the same.

    Returns
    -------
    tuple of AdFinding
        At most one finding for each stretch of text, the gravest, and at most 40 for title and copy
        each.
    """
    sells = is_commercial(f"{title}\n{copy}", declared=commercial)
    parts: tuple[tuple[Part, str], ...] = (("title", title), ("copy", copy))
    whole = tight(visible(f"{title}\n{copy}")).text
    return tuple(
        _finding(hit, part, written, marked)
        for part, written in parts
        for marked in [tight(visible(written))]
        for hit in _apart(_hits(marked.text, whole, commercial=sells), len(marked.text))
    )


@cache
def _patterns() -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    return tuple((rule, rule.compiled()) for rule in RULES)


def _hits(text: str, whole: str, *, commercial: bool) -> Iterator[_Hit]:
    for rule, pattern in _patterns():
        grade = rule.grade if commercial else rule.public_grade
        if grade is None or (rule.unless and re.search(rule.unless, whole)):
            continue
        for found in islice(pattern.finditer(text), _MOST_HITS):
            left, excused_by = _in_context(rule, grade, text, *found.span())
            if left is not None:
                yield _Hit(rule, *found.span(), left, excused_by)


def _in_context(rule: Rule, grade: Grade, text: str, start: int, end: int) -> tuple[Grade | None, str | None]:
    """Return the grade that is left in this context, and the excuse that lowered it."""
    ahead, behind = text[max(0, start - _REACH) : start], text[end : end + _REACH]
    before = _CLAUSE_END.split(ahead)[-1]
    after = _CLAUSE_END.split(behind, maxsplit=1)[0]
    context = _CONTEXT_END.split(ahead)[-1] + text[start:end] + _CONTEXT_END.split(behind, maxsplit=1)[0]
    for key in rule.excuses:
        excuse = EXCUSE_OF[key]
        if not excuse.holds(before, after, context):
            continue
        if excuse.leaves is None:
            return None, key
        if GRADES.index(excuse.leaves) < GRADES.index(grade):
            return excuse.leaves, key
    return grade, None


def _apart(hits: Iterator[_Hit], length: int) -> list[_Hit]:
    """Keep one hit for each stretch of text, the gravest and then the longest; at most `MOST_FINDINGS`."""
    kept: list[_Hit] = []
    taken = bytearray(length)
    for hit in sorted(hits, key=lambda hit: (-GRADES.index(hit.grade), hit.start - hit.end, hit.start)):
        if len(kept) < MOST_FINDINGS and not any(taken[hit.start : hit.end]):
            kept.append(hit)
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
    return sorted(kept, key=lambda hit: hit.start)


def _finding(hit: _Hit, part: Part, written: str, marked: Marked) -> AdFinding:
    start, end = marked.span(hit.start, hit.end)
    return AdFinding(
        rule=hit.rule.key,
        word=written[start:end],
        part=part,
        span=(start, end),
        grade=hit.grade,
        clause=hit.rule.clause,
        reason_zh=hit.rule.reason.zh,
        reason_en=hit.rule.reason.en,
        excused_by=hit.excused_by,
    )


def ad_mark_missing(text: str, *, is_ad: bool, labels: Collection[str]) -> bool:
    """Return whether an advertisement hides that it is one.

    A declared advertisement needs the mark; so does a trial or review with a way to buy
    (互联网广告管理办法第九条).
    """
    plain = tight(visible(text)).text
    hidden = bool(_TRIAL.search(plain) and _BUY.search(plain))
    marked = bool(_AD_LABELS & {label.casefold() for label in labels}) or bool(_AD_MARK.search(plain))
    return (is_ad or hidden) and not marked


def ai_label_missing(text: str, *, ai_generated: bool, labels: Collection[str]) -> bool:
    """Return whether a text made with AI does not say so."""
    labelled = bool(_AI_LABELS & {label.casefold() for label in labels})
    return ai_generated and not labelled and not _AI_MARK.search(tight(visible(text)).text)
