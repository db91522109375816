"""What a kind of event is, how its options are read, and the registry in which it is found.

An event kind is one file in this package with one registered class. It is a mechanism and nothing
else: it puts pieces on ports, moves a price, uses up a stock, changes what people are in the mood
for. It never writes a counter, a rate or a KPI; what comes of it comes through people.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from simulator.errors import ScenarioError, UnknownNameError
from simulator.randomness import name_key
from simulator.texts import Text
from simulator.topics import topic_row

if TYPE_CHECKING:
    from simulator.channel import Tick
    from simulator.scenario import EventSpec, Scenario
    from simulator.world import EventState, World

MINUTES = 60


def _split(value: object) -> object:
    if isinstance(value, str):
        return tuple(part.strip() for part in value.split(",") if part.strip())
    return value


Names = Annotated[tuple[str, ...], BeforeValidator(_split, json_schema_input_type=str)]
"""Several names as one text, separated by commas."""


class EventOptions(BaseModel):
    """What every kind understands.

    Parameters
    ----------
    told : bool
        The operator is told: the event's ``signal`` appears as a message when it comes. Otherwise
        it shows only in numbers, comments and pieces.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)

    told: bool = False


OptionsT = TypeVar("OptionsT", bound=EventOptions)


class EventKind(Generic[OptionsT]):
    """A mechanism by which something happens in the world, however the trainee acts.

    Parameters
    ----------
    kind : str
        Name in a case file.
    strength_unit : Text
        What one unit of ``strength`` is. With strength 0 nothing is changed.
    options : type of EventOptions
        The typed options; anything else in a case file is refused.
    live : bool
        Comes to the minute, because it happens inside a live room.
    """

    kind: ClassVar[str]
    strength_unit: ClassVar[Text]
    options: ClassVar[type[EventOptions]] = EventOptions
    live: ClassVar[bool] = False

    def read(self, spec: EventSpec) -> OptionsT:
        """Return the options of an event.

        Raises
        ------
        ScenarioError
            With the event, the option and what is allowed.
        """
        try:
            return self.options.model_validate(dict(spec.options))  # type: ignore[return-value]
        except ValidationError as problem:
            first = problem.errors(include_url=False, include_input=False)[0]
            name = ".".join(str(part) for part in first["loc"])
            allowed = ", ".join(self.options.model_fields)
            raise ScenarioError(
                f"events.{spec.key}.options.{name}: {first['msg']} (a {self.kind!r} event knows: {allowed})"
            ) from None

    def check(self, case: Scenario, spec: EventSpec) -> None:  # noqa: ARG002 - others look into the case
        """Refuse options that name what the case does not have."""
        self.read(spec)

    def fire(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Begin: called once, in the tick the event comes."""

    def each_tick(self, world: World, state: EventState, spec: EventSpec, tick: Tick) -> None:
        """Go on: called in each tick from the first to ``state.until``."""

    def end(self, world: World, state: EventState, spec: EventSpec) -> None:
        """Stop: called once when ``state.until`` has passed."""


def tell(world: World, spec: EventSpec, options: EventOptions) -> None:
    """Send the event's signal to the operator if somebody would tell."""
    if options.told:
        world.signal("event", spec.signal.zh, spec.signal.en, level="notice")


def piece_id(world: World, spec: EventSpec, number: int) -> int:
    """Return the identity of an event's piece: the same for everybody who sits the form."""
    return world.seeds.world_key("event.piece", name_key(spec.key), number)


def trouble(world: World, kind: str, **options: float | str) -> None:
    """Make trouble in a live room through the channel protocol.

    The simulator knows no concrete channel. A channel called ``livestream`` may offer
    ``trouble(world, kind, **options)``; where the case has no such channel or it offers none,
    nothing happens. Kinds and options:

    ``wrong_price(product, price_fen)``, ``cut_line(minutes)``, ``host_slip(severity)``,
    ``distract(minutes, per_mille)``, ``hostile_comments(issue, minutes, per_mille)``.
    """
    if "livestream" not in world.scenario.channels:
        return
    call = getattr(world.channel_of("livestream"), "trouble", None)
    if call is not None:
        call(world, kind, **options)


# ---- references to the case ------------------------------------------------------------------


def refuse(spec: EventSpec, option: str, problem: QuanmeiProblem) -> ScenarioError:
    """Return the error of an option that names something the case does not have."""
    return ScenarioError(f"events.{spec.key}.options.{option}: {problem}")


QuanmeiProblem = UnknownNameError | str


def need(spec: EventSpec, option: str, kind: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Refuse names that are not among those the case knows (``kind`` says of what)."""
    known = list(known)
    for name in names:
        if name not in known:
            raise refuse(spec, option, UnknownNameError(kind, name, known))


def need_topic(spec: EventSpec, option: str, name: str) -> None:
    """Refuse a topic that does not exist."""
    try:
        topic_row(name)
    except UnknownNameError as problem:
        raise refuse(spec, option, problem) from None


def need_ports(case: Scenario, spec: EventSpec, ports: Iterable[str]) -> None:
    """Refuse ``channel:port`` names whose channel the case does not have."""
    for name in ports:
        channel, colon, port = name.partition(":")
        if not colon or not port:
            raise refuse(spec, "ports", f"{name!r} is no port; write channel:port")
        need(spec, "ports", "channel", [channel], case.channels)


def need_issue(case: Scenario, spec: EventSpec, name: str) -> None:
    """Refuse an issue that the case does not have."""
    need(spec, "issue", "issue", [name], [issue.key for issue in case.issues])


# ---- the registry ----------------------------------------------------------------------------

_REGISTRY: dict[str, EventKind[Any]] = {}


def register_event(cls: type[EventKind[Any]]) -> type[EventKind[Any]]:
    """Put an event kind into the registry under its ``kind`` (class decorator)."""
    _REGISTRY[cls.kind] = cls()
    return cls


@cache
def _discover() -> None:
    package = importlib.import_module("simulator.events")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"simulator.events.{module.name}")


def event_kinds() -> dict[str, EventKind[Any]]:
    """Return all event kinds by name, sorted."""
    _discover()
    return {name: _REGISTRY[name] for name in sorted(_REGISTRY)}


def event_kind(name: str) -> EventKind[Any]:
    """Return an event kind.

    Raises
    ------
    UnknownNameError
        If there is none of this name; the nearest is suggested.
    """
    _discover()
    if name not in _REGISTRY:
        raise UnknownNameError("event kind", name, event_kinds())
    return _REGISTRY[name]
