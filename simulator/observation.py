"""What a trainee may see, as platforms show it: with delays, thresholds and gaps made explicit.

`Observation` is the only thing a policy, a page or an unfinished export may read. `Truth` is the
rest (what people really believe, pool allowances, hidden fake followers); the two share no type.
Numbers are `Reading`s: a value with its state, so that "not yet", "too small to show" and "does
not exist here" never look like zero.
"""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field

from simulator.texts import Text

State = Literal["live", "t+1", "estimated", "too_small", "not_available"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _InParts(_Frozen):
    """A view that can also be made of some of its fields; the others are then missing, not empty."""

    @classmethod
    def of_parts(cls, parts: dict[str, Any]) -> Self:
        """Return a view of these fields alone, which are not checked.

        Parameters
        ----------
        parts : dict of str to value
            Field names and values of exactly the fields' types. The dict belongs to the view from now on.
        """
        view = cls.__new__(cls)
        for name, value in (
            ("__dict__", parts),
            ("__pydantic_fields_set__", set(parts)),
            ("__pydantic_extra__", None),
            ("__pydantic_private__", None),
        ):
            object.__setattr__(view, name, value)
        return view

    def __getattr__(self, name: str) -> Any:
        """Say which field is missing: a default in its place would be taken for what was seen."""
        if name in type(self).model_fields:
            raise AttributeError(
                f"{type(self).__name__}.{name} is not on this screen: screens made for marking keep the parts "
                f"named in simulator.observe (JUDGED, JUDGED_OF_A_PIECE); a criterion that reads more adds it there"
            )
        raise AttributeError(f"{type(self).__name__} has no field {name}")


class Reading(_Frozen):
    """One number as a platform shows it.

    Parameters
    ----------
    value : float or None
        ``None`` when there is nothing to show.
    state : str
        ``live`` now; ``t+1`` from yesterday's batch (08:00); ``estimated`` from a sample, with
        ``error``; ``too_small`` below a display threshold; ``not_available`` here.
    error : float or None
        Standard error of an estimate.
    """

    value: float | None = None
    state: State = "live"
    error: float | None = None


class Signal(_Frozen):
    """Something that happened and can be seen (event feed)."""

    minute: int
    kind: Literal["event", "decision", "platform", "stock", "comment", "alert", "result"]
    channel: str = ""
    content: str = ""
    text: Text
    level: Literal["info", "notice", "warning"] = "info"


class GoalView(_Frozen):
    """A goal, how far it is and what pace it needs."""

    key: str
    kpi: str
    label: Text
    unit: Text
    target: float
    weight: float
    direction: Literal["at_least", "at_most"]
    now: Reading
    pace: float | None = None  # value that would be on pace at this minute


class AccountView(_Frozen):
    """One port of the matrix."""

    key: str
    channel: str
    port: str
    name: Text
    followers: int
    new_followers: int
    lost_followers: int
    posts: int
    pushes_left: int | None = None


class ContentView(_InParts):
    """One piece on one port with its platform numbers."""

    key: str
    account: str
    channel: str
    port: str
    title: str
    pillar: str
    published: int
    status: Literal["scheduled", "review", "live", "limited", "withdrawn"]
    status_reason: Text | None = None
    product: str | None = None
    answers: str | None = None
    duration_s: int = 0
    counts: dict[str, Reading] = Field(default_factory=dict)
    rates: dict[str, Reading] = Field(default_factory=dict)
    sources: dict[str, int] = Field(default_factory=dict)
    retention: tuple[float, ...] = ()  # share still watching at 0,2,5,10,15,30,60,90,120,180 s
    percentile: dict[str, Reading] = Field(default_factory=dict)  # against peers of the same kind
    last_hours: dict[str, tuple[int, ...]] = Field(default_factory=dict)  # newest last
    negative_share: Reading = Reading(state="not_available")


class OrderView(_Frozen):
    """One paid order."""

    key: str
    content: str
    kind: Literal["boost", "auction"]
    status: Literal["scheduled", "running", "paused", "done", "stopped", "refused"]
    learning: bool
    budget: float
    spend: float
    bid: float
    counts: dict[str, Reading] = Field(default_factory=dict)
    rates: dict[str, Reading] = Field(default_factory=dict)


class RoomView(_Frozen):
    """A live room."""

    key: str
    account: str
    title: str
    start: int
    end: int
    status: Literal["planned", "live", "ended", "broken"]
    online: int
    explaining: str | None = None
    shelf: tuple[dict[str, float | str | bool], ...] = ()
    spare_line: bool = False
    counts: dict[str, Reading] = Field(default_factory=dict)
    rates: dict[str, Reading] = Field(default_factory=dict)
    entries: dict[str, int] = Field(default_factory=dict)
    indicators: dict[str, dict[str, Reading]] = Field(default_factory=dict)
    # each indicator: last10 (10-minute value), change, percentile (vs peers), whole
    online_curve: tuple[int, ...] = ()


class ProductView(_Frozen):
    """A product with price, sales and margin as the shop system shows them."""

    key: str
    name: Text
    price: float
    coupon: float
    ordered: int
    redeemed: int
    refunded: int
    revenue: float
    contribution_each: float
    break_even_roi: float


class StockView(_Frozen):
    """What is left of a stock and how long it lasts at the present use."""

    key: str
    name: Text
    left: float
    on_order: float
    arrives: int | None
    daily_use: Reading


class CreatorView(_Frozen):
    """A creator as the market shows it (padding is not shown; its traces are)."""

    key: str
    name: Text
    channel: str
    followers: int
    price: float
    topics: tuple[str, ...]
    median_views: int
    like_per_view: float
    local_fans: Reading
    comment_per_like: float


class BookingView(_Frozen):
    """A booked creator piece."""

    key: str
    creator: str
    content: str | None
    status: Literal["booked", "delivered", "settled", "withheld"]
    due: float


class IssueView(_Frozen):
    """Public talk about one claim, as monitoring shows it."""

    key: str
    claim: Text
    first_seen: int
    mentions_hour: tuple[int, ...]
    asks_hour: tuple[int, ...]
    negative_share: Reading
    hot_rank: Reading
    answered: int | None = None
    ports_answered: tuple[str, ...] = ()
    contradictory: bool = False


class HotTopic(_Frozen):
    """A line of the public hot list."""

    rank: int
    title: str
    heat: int
    own: bool = False
    issue: str | None = None


class SurveyView(_Frozen):
    """A sample survey: values with their standard errors."""

    key: str
    group: str
    asked: int
    due: int
    n: int
    results: dict[str, Reading] = Field(default_factory=dict)


class ReachView(_Frozen):
    """De-duplicated reach across channels."""

    reach: int
    effective_reach: int
    frequency: Reading
    n_plus: tuple[int, ...]  # people with 1+, 2+, 3+, 4+, 5+ effective contacts
    overlap: dict[str, int] = Field(default_factory=dict)  # "short_video+weibo": people
    by_age: dict[str, int] = Field(default_factory=dict)
    by_tier: dict[str, int] = Field(default_factory=dict)
    tgi_age: dict[str, Reading] = Field(default_factory=dict)


class Observation(_InParts):
    """Everything the trainee may see at one minute."""

    case: str
    minute: int
    clock: str
    ended: bool
    seconds_per_hour: float
    money_left: float
    money_total: float
    hours_left: float
    hours_total: float
    people_per_agent: int
    goals: tuple[GoalView, ...]
    kpis: dict[str, Reading]
    accounts: tuple[AccountView, ...]
    contents: tuple[ContentView, ...]
    orders: tuple[OrderView, ...]
    rooms: tuple[RoomView, ...]
    products: tuple[ProductView, ...]
    stocks: tuple[StockView, ...]
    creators: tuple[CreatorView, ...]
    bookings: tuple[BookingView, ...]
    issues: tuple[IssueView, ...]
    hot_list: tuple[HotTopic, ...]
    surveys: tuple[SurveyView, ...]
    reach: ReachView
    channels: dict[str, dict[str, Reading]]
    today: dict[str, dict[str, int]]
    yesterday: dict[str, dict[str, int]]
    signals: tuple[Signal, ...]
    rivals: tuple[dict[str, str | float], ...] = ()


class Truth(_Frozen):
    """What only the engine knows; for scoring and for reports after the end."""

    minute: int
    kpis: dict[str, float]
    beliefs: dict[str, dict[str, float]]
    padded_creators: tuple[str, ...]
    events: tuple[dict[str, str | int | float], ...]
    allowances: dict[str, float] = Field(default_factory=dict)
    causes: dict[str, dict[str, float]] = Field(default_factory=dict)
