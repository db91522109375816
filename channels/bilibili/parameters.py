"""The constants of Bilibili with their sources, and the columns and keys its kernels use."""

from __future__ import annotations

import numpy as np

from simulator.channel import parameters
from simulator.counters import COUNTER as C
from simulator.counters import OWN_COUNTER, SOURCE

PURPOSES = (
    "race", "open", "watch", "like", "comment", "share", "collect", "follow", "leave", "click", "order",
    "claim", "answer", "spread", "danmaku", "coin",
)  # fmt: skip
(K_RACE, K_OPEN, K_WATCH, K_LIKE, K_COMMENT, K_SHARE, K_COLLECT, K_FOLLOW, K_LEAVE, K_CLICK, K_ORDER,
 K_CLAIM, K_ANSWER, K_SPREAD, K_DANMAKU, K_COIN) = range(16)  # fmt: skip
ASIDE, TRIPLED, DISLIKED = 5_000_011, 6_000_011, 7_000_003
"""Set a further question apart from the first under one key."""

_HOT = "the platform's own ranking code (countArcHot: coin .4, favourite .3, danmaku .4, reply .4, like .4, share .6)"

PARAMETERS = parameters(
    ("cold_start", 200, "covers shown at first; assumed as short video (A26, lore), tried 120-300"),
    ("carry", 900, "1/1000 covers that a median video's cover brings when new; assumed, tried 500-1200 (E19: views' Gini .82)"),
    ("prior_views", 30, "views (real people) of prior evidence about a video's rates; assumed, tried 25-200"),
    ("usual_opens", 1400, "openings of 10,000 covers, the race's yardstick; measured with the bases below"),
    ("usual_hot", 3000, "heat of 10,000 views in 1/20, the race's yardstick; of E19's rates"),
    ("heat_minutes", 480, "minutes in which half of what a cover brings is shown; assumed, tried 240-900"),
    ("fresh_hours", 72, "hours of age in which a cover's push halves (slower than short video's); assumed, tried 36-120"),
    ("revive", 100, "1/1000 of its push that a cover keeps at any age; assumed, tried 50-300"),
    ("first_day", 1500, "1/1000 by which a video's first day counts more; " + _HOT),
    ("hot_coin", 8, "1/20 a coin; " + _HOT),
    ("hot_collect", 6, "1/20 a favourite; " + _HOT),
    ("hot_danmaku", 8, "1/20 a danmaku; " + _HOT),
    ("hot_comment", 8, "1/20 a reply; " + _HOT),
    ("hot_like", 8, "1/20 a like; " + _HOT),
    ("hot_share", 12, "1/20 a share; " + _HOT),
    ("match_gain", 9, "score a point of interest adds to a video's pull; assumed, tried 5-14"),
    ("follow_pull", 150, "1/1000 of a subscriber's places when new: a strong feed; assumed, tried 60-250"),
    ("follow_hours", 48, "hours in which the subscription feed's pull halves; assumed, tried 24-96"),
    ("search_share", 250, "1/1000 of sessions with a search; assumed, tried 100-400"),
    ("search_pull", 300, "1/1,000,000 of an interested searcher's places; assumed, tried 40-400"),
    ("open_base", -790, "score of opening a cover of median make at interest 40; assumed, tried -820 to -600"),
    ("hook_gain", 7, "score a point of cover and title adds to opening; assumed, tried 4-8"),
    ("searcher", 250, "score that having searched adds to opening; assumed, tried 100-400"),
    ("friend", 450, "score a friend's sending adds to opening; assumed, tried 250-700"),
    ("subscriber", 350, "score that following the account adds to opening; assumed, tried 150-500"),
    ("watch_base_ds", 90, "median deciseconds wanted of a video of 1 s (it was opened); assumed, tried 60 to 140"),
    ("watch_spread", 350, "spread of wanted seconds in 1/256 log units; fact A6 quantiles"),
    ("quality_gain", 4, "score a point of quality adds to watching on and to warmth; assumed, tried 2-4"),
    ("like_base", -1690, "score of a like of a viewer of median propensity; E19: .72 % of views"),
    ("coin_base", -2020, "score of giving coins; E19: .47 coins of 100 views"),
    ("second_coin", 400, "1/1000 of givers who give two; assumed, tried 200 to 600"),
    ("triple_base", -2230, "score of the triple (a tenth of the likes); assumed, tried -2300 to -1800"),
    ("collect_base", -1590, "score of a favourite (1 % of views; E19 has series); assumed, tried -1640 to -1300"),
    ("danmaku_base", -1340, "score of sending danmaku where nobody has; E19: 1.76 of 100 views"),
    ("danmaku_more", 900, "1/1000 further danmaku of somebody who sends one, exponential; assumed, tried 500-1500"),
    ("crowd_gain", 90, "score that danmaku of the usual density add to sending one (at most 4 times); assumed, tried 30-200"),
    ("comment_base", -2100, "score of a reply below the video; E19: .115 % of views"),
    ("share_base", -2190, "score of sharing; E19: .093 % of views"),
    ("follow_base", -1940, "score of following; assumed near fact A5, tried -1960 to -1600"),
    ("leave_base", -1000, "score of unfollowing after 'not interested'; assumed, tried -1300 to -700"),
    ("dislike_base", -1900, "score of 'not interested'; assumed near fact A5, tried -2200 to -1600"),
    ("click_base", -1250, "score of a click on the product below the video; assumed below short video's, tried -1400 to -1100"),
    ("fatigue_gain", 3, "score a point of fatigue with the brand takes; assumed, as short video, tried 1 to 6"),
    ("repeat", 320, "score lost when a cover comes again (F4); assumed, tried 200-450"),
    ("share_chance", 200, "1/1000 of looked-at friends who look at what was sent; assumed, as short video, tried 100 to 400"),
)  # fmt: skip
(P_COLD, P_CARRY, P_PRIOR, P_OPENS, P_HOT, P_HEAT, P_FRESH, P_REVIVE, P_FIRST_DAY, P_HOT_COIN, P_HOT_COLLECT,
 P_HOT_DANMAKU, P_HOT_COMMENT, P_HOT_LIKE, P_HOT_SHARE, P_MATCH, P_FOLLOW_PULL, P_FOLLOW_HOURS, P_SEARCHES, P_SEARCH,
 P_OPEN, P_HOOK, P_SEARCHER, P_FRIEND, P_FAN, P_WATCH, P_SPREAD, P_QUALITY, P_LIKE, P_COIN, P_SECOND, P_TRIPLE,
 P_COLLECT, P_DANMAKU, P_MORE, P_CROWD, P_COMMENT, P_SHARE, P_FOLLOW, P_LEAVE, P_DISLIKE, P_CLICK, P_FATIGUE,
 P_REPEAT, P_SHARE_CHANCE) = range(len(PARAMETERS.rows))  # fmt: skip

USUAL_DANMAKU = 176
"""Danmaku of 10,000 views (E19), against which a video's crowd is measured."""
MOST_ABOVE = 4096
"""Times 1/1024 of its yardstick that a rate counts at most (assumed)."""
MOST_BROUGHT = 6000
"""1/1000 covers that one cover brings at most (assumed)."""
MAX_GROWN = 6
"""Times the mean by which interest may raise the pull of a video (assumed)."""
MAX_PULL = MAX_GROWN << 12
SEARCHES_FROM = 60
"""Interest from which somebody searches for a topic (assumed)."""
MOST_DANMAKU = 40
"""Danmaku of one person under one video at most (assumed)."""
SHORTEST_S, LONGEST_S = 15, 3600
"""Seconds a video may last here (assumed; longer ones are series)."""
SHARE_KIND = 1

C_IMP, C_VALID, C_DONE, C_LIKE = C["impressions"], C["valid_views"], C["completions"], C["likes"]
C_SHARES, C_COLLECT, C_PROFILE = C["shares"], C["collects"], C["profile_visits"]
C_DISLIKE, C_PAID = C["dislikes"], C["paid_impressions"]
C_DANMAKU, C_COINS, C_TRIPLES = OWN_COUNTER, OWN_COUNTER + 1, OWN_COUNTER + 2
S_RECOMMEND, S_FOLLOW, S_SEARCH, S_CHAT = (SOURCE[k] for k in ("recommend", "follow", "search", "chat"))
PAID, NO, YES = np.int64(SOURCE["paid"]), np.int64(0), np.int64(1)
"""Typed, so that `answer` is compiled once."""
COVERS, VIEWS, HOT, DANMAKU, COUNTED = range(5)
"""Columns of `perf`: organic ones, and the covers counted so far."""
N_PERF = 5
