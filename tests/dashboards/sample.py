"""A case, observations and a backend made by hand, for the tests of the pages alone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from dashboards.backend import (
    DecisionRow,
    Entry,
    Frame,
    Heard,
    LedgerRow,
    Moment,
    Receipt,
    Result,
    RunCard,
    RunState,
    ScoreRow,
    Session,
)
from dashboards.visit import Visitor
from simulator.decisions import LEVERS
from simulator.errors import DecisionError, UnknownNameError
from simulator.observation import (
    AccountView,
    BookingView,
    ContentView,
    CreatorView,
    GoalView,
    HotTopic,
    IssueView,
    Observation,
    OrderView,
    ProductView,
    ReachView,
    Reading,
    RoomView,
    Signal,
    StockView,
)
from simulator.scenario import Scenario, clock_of
from simulator.texts import Text

SECRET, CSRF, TOKEN = "s" * 43, "c" * 43, "t" * 43
NOW = 3 * 1440 + 20 * 60 + 18


def _t(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def scenario() -> Scenario:
    return Scenario.model_validate(
        {
            "id": "tea-launch",
            "version": 1,
            "title": _t("新茶饮上市", "Tea launch"),
            "level": "middle",
            "brief": _t(
                "云栖市“青桠茶集”6 家店上市“桂花乌龙冻”。用 14 天、24,000 元和 210 小时，把它卖出去并让年轻人知道它，同时守住毛利与口碑。",
                "Six tea shops of Yunqi launch an osmanthus oolong jelly. Sell it and make young people know it in 14 days with ¥24,000 and 210 hours, and keep margin and reputation.",
            ),
            "days": 14,
            "settlement_days": 7,
            "audience": {"agents": 100_000},
            "channels": ["short_video", "wechat", "weibo", "livestream"],
            "clock": [
                {
                    "name": _t("首日首发", "First day"),
                    "start": "D1 17:00",
                    "end": "D1 23:00",
                    "seconds_per_hour": 90,
                },
                {
                    "name": _t("主场直播", "Main live room"),
                    "start": "D4 20:00",
                    "end": "D4 22:00",
                    "seconds_per_hour": 1600,
                },
            ],
            "brand": {
                "name": _t("青桠茶集", "Qingya Tea"),
                "pillars": [
                    {"key": "taste", "name": _t("口感测评", "Taste"), "topics": {"food_drink": 10}},
                    {"key": "story", "name": _t("门店故事", "Shop stories"), "topics": {"local_life": 10}},
                    {"key": "deal", "name": _t("优惠团购", "Deals"), "topics": {"shopping_deals": 10}},
                ],
            },
            "products": [
                {
                    "key": "single",
                    "name": _t("单杯券", "Single cup"),
                    "role": "traffic",
                    "price": 12.9,
                    "worth": 15,
                    "unit_cost": 6.2,
                    "commission": 0.025,
                    "redeem": True,
                    "stock": "jelly",
                },
                {
                    "key": "double",
                    "name": _t("双杯券", "Two cups"),
                    "price": 22.9,
                    "worth": 27,
                    "unit_cost": 12.4,
                    "commission": 0.025,
                    "redeem": True,
                    "stock": "jelly",
                },
                {
                    "key": "set",
                    "name": _t("杯垫套餐", "Coaster set"),
                    "role": "profit",
                    "price": 29.9,
                    "worth": 32,
                    "unit_cost": 15.5,
                    "commission": 0.025,
                    "redeem": True,
                    "stock": "jelly",
                },
            ],
            "stocks": [
                {
                    "key": "jelly",
                    "name": _t("桂花冻", "Jelly"),
                    "start": 1000,
                    "can_order": 800,
                    "lead_hours": 48,
                    "unit_cost": 1.2,
                }
            ],
            "accounts": [
                {
                    "key": "douyin",
                    "channel": "short_video",
                    "port": "douyin",
                    "name": _t("抖音主号", "Douyin main"),
                    "followers": 3200,
                },
                {
                    "key": "douyin_shop",
                    "channel": "short_video",
                    "port": "douyin",
                    "name": _t("门店子号", "Douyin shop"),
                    "followers": 640,
                    "kind": "sub",
                },
                {
                    "key": "official",
                    "channel": "wechat",
                    "port": "official",
                    "name": _t("订阅号", "Official account"),
                    "followers": 5800,
                },
                {
                    "key": "channels",
                    "channel": "wechat",
                    "port": "channels",
                    "name": _t("视频号", "Channels"),
                    "followers": 420,
                },
                {
                    "key": "weibo",
                    "channel": "weibo",
                    "port": "weibo",
                    "name": _t("官方微博", "Weibo"),
                    "followers": 1500,
                },
            ],
            "money": 24000,
            "hours": 210,
            "goals": [
                {
                    "key": "orders",
                    "kpi": "orders",
                    "label": _t("团购订单", "Orders"),
                    "target": 1400,
                    "weight": 25,
                    "unit": _t("单", "orders"),
                },
                {
                    "key": "redeem",
                    "kpi": "redemption_rate",
                    "label": _t("核销率", "Redemption"),
                    "target": 0.78,
                    "weight": 10,
                    "kind": "rate",
                    "minimum": 300,
                    "constrains": "orders",
                    "unit": _t("%", "%"),
                },
                {
                    "key": "reach",
                    "kpi": "reach",
                    "label": _t("去重触达", "Reach"),
                    "target": 40000,
                    "weight": 15,
                    "unit": _t("人", "people"),
                },
                {
                    "key": "aware",
                    "kpi": "awareness_18_30",
                    "label": _t("18–30 认知率", "Awareness 18–30"),
                    "target": 0.2,
                    "weight": 20,
                    "kind": "rate",
                    "unit": _t("%", "%"),
                },
                {
                    "key": "fans",
                    "kpi": "net_followers",
                    "label": _t("净增粉", "Net follows"),
                    "target": 1000,
                    "weight": 10,
                    "unit": _t("人", "people"),
                },
                {
                    "key": "profit",
                    "kpi": "profit",
                    "label": _t("贡献毛利−花费", "Margin minus spend"),
                    "target": -7000,
                    "weight": 20,
                    "kind": "keep",
                    "constrains": "orders",
                    "unit": _t("元", "yuan"),
                },
            ],
            "issues": [
                {
                    "key": "foreign_body",
                    "claim": _t("喝出异物", "Something foreign in the cup"),
                    "credibility": 100,
                }
            ],
            "creators": [
                {
                    "key": "c1",
                    "name": _t("云栖探店阿棠", "Atang"),
                    "channel": "short_video",
                    "followers": 42000,
                    "price": 1500,
                    "topics": {"food_drink": 8},
                },
                {
                    "key": "c2",
                    "name": _t("小满爱喝茶", "Xiaoman"),
                    "channel": "short_video",
                    "followers": 88000,
                    "price": 1800,
                    "topics": {"food_drink": 8},
                },
            ],
            "levers": list(LEVERS),
            "rules_card": [
                _t(
                    "订阅号每天只能群发一次；发后仅能小改一次，删除不退次数。",
                    "A subscription account pushes once a day; deleting does not return the quota.",
                ),
                _t(
                    "广告须标明“广告”；不得使用“最”“第一”等绝对化用语。",
                    "Advertising is labelled; no superlatives.",
                ),
            ],
            "survey_groups": ["all", "18-30"],
        }
    )


def _r(value: float | None, state: str = "live", error: float | None = None) -> Reading:
    return Reading(value=value, state=state, error=error)  # type: ignore[arg-type]


def _day(scale: float) -> dict[str, dict[str, int]]:
    rows = {
        "short_video": (84_000, 31_000, 1_650, 118),
        "wechat": (9_200, 2_300, 210, 22),
        "weibo": (21_000, 1_900, 95, 6),
        "livestream": (12_000, 1_840, 640, 47),
    }
    out = {}
    for index, (channel, (imp, views, clicks, orders)) in enumerate(rows.items()):
        s = scale * (1 + 0.13 * index)
        out[channel] = {
            "impressions": int(imp * s),
            "views": int(views * s),
            "valid_views": int(views * s * 0.55),
            "completions": int(views * s * 0.22),
            "likes": int(views * s * 0.04),
            "comments": int(views * s * 0.006),
            "shares": int(views * s * 0.008),
            "collects": int(views * s * 0.01),
            "clicks": int(clicks * s * (1 - 0.1 * index)),
            "orders": int(orders * s),
            "gmv_fen": int(orders * s * 1660),
            "spend_fen": int(40_000 * s),
            "follows": int(views * s * 0.003),
            "redemptions": int(orders * s * 0.4),
        }
    return out


def observation(minute: int = NOW, scale: float = 1.0, lang_case: Scenario | None = None) -> Observation:
    case = lang_case or scenario()
    pieces = [
        (
            "p1",
            "douyin",
            "short_video",
            "douyin",
            "一勺下去会弹的桂花乌龙冻，你见过吗",
            "taste",
            2 * 1440 + 1160,
            "live",
            0.71,
        ),
        (
            "p2",
            "douyin",
            "short_video",
            "douyin",
            "店长凌晨四点的第一锅茶",
            "story",
            3 * 1440 + 720,
            "live",
            0.46,
        ),
        (
            "p3",
            "official",
            "wechat",
            "official",
            "云栖的秋天，从一口桂花开始",
            "story",
            3 * 1440 + 480,
            "live",
            0.55,
        ),
        (
            "p4",
            "weibo",
            "weibo",
            "weibo",
            "#云栖秋天第一口桂花冻# 晒单抽奖",
            "deal",
            3 * 1440 + 600,
            "live",
            0.31,
        ),
        (
            "p5",
            "douyin_shop",
            "short_video",
            "douyin",
            "全城最好喝的桂花冻双杯 22.9",
            "deal",
            3 * 1440 + 900,
            "limited",
            0.18,
        ),
        ("p6", "channels", "wechat", "channels", "拉丝瞬间慢镜头", "taste", 4 * 1440 + 690, "scheduled", 0),
    ]
    contents = []
    for key, account, channel, port, title, pillar, at, status, good in pieces:
        live = status != "scheduled"
        contents.append(
            ContentView(
                key=key,
                account=account,
                channel=channel,
                port=port,
                title=title,
                pillar=pillar,
                published=at,
                status=status,  # type: ignore[arg-type]
                status_reason=Text(zh="标题含“最好”，已限流", en="superlative in the title")
                if status == "limited"
                else None,
                duration_s=28,
                counts={"views": _r(int(23_400 * good)), "orders": _r(int(80 * good))} if live else {},
                rates={
                    "valid_view_rate": _r(good * 0.8),
                    "completion_rate": _r(good * 0.42),
                    "engagement_rate": _r(good * 0.09),
                    "follow_rate": _r(good * 0.006),
                    "ctr": _r(good * 0.032),
                    "cvr": _r(0.09 * good) if good > 0.4 else _r(None, "too_small"),
                }
                if live and channel != "wechat"
                else ({"completion_rate": _r(0.41, "t+1"), "ctr": _r(None, "t+1")} if live else {}),
                sources={
                    "recommend": int(16_000 * good),
                    "follow": int(3_000 * good),
                    "search": int(900 * good),
                    "paid": int(2_500 * good),
                }
                if live
                else {},
                retention=(1, 0.78, 0.58, 0.44, 0.3, 0.2) if channel == "short_video" and live else (),
                percentile={"completion_rate": _r(good), "valid_view_rate": _r(good * 0.9)} if live else {},
                last_hours={
                    "views": tuple(int(900 * good * (1 + (h * 7 % 5) / 5)) for h in range(24)),
                    "impressions": tuple(int(2400 * good * (1 + (h * 3 % 5) / 5)) for h in range(24)),
                    "clicks": tuple(int(60 * good * (1 + (h * 5 % 7) / 7)) for h in range(24)),
                }
                if live
                else {},
            )
        )
    goals = {
        "orders": (612 * scale, 560),
        "redeem": (0.71, None),
        "reach": (21_340 * scale, 20_000),
        "aware": (None, None),
        "fans": (214, 330),
        "profit": (-2_430, None),
    }
    sig = lambda m, kind, zh, en, level="info", channel="", content="": Signal(
        minute=m, kind=kind, channel=channel, content=content, text=Text(zh=zh, en=en), level=level
    )
    return Observation(
        case="tea-launch@1",
        minute=minute,
        clock=clock_of(minute),
        ended=False,
        seconds_per_hour=1600,
        money_left=15_320,
        money_total=24_000,
        hours_left=132.5,
        hours_total=210,
        people_per_agent=1,
        goals=tuple(
            GoalView(
                key=g.key,
                kpi=g.kpi,
                label=g.label,
                unit=g.unit,
                target=g.target,
                weight=g.weight,
                direction=g.direction,
                now=_r(goals[g.key][0]) if goals[g.key][0] is not None else _r(None, "t+1"),
                pace=goals[g.key][1],
            )
            for g in case.goals
        ),
        kpis={"orders": _r(612), "reach": _r(21_340)},
        accounts=tuple(
            AccountView(
                key=a.key,
                channel=a.channel,
                port=a.port,
                name=a.name,
                followers=a.followers + 60,
                new_followers=80,
                lost_followers=20,
                posts=3,
                pushes_left=1 if a.key == "official" else None,
            )
            for a in case.accounts
        ),
        contents=tuple(contents),
        orders=(
            OrderView(
                key="o1",
                content="p1",
                kind="boost",
                status="done",
                learning=False,
                budget=300,
                spend=300,
                bid=0,
                rates={
                    "cpm": _r(19.2),
                    "paid_ctr": _r(0.021),
                    "cpc": _r(0.91),
                    "paid_cvr": _r(0.082),
                    "roas": _r(1.42),
                },
            ),
            OrderView(
                key="o2",
                content="p2",
                kind="auction",
                status="running",
                learning=True,
                budget=1200,
                spend=412.5,
                bid=25,
                rates={
                    "cpm": _r(24.8),
                    "paid_ctr": _r(0.017),
                    "cpc": _r(1.46),
                    "paid_cvr": _r(None, "too_small"),
                    "roas": _r(0.88),
                },
            ),
        ),
        rooms=(
            RoomView(
                key="r1",
                account="douyin",
                title="桂花乌龙冻首播：双杯 22.9 限量",
                start=3 * 1440 + 1200,
                end=3 * 1440 + 1290,
                status="live",
                online=184,
                explaining="double",
                shelf=(
                    {"product": "single", "price": 12.9, "listed": True},
                    {"product": "double", "price": 22.9, "listed": True},
                    {"product": "set", "price": 29.9, "listed": False},
                ),
                spare_line=True,
                counts={
                    "enters": _r(1840),
                    "orders": _r(47),
                    "gmv_fen": _r(47 * 1990),
                    "follows": _r(38),
                    "comments": _r(212),
                },
                entries={"recommend": 1020, "short_video": 410, "follow": 240, "paid": 120, "booking": 50},
                indicators={
                    "mean_stay_s": {
                        "last10": _r(64.0),
                        "change": _r(0.08),
                        "percentile": _r(0.63),
                        "whole": _r(58.0),
                    },
                    "enter_rate": {
                        "last10": _r(0.152),
                        "change": _r(-0.04),
                        "percentile": _r(0.48),
                        "whole": _r(0.149),
                    },
                    "view_cvr": {
                        "last10": _r(0.027),
                        "change": _r(0.12),
                        "percentile": _r(0.71),
                        "whole": _r(0.0255),
                    },
                    "gpm": {
                        "last10": _r(512.0),
                        "change": _r(0.05),
                        "percentile": _r(0.66),
                        "whole": _r(488.0),
                    },
                },
                online_curve=(20, 60, 95, 130, 162, 150, 171, 188, 184),
            ),
        ),
        products=tuple(
            ProductView(
                key=p.key,
                name=p.name,
                price=p.price,
                coupon=2.0 if p.key == "single" else 0,
                ordered=[428, 122, 62][i],
                redeemed=[300, 88, 46][i],
                refunded=[9, 3, 1][i],
                revenue=5000,
                contribution_each=[4.38, 9.93, 13.65][i],
                break_even_roi=[2.49, 2.31, 2.19][i],
            )
            for i, p in enumerate(case.products)
        ),
        stocks=(
            StockView(
                key="jelly",
                name=Text(zh="桂花冻", en="Jelly"),
                left=206,
                on_order=0,
                arrives=None,
                daily_use=_r(118),
            ),
        ),
        creators=tuple(
            CreatorView(
                key=c.key,
                name=c.name,
                channel=c.channel,
                followers=c.followers,
                price=c.price,
                topics=tuple(c.topics),
                median_views=22_000,
                like_per_view=0.035,
                local_fans=_r(0.62, "estimated", 0.03),
                comment_per_like=0.12,
            )
            for c in case.creators
        ),
        bookings=(BookingView(key="b1", creator="c1", content=None, status="booked", due=750),),
        issues=(
            IssueView(
                key="foreign_body",
                claim=Text(zh="网友称“喝出异物”并配图", en="A user says there was something in the cup"),
                first_seen=minute - 38,
                mentions_hour=(0, 0, 1, 2, 9, 34),
                asks_hour=(0, 0, 0, 1, 3, 12),
                negative_share=_r(0.18),
                hot_rank=_r(27),
            ),
        ),
        hot_list=(
            HotTopic(rank=1, title="周末综艺收官", heat=1_240_000),
            HotTopic(rank=2, title="云栖马拉松路线", heat=830_000),
            HotTopic(rank=27, title="云栖奶茶喝出异物", heat=41_000, own=True, issue="foreign_body"),
        ),
        surveys=(),
        reach=ReachView(
            reach=21_340,
            effective_reach=12_870,
            frequency=_r(1.9, "estimated", 0.1),
            n_plus=(12_870, 6_410, 3_020, 1_460, 700),
            overlap={"short_video+wechat": 1_830, "short_video+weibo": 920, "wechat+weibo": 310},
            by_age={
                "<18": 900,
                "18-23": 5_400,
                "24-30": 6_900,
                "31-40": 4_800,
                "41-49": 2_000,
                "50-59": 900,
                "60+": 440,
            },
            by_tier={"tier2": 9_000, "tier3": 8_200, "tier4": 4_140},
            tgi_age={"18-23": _r(148.0), "24-30": _r(162.0), "31-40": _r(96.0)},
        ),
        channels={c: {k: _r(v) for k, v in counts.items()} for c, counts in _day(2.6).items()},
        today=_day(0.8 * scale),
        yesterday=_day(0.7),
        signals=(
            sig(
                minute,
                "comment",
                "微博出现“喝出异物”带图投诉，博主 2.1 万粉",
                "A complaint with a picture on Weibo: something in the cup",
                "warning",
                "weibo",
            ),
            sig(
                minute - 6,
                "stock",
                "桂花冻剩 206 份，按近日用量不足 2 天",
                "206 portions left, less than two days",
                "notice",
            ),
            sig(
                minute - 18,
                "platform",
                "开播，推荐流已分发首批曝光",
                "On air; the first impressions are given out",
                "info",
                "livestream",
            ),
            sig(
                minute - 95,
                "decision",
                "竞价投放 ¥1,200，出价 25",
                "Auction order ¥1,200, bid 25",
                "info",
                "short_video",
                "p2",
            ),
            sig(
                minute - 318,
                "platform",
                "“全城最好喝”触发极限词，已限流",
                "Superlative in a title: limited",
                "notice",
                "short_video",
                "p5",
            ),
            sig(
                minute - 700,
                "event",
                "对手“甘蓝茶铺”全场 9.9 元",
                "A rival sells everything for ¥9.9",
                "warning",
            ),
            sig(
                minute - 1500, "event", "“拉丝”视频播放加速", "A video takes off", "info", "short_video", "p1"
            ),
        ),
    )


def _totals(minute: int, scale: float = 1.0) -> dict[str, dict[str, float]]:
    """Totals that grow faster in the evening, so that the curves look like days."""
    grown = 0.0
    for hour in range(minute // 60 + 1):
        share = 1.0 if hour < minute // 60 else (minute % 60) / 60
        grown += share * (
            0.4
            + 2.2 * max(0.0, 1 - abs(hour % 24 - 20) / 6)
            + 0.8 * max(0.0, 1 - abs(hour % 24 - 12) / 3)
            + 0.1 * (hour * 7919 % 7)
        )
    rows = {}
    for channel, counts in _day(grown / 60 * scale).items():
        rows[channel] = {
            "impressions": counts["impressions"],
            "views": counts["views"],
            "clicks": counts["clicks"],
            "orders": counts["orders"],
            "engagements": counts["likes"] + counts["shares"],
            "gmv": counts["gmv_fen"] / 100,
        }
    return rows


def moments(minute: int = NOW, scale: float = 1.0) -> list[Moment]:
    return [
        Moment(
            minute=at,
            totals=_totals(at, scale),
            kpis={
                "orders": 612 * (at / minute) ** 1.3,
                "reach": 21_340 * (at / minute) ** 0.7,
                "net_followers": 214 * at / minute,
                "redemption_rate": 0.71 - 0.1 * (1 - at / minute),
                "profit": -2430 * at / minute,
            },
        )
        for at in range(10, minute + 1, 10)
    ]


class SampleBackend:
    """One run of the sample case; frames come when the test adds them."""

    def __init__(
        self, status: str = "paused", role: str = "trainee", run: str | None = None, begun: bool = True
    ) -> None:
        self.visitor = Visitor(role=role, run=run)  # type: ignore[arg-type]
        self.status, self.begun, self.speed = status, begun, 1.0
        self.scale, self.seq, self.minute = 1.0, 12, NOW
        self.submitted: list[dict[str, Any]] = []
        self.controls: list[tuple[str, float | None]] = []
        self.refuse: DecisionError | None = None
        self.changed = False

    async def enter(self, token: str) -> Entry | None:
        return Entry(secret=SECRET, csrf=CSRF, visitor=self.visitor) if token == TOKEN else None

    async def session(self, secret: str) -> Session | None:
        return (
            Session(visitor=self.visitor, vouches=lambda token: token == CSRF) if secret == SECRET else None
        )

    async def cases(self) -> Sequence[Scenario]:
        return [scenario()]

    async def runs(self, visitor: Visitor) -> Sequence[RunCard]:
        return (
            [RunCard(key="r1", case="tea-launch", status=self.status, minute=NOW, started="2026-11-22 15:40")]
            if self.begun
            else []
        )  # type: ignore[arg-type]

    async def start(self, case: str, world: int | None, chance: int | None) -> str:
        return "r1"

    async def run(self, run: str) -> RunState:
        if run not in ("r1", "other"):
            raise UnknownNameError("run", run, ["r1"])
        return RunState(
            key=run, scenario=scenario(), status=self.status, speed=self.speed, minute=self.minute
        )  # type: ignore[arg-type]

    async def latest(self, run: str) -> Frame | None:
        return Frame(seq=self.seq, observation=observation(self.minute, self.scale)) if self.begun else None

    async def follow(self, run: str, since: int) -> AsyncIterator[Heard]:
        yield Heard()
        seen = self.seq
        while True:
            await asyncio.sleep(0.05)
            if self.changed:
                self.changed = False
                yield Heard()
            if self.seq != seen:
                seen = self.seq
                yield Heard(
                    seq=self.seq,
                    moment=Moment(minute=self.minute, kpis={}, totals=_totals(self.minute, self.scale)),
                )

    def tick(self, minutes: int = 10) -> None:
        """Let the sample run go on by a tick."""
        self.seq, self.minute, self.scale = self.seq + 1, self.minute + minutes, self.scale * 1.01

    async def history(self, run: str) -> Sequence[Moment]:
        return moments() if self.begun else []

    async def submit(self, run: str, raw: Mapping[str, Any]) -> Receipt:
        if self.refuse is not None:
            raise self.refuse
        self.submitted.append(dict(raw))
        return Receipt(accepted=True)

    async def decisions(self, run: str) -> Sequence[DecisionRow]:
        return [
            DecisionRow(
                key="d2",
                lever="paid_order",
                minute=NOW - 95,
                status="accepted",
                raw={
                    "lever": "paid_order",
                    "content": "p2",
                    "reason": "5s 完播高于同类",
                    "forecast": "CVR ≥ 8%",
                },
            ),
            DecisionRow(
                key="d1",
                lever="boost",
                minute=None,
                status="refused",
                raw={"lever": "boost", "content": "p5"},
                message="硬广内容不能加热 / hard advertising cannot be boosted",
            ),
        ]

    async def control(self, run: str, action: str, value: float | None = None) -> None:
        self.controls.append((action, value))
        if action in ("pause", "resume"):
            self.status = "paused" if action == "pause" else "running"
            self.changed = True
        if action == "speed" and value:
            self.speed = value

    async def result(self, run: str) -> Result | None:
        return Result(
            status="ready",
            total=71.4,
            note="锚点：不作为 0 分，三位专家中位数满分。",
            criteria=[
                ScoreRow(
                    key="outcome",
                    label="经营结果",
                    points=21.5,
                    out_of=30,
                    explanation="六项目标加权达成 0.72，高于中等策略。",
                ),
                ScoreRow(
                    key="increment",
                    label="实时调整",
                    points=17.2,
                    out_of=25,
                    explanation="降价冲击后 40 分钟内改推双杯，挽回约 26 单。",
                ),
                ScoreRow(
                    key="crisis",
                    label="舆情处置",
                    points=None,
                    out_of=15,
                    explanation="本卷没有出现需要处置的舆情。",
                ),
            ],
            attainment={
                "orders": 0.86,
                "redeem": 0.91,
                "reach": 1.05,
                "aware": 0.64,
                "fans": 0.3,
                "profit": 0.9,
            },
            ledger=[
                LedgerRow(minute=d * 1440 + h, label=label, value=v, error=0.4, better=b)
                for d, h, label, v, b in [
                    (0, 600, "首批三条内容", 1.8, ""),
                    (1, 1260, "不跟价，改推双杯", 2.6, ""),
                    (3, 800, "竞价投放 ¥1,200", -1.1, "先用 300 元测素材"),
                    (5, 600, "补货 400 份", 1.4, ""),
                    (7, 900, "4 小时后才回应投诉", -2.3, "1 小时内首回应"),
                ]
            ],
        )
