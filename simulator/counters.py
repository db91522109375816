"""The counters that meetings fill, by name, and where a meeting came from.

Counts are stored; rates are always derived from summed counts (`simulator.rates`). Money counters
are in fen (1/100 yuan), watch time in deciseconds, so that everything stays an integer.

Behind the common columns stand a few that each channel names itself, for its own items only
(`simulator.channel.Own`): the same column may be danmaku on one channel and returns on another.
"""

from __future__ import annotations

from simulator.texts import Text

_COUNTERS: tuple[tuple[str, str, str], ...] = (
    ("impressions", "曝光", "impressions"),
    ("views", "播放/阅读/进入", "views"),
    ("valid_views", "5秒有效播放", "valid views (5 s)"),
    ("short_views", "2秒跳出", "2-second skips"),
    ("completions", "完播/完读", "completions"),
    ("watch_ds", "观看时长(0.1秒)", "watch time (0.1 s)"),
    ("likes", "点赞", "likes"),
    ("comments", "评论", "comments"),
    ("negative_comments", "负面评论", "negative comments"),
    ("shares", "分享", "shares"),
    ("reposts", "转发", "reposts"),
    ("collects", "收藏", "collects"),
    ("follows", "新增关注", "new follows"),
    ("unfollows", "取消关注", "unfollows"),
    ("profile_visits", "主页访问", "profile visits"),
    ("dislikes", "不感兴趣", "dislikes"),
    ("reports", "举报", "reports"),
    ("clicks", "商品点击", "product clicks"),
    ("orders", "下单", "orders"),
    ("gmv_fen", "成交金额(分)", "GMV (fen)"),
    ("redemptions", "核销", "redemptions"),
    ("redeemed_fen", "核销金额(分)", "redeemed value (fen)"),
    ("refunds", "退款", "refunds"),
    ("refunded_fen", "退款金额(分)", "refunded value (fen)"),
    ("spend_fen", "消耗(分)", "spend (fen)"),
    ("paid_impressions", "付费曝光", "paid impressions"),
    ("paid_clicks", "付费点击", "paid clicks"),
    ("paid_orders", "付费成交订单", "paid orders"),
    ("paid_gmv_fen", "付费成交金额(分)", "paid GMV (fen)"),
    ("delivered", "送达", "delivered"),
    ("opens", "会话打开", "opens from the session"),
    ("moments_reads", "朋友圈阅读", "reads from Moments"),
    ("chat_reads", "聊天阅读", "reads from chats"),
    ("asks", "提问", "questions asked"),
    ("bookings", "预约", "bookings"),
    ("enters", "进房", "room entries"),
    ("stay_ds", "停留时长(0.1秒)", "stay (0.1 s)"),
    ("gifts", "打赏", "gifts"),
    ("cart_views", "查看购物车", "cart views"),
    ("claim_exposures", "传言触达", "people met by a claim"),
    ("claim_believed", "相信传言", "people who believed a claim"),
    ("claim_corrected", "被澄清", "people put right"),
    ("outside_views", "站外大盘播放", "views beyond the simulated people"),
)

COUNTERS: tuple[str, ...] = tuple(name for name, _, _ in _COUNTERS)
"""The counters that mean the same on every channel."""
COUNTER_TEXTS: dict[str, Text] = {name: Text(zh=zh, en=en) for name, zh, en in _COUNTERS}
"""What counters are called; channels add their own when they are registered."""
OWN_COUNTER, OWN_COUNTERS = len(COUNTERS), 4
"""First column that a channel names itself, and how many there are."""
N_COUNTERS = OWN_COUNTER + OWN_COUNTERS
COUNTER: dict[str, int] = {name: index for index, name in enumerate(COUNTERS)}

SOURCES: tuple[str, ...] = (
    "recommend",
    "follow",
    "search",
    "profile",
    "paid",
    "push",
    "session",
    "moments",
    "chat",
    "group",
    "repost",
    "hot_list",
    "short_video",
    "booking",
    "topic",
    "friends",
)
SOURCE: dict[str, int] = {name: index for index, name in enumerate(SOURCES)}
OWN_SOURCE, OWN_SOURCES = len(SOURCES), 2
"""First source that a channel names itself, and how many there are."""
N_SOURCES = OWN_SOURCE + OWN_SOURCES

SOURCE_TEXTS: dict[str, Text] = {
    "recommend": Text(zh="推荐", en="recommendation"),
    "follow": Text(zh="关注", en="following"),
    "search": Text(zh="搜索", en="search"),
    "profile": Text(zh="个人主页", en="profile"),
    "paid": Text(zh="付费", en="paid"),
    "push": Text(zh="推送提醒", en="push"),
    "session": Text(zh="公众号会话", en="account session"),
    "moments": Text(zh="朋友圈", en="Moments"),
    "chat": Text(zh="聊天会话", en="chats"),
    "group": Text(zh="社群", en="groups"),
    "repost": Text(zh="转发", en="reposts"),
    "hot_list": Text(zh="热搜", en="hot list"),
    "short_video": Text(zh="短视频引流", en="own short video"),
    "booking": Text(zh="直播预约", en="booking"),
    "topic": Text(zh="话题页", en="topic page"),
    "friends": Text(zh="朋友赞过", en="liked by friends"),
}

RETENTION_SECONDS: tuple[int, ...] = (0, 2, 5, 10, 15, 30, 60, 90, 120, 180)
"""Seconds at which a retention curve is read."""
