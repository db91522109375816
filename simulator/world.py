"""The mutable state of one run, and the few verbs by which channels and events change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator import items as it
from simulator.channel import Channel, channels
from simulator.decisions import Decision
from simulator.errors import ScenarioError, TraceFullError
from simulator.items import Arrays, ItemCard, ItemTable, spread_topics
from simulator.kernel import kernel
from simulator.ledger import Ledger, fen
from simulator.market import N_PRODUCT, OrderBook
from simulator.observation import Signal
from simulator.paid import N_PAID, PaidDesk
from simulator.people import N_TOPICS, Audience
from simulator.prices import open_products
from simulator.randomness import Seeds, draw_array, draw_int
from simulator.reactions import ROOM_ELSEWHERE, ROOM_HERE, to_friends
from simulator.scenario import Scenario
from simulator.sessions import SessionCalendar
from simulator.start import Account, start_of, starting_people
from simulator.texts import Text

OWN = 0
"""Brand index of the trainee."""
OUTSIDE = -1
"""Brand index of the rest of the world."""


@dataclass(frozen=True, kw_only=True)
class ItemSpec:
    """A piece about to be published on a port.

    Parameters
    ----------
    id : int
        64-bit identity (from the decision, or from the world for others' pieces).
    topics : mapping of str to int, or a tuple of 24 int
        Weights; scaled to sum to 64.
    fields : mapping of int to int
        Further columns of `simulator.items`, beside those given by name.
    notes : mapping
        For the channel (for example ``seed_people``: how many follow the outsider who posts it).
    """

    id: int
    key: str
    title: str
    channel: str
    port: str
    brand: int
    account: str = ""
    pillar: str = ""
    topics: Mapping[str, int] | tuple[int, ...] = ()
    fields: Mapping[int, int] = field(default_factory=dict)
    notes: Mapping[str, int | float | str] = field(default_factory=dict)


@dataclass(kw_only=True)
class EventState:
    """A dated event of this form: when it comes and how strong it is."""

    key: str
    kind: str
    minute: int
    strength: float
    fired: int = -1
    until: int = -1
    notes: dict[str, int | float | str] = field(default_factory=dict)


class World:
    """Everything that changes in a run.

    Parameters
    ----------
    scenario, audience, seeds, attempt
        What the run is of.
    overrides : mapping of str to mapping, optional
        Channel parameters set otherwise (``{"short_video": {"search": 0}}``), for ablations.
    trace : bool
        Record every meeting (`simulator.items.T_PERSON` to ``T_ACTS``) for tests, explanations and
        the facts that are checked meeting by meeting.
    """

    def __init__(  # noqa: PLR0915 - the state in one list
        self,
        scenario: Scenario,
        audience: Audience,
        *,
        seeds: Seeds,
        attempt: str = "a1",
        overrides: Mapping[str, Mapping[str, int]] | None = None,
        trace: bool = False,
    ) -> None:
        self.scenario = scenario
        self.audience = audience
        self.seeds = seeds
        self.attempt = attempt
        self.trace_on = trace
        self.unwatched = False  # whether no screen shows this run
        self.channels: list[Channel] = channels(scenario.channels)
        _check_ports(scenario, self.channels)
        self.calendar = SessionCalendar(audience, seeds)
        self.params = {c.name: _vector(c, (overrides or {}).get(c.name, {})) for c in self.channels}
        self.minute = 0
        self.items = ItemTable(n=audience.n)
        self.paid = PaidDesk()
        self.book = OrderBook()
        self.ledger = Ledger(money_fen=fen(scenario.money), hours_centi=int(scenario.hours * 100))
        self.accounts: list[Account] = []
        self.memory: NDArray[np.uint8]
        self.follows: NDArray[np.uint64]
        self.start = start_of(scenario, audience, seeds)
        self.accounts, self.memory, self.follows = starting_people(self.start)
        self.issues = np.zeros((max(1, len(scenario.issues)), audience.n), np.uint8)
        self.products = np.zeros((max(1, len(scenario.products)), N_PRODUCT), np.int64)
        self.stock = {s.key: s.start for s in scenario.stocks}
        self.stock_orders: list[dict[str, Any]] = []
        self.coupons: dict[str, tuple[int, int]] = {}
        self.prices = {p.key: fen(p.price) for p in scenario.products}
        self.queue: list[Decision] = []
        self.decisions: list[Decision] = []
        self.accepted_at: list[int] = []
        self.signals: list[Signal] = []
        self.events: list[EventState] = []
        self.trends: list[tuple[int, int, int]] = []
        self.bookings: list[dict[str, Any]] = []
        self.surveys: list[dict[str, Any]] = []
        self.rules: list[dict[str, Any]] = []
        self.issue_log: dict[str, dict[str, Any]] = {}
        self.invitations: list[NDArray[np.int64]] = []
        self.live_windows: list[tuple[int, int, int]] = []  # start, end, account index
        self.care: dict[str, int] = {}
        self.delays: dict[str, float] = {}
        self.breaches: list[dict[str, Any]] = []
        self.state: dict[str, dict[str, Any]] = {}
        self.rival_plan: list[tuple[int, str, int]] = []
        self.hourly: list[NDArray[np.int64]] = []
        self.trace_log: list[NDArray[np.int64]] = []
        self._nobody_on_air = np.zeros(len(self.accounts) + 1, np.int64)
        self._arrays: Arrays | None = None
        self._buffers = _buffers(audience.n, trace=trace)
        open_products(self)
        for channel in self.channels:
            self.state[channel.name] = {}
            channel.begin(self)

    def beside(self) -> World:
        """Return a world of the same run and people for a copy of its state, which is put in at once."""
        out = object.__new__(World)
        vars(out).update(vars(self))
        out.trace_log, out._arrays = [], None
        out._buffers = _buffers(self.audience.n, trace=self.trace_on)
        return out

    # ---- what kernels need -------------------------------------------------------------------

    def arrays(self) -> Arrays:
        """Return the tuple of arrays for the kernels (made anew when arrays moved)."""
        if self._arrays is None:
            t = self.items
            self._arrays = Arrays(
                self.audience.rows, self.memory, self.follows, self.issues, t.met, t.fields, t.topics, t.keys, t.totals,
                t.cube, t.sources, t.retention, self.products, *self._buffers,
            )  # fmt: skip
        return self._arrays

    def moved(self) -> None:
        """Say that an array of the state was replaced."""
        self._arrays = None

    # ---- names -------------------------------------------------------------------------------

    def channel_index(self, name: str) -> int:
        """Return the position of a channel in this run."""
        return self.scenario.channels.index(name)

    def channel_of(self, name: str) -> Channel:
        """Return a channel of this run by name."""
        return self.channels[self.channel_index(name)]

    def account(self, key: str) -> Account:
        """Return an account of this run by key (the caller has checked that it exists)."""
        return next(account for account in self.accounts if account.key == key)

    def card(self, key: str) -> ItemCard | None:
        """Return the card of the own item that a decision key created, if it exists."""
        return next((card for card in reversed(self.items.cards) if card.key == key), None)

    def product_index(self, key: str | None) -> int:
        """Return the index of a product, -1 for none."""
        keys = [product.key for product in self.scenario.products]
        return keys.index(key) if key in keys else -1

    def issue_index(self, key: str | None) -> int:
        """Return the index of an issue, -1 for none."""
        keys = [issue.key for issue in self.scenario.issues]
        return keys.index(key) if key in keys else -1

    # ---- verbs -------------------------------------------------------------------------------

    def publish(self, spec: ItemSpec) -> int:
        """Put a piece on a port; return its row."""
        channel = self.channel_of(spec.channel)
        card = ItemCard(
            row=0, id=spec.id, key=spec.key, title=spec.title, account=spec.account, channel=spec.channel,
            port=spec.port, pillar=spec.pillar, notes=dict(spec.notes),
        )  # fmt: skip
        if self.items.add(card):
            self.moved()
        row, f = card.row, self.items.fields
        f[row, it.BRAND] = spec.brand
        f[row, it.ACCOUNT] = self.account(spec.account).index if spec.account else -1
        f[row, it.CHANNEL] = self.channel_index(spec.channel)
        f[row, it.PORT] = [port.key for port in channel.ports].index(spec.port)
        f[row, it.PUBLISHED] = self.minute
        f[row, [it.QUALITY, it.HOOK, it.EFFORT]] = 128
        f[row, [it.PRODUCT, it.CLAIM, it.ANSWER]] = -1
        f[row, [it.THROTTLE, it.ORIGINAL]] = (256, 255)
        f[row, it.STATUS] = it.STATUS_LIVE
        for column, value in spec.fields.items():
            f[row, column] = value
        self.items.topics[row] = spread_topics(spec.topics)
        self.key_item(row)
        channel.published(self, row)
        return row

    def key_item(self, row: int) -> None:
        """Draw the keys of the questions that people answer about an item, from the luck of this run."""
        channel = self.channels[self.items.fields[row, it.CHANNEL]]
        for k, question in enumerate(channel.purposes):
            key = self.seeds.chance_key(f"{channel.name}.{question}")
            self.items.keys[row, k] = draw_int(key, self.items.cards[row].id)

    def signal(
        self, kind: str, zh: str, en: str, *, channel: str = "", content: str = "", level: str = "info"
    ) -> None:
        """Add a line to the event feed the trainee sees."""
        self.signals.append(
            Signal.model_validate(
                {
                    "minute": self.minute,
                    "kind": kind,
                    "channel": channel,
                    "content": content,
                    "text": Text(zh=zh, en=en),
                    "level": level,
                }
            )
        )

    def pick_people(self, key: int, count: int, *, app: str | None = None) -> NDArray[np.int64]:
        """Return the ``count`` people with the smallest keyed draws (among users of an app)."""
        luck = draw_array(key, np.arange(self.audience.n))
        if app is not None:
            luck = np.where(self.audience.app_rate(app) > 0, luck, np.uint64(2**64 - 1))
        count = max(0, min(count, self.audience.n))
        return np.sort(np.argpartition(luck, max(0, count - 1))[:count]) if count else np.zeros(0, np.int64)

    def live_rows(self, channel: str, *, since: int = -1, column: int = it.PUBLISHED) -> NDArray[np.int64]:
        """Return the rows of a channel's items that people can meet now, in creation order.

        Only items whose ``column`` (a minute) is later than ``since``.
        """
        out = np.empty(self.items.count, np.int64)
        count = _live_rows(self.items.fields, self.channel_index(channel), column, since, out)
        return out[:count]

    def live_flags(self) -> NDArray[np.int64]:
        """Return for each account whether it, or its brand elsewhere, is on air (the last: outsiders)."""
        minute = self.minute
        on_air = [account for start, end, account in self.live_windows if start <= minute < end]
        if not on_air:
            return self._nobody_on_air
        flags = np.zeros(len(self.accounts) + 1, np.int64)
        flags[[account.index for account in self.accounts if account.brand == OWN]] = ROOM_ELSEWHERE
        flags[on_air] = ROOM_HERE
        return flags

    def paid_here(self, channel: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return a channel's running paid orders (a copy for its kernel) and their positions."""
        at = self.paid.running(self.channel_index(channel))
        return (self.paid.orders[at] if at.size else _NO_ORDERS), at

    def outbox(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the tick's order outbox and its fill counts."""
        return self._buffers[0], self._buffers[2]

    def take_shares(self) -> NDArray[np.int64]:
        """Take what people passed on in this tick out of the outbox."""
        count = int(self._buffers[2][1])
        self._buffers[2][1] = 0
        return self._buffers[1][:count].copy()

    def take_trace(self) -> NDArray[np.int64]:
        """Take the tick's meetings out of the trace; a tick with more than it holds is an error."""
        trace, counts = self._buffers[3], self._buffers[2]
        if counts[2] >= trace.shape[0]:
            raise TraceFullError(
                f"minute {self.minute}: more than {trace.shape[0]:,} meetings in a tick; trace fewer people"
            )
        taken = trace[: int(counts[2])].copy()
        counts[2] = 0
        return taken

    def friends_of(
        self, shares: NDArray[np.int64], key_column: int, options: tuple[int, ...], *, public: bool = False
    ) -> NDArray[np.int64]:
        """Return the delayed meetings that shares cause among friends (or public followers)."""
        graph = self.audience.followers if public else self.audience.friends
        out = np.zeros((max(1, shares.shape[0]) * options[4], 8), np.int64)
        keys = np.ascontiguousarray(self.items.keys[:, key_column])
        count = to_friends(
            shares, shares.shape[0], graph.indptr, graph.indices, keys, np.array(options, np.int64), out
        )
        return out[:count]

    def invite(self, shares: NDArray[np.int64], source: int) -> None:
        """Point people who met an item to the live room of its account."""
        if shares.shape[0]:
            account = self.items.fields[shares[:, 1], it.ACCOUNT].astype(np.int64)
            stack = [shares[:, 2], shares[:, 0], account, np.full(shares.shape[0], source)]
            self.invitations.append(np.stack(stack, axis=1))

    def trend_scores(self) -> None:
        """Write into each item what the current trends add to people's interest in it."""
        active = np.zeros(N_TOPICS, np.int64)
        for topic, points, until in self.trends:
            if until > self.minute:
                active[topic] += points
        _score_trends(self.items.topics, active, self.items.count, self.items.fields)


@kernel
def _live_rows(fields: Any, channel: Any, column: Any, since: Any, out: Any) -> Any:
    """Write the rows of a channel's items that can be met; return how many; compiled."""
    count = 0
    for row in range(out.shape[0]):
        live = fields[row, it.STATUS] == it.STATUS_LIVE or fields[row, it.STATUS] == it.STATUS_LIMITED
        if live and fields[row, it.CHANNEL] == channel and fields[row, column] > since:
            out[count] = row
            count += 1
    return count


@kernel
def _score_trends(topics: Any, active: Any, count: Any, fields: Any) -> None:  # pragma: no cover - compiled
    """Write what trends (points by topic) add to the interest in each item; compiled."""
    for row in range(count):
        bonus = np.int64(0)
        for topic in range(N_TOPICS):
            bonus += np.int64(topics[row, topic]) * active[topic]
        fields[row, it.TREND] = bonus // 64


def _check_ports(scenario: Scenario, known: list[Channel]) -> None:
    ports = {channel.name: {port.key for port in channel.ports} for channel in known}
    for account in scenario.accounts:
        if account.port not in ports[account.channel]:
            allowed = ", ".join(sorted(ports[account.channel]))
            raise ScenarioError(
                f"accounts.{account.key}.port: {account.channel} has {allowed}, not {account.port!r}"
            )


_NO_ORDERS: NDArray[np.int64] = np.zeros((0, N_PAID), np.int64)


def _vector(channel: Channel, changed: Mapping[str, int]) -> NDArray[np.int64]:
    vector = channel.parameters.vector()
    for name, value in changed.items():
        vector[channel.parameters.index(name)] = value
    return vector


def _buffers(n: int, *, trace: bool) -> tuple[Any, ...]:
    # orders and shares of one tick; a tick of 10 minutes sees at most a few percent of the people
    cap = max(8192, n // 8)
    return (
        np.zeros((cap, it.OUT_FIELDS), np.int64),
        np.zeros((cap, it.OUT_FIELDS), np.int64),
        np.zeros(4, np.int64),
        np.zeros((max(200_000, n * 4) if trace else 0, it.N_TRACE), np.int64),
    )
