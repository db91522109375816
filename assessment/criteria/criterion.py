"""What a criterion is, and the registry in which it is found."""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import dataclass
from functools import cache
from typing import ClassVar, Literal

from assessment.evidence import Evidence
from simulator.errors import UnknownNameError
from simulator.texts import Text

Task = Literal["analyse", "create", "distribute", "adjust", "matrix"]
TASKS: dict[Task, Text] = {
    "analyse": Text(
        zh="运用数据分析媒介与受众，指导匹配性与精准性",
        en="analyse media and audience with data, for match and precision",
    ),
    "create": Text(
        zh="策划加工文字、声音、影像、动画、网页内容",
        en="plan and make text, sound, pictures, animation and web pages",
    ),
    "distribute": Text(
        zh="向目标受众精准分发、传播、营销",
        en="distribute, spread and market to the intended audience",
    ),
    "adjust": Text(
        zh="采集数据，据实时数据精准调整渠道、策略、动作",
        en="collect data and adjust channels, strategy and actions in real time",
    ),
    "matrix": Text(
        zh="建立全媒体传播矩阵，各端口协同运营", en="build a matrix of ports and run them together"
    ),
}
"""The five tasks of the occupation by the founding documents."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What a criterion found in a run.

    Parameters
    ----------
    share : float or None
        Share of its points, 0 to 1 (the outcome's is not clipped); ``None`` where the case gave no
        occasion: its weight is then shared out. Nothing attempted is 0.
    evidence : tuple of Text
        Sentences with numbers that say why.
    """

    share: float | None
    evidence: tuple[Text, ...]


class Criterion:
    """One line of the rubric.

    Parameters
    ----------
    key : str
        Name in a case's ``rubric``.
    label : Text
    weight : float
        Default weight; those of all criteria sum to 100.
    tasks : tuple of Task
        Which of the five tasks it measures, the first above all.
    """

    key: ClassVar[str]
    label: ClassVar[Text]
    weight: ClassVar[float]
    tasks: ClassVar[tuple[Task, ...]]

    def assess(self, evidence: Evidence) -> Finding:
        """Return the share of the points and why."""
        raise NotImplementedError


_REGISTRY: dict[str, Criterion] = {}


def register_criterion(cls: type[Criterion]) -> type[Criterion]:
    """Put a criterion into the registry under its key (class decorator)."""
    _REGISTRY[cls.key] = cls()
    return cls


@cache
def _discover() -> None:
    package = importlib.import_module("assessment.criteria")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"assessment.criteria.{module.name}")


def criteria() -> dict[str, Criterion]:
    """Return all criteria by key, the heaviest first."""
    _discover()
    return {c.key: c for c in sorted(_REGISTRY.values(), key=lambda one: (-one.weight, one.key))}


def criterion(key: str) -> Criterion:
    """Return a criterion.

    Raises
    ------
    UnknownNameError
        If there is none of this key; the nearest is suggested.
    """
    _discover()
    if key not in _REGISTRY:
        raise UnknownNameError("criterion", key, _REGISTRY)
    return _REGISTRY[key]
