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

__version__ = "0.1.0"

open = open_run  # noqa: A001  (read as qm.open)

__all__ = [
    "RATES", "BookCreator", "Boost", "CareForBuyers", "ChangeOrder", "ChangePost", "Channel", "LiveAction",
    "Mechanism", "Moderate", "Observation", "PaidOrder", "Parameters", "Port", "Publish", "QuanmeiError",
    "Reading", "Remind", "Restock", "Run", "ScheduleLive", "SetPrice", "SetRule", "SettleCreator", "ShelfItem",
    "Survey", "Targeting", "case_names", "check_channel", "load_case", "make_policy", "open", "policy_names",
    "rate", "register", "register_policy",
]  # fmt: skip
