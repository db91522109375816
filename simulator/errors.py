"""Every error Quanmei raises on purpose.

::

    QuanmeiError
    ├── ScenarioError(ValueError)        a case file is malformed or contradicts itself
    ├── PlanError(ValueError)            a plan file is malformed
    ├── DecisionError(ValueError)        a decision is refused; nothing was changed
    │   ├── UnaffordableError            not enough money or hours
    │   ├── QuotaError                   a platform quota is used up
    │   └── LateDecisionError            the minute it should take effect has passed
    ├── UnknownNameError(KeyError)       a name that no registry holds
    ├── TextError(ValueError)            a text is too long or cannot be read
    ├── RandomnessError(ValueError)      two purposes share a key
    ├── FinishedRunError(RuntimeError)   a finished run was asked to go on
    ├── TraceFullError(RuntimeError)     more meetings in a tick than the trace holds
    ├── ChannelContractError(AssertionError)  a channel breaks its contract
    ├── AudienceError(ValueError)        people files are missing or damaged
    ├── StoreError(RuntimeError)         the store cannot be read or written
    ├── DigestError(ValueError)          a replay does not give the recorded counts
    ├── FactsError(ValueError)           a statistic of the published record cannot be computed
    └── AccessError(PermissionError)     this person may not do this to this object

A message says what is wrong, where, and what is allowed.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

KINDS = {
    "KPI": "指标", "account": "账号", "account that can go live": "可开播账号", "app": "应用", "booking": "达人合作",
    "case": "案例", "channel": "渠道", "claim seen so far": "已出现的说法", "creator": "达人", "criterion": "评分项",
    "cut": "拆分维度", "cut beside people's traits (kept for the whole run only)": "可与人群特征同时使用的拆分维度",
    "event kind": "事件类型", "experiment": "实验", "expert": "专家策略",
    "host (a booked creator, or 'house')": "主播（已合作达人，或自有主播 'house'）",
    "issue": "说法", "kind of comment": "评论类型", "language": "语言", "lever": "操作", "lever in this case": "本案例操作",
    "measurement": "测量项目", "own live room": "自有直播间", "own piece or room": "自有内容或直播间", "paid order": "投放订单",
    "parameter": "参数", "piece": "内容", "pillar": "内容支柱", "plan": "计划", "policy": "策略", "port": "端口",
    "product": "商品", "product on this shelf": "本场货架商品", "rate": "比率", "rival": "竞品", "role": "角色",
    "kind of sitting": "场次类型", "sitting": "场次",
    "run": "运行", "stock": "库存", "survey group": "调研人群", "topic": "话题", "trait": "人群特征",
}  # fmt: skip
"""What may be looked for by name, in Chinese."""


class QuanmeiError(Exception):
    """Something a person can put right; the root of all our errors."""


class ScenarioError(QuanmeiError, ValueError):
    """A case file is malformed or contradicts itself."""


class PlanError(QuanmeiError, ValueError):
    """A plan file is malformed."""


class DecisionError(QuanmeiError, ValueError):
    """A decision was refused and nothing was changed.

    Parameters
    ----------
    message : str
        What, where, what is allowed (Chinese first, ``/``-separated English).
    field : str, optional
        Name of the form field the message belongs to.
    """

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class UnaffordableError(DecisionError):
    """The campaign has not enough money or crew hours left."""


class QuotaError(DecisionError):
    """A platform quota is used up."""


class LateDecisionError(DecisionError):
    """The minute in which the decision should take effect has passed."""


class UnknownNameError(QuanmeiError, KeyError):
    """A name that no registry holds.

    Parameters
    ----------
    kind : str
        What was looked for, for example ``"channel"``; a key of `KINDS`.
    name : str
        The name that was not found.
    known : iterable of str
        The names that exist; the nearest one is suggested.

    Examples
    --------
    >>> str(UnknownNameError("channel", "short_vidoe", ["short_video", "weibo"]))
    "没有名为 'short_vidoe' 的渠道，是不是 'short_video'？ / no channel named 'short_vidoe'. Did you mean 'short_video'?"
    """

    def __init__(self, kind: str, name: object, known: Iterable[str]) -> None:
        self.kind = kind
        self.name = str(name)
        self.known = tuple(sorted(known))
        super().__init__(kind, name)

    def __str__(self) -> str:
        near = difflib.get_close_matches(self.name, self.known, n=1)
        shown = repr(self.name if len(self.name) <= 80 else self.name[:77] + "...")
        zh, en = f"没有名为 {shown} 的{KINDS.get(self.kind, self.kind)}", f"no {self.kind} named {shown}"
        if near:
            return f"{zh}，是不是 {near[0]!r}？ / {en}. Did you mean {near[0]!r}?"
        if self.known:
            return f"{zh}，可用：{'、'.join(self.known)} / {en}. Known: {', '.join(self.known)}"
        return f"{zh} / {en}"


class TextError(QuanmeiError, ValueError):
    """A text is too long or cannot be read."""


class RandomnessError(QuanmeiError, ValueError):
    """Two purposes of randomness share a key."""


class FinishedRunError(QuanmeiError, RuntimeError):
    """A finished run was asked to go on."""


class TraceFullError(QuanmeiError, RuntimeError):
    """More meetings in a tick than the trace holds."""


class ChannelContractError(QuanmeiError, AssertionError):
    """A channel breaks the contract that `check_channel` tests."""


class AudienceError(QuanmeiError, ValueError):
    """People files are missing, damaged or of another form."""


class StoreError(QuanmeiError, RuntimeError):
    """The store cannot be read or written."""


class DigestError(QuanmeiError, ValueError):
    """A replay does not give the recorded counts."""


class FactsError(QuanmeiError, ValueError):
    """A statistic of the published record cannot be computed from what was simulated."""


class BenchError(QuanmeiError, RuntimeError):
    """Something cannot be measured here: a peer does not install, a program ended."""


class AccessError(QuanmeiError, PermissionError):
    """A person may not do this to this object."""
