"""The skill of watching: what could be seen, when it was answered, whether on the cause, and what was answered to nothing.

Two shares come of it, each the mean over the occasions that arose times the precision (occasions
answered of all that was answered, false alarms included): to press everything at once is not to watch.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from assessment.evidence import Evidence
from assessment.false_alarms import FalseAlarm, false_alarms
from assessment.occasions import PREVENTED, Occasion, occasions
from simulator.scenario import clock_of
from simulator.texts import Text

ALARMS_SHOWN = 3
"""False alarms that are named; the rest are counted."""


@dataclass(frozen=True, kw_only=True)
class Monitoring:
    """How a run was watched.

    Parameters
    ----------
    occasions : tuple of Occasion
    alarms : tuple of FalseAlarm
    meanwhile : dict of str to float
        By occasion: value of the review points from the signal to the answer, 0..1 scale of the
        outcome; only where decisions have been valued.
    """

    occasions: tuple[Occasion, ...]
    alarms: tuple[FalseAlarm, ...]
    meanwhile: dict[str, float]

    @property
    def precision(self) -> float:
        """Occasions answered on the cause, of all that was answered."""
        answered = sum(occasion.cause > 0 for occasion in self.occasions)
        return answered / (answered + len(self.alarms)) if answered else 0.0

    @property
    def timely(self) -> float | None:
        """How soon the occasions were answered; ``None`` where none arose."""
        return self._mean([occasion.timely for occasion in self.occasions])

    @property
    def cause(self) -> float | None:
        """How far the answers acted on what went wrong; ``None`` where no occasion arose."""
        return self._mean([occasion.cause for occasion in self.occasions])

    def _mean(self, shares: list[float]) -> float | None:
        return statistics.fmean(shares) * self.precision if shares else None


_WATCHED: WeakKeyDictionary[Evidence, Monitoring] = WeakKeyDictionary()


def watch(evidence: Evidence) -> Monitoring:
    """Return how a run was watched (worked out once for the criteria that share it)."""
    if evidence not in _WATCHED:
        found = occasions(evidence)
        valued = evidence.advantages is not None
        meanwhile = {occasion.key: _cost(evidence, occasion) for occasion in found if valued}
        _WATCHED[evidence] = Monitoring(
            occasions=found, alarms=false_alarms(evidence, found), meanwhile=meanwhile
        )
    return _WATCHED[evidence]


def _cost(evidence: Evidence, occasion: Occasion) -> float:
    end = occasion.closes if occasion.answered is None else occasion.answered
    inside = [a.points for a in evidence.advantages or () if occasion.seen.minute <= a.minute < end]
    return float(sum(inside))


# ---- in words --------------------------------------------------------------------------------


def occasion_text(evidence: Evidence, occasion: Occasion, meanwhile: float | None = None) -> Text:
    """Say when an event could be seen, when it was answered and what it cost meanwhile."""
    name, seen, how = event_name(evidence, occasion.key), clock_of(occasion.seen.minute), occasion.seen.how
    if how == PREVENTED:
        return Text(
            zh=f"{name.zh}：{seen} {how.zh}，无须处置。",
            en=f"{name.en}: at {seen} {how.en}, so nothing was left to answer.",
        )
    zh = f"{name.zh}：{seen} 起可辨（{how.zh}）"
    en = f"{name.en}: could be told from {seen} ({how.en})"
    if occasion.answered is None:
        zh += "，到窗口结束没有对症处置"
        en += "; no answer on the cause until the window closed"
    elif occasion.answer:
        at, delay, prompt = clock_of(occasion.answered), occasion.delay_s, occasion.prompt_s
        zh += f"，{at} 用 {occasion.answer} 处置，相当于真人 {delay:.0f} 秒（{prompt:.0f} 秒内算及时）"
        en += f"; answered by {occasion.answer} at {at}, after {delay:.0f} nominal seconds (in time within {prompt:.0f})"
    if occasion.harmful:
        zh += f"；另有 {len(occasion.harmful)} 个动作帮了倒忙"
        en += f"; {len(occasion.harmful)} decisions made it worse"
    if meanwhile is not None:
        zh += f"；其间损益 {meanwhile * 100:+.1f} 分（结果满分按 100 计）"
        en += f"; worth {meanwhile * 100:+.1f} of 100 points of the outcome meanwhile"
    return Text(zh=zh + "。", en=en + ".")


def alarm_texts(alarms: tuple[FalseAlarm, ...]) -> list[Text]:
    """Say how often nothing was answered, with the first few."""
    if not alarms:
        return []
    named = alarms[:ALARMS_SHOWN]
    zh = "；".join(f"{clock_of(a.minute)} {a.key}：{a.why.zh}" for a in named)
    en = "; ".join(f"{clock_of(a.minute)} {a.key}: {a.why.en}" for a in named)
    count, more = len(alarms), len(alarms) > ALARMS_SHOWN
    return [
        Text(
            zh=f"误报 {count} 次（{zh}{'…' if more else ''}），本项按应对中真有事的比例折算。",
            en=f"{count} false alarms ({en}{' ...' if more else ''}): "
            "the share counts by how many answers were to something.",
        )
    ]


def event_name(evidence: Evidence, key: str) -> Text:
    """Return what an event is called in a sentence: the first clause of its signal."""
    signal = next(spec.signal for spec in evidence.scenario.events if spec.key == key)
    return Text(zh=_short(signal.zh), en=_short(signal.en))


def _short(text: str) -> str:
    """Return the first clause of a signal's text, to name the event by."""
    for mark in ("。", "：", "; ", ": ", ". ", ", ", "，"):
        text = text.partition(mark)[0]
    return text.rstrip("。.")
