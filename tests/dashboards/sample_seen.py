"""An observation made by hand: every state of a number and of a page occurs in it."""

from __future__ import annotations

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
from tests.dashboards.sample_case import scenario

NOW = 3 * 1440 + 20 * 60 + 18


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


def _sig(
    minute: int, kind: str, zh: str, en: str, level: str = "info", channel: str = "", content: str = ""
) -> Signal:
    text = Text(zh=zh, en=en)
    return Signal(minute=minute, kind=kind, channel=channel, content=content, text=text, level=level)


def observation(minute: int = NOW, scale: float = 1.0, lang_case: Scenario | None = None) -> Observation:
    case = lang_case or scenario()
    pieces = [
        (
            "p1",
            "douyin",
            "short_video",
            "video",
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
            "video",
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
            "blue_v",
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
            "video",
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
                percentile={"completion_rate": _r(round(good * 100)), "valid_view_rate": _r(round(good * 90))}
                if live
                else {},
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
            _sig(
                minute,
                "comment",
                "微博出现“喝出异物”带图投诉，博主 2.1 万粉",
                "A complaint with a picture on Weibo: something in the cup",
                "warning",
                "weibo",
            ),
            _sig(
                minute - 6,
                "stock",
                "桂花冻剩 206 份，按近日用量不足 2 天",
                "206 portions left, less than two days",
                "notice",
            ),
            _sig(
                minute - 18,
                "platform",
                "开播，推荐流已分发首批曝光",
                "On air; the first impressions are given out",
                "info",
                "livestream",
            ),
            _sig(
                minute - 95,
                "decision",
                "竞价投放 ¥1,200，出价 25",
                "Auction order ¥1,200, bid 25",
                "info",
                "short_video",
                "p2",
            ),
            _sig(
                minute - 318,
                "platform",
                "“全城最好喝”触发极限词，已限流",
                "Superlative in a title: limited",
                "notice",
                "short_video",
                "p5",
            ),
            _sig(
                minute - 700,
                "event",
                "对手“甘蓝茶铺”全场 9.9 元",
                "A rival sells everything for ¥9.9",
                "warning",
            ),
            _sig(
                minute - 1500, "event", "“拉丝”视频播放加速", "A video takes off", "info", "short_video", "p1"
            ),
        ),
    )
