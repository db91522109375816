"""A case as data: brief, people, market, accounts, money, goals, events.

Frozen and strict: an unknown field is an error, so that a typing mistake never passes silently.
No field names a KPI's value, a rate or a counter: what happens comes about through mechanisms.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from simulator.people import AGE_BANDS, CITY_TIERS
from simulator.texts import Text

Name = Annotated[str, Field(min_length=1, max_length=48, pattern=r"^[a-z][a-z0-9_-]*$")]
Share = Annotated[float, Field(ge=0, le=1)]
Money = Annotated[float, Field(ge=0, le=100_000_000, allow_inf_nan=False)]
Clock = Annotated[str, Field(pattern=r"^D[1-9][0-9]? [0-2][0-9]:[0-5][0-9]$")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def minute_of(clock: str) -> int:
    """Return minutes since D1 00:00 of a clock text.

    Examples
    --------
    >>> minute_of("D2 20:10")
    2650
    """
    day, time = clock[1:].split(" ")
    hour, minute = time.split(":")
    return (int(day) - 1) * 1440 + int(hour) * 60 + int(minute)


def clock_of(minute: int) -> str:
    """Return the clock text of minutes since D1 00:00.

    Examples
    --------
    >>> clock_of(2650)
    'D2 20:10'
    """
    day, rest = divmod(int(minute), 1440)
    return f"D{day + 1} {rest // 60:02d}:{rest % 60:02d}"


class AudienceSettings(_Strict):
    """Who the people of the case are."""

    agents: int = Field(default=100_000, ge=1_000, le=1_000_000)
    people_per_agent: int = Field(default=1, ge=1, le=100_000)
    city_tier_mix: dict[str, Share] = Field(default_factory=dict)
    local_share: Share = 1.0
    senior_share: Share | None = None

    @model_validator(mode="after")
    def _known_tiers(self) -> AudienceSettings:
        unknown = set(self.city_tier_mix) - set(CITY_TIERS)
        if unknown:
            raise ValueError(f"city_tier_mix knows {', '.join(CITY_TIERS)}; got {sorted(unknown)}")
        if self.city_tier_mix and abs(sum(self.city_tier_mix.values()) - 1) > 1e-6:
            raise ValueError("city_tier_mix must sum to 1")
        return self


class Phase(_Strict):
    """A stretch of the clock with its speed (real seconds per simulated hour)."""

    name: Text
    start: Clock
    end: Clock
    seconds_per_hour: float = Field(gt=0, le=3600)


class Pillar(_Strict):
    """A line of content of the brand."""

    key: Name
    name: Text
    topics: dict[str, Annotated[int, Field(ge=1, le=64)]]


class Brand(_Strict):
    """The trainee's brand or institution at the start."""

    key: Name = "own"
    name: Text
    pillars: tuple[Pillar, ...] = Field(min_length=1)
    aware_share: dict[str, Share] = Field(default_factory=dict)
    understand_share: dict[str, Share] = Field(default_factory=dict)
    trust: int = Field(default=128, ge=0, le=255)

    @model_validator(mode="after")
    def _known_ages(self) -> Brand:
        unknown = (set(self.aware_share) | set(self.understand_share)) - set(AGE_BANDS)
        if unknown:
            raise ValueError(f"age bands are {', '.join(AGE_BANDS)}; got {sorted(unknown)}")
        return self


class RivalPort(_Strict):
    """A rival's account on one port and how it works."""

    channel: Name
    port: Name
    followers: int = Field(ge=0)
    posts_per_day: float = Field(default=1.0, ge=0, le=20)
    paid_share: Share = 0.0


class Rival(_Strict):
    """A competitor: posts, pays for delivery and sells at a price."""

    key: Name
    name: Text
    topics: dict[str, Annotated[int, Field(ge=1, le=64)]]
    quality: int = Field(default=120, ge=0, le=255)
    price: Money | None = None
    aware_share: Share = 0.0
    ports: tuple[RivalPort, ...]


class Product(_Strict):
    """Something that can be ordered.

    ``unseen`` is how much of it shows only in the hand (fit, cloth, colour): clothes 1, food 0.
    """

    key: Name
    name: Text
    role: Literal["traffic", "main", "profit", "image"] = "main"
    price: Money
    worth: Money
    unit_cost: Money
    commission: Share = 0.0
    claims_share: Share = 0.0
    unseen: Share = 0.0
    redeem: bool = False
    stock: Name | None = None
    stock_units: float = Field(default=1.0, gt=0, le=1000)
    weight: float = Field(default=0.0, ge=0)


class Stock(_Strict):
    """Something that runs out and can be ordered again."""

    key: Name
    name: Text
    start: float = Field(ge=0)
    daily_other_use: float = Field(default=0.0, ge=0)
    can_order: float = Field(default=0.0, ge=0)
    lead_hours: float = Field(default=48, ge=0)
    unit_cost: Money = 0.0


class AccountSpec(_Strict):
    """A port of the brand's matrix at the start."""

    key: Name
    channel: Name
    port: Name
    name: Text
    followers: int = Field(ge=0)
    kind: Literal["main", "sub"] = "main"
    senior_share: Share | None = None
    local_share: Share = 1.0


class Goal(_Strict):
    """One target of the brief."""

    key: Name
    kpi: Name
    label: Text
    target: float = Field(allow_inf_nan=False)
    weight: float = Field(gt=0, le=100)
    direction: Literal["at_least", "at_most"] = "at_least"
    kind: Literal["volume", "rate", "keep"] = "volume"
    minimum: float = Field(default=0.0, ge=0)
    constrains: Name | None = None
    unit: Text = Text(zh="个", en="units")


class Issue(_Strict):
    """A claim that may spread: what people come to believe and what answers it."""

    key: Name
    claim: Text
    about: Literal["brand", "public"] = "brand"
    credibility: int = Field(ge=-1024, le=1024)
    answers: tuple[Literal["report", "receipt", "expert", "video", "measure", "next_update"], ...] = ()
    topics: dict[str, Annotated[int, Field(ge=1, le=64)]] = Field(default_factory=dict)


class EventSpec(_Strict):
    """A thing that may happen: its mechanism, when, and how strong (drawn per form)."""

    key: Name
    kind: Name
    earliest: Clock
    latest: Clock
    chance: Share = 1.0
    strength: tuple[float, float] = (1.0, 1.0)
    options: dict[str, str | int | float | bool] = Field(default_factory=dict)
    signal: Text
    right_answer: Text
    cost_of_delay: Text
    noise: bool = False


class Creator(_Strict):
    """A creator on the market; some have padded followers (hidden from the trainee)."""

    key: Name
    name: Text
    channel: Name
    followers: int = Field(gt=0)
    price: Money
    topics: dict[str, Annotated[int, Field(ge=1, le=64)]]
    quality: int = Field(default=140, ge=0, le=255)
    padded: Share = 0.0
    local_share: Share = 0.7


class Prices(_Strict):
    """What the case's services cost."""

    cpm_floor: Money = 20.0
    boost_cpm: Money = 20.0
    survey: Money = 300.0
    review_hours: float = Field(default=0.5, ge=0)
    emergency_review_hours: float = Field(default=0.25, ge=0)
    respond_hours: float = Field(default=1.0, ge=0)
    remind_hours: float = Field(default=1.0, ge=0)
    care_hours: float = Field(default=2.0, ge=0)
    moderate_hours: float = Field(default=0.25, ge=0)
    live_crew: int = Field(default=3, ge=1, le=20)


class Scenario(_Strict):
    """One practical case, frozen at a version.

    Parameters
    ----------
    id, version : str, int
        ``id@version`` is printed on every report.
    days, settlement_days : int
        Days the trainee acts, and days the world goes on unattended before KPIs are read.
    """

    id: Name
    version: int = Field(ge=1)
    title: Text
    level: Literal["junior", "middle", "senior"]
    brief: Text
    days: int = Field(ge=1, le=30)
    settlement_days: int = Field(default=7, ge=0, le=14)
    audience: AudienceSettings
    channels: tuple[Name, ...] = Field(min_length=1)
    clock: tuple[Phase, ...] = ()
    default_seconds_per_hour: float = Field(default=3.0, gt=0, le=3600)
    brand: Brand
    rivals: tuple[Rival, ...] = Field(default=(), max_length=3)
    products: tuple[Product, ...] = ()
    stocks: tuple[Stock, ...] = ()
    accounts: tuple[AccountSpec, ...] = Field(min_length=1)
    money: Money
    hours: float = Field(gt=0, le=10_000)
    service_rule: Text | None = None
    goals: tuple[Goal, ...] = Field(min_length=1)
    issues: tuple[Issue, ...] = Field(default=(), max_length=12)
    events: tuple[EventSpec, ...] = ()
    creators: tuple[Creator, ...] = ()
    prices: Prices = Prices()
    levers: tuple[Name, ...] = Field(min_length=1)
    rules_card: tuple[Text, ...] = ()
    survey_groups: tuple[Literal["all", "18-30", "60+"], ...] = ("all",)
    buy_ease: int = Field(default=0, ge=-2048, le=2048)
    rubric: dict[Name, Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]] = {}
    """Weights of criteria that differ from the default (`assessment.marking_scheme.weights_of`)."""

    @property
    def versioned(self) -> str:
        """``id@version``."""
        return f"{self.id}@{self.version}"

    @property
    def end_minute(self) -> int:
        """Minute at which the trainee's time ends."""
        return self.days * 1440

    @property
    def last_minute(self) -> int:
        """Minute at which the settlement tail ends and KPIs are read."""
        return (self.days + self.settlement_days) * 1440

    @model_validator(mode="after")
    def _consistent(self) -> Scenario:
        _check_unique(self)
        _check_references(self)
        _check_times(self)
        return self


def _check_unique(case: Scenario) -> None:
    groups = {
        "pillars": case.brand.pillars,
        "rivals": case.rivals,
        "products": case.products,
        "stocks": case.stocks,
        "accounts": case.accounts,
        "goals": case.goals,
        "issues": case.issues,
        "events": case.events,
        "creators": case.creators,
    }
    for name, things in groups.items():
        keys = [thing.key for thing in things]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise ValueError(f"{name}: {sorted(twice)} stand twice; keys are unique")


def _check_references(case: Scenario) -> None:
    stocks = {stock.key for stock in case.stocks}
    for product in case.products:
        if product.stock is not None and product.stock not in stocks:
            raise ValueError(f"products.{product.key}.stock: no stock named {product.stock!r}")
    for account in case.accounts:
        if account.channel not in case.channels:
            raise ValueError(f"accounts.{account.key}.channel: {account.channel!r} is not in channels")
    goals = {goal.key for goal in case.goals}
    for goal in case.goals:
        if goal.constrains is not None and goal.constrains not in goals:
            raise ValueError(f"goals.{goal.key}.constrains: no goal named {goal.constrains!r}")


def _check_times(case: Scenario) -> None:
    for event in case.events:
        first, last = minute_of(event.earliest), minute_of(event.latest)
        if not 0 <= first <= last < case.end_minute:
            raise ValueError(f"events.{event.key}: earliest <= latest < D{case.days + 1} 00:00 must hold")
    for phase in case.clock:
        if minute_of(phase.start) >= minute_of(phase.end):
            raise ValueError(f"clock {phase.start}: a phase ends after it starts")
