"""Real-time adjustment: in time, on the cause, and what it was worth (three lines of the rubric)."""

from __future__ import annotations

from assessment.criteria.criterion import Criterion, Finding, register_criterion
from assessment.evidence import Evidence
from assessment.monitoring import Monitoring, alarm_texts, event_name, occasion_text, watch
from simulator.texts import Text

NOTHING_AROSE = Text(zh="没有出现需要应对的信号。", en="No signal arose that called for an answer.")
NOT_APART = Text(
    zh="事件窗口内，专家的决策不比不作为更有价值，无法据此评分。",
    en="Inside event windows the experts gain no more than doing nothing: nothing can be read from it.",
)
IN_THE_OUTCOME = Text(
    zh="这份卷子里，窗口内外的决策价值分不开，全部计入“结果”。",
    en="In this form what decisions inside event windows were worth cannot be told from the rest: all of it is outcome.",
)
FORKED = Text(
    zh="分叉后的支线带有后见之明，不计监测得分。",
    en="A branch forked off with hindsight is not scored for monitoring.",
)
PRACTICE = Text(zh="练习：只按首次未分叉的主线计。", en="Practice: the first, unforked branch alone counts.")


def _told(evidence: Evidence, seen: Monitoring) -> tuple[Text, ...]:
    mark = (PRACTICE,) if evidence.branch == "first" else ()
    lines = [occasion_text(evidence, one, seen.meanwhile.get(one.key)) for one in seen.occasions]
    return (*mark, *lines, *alarm_texts(seen.alarms))


@register_criterion
class Timely(Criterion):
    """How soon the occasions were answered, from the minute in which each could be told from chance."""

    key = "timely"
    label = Text(zh="实时调整·及时", en="real-time adjustment: in time")
    weight = 6.0
    tasks = ("adjust",)

    def assess(self, evidence: Evidence) -> Finding:
        """Return the mean timeliness times the precision of the answers."""
        if evidence.branch == "fork":
            return Finding(share=None, evidence=(FORKED,))
        seen = watch(evidence)
        if seen.timely is None:
            return Finding(share=None, evidence=(NOTHING_AROSE,))
        return Finding(share=seen.timely, evidence=_told(evidence, seen))


@register_criterion
class OnCause(Criterion):
    """Whether the answers act on what went wrong."""

    key = "on_cause"
    label = Text(zh="实时调整·对症", en="real-time adjustment: on the cause")
    weight = 7.0
    tasks = ("adjust",)

    def assess(self, evidence: Evidence) -> Finding:
        """Return the mean fit of the answers times their precision."""
        if evidence.branch == "fork":
            return Finding(share=None, evidence=(FORKED,))
        seen = watch(evidence)
        if seen.cause is None:
            return Finding(share=None, evidence=(NOTHING_AROSE,))
        names = [event_name(evidence, one.key) for one in seen.occasions if one.cause > 0]
        done, count, precision = (
            "、".join(name.zh for name in names) or "无",
            len(seen.occasions),
            seen.precision * 100,
        )
        zh = f"出现 {count} 个需应对的信号，对症处置：{done}；应对中真有事的占 {precision:.0f}%。"
        en = (
            f"{count} signals called for an answer; answered on the cause: "
            f"{'; '.join(name.en for name in names) or 'none'}; "
            f"{precision:.0f} % of all answers were to something."
        )
        return Finding(share=seen.cause, evidence=(Text(zh=zh, en=en),))


@register_criterion
class Increment(Criterion):
    """What the decisions inside event windows were worth."""

    key = "increment"
    label = Text(zh="实时调整·增量", en="real-time adjustment: increment")
    weight = 7.0
    tasks = ("adjust",)

    def assess(self, evidence: Evidence) -> Finding:
        """Return the advantages inside event windows between those of doing nothing and of the experts."""
        if evidence.branch == "fork":
            return Finding(share=None, evidence=(FORKED,))
        if evidence.advantages is None or evidence.window_anchors is None:
            unvalued = Text(
                zh="窗口内的决策尚未估值。", en="The decisions inside event windows have not been valued."
            )
            return Finding(share=None, evidence=(unvalued,))
        inside = [advantage for advantage in evidence.advantages if advantage.window]
        if evidence.whole_outcome:
            return Finding(share=None, evidence=(IN_THE_OUTCOME,))
        low, high = evidence.window_anchors
        if not inside:
            return Finding(share=None, evidence=(NOTHING_AROSE,))
        if high <= low:
            return Finding(share=None, evidence=(NOT_APART,))
        worth = sum(advantage.points for advantage in inside)
        error = sum(advantage.error**2 for advantage in inside) ** 0.5
        zh = (
            f"事件窗口内的决策合计 {worth * 100:+.1f}±{error * 100:.1f} 分（结果按 100 计）；"
            f"不作为 {low * 100:+.1f}，专家 {high * 100:+.1f}。"
        )
        en = (
            f"The decisions inside event windows come to {worth * 100:+.1f} ± {error * 100:.1f} of 100 points of the "
            f"outcome; doing nothing {low * 100:+.1f}, the experts {high * 100:+.1f}."
        )
        share = max(0.0, min(1.0, (worth - low) / (high - low)))
        return Finding(share=share, evidence=(Text(zh=zh, en=en),))
