"""What a channel is, and the registry in which it is found.

A channel is one file in `channels/` with one registered class. It declares who uses its app, its
ports, counters, stages, purposes of luck, parameters with their source, and mechanisms; and it
answers five calls. `check_channel` (in `simulator.channel_check`) is its contract test.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from simulator.counters import (
    COUNTER,
    COUNTER_TEXTS,
    OWN_COUNTER,
    OWN_SOURCE,
    SOURCE_TEXTS,
    SOURCES,
)
from simulator.errors import UnknownNameError
from simulator.people import AudienceProfile
from simulator.rates import COMMON_RATES, RATES, Rate
from simulator.texts import Text

if TYPE_CHECKING:
    from simulator.crowd import Crowd
    from simulator.decisions import Decision
    from simulator.world import World


@dataclass(frozen=True, kw_only=True)
class Port:
    """A kind of account on a channel (a subscription account, a group ...)."""

    key: str
    name: Text
    carriers: tuple[str, ...]
    push_per_day: int | None = None
    takes_product: bool = True


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One constant of a channel with where it comes from.

    Parameters
    ----------
    value : int
        In the unit of the comment; scores are 1/256 logit.
    source : str
        Fact id or publication, or "assumed, tried LO to HI" where nothing has been published.

    Examples
    --------
    >>> row = Parameter(name="pool_hours", value=2, source="hours of a pool; assumed, tried 1 to 4")
    >>> row.assumed, row.tried
    (True, (1, 4))
    """

    name: str
    value: int
    source: str

    @property
    def assumed(self) -> bool:
        """Whether nobody has published this constant."""
        return "assumed" in self.source

    @property
    def tried(self) -> tuple[int, int] | None:
        """The range that was tried of an assumed constant, None where the source names none."""
        found = _TRIED.search(self.source)
        return (int(found[1]), int(found[2])) if found else None


_TRIED = re.compile(r"tried (-?\d+)(?: to |\.\.|-)(-?\d+)")


@dataclass(frozen=True, kw_only=True)
class Mechanism:
    """A mechanism of a channel and how to see that it works.

    Parameters
    ----------
    parameter, off : str, int
        Setting this parameter to ``off`` switches the mechanism off.
    counter : str
        The counter (summed over the channel's items) the mechanism exists for.
    sign : int
        Sign of the counter's change when it is switched off.
    """

    name: Text
    parameter: str
    off: int
    counter: str
    sign: int


def mechanism(zh: str, en: str, parameter: str, counter: str, sign: int, *, off: int = 0) -> Mechanism:
    """Return a `Mechanism`, written as one line of a channel's table."""
    return Mechanism(name=Text(zh=zh, en=en), parameter=parameter, off=off, counter=counter, sign=sign)


@dataclass(frozen=True)
class Parameters:
    """A typed table of constants, read by kernels as one int64 vector."""

    rows: tuple[Parameter, ...]
    _index: dict[str, int] = field(default_factory=dict, compare=False)

    def __post_init__(self) -> None:
        self._index.update({row.name: i for i, row in enumerate(self.rows)})

    def index(self, name: str) -> int:
        """Return the position of a parameter in the kernel vector."""
        if name not in self._index:
            raise UnknownNameError("parameter", name, self._index)
        return self._index[name]

    def vector(self) -> NDArray[np.int64]:
        """Return all values as a kernel vector."""
        return np.array([row.value for row in self.rows], dtype=np.int64)


def parameters(*rows: tuple[str, int, str]) -> Parameters:
    """Make a parameter table from (name, value, source) rows."""
    return Parameters(tuple(Parameter(name=n, value=v, source=s) for n, v, s in rows))


@dataclass(frozen=True, kw_only=True)
class Own:
    """What a channel names itself: counters, sources and rates that no other channel has.

    Parameters
    ----------
    counters : tuple of (str, Text)
        The k-th stands in column `simulator.counters.OWN_COUNTER` + k of the channel's items.
    sources : tuple of (str, Text)
        The k-th is source `simulator.counters.OWN_SOURCE` + k of the channel's items.
    rates : tuple of (str, Rate)
        Rates made of the channel's counters, common ones or its own.
    """

    counters: tuple[tuple[str, Text], ...] = ()
    sources: tuple[tuple[str, Text], ...] = ()
    rates: tuple[tuple[str, Rate], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Tick:
    """The stretch of time a step plays: minutes [start, end)."""

    start: int
    end: int

    @property
    def length(self) -> int:
        """Minutes in the tick: 10, or 1 inside a live window."""
        return self.end - self.start

    @property
    def day(self) -> int:
        """Day of the campaign, from 0."""
        return self.start // 1440

    @property
    def within(self) -> tuple[int, int]:
        """First and last minute of day (a tick never crosses midnight)."""
        first = self.start % 1440
        return first, first + self.length


@runtime_checkable
class Channel(Protocol):
    """The protocol of a channel.

    A channel that counts what no other counts also has an attribute ``own`` (`Own`).
    """

    name: str
    label: Text
    profile: AudienceProfile
    ports: tuple[Port, ...]
    stages: tuple[tuple[str, int], ...]
    """(name, bit of `met`): distinct people, each nested in the one before."""
    counters: tuple[str, ...]
    purposes: tuple[str, ...]
    """Questions about an item; their keys are `Arrays.keys` columns in this order."""
    parameters: Parameters
    mechanisms: tuple[Mechanism, ...]
    levers: tuple[str, ...]
    """Levers beside publishing that this channel itself checks and applies."""

    def check(self, world: World, decision: Decision) -> None:
        """Refuse (DecisionError) a publication on its ports or one of its levers; change nothing."""

    def apply(self, world: World, decision: Decision) -> None:
        """Carry out one of its levers in the minute it takes effect."""

    def begin(self, world: World) -> None:
        """Make the channel's state at the start of a run (``world.state[self.name]``)."""

    def published(self, world: World, row: int) -> None:
        """Take in an item that has just gone live on one of its ports."""

    def step(self, world: World, tick: Tick) -> None:
        """Meet, answer, diffuse for one tick."""

    def night(self, world: World, day: int) -> None:
        """Do what happens at midnight after a day (0 is the first)."""

    def thinned(self, world: World, crowd: Crowd) -> dict[str, Any]:
        """Return its state for a part of the people (`simulator.crowd`); change nothing."""
        ...

    def observe(self, world: World) -> dict[str, Any]:
        """Return what only this channel shows (rooms, hot list ...), as observation parts."""
        ...


_REGISTRY: dict[str, Channel] = {}


def register(cls: type[Any]) -> type[Any]:
    """Put a channel class into the registry under its ``name`` (class decorator)."""
    channel: Channel = cls()
    _REGISTRY[cls.name] = channel
    own = own_of(channel)
    COUNTER_TEXTS.update(own.counters)
    SOURCE_TEXTS.update(own.sources)
    RATES.update(own.rates)
    return cls


def own_of(channel: Channel) -> Own:
    """Return what a channel names itself; nothing for most."""
    own: Own = getattr(channel, "own", _NOTHING)
    return own


def counter_columns(channel: Channel) -> dict[str, int]:
    """Return the column of each counter that the items of a channel may have."""
    return COUNTER | {name: OWN_COUNTER + k for k, (name, _) in enumerate(own_of(channel).counters)}


def source_names(channel: Channel) -> dict[int, str]:
    """Return the name of each source that the items of a channel may have."""
    return dict(enumerate(SOURCES)) | {
        OWN_SOURCE + k: name for k, (name, _) in enumerate(own_of(channel).sources)
    }


def rates_of(known: Iterable[Channel]) -> dict[str, Rate]:
    """Return the rates that a run with these channels has: the common ones and the channels' own."""
    common = {name: RATES[name] for name in COMMON_RATES}
    return common | {name: rate for channel in known for name, rate in own_of(channel).rates}


def named_counts(channel: Channel, totals: NDArray[np.int64]) -> dict[str, int]:
    """Return one row of totals of a channel's items by the names of the counters."""
    return {name: int(totals[column]) for name, column in counter_columns(channel).items()}


_NOTHING = Own()


@cache
def _discover() -> None:
    package = importlib.import_module("channels")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"channels.{module.name}")
    for point in entry_points(group="quanmei.channels"):
        point.load()


def channels(names: Iterable[str] | None = None) -> list[Channel]:
    """Return registered channels, all of them or those named, in a fixed order.

    Raises
    ------
    UnknownNameError
        If a name is not registered.
    """
    _discover()
    chosen = sorted(_REGISTRY) if names is None else list(names)
    for name in chosen:
        if name not in _REGISTRY:
            raise UnknownNameError("channel", name, _REGISTRY)
    return [_REGISTRY[name] for name in chosen]
