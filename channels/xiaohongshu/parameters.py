"""The constants of Xiaohongshu with their sources, and the columns and keys its kernels use."""

from __future__ import annotations

import numpy as np

from simulator import items as it
from simulator.channel import parameters
from simulator.counters import COUNTER as C
from simulator.counters import OWN_COUNTER, OWN_SOURCE, SOURCE

PURPOSES = (
    "race", "open", "read", "like", "comment", "share", "collect", "follow", "leave", "click", "order",
    "dislike", "claim", "answer", "spread", "return",
)  # fmt: skip
(K_RACE, K_OPEN, K_READ, K_LIKE, K_COMMENT, K_SHARE, K_COLLECT, K_FOLLOW, K_LEAVE, K_CLICK, K_ORDER,
 K_DISLIKE, K_CLAIM, K_ANSWER, K_SPREAD, K_RETURN) = range(16)  # fmt: skip

PARAMETERS = parameters(
    ("cold_start", 200, "covers shown at first; practitioners say 200-500 (A26, lore); tried 120-300"),
    ("carry", 1200, "1/1000 covers that a median note's cover brings when new; assumed, tried 500-1300 (E16: Gini .86)"),
    ("prior_reads", 30, "reads (real people) of prior evidence about a note's rates; assumed, tried 25-120"),
    ("usual_opens", 1250, "openings of 10,000 covers, the race's yardstick; measured with the bases below"),
    ("usual_ces", 2000, "CES of 10,000 reads, the race's yardstick; measured with the bases below"),
    ("heat_minutes", 100, "minutes in which half of what a cover brings is shown; assumed, tried 60-170"),
    ("fresh_hours", 12, "hours of age in which a cover's push halves; assumed, tried 3-48 (lore: 2.8 hours, contested)"),
    ("ces_like", 1, "fact E18 (lore)"),
    ("ces_collect", 1, "fact E18 (lore; another source has saves weigh most)"),
    ("ces_comment", 4, "fact E18 (lore)"),
    ("ces_share", 4, "fact E18 (lore)"),
    ("ces_follow", 8, "fact E18 (lore)"),
    ("revive", 120, "1/1000 of its push that a cover keeps at any age (search and saves); assumed, tried 50-300"),
    ("match_gain", 9, "score a point of interest adds to a note's pull; assumed, tried 5-14"),
    ("follow_pull", 6, "1/1000 of a follower's places in a note's first hours: a small feed; assumed, tried 3-24"),
    ("follow_hours", 30, "hours in which the follow feed's pull halves; assumed, tried 12-72"),
    ("search_share", 400, "1/1000 of sessions with a search; the platform (2025): 73 % of users search, 6 times a day"),
    ("search_pull", 30, "1/1,000,000 of an interested searcher's places; assumed, tried 12-400"),
    ("save_rank", 40, "times that very many saves raise a note in search; assumed, tried 6-60"),
    ("save_half", 100, "saves (real people) with half of that rise; assumed, tried 20-200"),
    ("return_chance", 300, "1/1000 of those who saved a note who come back to it; assumed, tried 100-500"),
    ("return_hours", 60, "mean hours until they do; assumed, tried 24-120"),
    ("open_base", -880, "score of opening a median cover at interest 40; assumed (15 % of covers), tried -900 to -580"),
    ("hook_gain", 8, "score a point of cover and title adds to opening; assumed, tried 4-8 (E16: within-creator ln-sd 1.09)"),
    ("searcher", 200, "score that having searched adds to opening and buying (30 % more buy); assumed, tried 0 to 400"),
    ("friend", 450, "score a friend's sending adds to opening; assumed, tried 250-700"),
    ("fan", 300, "score that following the account adds to opening; assumed, tried 150-500"),
    ("read_base_ds", 26, "median deciseconds wanted of a note of 1 s; assumed (a 30 s note is read for 10 s), tried 18 to 40"),
    ("read_spread", 270, "spread of wanted seconds in 1/256 log units; assumed near fact A6, tried 200 to 350"),
    ("quality_gain", 5, "score a point of quality adds to reading on and to warmth; assumed, tried 2-5"),
    ("like_base", -1060, "score of a like of a reader of median propensity; assumed (6 % of all reads), tried -1100 to -860"),
    ("collect_base", -1350, "score of saving; E16's table: .38 saves a like"),
    ("useful_gain", 5, "score a point of information adds to saving (lists and how-tos, operations 4.3); assumed, tried 2-8"),
    ("comment_base", -1570, "E16's table: .19 comments a like"),
    ("share_base", -1520, "E16's table: .22 shares a like"),
    ("follow_base", -1780, "score of following; assumed near fact A5, tried -1800 to -1450"),
    ("leave_base", -1000, "score of unfollowing after 'not interested'; assumed, tried -1300 to -700"),
    ("dislike_base", -1900, "score of 'not interested'; assumed near fact A5, tried -2200 to -1600"),
    ("click_base", -1150, "score of a click on the product card; as short video (cases.md A6)"),
    ("mark_loss", 80, "score a marked cooperation loses with covers; assumed, tried 30-160"),
    ("found_chance", 350, "1/1000 a night that an unmarked advert is found; assumed, tried 100-700"),
    ("found_loss", 200, "1/256 of its reach that it loses then; assumed, tried 128-240"),
    ("fatigue_gain", 3, "score a point of fatigue with the brand takes; assumed, as short video, tried 1 to 6"),
    ("repeat", 320, "score lost when a cover comes again (F4); assumed, tried 200-450"),
    ("share_chance", 200, "1/1000 of looked-at friends who look at what was sent; assumed, as short video, tried 100 to 400"),
)  # fmt: skip
(P_COLD, P_CARRY, P_PRIOR, P_OPENS, P_CES, P_HEAT, P_FRESH, P_CES_LIKE, P_CES_COLLECT, P_CES_COMMENT, P_CES_SHARE, P_CES_FOLLOW,
 P_REVIVE, P_MATCH, P_FOLLOW_PULL, P_FOLLOW_HOURS, P_SEARCHES, P_SEARCH, P_RANK, P_HALF, P_RETURN, P_RETURN_HOURS, P_OPEN,
 P_HOOK, P_SEARCHER, P_FRIEND, P_FAN, P_READ, P_SPREAD, P_QUALITY, P_LIKE, P_COLLECT, P_USEFUL, P_COMMENT, P_SHARE,
 P_FOLLOW, P_LEAVE, P_DISLIKE, P_CLICK, P_MARK, P_FOUND, P_FOUND_LOSS, P_FATIGUE, P_REPEAT,
 P_SHARE_CHANCE) = range(len(PARAMETERS.rows))  # fmt: skip

MOST_ABOVE = 4096
"""Times 1/1024 of its yardstick that a rate counts at most (assumed)."""
MOST_BROUGHT = 6000
"""1/1000 covers that one cover brings at most (assumed)."""
MAX_GROWN = 6
"""Times the mean by which interest may raise the pull of a note (assumed)."""
MAX_PULL = MAX_GROWN << 12
SEARCHES_FROM = 60
"""Interest from which somebody searches for a topic (assumed)."""
USEFUL_FROM = 110
"""Information (0..255) of a median note (assumed)."""
LONGEST_TITLE, LONGEST_TEXT, VIDEO_SECONDS = 20, 1000, (5, 900)
"""Limits of the platform's editor: characters of title and text, seconds of a video."""
MARKED = it.FREE + 2
"""Column of an item: 1 when the cooperation is marked (FREE and FREE + 1 belong to claims)."""
PERSONAL = 1  # position of the port below
SHARE_KIND, SAVE_KIND = 1, 2
NIGHT = (1, 7)
"""Hours in which nobody takes out saved notes (assumed)."""
ASIDE = 5_000_011  # sets a second question apart from the first under one key

C_IMP, C_VALID, C_DONE, C_LIKE, C_SHARES = (
    C["impressions"],
    C["valid_views"],
    C["completions"],
    C["likes"],
    C["shares"],
)
C_COLLECT, C_PROFILE, C_DISLIKE, C_PAID = (
    C["collects"],
    C["profile_visits"],
    C["dislikes"],
    C["paid_impressions"],
)
C_RETURNS, S_SAVED = OWN_COUNTER, np.int64(OWN_SOURCE)
S_RECOMMEND, S_FOLLOW, S_SEARCH, S_CHAT = (SOURCE[k] for k in ("recommend", "follow", "search", "chat"))
PAID, NO, YES = np.int64(SOURCE["paid"]), np.int64(0), np.int64(1)  # typed, so that `answer` is compiled once
COVERS, READS, CES, COUNTED = range(4)  # columns of `perf`: organic ones, and the covers counted so far
