"""A small case made by hand, for the tests of the pages."""

from __future__ import annotations

from simulator.decisions import LEVERS
from simulator.scenario import Scenario


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
                "云栖市“青桠茶集”6 家店上市“桂花乌龙冻”。用 14 天把它卖出去，并守住毛利与口碑。",
                "Six tea shops of Yunqi launch an osmanthus oolong jelly. Sell it in 14 days and keep the margin.",
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
                    "port": "video",
                    "name": _t("抖音主号", "Douyin main"),
                    "followers": 3200,
                },
                {
                    "key": "douyin_shop",
                    "channel": "short_video",
                    "port": "video",
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
                    "port": "blue_v",
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
