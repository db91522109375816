"""Forecast calibration: what a decision said would come of it, against what came of it, by a proper score.

A forecast is read from the decision's own words: a name the platforms use with a number or a range
("播放 8000-12000", "CTR≥2%"). A range is taken as one that should hold in four cases of five; a single number is
a range without width; "at least" has no upper end. Each is marked by the interval score (Winkler 1972;
Gneiting and Raftery 2007), which nobody improves by writing what he does not believe, on the logarithm
of the number. 1 is a point that comes true, 0 is as good as "anything within a factor of ten".
"""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Iterator

from assessment.criteria.criterion import Criterion, Finding, register_criterion
from assessment.evidence import Evidence
from simulator.decisions import Decision
from simulator.observation import Reading
from simulator.texts import Text

MISSES = 0.2
"""Share of the cases in which a stated range may miss (an 80 % interval; assumed, and said in the rules)."""
VAGUE = 10.0
"""Factor between the ends of a forecast that says nothing."""
NAMES = {
    "views": ("播放", "阅读", "views"), "impressions": ("曝光", "展现", "impressions"), "likes": ("点赞", "likes"),
    "orders": ("成交", "订单", "出单", "orders"), "follows": ("涨粉", "关注", "follows"), "clicks": ("点击量", "clicks"),
    "paid_ctr": ("ctr", "点击率"), "valid_view_rate": ("5s完播", "有效播放率"), "completion_rate": ("完播率",),
}  # fmt: skip
"""Number on a piece's or an order's screen -> the words that name it."""
_NUMBER = r"(\d+(?:\.\d+)?)\s*(万|%|％)?"
_WORDS = "|".join(re.escape(word) for words in NAMES.values() for word in words)
_FORECAST = re.compile(
    rf"({_WORDS})\s*(?:约|达|到|:|：|=)?\s*(≥|>=|不低于|at least)?\s*{_NUMBER}(?:\s*(?:-|–|~|至|到|to)\s*{_NUMBER})?",
    re.IGNORECASE,
)

Stated = tuple[str, float, float]
"""Name of the number, lower and upper end."""


@register_criterion
class Forecast(Criterion):
    """How well the trainee's own forecasts were calibrated; shown, with weight 0 unless the case says otherwise."""

    key = "forecast"
    label = Text(zh="预估校准", en="calibration of forecasts")
    weight = 0.0
    tasks = ("analyse",)

    def assess(self, evidence: Evidence) -> Finding:
        """Return 1 less the mean interval score over that of a vague forecast."""
        scores = [
            interval_score(low, high, actual)
            for decision in evidence.decisions
            for name, low, high in stated(decision.forecast)
            if (actual := _came(evidence, decision, name)) is not None
        ]
        if not scores:
            none = Text(zh="没有可核对的数字预估。", en="No forecast with a number that can be checked.")
            return Finding(share=None, evidence=(none,))
        share = max(0.0, 1 - statistics.fmean(scores) / math.log(VAGUE))
        zh = f"{len(scores)} 条数字预估，按区间评分折算 {share:.0%}（模糊到十倍范围为 0）。"
        en = f"{len(scores)} forecasts with numbers; by the interval score {share:.0%} (a factor of ten wide is 0)."
        return Finding(share=share, evidence=(Text(zh=zh, en=en),))


def stated(forecast: str) -> Iterator[Stated]:
    """Yield the numbers that a forecast states.

    Examples
    --------
    >>> list(stated("播放 0.8万-1.2万, CTR≥2%"))
    [('views', 8000.0, 12000.0), ('paid_ctr', 0.02, inf)]
    """
    for word, least, low, unit, high, high_unit in _FORECAST.findall(forecast):
        name = next(name for name, words in NAMES.items() if word.lower() in words)
        first = _value(low, unit or high_unit)
        last = _value(high, high_unit or unit) if high else first
        yield name, first, math.inf if least else max(first, last)


def _value(number: str, unit: str) -> float:
    return float(number) * (10_000 if unit == "万" else 0.01 if unit in ("%", "％") else 1)


def interval_score(low: float, high: float, actual: float) -> float:
    """Return the interval score on a logarithmic scale: width plus what the range missed by, five times each side.

    Examples
    --------
    >>> interval_score(100, 100, 100), round(interval_score(50, 200, 100), 3)
    (0.0, 1.371)
    """
    # one is added so that a count of nothing can be forecast; rates are taken per ten thousand
    scale = 10_000 if max(low, actual) <= 1 else 1
    a, x = (math.log(1 + value * scale) for value in (low, actual))
    b = math.log(1 + high * scale) if math.isfinite(high) else max(a, x) + math.log(VAGUE) / 2
    return (b - a) + 2 / MISSES * (max(0.0, a - x) + max(0.0, x - b))


def _came(evidence: Evidence, decision: Decision, name: str) -> float | None:
    """Return what a decision's piece or order showed in the end."""
    seen = evidence.ended
    for view in (*seen.orders, *seen.contents, *seen.rooms):
        if view.key == decision.key:
            found: Reading | None = (
                view.counts.get(name) or view.counts.get(f"paid_{name}") or view.rates.get(name)
            )
            return found.value if found is not None else None
    return None
