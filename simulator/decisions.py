"""What a trainee, a plan or a policy may decide: one class per lever.

A decision is validated twice: its form here (types, ranges, lengths), its sense against the case
and the state of the run by `simulator.rules`. It takes effect in a stated minute. Its id is a hash
of (attempt, decision key), so forks and counterfactuals inherit it and nothing is ever renumbered.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from simulator.errors import DecisionError
from simulator.randomness import name_key
from simulator.reading import TextFeatures

Key = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.:-]+$")]
Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")]
Minute = Annotated[int, Field(ge=0, le=60 * 24 * 60)]
Money = Annotated[float, Field(ge=0, le=10_000_000, allow_inf_nan=False)]
Hours = Annotated[float, Field(ge=0, le=500, allow_inf_nan=False)]

CARRIERS = ("text", "image_text", "audio", "short_video", "long_video", "animation", "web_page")


class Targeting(BaseModel):
    """Whom paid delivery may reach, in the platforms' own bands.

    An empty list means everybody. Age stops at 50+: no platform sells 60+ alone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    ages: tuple[Literal["18-23", "24-30", "31-40", "41-49", "50+"], ...] = ()
    genders: tuple[Literal["female", "male"], ...] = ()
    interests: tuple[Name, ...] = Field(default=(), max_length=24)
    city_tiers: tuple[Literal["tier1", "new_tier1", "tier2", "tier3", "tier4"], ...] = ()
    local: bool = False


class Decision(BaseModel):
    """What every decision carries.

    Parameters
    ----------
    key : str
        The trainee's own key, unique in the attempt (idempotency); made by the caller.
    at : int, optional
        Simulated minute since D1 00:00 in which it takes effect; now when absent.
    reason : str
        Which number was looked at.
    forecast : str
        What is expected of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    lever: str
    key: Key
    at: Minute | None = None
    reason: str = Field(default="", max_length=500)
    forecast: str = Field(default="", max_length=500)


class Publish(Decision):
    """Make a piece and publish it at one account (a port of the matrix)."""

    lever: Literal["publish"] = "publish"
    account: Name
    pillar: Name
    title: str = Field(min_length=1, max_length=120)
    copy_text: str = Field(default="", max_length=20_000)
    carrier: Literal[CARRIERS] = "short_video"  # type: ignore[valid-type]
    duration_s: int = Field(default=30, ge=0, le=3600)
    tone: Literal["plain", "warm", "funny", "urgent", "expert"] = "plain"
    tags: tuple[Annotated[str, Field(min_length=1, max_length=24)], ...] = Field(default=(), max_length=8)
    hours: Hours = 4.0
    money: Money = 0.0
    product: Name | None = None
    notify: bool = True
    review: bool = False
    ai_generated: bool = False
    labels: tuple[Literal["ai", "ad"], ...] = ()
    adapted_from: Key | None = None
    answers: Name | None = None
    evidence: tuple[Literal["report", "receipt", "expert", "video", "measure", "next_update"], ...] = ()
    features: TextFeatures | None = None


class ChangePost(Decision):
    """Change a published piece: hang or take off a product, pin a comment, withdraw it."""

    lever: Literal["change_post"] = "change_post"
    content: Key
    action: Literal["attach", "detach", "pin", "withdraw", "correct", "update"]
    product: Name | None = None
    text: str = Field(default="", max_length=500)


class Boost(Decision):
    """Heat one short video (DOU+-like): buys plays now and carries nothing further by itself."""

    lever: Literal["boost"] = "boost"
    content: Key
    money: Annotated[float, Field(ge=100, le=1_000_000, allow_inf_nan=False)]
    hours: Literal[2, 6, 12, 24] = 6
    goal: Literal["views", "follows", "engagement"] = "views"
    targeting: Targeting = Targeting()


class PaidOrder(Decision):
    """Buy delivery by auction for a piece or a live room."""

    lever: Literal["paid_order"] = "paid_order"
    content: Key
    money: Annotated[float, Field(ge=50, le=5_000_000, allow_inf_nan=False)]
    hours: Annotated[float, Field(ge=0.5, le=336, allow_inf_nan=False)] = 24
    bid: Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)] = 25.0
    goal: Literal["impressions", "clicks", "orders", "follows", "enters"] = "clicks"
    pacing: Literal["even", "fast"] = "even"
    targeting: Targeting = Targeting()


class ChangeOrder(Decision):
    """Change or stop a paid order."""

    lever: Literal["change_order"] = "change_order"
    order: Key
    stop: bool = False
    bid: Annotated[float, Field(gt=0, le=10_000, allow_inf_nan=False)] | None = None
    add_money: Money = 0.0
    targeting: Targeting | None = None


class ShelfItem(BaseModel):
    """One product on the shelf of a live room."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    product: Name
    explain_minutes: int = Field(default=8, ge=1, le=60)
    price: Money | None = None
    double_checked: bool = False


class ScheduleLive(Decision):
    """Plan a live room: time, shelf, host, rehearsal, spare line, preview."""

    lever: Literal["schedule_live"] = "schedule_live"
    account: Name
    title: str = Field(min_length=1, max_length=120)
    start: Minute
    minutes: int = Field(ge=15, le=240)
    shelf: tuple[ShelfItem, ...] = Field(default=(), max_length=30)
    host: Name = "house"
    rehearsal_hours: Hours = 0.0
    spare_line: bool = False
    preview: bool = True
    features: TextFeatures | None = None


class LiveAction(Decision):
    """What the director of a live room can press."""

    lever: Literal["live_action"] = "live_action"
    room: Key
    action: Literal[
        "explain",
        "delist",
        "relist",
        "price",
        "coupon",
        "lucky_bag",
        "correct",
        "spare_line",
        "moderate",
        "answer",
        "rotate_host",
        "invite",
    ]
    product: Name | None = None
    value: Money = 0.0
    issue: Name | None = None


class SetPrice(Decision):
    """Change the price of a product or hand out a coupon on it."""

    lever: Literal["set_price"] = "set_price"
    product: Name
    price: Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)] | None = None
    coupon: Money = 0.0
    hours: Annotated[float, Field(ge=0, le=720, allow_inf_nan=False)] = 0.0


class Restock(Decision):
    """Order more of a stock; it arrives after its lead time."""

    lever: Literal["restock"] = "restock"
    stock: Name
    quantity: int = Field(ge=1, le=10_000_000)


class BookCreator(Decision):
    """Book a creator for one piece (half now, half on settlement)."""

    lever: Literal["book_creator"] = "book_creator"
    creator: Name
    pillar: Name
    title: str = Field(min_length=1, max_length=120)
    product: Name | None = None
    features: TextFeatures | None = None


class SettleCreator(Decision):
    """Pay a creator's second half, or withhold it with evidence and appeal."""

    lever: Literal["settle_creator"] = "settle_creator"
    booking: Key
    withhold: bool = False


class Survey(Decision):
    """Buy a sample survey; the result comes the next day with its standard error."""

    lever: Literal["survey"] = "survey"
    group: Literal["all", "18-30", "60+"] = "all"


class Remind(Decision):
    """Remind people who bought but have not redeemed (one message, costs hours)."""

    lever: Literal["remind"] = "remind"
    product: Name


class CareForBuyers(Decision):
    """Tell every waiting buyer what is happening; they may take a refund or a small coupon."""

    lever: Literal["care_for_buyers"] = "care_for_buyers"
    product: Name
    compensation: Money = 0.0


class Moderate(Decision):
    """Handle a comment section or somebody else's piece."""

    lever: Literal["moderate"] = "moderate"
    content: Key
    action: Literal["reply", "ban_abuse", "delete_critics", "report", "mock", "appeal"]
    evidence: bool = False


class SetRule(Decision):
    """One of the three automatic rules: stop-loss on an order, alert on a number."""

    lever: Literal["set_rule"] = "set_rule"
    rule: Literal["stop_loss", "alert"]
    order: Key | None = None
    metric: Name
    below: Annotated[float, Field(allow_inf_nan=False)] | None = None
    above: Annotated[float, Field(allow_inf_nan=False)] | None = None
    after_spend: Money = 0.0


AnyDecision = Annotated[
    Publish
    | ChangePost
    | Boost
    | PaidOrder
    | ChangeOrder
    | ScheduleLive
    | LiveAction
    | SetPrice
    | Restock
    | BookCreator
    | SettleCreator
    | Survey
    | Remind
    | CareForBuyers
    | Moderate
    | SetRule,
    Field(discriminator="lever"),
]

LEVERS: dict[str, type[Decision]] = {
    str(cls.model_fields["lever"].default): cls
    for cls in (
        Publish,
        ChangePost,
        Boost,
        PaidOrder,
        ChangeOrder,
        ScheduleLive,
        LiveAction,
        SetPrice,
        Restock,
        BookCreator,
        SettleCreator,
        Survey,
        Remind,
        CareForBuyers,
        Moderate,
        SetRule,
    )
}

_ADAPTER: TypeAdapter[Any] = TypeAdapter(AnyDecision)


def decision_id(attempt: str, key: str) -> int:
    """Return the stable 64-bit identity of a decision of an attempt."""
    return name_key(f"{attempt}/{key}")


def read_decision(raw: object) -> Decision:
    """Read one decision from plain data (JSON, YAML, a form).

    Raises
    ------
    DecisionError
        With the first thing that is wrong: field, what was given, what is allowed.

    Examples
    --------
    >>> read_decision({"lever": "restock", "key": "r1", "stock": "jelly", "quantity": 400}).quantity
    400
    """
    if not isinstance(raw, dict):
        raise DecisionError(f"a decision is a mapping with a 'lever'; got {type(raw).__name__}")
    try:
        return _ADAPTER.validate_python(raw)  # type: ignore[no-any-return]
    except ValidationError as problem:
        first = problem.errors(include_url=False, include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "lever"
        raise DecisionError(f"decision {where}: {first['msg']}", field=where.split(".")[-1]) from None
