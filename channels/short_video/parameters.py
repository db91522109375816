"""Parameters, purposes and tables of short video, every constant with its source."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np

from simulator.channel import parameters
from simulator.counters import COUNTER, SOURCE
from simulator.watching import duration_power

(K_RACE, K_SKIP, K_WATCH, K_LIKE, K_COMMENT, K_SHARE, K_COLLECT, K_FOLLOW, K_LEAVE, K_CLICK, K_ORDER,
 K_DISLIKE, K_CLAIM, K_ANSWER, K_SPREAD, K_PROFILE, K_AGAIN) = range(17)  # fmt: skip

PARAMETERS = parameters(
    ("cold_start", 300, "people in the first pool; practitioners say 200-500 (fact A26, lore)"),
    ("pool_growth", 800, "next pool of a median piece in 1/1000 (fact A15: spread of views); assumed, tried 400 to 1000"),
    ("prior_views", 700, "views of prior evidence about a piece's rates; assumed, tried 300-1500"),
    ("pool_hours", 2, "hours of mean traffic in which a pool is shown; assumed, tried 1-4"),
    ("fresh_hours", 30, "hours in which a pool's growth halves (view decay); assumed, tried 18-72"),
    ("match_gain", 10, "score a point of interest adds to the pull of a piece; assumed, tried 6-16"),
    ("follow_pull", 60, "1/1000 of follower slots a fresh piece takes in its first hour; assumed, tried 30 to 120"),
    ("follow_hours", 20, "hours in which the follow feed's pull halves; assumed, tried 10 to 40"),
    ("search_pull", 9, "1/1,000,000 of an interested person's slots filled by search; assumed, tried 4 to 30"),
    ("skip_base", -190, "score of leaving within 3 s; fact A6 P(<3 s) = 0.34"),
    ("watch_base_ds", 38, "median seconds x 10 wanted beyond the start of a 1 s piece; facts A6, A8"),
    ("watch_spread", 480, "spread of wanted seconds in 1/256 log units; fact A6 quantiles"),
    ("again_chance", 150, "1/1000 of those who saw the end who let it run again; fact A11's counts above 1.5"),
    ("intent_gain", 900, "score that coming on purpose adds (followers, search, profile); facts A1, A9 beside A8"),
    ("hook_gain", 3, "score a point of hook takes from skipping; assumed, tried 1-6"),
    ("quality_gain", 2, "score a point of quality adds to watching on; assumed, tried 1-4"),
    ("warm_gain", 700, "score that having seen the whole piece adds to engaging, by the root of the part; fact A11"),
    ("appeal_gain", 10, "score a point of quality adds to engaging; fact A3, spread between pieces"),
    ("like_base", -1880, "score of a like from a person of median propensity; fact A5 1.94 %"),
    ("comment_base", -2045, "facts A2 comment 0.11-0.26 % of plays, A5 0.29 % of the feed"),
    ("share_base", -3020, "fact A2 share-type actions 0.06-0.1 % of plays"),
    ("collect_base", -2690, "fact A2 collect 0.38 %"),
    ("follow_base", -2850, "fact A5 follow 0.14 %; A32 0.1-0.24 % of bought plays"),
    ("profile_base", -2000, "score of opening the profile; fact A5 profile 2.11 %"),
    ("leave_base", -1900, "score of a follower leaving after much repetition; assumed, tried -2200 to -1600"),
    ("click_base", -1080, "score of a click on the product card; cases.md A6 CTR 2.2 %, repeated meetings included"),
    ("click_quality", 3, "score a point of quality adds to opening the product card; assumed, tried 0 to 8"),
    ("dislike_base", -1800, "fact A5 hate 0.086 %"),
    ("report_share", 1, "1/1000 of those who object who also report; fact A2 report 6.5e-7"),
    ("repeat", 100, "score lost when the same piece comes again (fact F4: wear-out is slow); assumed, tried 40 to 360"),
    ("fatigue_gain", 3, "score two points of fatigue with the brand take; assumed, tried 1 to 6"),
    ("worn_gain", 5, "score a point of fatigue takes beside that from a piece that comes again (F4); assumed, tried 0 to 8"),
    ("share_chance", 240, "1/1000 of looked-at friends who open a share; assumed, tried 120 to 400"),
)  # fmt: skip

(P_COLD, P_GROWTH, P_PRIOR, P_POOL_HOURS, P_FRESH, P_MATCH, P_FOLLOW_PULL, P_FOLLOW_HOURS, P_SEARCH,
 P_SKIP, P_WATCH, P_SPREAD, P_AGAIN, P_INTENT, P_HOOK, P_QUALITY, P_WARM, P_APPEAL, P_LIKE,
 P_COMMENT, P_SHARE, P_COLLECT, P_FOLLOW, P_PROFILE, P_LEAVE, P_CLICK, P_CLICK_QUALITY, P_DISLIKE, P_REPORT,
 P_REPEAT, P_FATIGUE, P_WORN, P_SHARE_CHANCE) = range(len(PARAMETERS.rows))  # fmt: skip

BANDS = (10, 20, 30, 45, 60, 90, 180, 10_000)
"""Upper ends of the duration bands within which pieces are compared, seconds."""

BAND_COMPLETION = (310, 270, 235, 190, 170, 145, 80, 35)
"""Completion of the platform's pieces by band in 1/1000 (fact A8), the exogenous yardstick."""

BASE_LIKE, BASE_SHARE, BASE_COMMENT, BASE_VALID = 190, 9, 29, 5600  # in 1/10,000 of views (A2, A5, A6)

MAX_GROWN = 6
"""Times the mean by which interest may raise the pull of a piece (assumed)."""
MAX_PULL = MAX_GROWN << 12

PATIENCE = 3
"""A pool that is not shown after so many times its hours is closed as it stands (assumed)."""

REACH_AGE = 7 * 1440  # minutes after which a piece is no longer offered at all (assumed)

C = COUNTER

C_VALID, C_LIKE, C_SHARE_N, C_COLLECT, C_DISLIKE = (
    C["valid_views"],
    C["likes"],
    C["shares"],
    C["collects"],
    C["dislikes"],
)

C_REPORT, C_WATCH = C["reports"], C["watch_ds"]

C_PROFILE, C_PAID, C_SPEND = C["profile_visits"], C["paid_impressions"], C["spend_fen"]

S_RECOMMEND, S_FOLLOW, S_SEARCH, S_PAID, S_CHAT = (
    SOURCE[k] for k in ("recommend", "follow", "search", "paid", "chat")
)

CHOSEN = np.array([int(name in ("follow", "search", "profile")) for name in SOURCE], np.int64)
"""Sources of a play that somebody chose, rather than was shown."""

VALID_DS = 50
"""Deciseconds of an effective contact (5 s)."""

REPORT_QUESTION = 1_000_003  # sets a second question apart from the first under one key

ROOT = np.array([math.isqrt(share << 8) for share in range(257)], np.int64)
"""Root of a part, both in 1/256."""

SHOWN_FROM_DS = 16
"""Deciseconds that whoever does not skip at once stays beyond what is wanted (assumed, tried 10-30)."""

SKIP_BY_DURATION = np.array([round(85 * (Decimal(30) / max(5, d)).ln()) for d in range(91)], np.int64)
"""Score that shortness adds to skipping: what promises more is given a moment more (fact A7)."""

WATCH_POWER = duration_power("0.2")
"""How wanted seconds grow with duration (facts A8, A10; tried powers 0.1 to 0.4)."""

N_PERF = 6  # organic views, valid, completions, likes, comments, shares

SHARE_KIND = 1
