"""Parameters, purposes and tables of short video, every constant with its source."""

from __future__ import annotations

from simulator.channel import parameters
from simulator.counters import COUNTER, SOURCE

(K_RACE, K_SKIP, K_WATCH, K_LIKE, K_COMMENT, K_SHARE, K_COLLECT, K_FOLLOW, K_LEAVE, K_CLICK, K_ORDER,
 K_DISLIKE, K_CLAIM, K_ANSWER, K_SPREAD, K_PROFILE) = range(16)  # fmt: skip

PARAMETERS = parameters(
    ("cold_start", 300, "people in the first pool; practitioners say 200-500 (fact A26, lore)"),
    ("pool_growth", 560, "next pool of a median piece in 1/1000; assumed, tried 400-800"),
    ("prior_views", 700, "views of prior evidence about a piece's rates; assumed, tried 300-1500"),
    ("pool_hours", 2, "hours in which a pool is shown; assumed, tried 1-4"),
    ("fresh_hours", 30, "hours in which a pool's growth halves (view decay); assumed, tried 18-72"),
    ("match_gain", 10, "score a point of interest adds to the pull of a piece; assumed, tried 6-16"),
    ("follow_pull", 60, "1/1000 of follower slots a fresh piece takes in its first hour; assumed"),
    ("follow_hours", 20, "hours in which the follow feed's pull halves; assumed"),
    ("search_pull", 9, "1/1,000,000 of an interested person's slots filled by search; assumed"),
    ("skip_base", -150, "score of leaving within 3 s; fact A6 P(<3 s) = 0.34"),
    ("watch_base_ds", 46, "median seconds x 10 wanted of a 1 s piece; facts A6, A10"),
    ("watch_spread", 350, "spread of wanted seconds in 1/256 log units; fact A6 quantiles"),
    ("hook_gain", 3, "score a point of hook takes from skipping; assumed, tried 1-6"),
    ("quality_gain", 2, "score a point of quality adds to watching on; assumed, tried 1-4"),
    ("like_base", -950, "score of a like from a person of median propensity; fact A5 1.94 %"),
    ("comment_base", -1450, "fact A5 comment 0.29 %"),
    ("share_base", -1450, "fact A2 share-type actions 0.06-0.1 % of plays"),
    ("collect_base", -1400, "fact A2 collect 0.38 %"),
    ("follow_base", -1500, "fact A5 follow 0.14 %; A32 0.1-0.24 % of bought plays"),
    ("leave_base", -1900, "assumed: followers leave after much repetition"),
    ("click_base", -1150, "score of a click on the product card; cases.md A6 CTR 2.2 %"),
    ("dislike_base", -1800, "fact A5 hate 0.086 %"),
    ("repeat", 360, "score lost at a repeated meeting (creative wear-out, fact F4); assumed"),
    ("fatigue_gain", 3, "score a point of fatigue with the brand takes; assumed"),
    ("share_chance", 240, "1/1000 of looked-at friends who open a share; assumed"),
)  # fmt: skip

(P_COLD, P_GROWTH, P_PRIOR, P_POOL_HOURS, P_FRESH, P_MATCH, P_FOLLOW_PULL, P_FOLLOW_HOURS, P_SEARCH, P_SKIP,
 P_WATCH, P_SPREAD, P_HOOK, P_QUALITY, P_LIKE, P_COMMENT, P_SHARE, P_COLLECT, P_FOLLOW, P_LEAVE, P_CLICK,
 P_DISLIKE, P_REPEAT, P_FATIGUE, P_SHARE_CHANCE) = range(len(PARAMETERS.rows))  # fmt: skip

BANDS = (10, 20, 30, 45, 60, 90, 180, 10_000)
"""Upper ends of the duration bands within which pieces are compared, seconds."""

BAND_COMPLETION = (310, 270, 235, 190, 170, 145, 80, 35)
"""Completion of the platform's pieces by band in 1/1000 (fact A8), the exogenous yardstick."""

BASE_LIKE, BASE_SHARE, BASE_COMMENT, BASE_VALID = 190, 9, 29, 5600  # in 1/10,000 of views (A2, A5, A6)

MAX_GROWN = 6
"""Times the mean by which interest may raise the pull of a piece (assumed)."""
MAX_PULL = MAX_GROWN << 12

REACH_AGE = 7 * 1440  # minutes after which a piece is no longer offered at all (assumed)

C = COUNTER

C_VALID, C_LIKE, C_SHARE_N, C_COLLECT, C_DISLIKE = (
    C["valid_views"],
    C["likes"],
    C["shares"],
    C["collects"],
    C["dislikes"],
)

C_PROFILE, C_PAID, C_SPEND = C["profile_visits"], C["paid_impressions"], C["spend_fen"]

S_RECOMMEND, S_FOLLOW, S_SEARCH, S_PAID, S_CHAT = (
    SOURCE[k] for k in ("recommend", "follow", "search", "paid", "chat")
)

N_PERF = 6  # organic views, valid, completions, likes, comments, shares

SHARE_KIND = 1
