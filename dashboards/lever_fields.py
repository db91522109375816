"""What a trainee fills in for each lever, read off the decision classes.

A new field of a decision appears in its form by itself; here stands only what a class cannot say:
where the choices of a key come from and which fields an operator seldom needs.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen
from pydantic.fields import FieldInfo

from dashboards.backend import RunState
from dashboards.i18n import first_known, known, metric_name, t, tx
from simulator.channel import channels, rates_of
from simulator.decisions import LEVERS, Targeting
from simulator.observation import Observation
from simulator.topics import TOPICS

Kind = Literal["text", "long", "number", "whole", "choice", "choices", "tags", "flag", "clock", "shelf"]
Choice = dict[str, str]

# Levers by the seat that pulls them, in the order of the work.
LEVER_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("content", ("publish", "change_post", "book_creator", "settle_creator")),
    ("delivery", ("boost", "paid_order", "change_order", "set_rule")),
    ("live", ("schedule_live", "live_action")),
    ("shop", ("set_price", "restock", "remind", "care_for_buyers")),
    ("opinion", ("moderate", "survey")),
)
_COMMON = ("lever", "key", "at", "reason", "forecast", "features")
_LONG = 200  # characters; a longer field gets several lines
_AIM = tuple(f"targeting.{name}" for name in Targeting.model_fields)
_SELDOM: dict[str, tuple[str, ...]] = {
    "publish": (
        "tone",
        "tags",
        "money",
        "notify",
        "review",
        "ai_generated",
        "labels",
        "adapted_from",
        "answers",
        "evidence",
    ),
    "boost": _AIM,
    "paid_order": ("pacing", *_AIM),
    "change_order": _AIM,
    "schedule_live": ("host", "rehearsal_hours", "spare_line", "preview"),
}


@dataclass(frozen=True, kw_only=True)
class LeverField:
    """One field of a form."""

    name: str
    kind: Kind
    required: bool
    default: Any
    options: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    seldom: bool = False


def _bare(annotation: Any) -> Any:
    """Return the type without ``None`` and without its limits."""
    while True:
        if get_origin(annotation) in (Union, UnionType):
            annotation = next(part for part in get_args(annotation) if part is not type(None))
        elif hasattr(annotation, "__metadata__"):
            annotation = get_args(annotation)[0]
        else:
            return annotation


def _limits(info: FieldInfo) -> list[Any]:
    found = list(info.metadata)
    for part in (info.annotation, *get_args(info.annotation)):
        found += [
            limit for meta in getattr(part, "__metadata__", ()) for limit in getattr(meta, "metadata", [meta])
        ]
    return found


def _range(info: FieldInfo) -> tuple[float | None, float | None]:
    low = high = None
    for limit in _limits(info):
        if isinstance(limit, Ge):
            low = float(limit.ge)  # type: ignore[arg-type]
        elif isinstance(limit, Gt):
            low = float(limit.gt)  # type: ignore[arg-type]
        elif isinstance(limit, Le):
            high = float(limit.le)  # type: ignore[arg-type]
        elif isinstance(limit, Lt):
            high = float(limit.lt)  # type: ignore[arg-type]
    return low, high


def _longest(info: FieldInfo) -> int:
    return max((limit.max_length for limit in _limits(info) if isinstance(limit, MaxLen)), default=0)


def _shape(name: str, info: FieldInfo) -> tuple[Kind, tuple[str, ...]]:
    """Return how a field is filled in, and its fixed options."""
    bare = _bare(info.annotation)
    named: dict[str, Kind] = {"start": "clock", "at": "clock", "shelf": "shelf"}
    if name in named:
        return named[name], ()
    if get_origin(bare) is Literal:
        return "choice", tuple(str(value) for value in get_args(bare))
    if get_origin(bare) is tuple:
        return _list_shape(name, _bare(get_args(bare)[0]))
    if name in CHOICES:
        return "choice", ()
    numbers: dict[Any, Kind] = {bool: "flag", int: "whole", float: "number"}
    return numbers.get(bare, "long" if _longest(info) > _LONG else "text"), ()


def _list_shape(name: str, inner: Any) -> tuple[Kind, tuple[str, ...]]:
    if get_origin(inner) is Literal:
        return "choices", tuple(map(str, get_args(inner)))
    return ("choices" if name in CHOICES else "tags"), ()


def _field(lever: str, name: str, info: FieldInfo, prefix: str = "") -> LeverField:
    kind, options = _shape(name, info)
    low, high = _range(info)
    full = prefix + name
    default = None if info.is_required() else info.get_default(call_default_factory=True)
    return LeverField(
        name=full,
        kind=kind,
        required=info.is_required(),
        default=default,
        options=options,
        low=low,
        high=high,
        seldom=full in _SELDOM.get(lever, ()),
    )


@cache
def fields_of(lever: str) -> tuple[LeverField, ...]:
    """Return the fields of a lever's form in the order of its class."""
    found: list[LeverField] = []
    for name, info in LEVERS[lever].model_fields.items():
        if name in _COMMON:
            continue
        if _bare(info.annotation) is Targeting:
            found += [_field(lever, inner, sub, f"{name}.") for inner, sub in Targeting.model_fields.items()]
        else:
            found.append(_field(lever, name, info))
    return tuple(found)


def _contents(_state: RunState, now: Observation) -> list[Choice]:
    live = [piece for piece in now.contents if piece.status != "withdrawn"]
    return [
        {"value": piece.key, "label": piece.title}
        for piece in sorted(live, key=lambda piece: -piece.published)
    ]


def _delivered(state: RunState, now: Observation) -> list[Choice]:
    rooms = [{"value": room.key, "label": room.title} for room in now.rooms if room.status != "ended"]
    return rooms + _contents(state, now)


def _accounts(state: RunState, _now: Observation) -> list[Choice]:
    return [{"value": account.key, "label": tx(account.name)} for account in state.scenario.accounts]


def _orders(state: RunState, now: Observation) -> list[Choice]:
    titles = {choice["value"]: choice["label"] for choice in _delivered(state, now)}
    running = [order for order in now.orders if order.status in ("scheduled", "running", "paused")]
    return [
        {
            "value": order.key,
            "label": f"{t(f'order.kind.{order.kind}')} · {titles.get(order.content, order.content)}",
        }
        for order in running
    ]


def _bookings(_state: RunState, now: Observation) -> list[Choice]:
    names = {creator.key: tx(creator.name) for creator in now.creators}
    return [
        {"value": one.key, "label": names.get(one.creator, one.creator)}
        for one in now.bookings
        if one.status in ("booked", "delivered")
    ]


def _creators(_state: RunState, now: Observation) -> list[Choice]:
    return [{"value": one.key, "label": f"{tx(one.name)} · ¥{one.price:,.0f}"} for one in now.creators]


def _claims(_state: RunState, now: Observation) -> list[Choice]:
    """List what people talk about by now; what the case still holds back is not given away."""
    return [{"value": one.key, "label": tx(one.claim)} for one in now.issues]


def _hosts(_state: RunState, now: Observation) -> list[Choice]:
    names = {creator.key: tx(creator.name) for creator in now.creators}
    booked = dict.fromkeys(one.creator for one in now.bookings)
    own: list[Choice] = [{"value": "house", "label": t("option.host.house")}]
    return own + [{"value": key, "label": names.get(key, key)} for key in booked]


def _named(attribute: str) -> Callable[[RunState, Observation], list[Choice]]:
    def found(state: RunState, _now: Observation) -> list[Choice]:
        return [{"value": thing.key, "label": tx(thing.name)} for thing in getattr(state.scenario, attribute)]

    return found


CHOICES: dict[str, Callable[[RunState, Observation], list[Choice]]] = {
    "account": _accounts,
    "pillar": lambda state, _now: [
        {"value": one.key, "label": tx(one.name)} for one in state.scenario.brand.pillars
    ],
    "product": _named("products"),
    "stock": _named("stocks"),
    "content": _contents,
    "adapted_from": _contents,
    "order": _orders,
    "room": lambda _state, now: [
        {"value": room.key, "label": room.title}
        for room in now.rooms
        if room.status in ("planned", "live", "broken")
    ],
    "creator": _creators,
    "booking": _bookings,
    "answers": _claims,
    "issue": _claims,
    "host": _hosts,
    "metric": lambda state, _now: [
        {"value": name, "label": metric_name(name)} for name in rates_of(channels(state.scenario.channels))
    ],
    "interests": lambda _state, _now: [
        {"value": topic.key, "label": tx_topic(topic.zh, topic.en)} for topic in TOPICS
    ],
}
_DELIVERY = ("paid_order",)


def tx_topic(zh: str, en: str) -> str:
    """Return a topic's name in the language of the visit."""
    return en if t("language.code") == "en" else zh


def choices(lever: str, field: LeverField, state: RunState, now: Observation | None) -> list[Choice]:
    """Return what may be chosen in a field, as the case and the run stand."""
    if field.options:
        return [{"value": value, "label": option_name(lever, field.name, value)} for value in field.options]
    name = field.name.rsplit(".", 1)[-1]
    if now is None and name not in ("account", "pillar", "product", "stock", "metric", "interests"):
        return []
    if name == "content" and lever == "boost":
        heated = (
            {piece.key for piece in now.contents if piece.channel == "short_video"} if now else set[str]()
        )
        return [choice for choice in CHOICES[name](state, now) if choice["value"] in heated]  # type: ignore[arg-type]
    if name == "content" and lever in _DELIVERY:
        return _delivered(state, now) if now else []
    return CHOICES[name](state, now)  # type: ignore[arg-type]


def option_name(lever: str, field: str, value: str) -> str:
    """Return the name of one option of a field."""
    short = field.rsplit(".", 1)[-1]
    return first_known(
        f"option.{lever}.{short}.{value}", f"option.{short}.{value}", f"age.{value}", f"tier.{value}", value
    )


def field_name(lever: str, field: str) -> str:
    """Return the name of a field."""
    return first_known(f"field.{lever}.{field}", f"field.{field.rsplit('.', 1)[-1]}", field)


def field_help(lever: str, field: str) -> str:
    """Return a sentence that helps to fill a field, or an empty text."""
    for key in (f"field.{lever}.{field}.help", f"field.{field.rsplit('.', 1)[-1]}.help"):
        if known(key):
            return t(key)
    return ""


def levers_of(allowed: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return the levers a case allows, grouped by the seat that pulls them."""
    groups = [(group, [lever for lever in levers if lever in allowed]) for group, levers in LEVER_GROUPS]
    return [(group, levers) for group, levers in groups if levers]
