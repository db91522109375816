"""The rules card: every rule about expressions with its clause, grade and exceptions.

The same table is what `audience_models.reading.adlaw` applies and what the trainee may read before
and during a case, so nobody is judged by a rule that is not on the card.
"""

from __future__ import annotations

from dataclasses import dataclass

from audience_models.reading.excuses import EXCUSE_OF
from audience_models.reading.rule_types import Rule
from audience_models.reading.rules_claims import CLAIM_RULES
from audience_models.reading.rules_conduct import CONDUCT_RULES
from simulator.reading import Grade
from simulator.texts import Text

RULES: tuple[Rule, ...] = CLAIM_RULES + CONDUCT_RULES

GRADE_NAMES: dict[Grade, Text] = {
    "hint": Text(zh="提示：可以发，请再看一眼", en="Hint: may go out, look again"),
    "warning": Text(zh="警告：应当修改", en="Warning: should be changed"),
    "throttle": Text(zh="限流：平台会限制推荐", en="Throttle: the platform limits its reach"),
    "veto_candidate": Text(zh="否决候选：须由考评员确认", en="Veto candidate: an examiner must confirm"),
}

CARD_INTRO = Text(
    zh="词语按语境判断，不按字面。商业文案里绝对化用语即使属实也不能免责；公益、政务文案里最多给出提示。"
    "“最后一天”“第一次”“第一时间”“最新一期”不算违规。",
    en="Expressions are judged in context, not by the letter. In commercial text a superlative is no better for being "
    "true; in public-service text it gets a hint at most. 'The last day' or 'the first time' is no breach.",
)

SPECIAL_RULES: tuple[tuple[str, Text, str], ...] = (
    (
        "ad_mark",
        Text(zh="广告要标明“广告”，让人一眼可识别", en="An advertisement says that it is one"),
        "广告法第十四条；互联网广告管理办法第九条",
    ),
    (
        "soft_ad",
        Text(
            zh="体验、测评、科普附购买链接，也应标明“广告”",
            en="A review with a link to buy is marked as well",
        ),
        "互联网广告管理办法第九条",
    ),
    (
        "ai_label",
        Text(
            zh="人工智能生成的内容，发布者要主动声明并加显式标识", en="What AI made carries a visible label"
        ),
        "人工智能生成合成内容标识办法（2025-09-01 起施行）",
    ),
)


@dataclass(frozen=True, kw_only=True)
class CardEntry:
    """One line of the rules card.

    Parameters
    ----------
    key : str
        The rule's key.
    name, reason : Text
        What it is about, and why.
    clause : str
        The clause.
    penalty : Text, optional
        What the clause threatens.
    grade, public_grade : str, optional
        Grade in commercial and in public-service text.
    exceptions : tuple of Text
        Contexts that lower the grade.
    """

    key: str
    name: Text
    reason: Text
    clause: str
    penalty: Text | None
    grade: Grade
    public_grade: Grade | None
    exceptions: tuple[Text, ...]


def rules_card() -> tuple[CardEntry, ...]:
    """Return the rules card, gravest rules first.

    Examples
    --------
    >>> rules_card()[0].grade
    'veto_candidate'
    """
    order = list(GRADE_NAMES)
    return tuple(_entry(rule) for rule in sorted(RULES, key=lambda rule: -order.index(rule.grade)))


def _entry(rule: Rule) -> CardEntry:
    excuses = (EXCUSE_OF[key] for key in rule.excuses)
    return CardEntry(
        key=rule.key,
        name=rule.name,
        reason=rule.reason,
        clause=rule.clause,
        penalty=rule.penalty,
        grade=rule.grade,
        public_grade=rule.public_grade,
        exceptions=tuple(Text(zh=excuse.zh, en=excuse.en) for excuse in excuses),
    )
