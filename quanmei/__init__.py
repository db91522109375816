"""Quanmei 全媒体运营沙盘: an operations simulation and analytics sandbox.

The front door: the only name that notebooks and plugins import.

>>> import quanmei as qm
>>> run = qm.open("tea-launch", seed=7, agents=2000)
>>> accepted = run.decide(qm.Publish(key="v1", account="douyin", pillar="taste", title="桂花乌龙冻怎么做"))
>>> run.advance(hours=24)
>>> sorted(run.metrics(by=["channel", "day"]).columns)[:2]
['aov', 'asks']
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from assessment.policies import make_policy, policy_names, register_policy
    from quanmei.run import Run, open_run
    from scenarios.loader import case_names, load_case
    from simulator.channel import Channel, Mechanism, Parameters, Port, register
    from simulator.channel_check import check_channel
    from simulator.decisions import (
        BookCreator,
        Boost,
        CareForBuyers,
        ChangeOrder,
        ChangePost,
        LiveAction,
        Moderate,
        PaidOrder,
        Publish,
        Remind,
        Restock,
        ScheduleLive,
        SetPrice,
        SetRule,
        SettleCreator,
        ShelfItem,
        Survey,
        Targeting,
    )  # fmt: skip
    from simulator.errors import QuanmeiError
    from simulator.observation import Observation, Reading
    from simulator.rates import RATES, rate

    open = open_run  # noqa: A001  (read as qm.open)

__version__ = "0.1.0"

__all__ = [
    "RATES", "BookCreator", "Boost", "CareForBuyers", "ChangeOrder", "ChangePost", "Channel", "LiveAction",
    "Mechanism", "Moderate", "Observation", "PaidOrder", "Parameters", "Port", "Publish", "QuanmeiError",
    "Reading", "Remind", "Restock", "Run", "ScheduleLive", "SetPrice", "SetRule", "SettleCreator", "ShelfItem",
    "Survey", "Targeting", "case_names", "check_channel", "load_case", "make_policy", "open", "policy_names",
    "rate", "register", "register_policy",
]  # fmt: skip

_HOME = {
    "assessment.policies": ("make_policy", "policy_names", "register_policy"),
    "quanmei.run": ("Run",),
    "scenarios.loader": ("case_names", "load_case"),
    "simulator.channel": ("Channel", "Mechanism", "Parameters", "Port", "register"),
    "simulator.channel_check": ("check_channel",),
    "simulator.decisions": (
        "BookCreator", "Boost", "CareForBuyers", "ChangeOrder", "ChangePost", "LiveAction", "Moderate",
        "PaidOrder", "Publish", "Remind", "Restock", "ScheduleLive", "SetPrice", "SetRule", "SettleCreator",
        "ShelfItem", "Survey", "Targeting",
    ),
    "simulator.errors": ("QuanmeiError",),
    "simulator.observation": ("Observation", "Reading"),
    "simulator.rates": ("RATES", "rate"),
}  # fmt: skip
"""Where each name lives. It is imported when first asked for: ``python -m quanmei demo`` comes through
here as well and has its page sooner if nothing large is imported on the way."""


def __getattr__(name: str) -> Any:
    """Import a name of the front door."""
    if name == "open":
        return import_module("quanmei.run").open_run
    home = next((module for module, names in _HOME.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module 'quanmei' has no attribute {name!r}")
    return getattr(import_module(home), name)


def __dir__() -> list[str]:
    """List the names of the front door."""
    return [*__all__, "__version__"]
