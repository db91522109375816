"""Does a title pass the rumour on? Claim first and fact later spreads the claim.

Readers who only see the title remember what stands in it. A title that opens with the fact, or
denies the claim in the same breath, does little harm; "震惊！…" and "辟谣！…?" do much.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from audience_models.reading.normalise import letters

_DENIED = re.compile(
    r"不会|不能|不是|没有|并未|未发现|不存在|不实|不属实|无关|无需|不必|不用|并非|没必要|假的|谣言|无依据|没有依据|不可信"
)
_FACT_FIRST = re.compile(
    r"事实|官方|通报|正确|权威|医生|专家|疾控|检测|实测|指南|提醒|回应|说明|核实|查证|公布|报告|凭证|记录|充足|正常"
)
_SHOUT = re.compile(r"震惊|速看|速转|惊|竟|疯传|紧急|!{1,}|可怕|出大事")
_ECHO = re.compile(r"辟谣|网传|听说|传言|谣言|有人说|真的吗|是真是假|真的会|据说|爆料")
# How much of a restated claim is left, per cent (assumed; case notes C12 and C13 give the direction).
_PLAIN_DENIAL = 35
_FACT_BEFORE = 25
_LATE_DENIAL = 75
_OPENING_WEIGHT = 50
_NO_CLAIM_ECHO = 30
_COVERED = 45  # per cent of a claim's character pairs that must be there to call it restated
_OPENING_CHARS = 40


def rumor_restated(title: str, copy: str, claims: Sequence[str]) -> int:
    """Return how far a text repeats a rumour before or without the fact, 0 to 100.

    Parameters
    ----------
    title, copy : str
        The text in comparable form.
    claims : sequence of str
        What the case's rumours say, in comparable form; without them only the manner
        ("震惊", "网传...?") is judged.
    """
    opening = copy[:_OPENING_CHARS]
    worst = max((_restated(title, claim) for claim in claims), default=0)
    worst = max(
        worst, max((_restated(opening, claim) for claim in claims), default=0) * _OPENING_WEIGHT // 100
    )
    manner = _ECHO.search(title) and (_SHOUT.search(title) or "?" in title) and not _DENIED.search(title)
    return max(worst, _NO_CLAIM_ECHO if manner else 0)


def _restated(text: str, claim: str) -> int:
    covered, first = _cover(letters(text), letters(claim))
    if covered < _COVERED:
        return 0
    score = min(100, covered + (15 if _SHOUT.search(text) else 0) + (10 if _ECHO.search(text) else 0))
    before, after = letters(text)[:first], letters(text)[first:]
    if _FACT_FIRST.search(before) or _DENIED.search(before):
        return score * _FACT_BEFORE // 100
    if not _DENIED.search(after):
        return score
    return score * (_LATE_DENIAL if _SHOUT.search(text) or _ECHO.search(text) else _PLAIN_DENIAL) // 100


def _cover(text: str, claim: str) -> tuple[int, int]:
    """Return the per cent of the claim's character pairs in the text, and where the first one is."""
    pairs = {claim[start : start + 2] for start in range(len(claim) - 1)}
    found = [text.find(pair) for pair in pairs]
    there = [place for place in found if place >= 0]
    return (100 * len(there) // len(pairs), min(there)) if there else (0, 0)
