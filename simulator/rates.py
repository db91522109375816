"""One table of rates: numerator, denominator, unit, source and names.

It is the definition, the documentation and the glossary at once, because sources disagree about
denominators (operations 4.1): what a rate is divided by is data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from simulator.errors import UnknownNameError
from simulator.texts import Text


@dataclass(frozen=True, kw_only=True)
class Rate:
    """How one rate is made.

    Parameters
    ----------
    over : tuple of str
        Counters added in the numerator.
    under : str
        Counter of the denominator.
    minus : tuple of str
        Counters subtracted from the numerator.
    per : float
        Factor: 1000 for "per thousand"; 0.01 turns fen into yuan.
    unit : str
        ``share``, ``yuan``, ``seconds``, ``times``.
    label, note : Text
        Name in the field, and what it is divided by, in words.
    source : str
    """

    over: tuple[str, ...]
    under: str
    label: Text
    note: Text
    source: str
    minus: tuple[str, ...] = ()
    per: float = 1.0
    unit: str = "share"

    def of(self, counts: Mapping[str, float]) -> float:
        """Return the rate of summed counts; ``nan`` when the denominator is zero."""
        under = counts.get(self.under, 0)
        if not under:
            return float("nan")
        top = sum(counts.get(name, 0) for name in self.over) - sum(counts.get(name, 0) for name in self.minus)
        return top / under * self.per


def _rate(
    over: str,
    under: str,
    zh: str,
    en: str,
    note: str,
    note_en: str,
    *,
    per: float = 1.0,
    unit: str = "share",
    source: str = "operations 4.1",
    minus: str = "",
) -> Rate:
    return Rate(
        over=tuple(over.split()),
        under=under,
        label=Text(zh=zh, en=en),
        source=source,
        per=per,
        note=Text(zh=note, en=note_en),
        unit=unit,
        minus=tuple(minus.split()),
    )


RATES: dict[str, Rate] = {
    "view_rate": _rate("views", "impressions", "播放率", "view rate", "播放÷展示", "views ÷ impressions"),
    "valid_view_rate": _rate(
        "valid_views", "views", "5s完播率", "5-second view rate", "看满5秒÷播放", "watched 5 s ÷ views"
    ),
    "skip_rate": _rate(
        "short_views", "views", "2s跳出率", "2-second skip rate", "2秒内划走÷播放", "left within 2 s ÷ views"
    ),
    "completion_rate": _rate(
        "completions", "views", "完播率", "completion rate", "播完÷播放", "completions ÷ views"
    ),
    "mean_watch_s": _rate(
        "watch_ds",
        "views",
        "平均播放时长",
        "mean watch time",
        "总时长÷播放次数",
        "watch time ÷ views",
        per=0.1,
        unit="seconds",
    ),
    "like_rate": _rate("likes", "views", "点赞率", "like rate", "点赞÷播放", "likes ÷ views"),
    "comment_rate": _rate("comments", "views", "评论率", "comment rate", "评论÷播放", "comments ÷ views"),
    "share_rate": _rate(
        "shares", "views", "分享率", "share rate", "分享÷播放(阅读)", "shares ÷ views (reads)"
    ),
    "collect_rate": _rate("collects", "views", "收藏率", "collect rate", "收藏÷播放", "collects ÷ views"),
    "follow_rate": _rate("follows", "views", "吸粉率", "follow rate", "新增粉丝÷播放", "new follows ÷ views"),
    "engagement_rate": _rate(
        "likes comments shares collects",
        "views",
        "互动率",
        "engagement rate",
        "(赞+评+转+藏)÷播放",
        "(likes+comments+shares+collects) ÷ views",
    ),
    "negative_share": _rate(
        "negative_comments",
        "comments",
        "负面评论占比",
        "negative comment share",
        "负面评论÷评论",
        "negative comments ÷ comments",
    ),
    "ctr": _rate("clicks", "impressions", "点击率", "CTR", "商品点击÷展示", "product clicks ÷ impressions"),
    "click_per_view": _rate(
        "clicks", "views", "商品点击率(播放)", "click per view", "商品点击÷播放", "product clicks ÷ views"
    ),
    "cvr": _rate(
        "orders",
        "clicks",
        "点击-成交转化率",
        "CVR (click to order)",
        "成交订单÷商品点击",
        "orders ÷ product clicks",
    ),
    "view_cvr": _rate(
        "orders", "views", "看播成交率", "CVR (view to order)", "成交订单÷观看", "orders ÷ views"
    ),
    "aov": _rate(
        "gmv_fen", "orders", "客单价", "AOV", "成交金额÷成交订单", "GMV ÷ orders", per=0.01, unit="yuan"
    ),
    "gpm": _rate(
        "gmv_fen",
        "views",
        "GPM(千次观看成交)",
        "GPM",
        "成交金额÷观看次数×1000",
        "GMV ÷ views × 1,000",
        per=10.0,
        unit="yuan",
    ),
    "impression_gpm": _rate(
        "gmv_fen",
        "impressions",
        "千次展示成交",
        "GMV per 1,000 impressions",
        "成交金额÷展示×1000",
        "GMV ÷ impressions × 1,000",
        per=10.0,
        unit="yuan",
    ),
    "uv_value": _rate(
        "gmv_fen",
        "enters",
        "UV价值",
        "value per visitor",
        "成交金额÷直播间观看人次",
        "GMV ÷ room entries",
        per=0.01,
        unit="yuan",
    ),
    "cpm": _rate(
        "spend_fen",
        "paid_impressions",
        "千次展示费用",
        "CPM",
        "消耗÷付费展示×1000",
        "spend ÷ paid impressions × 1,000",
        per=10.0,
        unit="yuan",
    ),
    "cpc": _rate(
        "spend_fen",
        "paid_clicks",
        "点击成本",
        "CPC",
        "消耗÷付费点击",
        "spend ÷ paid clicks",
        per=0.01,
        unit="yuan",
    ),
    "cpa": _rate(
        "spend_fen",
        "paid_orders",
        "转化成本",
        "CPA",
        "消耗÷付费成交订单",
        "spend ÷ paid orders",
        per=0.01,
        unit="yuan",
    ),
    "paid_ctr": _rate(
        "paid_clicks",
        "paid_impressions",
        "付费点击率",
        "paid CTR",
        "付费点击÷付费展示",
        "paid clicks ÷ paid impressions",
    ),
    "paid_cvr": _rate(
        "paid_orders",
        "paid_clicks",
        "付费转化率",
        "paid CVR",
        "付费成交÷付费点击",
        "paid orders ÷ paid clicks",
    ),
    "roas": _rate(
        "paid_gmv_fen",
        "spend_fen",
        "支付ROI(平台口径)",
        "ROAS (platform ROI)",
        "支付金额÷消耗，不减成本",
        "paid GMV ÷ spend, cost not subtracted",
        unit="times",
    ),
    "roi": _rate(
        "paid_gmv_fen",
        "spend_fen",
        "ROI(考试口径)",
        "ROI (exam definition)",
        "(收益−花费)÷花费",
        "(revenue − spend) ÷ spend",
        unit="share",
        minus="spend_fen",
        source="operations 1.2",
    ),
    "total_roas": _rate(
        "gmv_fen", "spend_fen", "全域ROI", "total ROAS", "全部成交金额÷消耗", "all GMV ÷ spend", unit="times"
    ),
    "roas_after_refunds": _rate(
        "gmv_fen",
        "spend_fen",
        "退款后ROI",
        "ROAS after refunds",
        "(成交−退款)÷消耗",
        "(GMV − refunds) ÷ spend",
        unit="times",
        minus="refunded_fen",
    ),
    "refund_rate": _rate(
        "refunds", "orders", "退款率", "refund rate", "退款订单÷成交订单", "refunds ÷ orders"
    ),
    "redemption_rate": _rate(
        "redemptions", "orders", "核销率", "redemption rate", "核销÷下单", "redemptions ÷ orders"
    ),
    "open_rate": _rate(
        "opens",
        "delivered",
        "打开率(送达阅读率)",
        "open rate",
        "会话打开÷送达",
        "opens from the session ÷ delivered",
    ),
    "enter_rate": _rate(
        "enters", "impressions", "曝光-进入率", "entry rate", "进房÷直播间曝光", "entries ÷ room impressions"
    ),
    "mean_stay_s": _rate(
        "stay_ds",
        "enters",
        "平均停留时长",
        "mean stay",
        "总停留÷进房人次",
        "stay ÷ entries",
        per=0.1,
        unit="seconds",
    ),
    "unfollow_rate": _rate(
        "unfollows", "follows", "取关率", "unfollow rate", "取关÷新增关注", "unfollows ÷ new follows"
    ),
    "cost_per_effective_reach": _rate(
        "spend_fen",
        "valid_views",
        "有效触达成本",
        "cost per effective contact",
        "消耗÷5秒有效播放",
        "spend ÷ 5-second views",
        per=0.01,
        unit="yuan",
    ),
}

"""Rates by name; channels add their own when they are registered (`simulator.channel.Own`)."""

COMMON_RATES: tuple[str, ...] = tuple(RATES)
"""The rates made of common counters, in the order of the table."""


def rate(name: str, counts: Mapping[str, float]) -> float:
    """Return one rate of summed counts.

    Parameters
    ----------
    name : str
        A key of `RATES`.
    counts : mapping of str to number
        Summed counters.

    Raises
    ------
    UnknownNameError
        If ``name`` is not a known rate.

    Examples
    --------
    >>> rate("ctr", {"clicks": 4, "impressions": 100})
    0.04
    """
    if name not in RATES:
        raise UnknownNameError("rate", name, RATES)
    return RATES[name].of(counts)


def break_even_roi(price: float, unit_cost: float, commission: float, claims: float = 0.0) -> float:
    """Return the 保本ROI: the ROAS at which a sale pays for its own advertising.

    Parameters
    ----------
    price, unit_cost : float
        Yuan.
    commission, claims : float
        Shares of the price kept by the platform and paid out for damage.

    Examples
    --------
    >>> round(break_even_roi(12.9, 6.2, 0.025), 2)
    2.02
    """
    margin = 1 - unit_cost / price - commission - claims
    return float("inf") if margin <= 0 else 1 / margin


def tgi(group_share: float, base_share: float) -> float:
    """Return the TGI: 100 times the share in a group over the share in everybody.

    Examples
    --------
    >>> tgi(0.3, 0.2)
    150.0
    """
    return float("nan") if base_share == 0 else round(group_share / base_share * 100, 6)
