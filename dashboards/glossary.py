"""The glossary: what every number, rate and lever is, from the tables that compute it.

A rate's formula is read off `RATES`, a goal's delay off the KPI registry, a batch port off
`simulator.seen`. Only what a table cannot say (what a number is for) is a text of the catalogue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

import orjson

from dashboards.i18n import catalogue, known, metric_name, port_name, t, tx
from dashboards.visit import Visit, language, visiting
from simulator.channel import channels, rates_of
from simulator.counters import COUNTER_TEXTS, COUNTERS
from simulator.decisions import LEVERS
from simulator.kpis import KPIS
from simulator.paid import FEEDBACK_DELAY
from simulator.rates import RATES, Rate
from simulator.scenario import Scenario
from simulator.seen import BATCH_MINUTE, LATE_COUNTERS, in_batches
from simulator.shown import HIDDEN_COUNTERS, LEAST_COUNT

Kind = Literal["goal", "rate", "count", "lever", "word"]
KINDS: tuple[Kind, ...] = ("goal", "rate", "count", "lever", "word")
LEVER, WORD = "lever:", "word:"
"""What stands before the key of a lever or of a concept; a number's key is its own name."""
CARD_WORDS = ("search", "none", "formula", "use", "when", "rule", "takes", "more")
"""Words of the cards and of the list."""
_PAID = frozenset(name for name in COUNTERS if name.startswith(("paid_", "spend_")))
"""What delivery counts: none is sold for the ports that report in batches."""
_SAME = 1e-9
"""Factors closer to one than this are not written (rounding)."""
_CONVERTED = {"_fen": 100.0, "_ds": 10.0}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One term as a card shows it, in the language of the visit.

    Parameters
    ----------
    name, other : str
        Its name, and its name in the other language (empty when they are alike).
    formula, use, when : str
        How it is made, what it is for, and its delay and threshold; for a lever the rule that
        binds it, what it does, and when it takes effect. Empty where there is nothing to say.
    """

    key: str
    kind: Kind
    name: str
    other: str
    formula: str = ""
    use: str = ""
    when: str = ""

    def plain(self) -> dict[str, str]:
        """Return the entry as data for the browser, without its empty parts."""
        return {name: value for name, value in vars(self).items() if value}


def formula_of(rate: Rate) -> str:
    """Return a rate's formula in the names that stand on the screens.

    Examples
    --------
    >>> formula_of(RATES["gpm"])
    '成交金额 ÷ 播放/阅读 × 1,000'
    """
    above = Counter(rate.over)
    parts = [
        metric_name(name) if times == 1 else f"{times} × {metric_name(name)}" for name, times in above.items()
    ]
    top = " + ".join(parts) + "".join(f" − {metric_name(name)}" for name in rate.minus)
    if len(parts) + len(rate.minus) > 1:
        top = f"({top})"
    times = rate.per * _unit(rate.over[0]) / _unit(rate.under)
    factor = f" × {times:,.10g}" if abs(times - 1) > _SAME else ""
    return f"{top} ÷ {metric_name(rate.under)}{factor}"


def _unit(counter: str) -> float:
    return next((size for end, size in _CONVERTED.items() if counter.endswith(end)), 1.0)


def entry_of(key: str) -> Entry | None:
    """Return what is known of a number, of ``lever:<name>`` or of ``word:<name>``; ``None`` for others."""
    return _entry_of(key, language())


@lru_cache(maxsize=2048)
def _entry_of(key: str, _language: str) -> Entry | None:
    """Return an entry; names stand on blocks that are made twice a second, so each is made once."""
    channels()  # each registers its own counters and rates
    if key.startswith(LEVER):
        return _lever(key.removeprefix(LEVER))
    if key.startswith(WORD):
        return _word(key.removeprefix(WORD))
    if key in HIDDEN_COUNTERS:
        return None
    if key in RATES or key in COUNTER_TEXTS or key in KPIS or known(f"kpi.{key}"):
        return _number(key)
    return None


def _text(key: str) -> str:
    return t(key) if known(key) else ""


def _names(key: str) -> tuple[str, str]:
    """Return a number's name in the language of the visit and in the other one."""
    mine = _name(key)
    with visiting(Visit(language="zh" if language() == "en" else "en")):
        other = _name(key)
    return mine, "" if other == mine else other


def _name(key: str) -> str:
    if known(f"metric.{key}") or key in RATES or key in COUNTER_TEXTS:
        return metric_name(key)
    if key in KPIS:
        words = tx(KPIS[key].label)
        return words[:1].upper() + words[1:]
    return t(key) if known(key) else metric_name(key)


def _number(key: str) -> Entry:
    rate = RATES.get(key)
    kind: Kind = "rate" if rate is not None else "goal" if key not in COUNTER_TEXTS else "count"
    name, other = _names(key)
    formula = _text(f"kpi.{key}") or (formula_of(rate) if rate is not None else "")
    use = _text(f"use.{key}")
    return Entry(
        key=key, kind=kind, name=name, other=other, formula="" if formula == use else formula, use=use, when=_when(key)
    )  # fmt: skip


def _when(key: str) -> str:
    rate = RATES.get(key)
    if rate is None and key in KPIS and key not in COUNTERS:
        return t(f"terms.when.goal.{KPIS[key].seen}", clock=_batch_clock())
    if rate is None and key not in COUNTER_TEXTS:
        return t("terms.when.goal.survey") if key.startswith("survey.") else ""
    counters = {key} if rate is None else {*rate.over, *rate.minus, rate.under}
    parts = [_live_line(counters)]
    if counters & set(LATE_COUNTERS):
        parts.append(t("terms.when.late", minutes=FEEDBACK_DELAY))
    if rate is not None and not rate.under.endswith("_fen"):
        parts.append(t("terms.when.small", under=metric_name(rate.under), least=LEAST_COUNT))
    return t("semicolon").join(parts)


def _live_line(counters: set[str]) -> str:
    """Return whether counters are seen at once, and on which ports they come in the daily batch."""
    slow = [
        port.key
        for channel in channels()
        for port in channel.ports
        if in_batches(port) and counters <= set(channel.counters) and not counters & _PAID
    ]
    if not slow:
        return t("terms.when.live")
    ports = t("terms.and").join(dict.fromkeys(port_name(port) for port in slow))
    return t("terms.when.batch", ports=ports, clock=_batch_clock())


def _batch_clock() -> str:
    return f"{BATCH_MINUTE // 60:02d}:{BATCH_MINUTE % 60:02d}"


def _pair(key: str) -> tuple[str, str]:
    text, mine = catalogue()[key], language()
    name, other = text.of(mine), text.of("zh" if mine == "en" else "en")
    return name, "" if other == name else other


def _lever(name: str) -> Entry | None:
    if name not in LEVERS:
        return None
    mine, other = _pair(f"lever.{name}")
    return Entry(
        key=f"{LEVER}{name}", kind="lever", name=mine, other=other, formula=_text(f"lever.{name}.rule"),
        use=_text(f"lever.{name}.help") or t(f"lever.{name}.what"), when=t(f"takes.{name}"),
    )  # fmt: skip


def _word(name: str) -> Entry | None:
    if f"{WORD}{name}" not in words():
        return None
    mine, other = _pair(f"word.{name}")
    return Entry(
        key=f"{WORD}{name}", kind="word", name=mine, other=other,
        formula=t(f"word.{name}.is"), use=_text(f"word.{name}.use"),
    )  # fmt: skip


@cache
def words() -> tuple[str, ...]:
    """Return the keys of the concepts, in the order of the catalogue."""
    return tuple(
        f"{WORD}{key[5:-3]}" for key in catalogue() if key.startswith("word.") and key.endswith(".is")
    )


def all_keys() -> tuple[str, ...]:
    """Return the key of everything that is explained: goals, rates, counts, levers, concepts."""
    channels()  # each registers its own counters and rates
    numbers = [*KPIS, *RATES, *(name for name in COUNTER_TEXTS if name not in HIDDEN_COUNTERS)]
    levers = [f"{LEVER}{name}" for name in LEVERS]
    return tuple(dict.fromkeys([*numbers, *levers, *words()]))


def keys_of(case: Scenario) -> tuple[str, ...]:
    """Return what is explained in a case: its goals, what its channels count, its levers, the concepts."""
    known_channels = channels(case.channels)
    goals = [goal.kpi for goal in case.goals if goal.kpi in KPIS]
    counters = {name for channel in known_channels for name in channel.counters} - HIDDEN_COUNTERS
    rates = [
        name
        for name, rate in rates_of(known_channels).items()
        if {*rate.over, *rate.minus, rate.under} <= counters | {"redemptions", "refunds", "refunded_fen"}
    ]
    counts = [name for name in COUNTER_TEXTS if name in counters]
    levers = [f"{LEVER}{name}" for name in case.levers if name in LEVERS]
    return tuple(dict.fromkeys([*goals, *rates, *counts, *levers, *words()]))


def plain(keys: Sequence[str]) -> Mapping[str, Mapping[str, str]]:
    """Return entries as data for the browser, by key."""
    found = [entry_of(key) for key in keys]
    return {entry.key: entry.plain() for entry in found if entry is not None}


def browser_data() -> str:
    """Return the glossary as the browser reads it: words of the cards, and every entry by its key."""
    labels = {key: t(f"terms.{key}") for key in CARD_WORDS}
    kinds = [[kind, t(f"terms.kind.{kind}")] for kind in KINDS]
    return orjson.dumps({"labels": labels, "kinds": kinds, "entries": plain(all_keys())}).decode()
