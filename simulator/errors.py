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
        What was looked for, for example ``"channel"``.
    name : str
        The name that was not found.
    known : iterable of str
        The names that exist; the nearest one is suggested.

    Examples
    --------
    >>> str(UnknownNameError("channel", "short_vidoe", ["short_video", "weibo"]))
    "no channel named 'short_vidoe'. Did you mean 'short_video'?"
    """

    def __init__(self, kind: str, name: object, known: Iterable[str]) -> None:
        self.kind = kind
        self.name = str(name)
        self.known = tuple(sorted(known))
        super().__init__(kind, name)

    def __str__(self) -> str:
        near = difflib.get_close_matches(self.name, self.known, n=1)
        shown = self.name if len(self.name) <= 80 else self.name[:77] + "..."
        hint = f"Did you mean {near[0]!r}?" if near else f"Known: {', '.join(self.known)}"
        return f"no {self.kind} named {shown!r}. {hint}"


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


class AccessError(QuanmeiError, PermissionError):
    """A person may not do this to this object."""
