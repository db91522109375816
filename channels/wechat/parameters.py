"""The constants of WeChat with their sources, and the columns and keys its kernels use."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from simulator import items as it
from simulator.channel import parameters
from simulator.counters import COUNTER, OWN_COUNTER, SOURCE

(K_SEE, K_WHEN, K_OPEN, K_WATCH, K_LIKE, K_COMMENT, K_SHARE, K_COLLECT, K_FOLLOW, K_LEAVE, K_CLICK, K_ORDER,
 K_CLAIM, K_ANSWER, K_SPREAD, K_RACE) = range(16)  # fmt: skip
OFFICIAL, CHANNELS, GROUP, MOMENTS = range(4)

PARAMETERS = parameters(
    # 公众号: from the push to the read
    ("list_see", -330, "score of noticing the title in one visit to the message list; assumed, tried -700..-200"),
    ("list_fade", 26, "score a pushed title loses an hour; C13 (24 h hold .75-.95 of a week's reads)"),
    ("crowding", 110, "score lost to what others push at the busiest hour, 17:00 (C9); assumed, tried 0-300"),
    ("push_wake", 70, "1/1000 of followers whom the notice itself brings into the app; assumed, tried 30-150"),
    ("list_fold", 800, "score a folded title (2nd to 8th of a push) is below the first; assumed, tried 450-900; C8"),
    ("habit_gain", 5, "score a point of habit adds to noticing and opening (常读); assumed, tried 3-8"),
    ("open_session", -1065, "score of opening from the list; facts C1 1.2 %, cases.md A6 2.6 % of delivered"),
    ("open_shared", -470, "score of opening what a contact passed on; with C3 shares of Moments and chats"),
    ("open_found", -640, "score of opening a recommended or searched title; assumed, tried -900..-400"),
    ("wall_open", 45, "score a price on the title takes from opening; C15: reads 23 % below the account's own"),
    ("wall_pay", -760, "score of a reader paying for the rest; C15: 8 % of readers pay"),
    ("chat_trust", 450, "score a message straight from a friend adds to opening; assumed, tried 100-600"),
    ("read_base", 105, "median seconds x 10 wanted of a 1 s text; reads finished 25-60 % (operations 4.2)"),
    ("read_spread", 420, "spread of wanted seconds in 1/256 log units; assumed, tried 200-500"),
    ("effort_gain", 2, "1/256 of reading time a point of effort above literacy adds; assumed, tried 1-4"),
    ("recommend", 1000, "recommended titles per 1,000 own reads (看一看); with C3: rest of reads .23"),
    ("search_pull", 6, "1/1,000,000 of the visits of somebody who knows the brand that search it; assumed; tried 3 to 12"),
    ("profile_pull", 500, "1/1,000,000 of followers' visits that open the account's page; assumed; tried 250 to 1000"),
    # 视频号
    ("follow_see", -420, "score of meeting a new video in one visit as a follower; assumed, tried -700..-200"),
    ("follow_fade", 30, "score it loses an hour; social part peaks within 2 h (operations 4.2)"),
    ("friend_like", -560, "score of noticing what a friend liked; social chain 30-50 % of plays (operations 4.2)"),
    ("wave", 1000, "recommended plays per 1,000 earned ones at 12-36 h; assumed, tried 800-3000"),
    ("skip_base", -150, "score of leaving a video within 3 s; at most 45 % (operations 4.2)"),
    ("watch_base", 50, "median seconds x 10 wanted of a 1 s video; facts A6, A10 (short video)"),
    ("watch_spread", 350, "as short video, fact A6"),
    # 社群, 朋友圈
    ("group_read", -330, "score of a member reading a message; assumed 25-40 % (no fact: H10), tried -400..0"),
    ("group_delay", 110, "mean minutes until a member looks at the chat list; assumed, tried 60-240"),
    ("group_tire", 38, "weariness (of 255) a message costs a member of middling interest; assumed, tried 20-60"),
    ("weary_gain", 4, "score a point of weariness takes from reading; assumed, tried 2-8"),
    ("weary_leave", 6, "score a point of weariness adds to leaving the group; assumed, tried 3-10"),
    ("group_ask", -560, "score of a member asking the group about a claim just heard; assumed, tried -900..-300"),
    ("product_ask", -1050, "score of a reader asking the group about a product; assumed; tried -1300 to -800"),
    ("post_see", -60, "score of meeting a contact's post in one visit to Moments; assumed, tried -300..200"),
    ("post_open", -600, "score of reading a post that was met; assumed, tried -700..-200"),
    ("staff_trust", 180, "score that knowing the person adds to reading and buying; assumed, tried 0-400"),
    ("message_base", 90, "median seconds x 10 wanted of a 1 s message; assumed; tried 45 to 180"),
    # what every reader may do, by port in the order of the ports
    ("official_like", -1420, "C7 .91 % of reads"),
    ("channels_like", -740, "assumed: about as A5, warmer (friends); tried -990 to -490"),
    ("group_like", -700, "assumed; tried -950 to -450"),
    ("moments_like", 250, "assumed: Moments posts of acquaintances; tried 125 to 500"),
    ("official_comment", -1750, "assumed: .2 % of reads; tried -2000 to -1500"), ("channels_comment", -1500, "A5 .29 %"),
    ("group_comment", -650, "assumed: groups talk; tried -900 to -400"),
    ("moments_comment", -800, "assumed; tried -1050 to -550"),
    ("official_share", -930, "C2 3.22 % of reads"), ("channels_share", -1100, "assumed: 1 % of plays; tried -1350 to -850"),
    ("group_share", -950, "assumed: forwarding to other chats; tried -1200 to -700"),
    ("moments_share", -1000, "assumed; tried -1250 to -750"),
    ("official_collect", -1480, "assumed: .8 %; tried -1730 to -1230"), ("channels_collect", -1400, "A2 .38 %"),
    ("group_collect", -1700, "assumed; tried -1950 to -1450"), ("moments_collect", -1700, "assumed; tried -1950 to -1450"),
    ("official_follow", -1300, "assumed: 1 % of reads by others (阅读后关注); tried -1550 to -1050"),
    ("channels_follow", -1400, "A5, warmer"),
    ("group_follow", -1100, "assumed: joining by a forwarded card; tried -1350 to -850"),
    ("moments_follow", -1700, "assumed; tried -1950 to -1450"),
    ("official_click", -520, "cases.md A6: 5 pushes bring 47 orders"), ("channels_click", -1000, "as short video"),
    ("group_click", -620, "cases.md A6: 81 orders of 900 members"), ("moments_click", -800, "assumed; tried -1050 to -550"),
    ("official_leave", -1400, "assumed: .1-.2 % of those who see a push they do not open; tried -1650 to -1150"),
    ("channels_leave", -1900, "as short video"), ("group_leave", -1700, "assumed: .1 % a message; tried -1950 to -1450"),
    ("moments_leave", -2000, "assumed; tried -2250 to -1750"),
    ("official_buy", 250, "score reading an article adds to buying after a click; cases.md A6: 47 orders of 5 pushes"),
    ("channels_buy", 0, "as short video"),
    ("group_buy", 150, "score a group's warmth adds; cases.md A6: 81 orders of 900 members"),
    ("moments_buy", 100, "score a staff member's word adds, beside staff_trust; assumed, tried 0-300"),
    # passing on
    ("belief_gain", 200, "score that believing a claim adds to passing it on; assumed, tried 100-400"),
    ("told_loss", 500, "score that knowing the answer takes from passing a claim on; assumed, tried 250-1000"),
    ("to_moments", 610, "1/1000 of forwards that go to Moments; C5"),
    ("moments_see", 70, "score of a contact noticing a share in Moments; C3 .2 of reads"),
    ("chat_see", 500, "score of somebody in the chat noticing it; assumed; tried 250 to 1000"),
    ("chat_group", 550, "1/1000 of forwards to chats that go to a chat of many; assumed; tried 275 to 1100"),
    ("weak_gap", 200, "score an acquaintance's attention is below a friend's; assumed, tried 100-500"),
    ("weak_ties", 7,
     ("acquaintances looked at beside each friend: contact lists are longer than the graph; assumed; "
     "tried 3 to 14")),
    ("degree_gain", 11, "score a doubling of contacts takes from noticing, /16; C10: attention goes as 1/degree"),
    # shared by all ports
    ("match_gain", 8, "score a point of interest adds; assumed, tried 6-16"),
    ("hook_gain", 3, "score a point of title and cover adds to opening; assumed, tried 1-6"),
    ("bait_gain", 1, "score a point of clickbait adds to opening and takes from liking and sharing; F18 (sign)"),
    ("quality_gain", 2, "score a point of quality adds to staying; assumed, tried 1-4"),
    ("fatigue_gain", 3, "score a point of fatigue with the brand takes, halved; assumed; tried 1 to 6"),
    ("repeat", 300, "score lost at a repeated meeting; F4, assumed; tried 50 to 550"),
    ("prior_views", 60, "reads of prior evidence about a piece's rates; assumed, tried 30-200"),
)  # fmt: skip
_AT = PARAMETERS.index
P_LIST, P_FADE, P_CROWD, P_WAKE, P_FOLD, P_HABIT = (
    _AT(n) for n in ("list_see", "list_fade", "crowding", "push_wake", "list_fold", "habit_gain")
)
P_OPEN, P_SHARED, P_FOUND, P_WALL, P_PAY, P_CHAT_TRUST = (
    _AT(n) for n in ("open_session", "open_shared", "open_found", "wall_open", "wall_pay", "chat_trust")
)
P_READ, P_READ_SPREAD, P_EFFORT = (_AT(n) for n in ("read_base", "read_spread", "effort_gain"))
P_REC, P_SEARCH, P_PROFILE = (_AT(n) for n in ("recommend", "search_pull", "profile_pull"))
P_FOLLOW_SEE, P_FOLLOW_FADE, P_FRIEND_LIKE, P_WAVE = (
    _AT(n) for n in ("follow_see", "follow_fade", "friend_like", "wave")
)
P_SKIP, P_WATCH, P_SPREAD = (_AT(n) for n in ("skip_base", "watch_base", "watch_spread"))
P_GROUP, P_GROUP_DELAY, P_TIRE, P_WEARY, P_WEARY_LEAVE = (
    _AT(n) for n in ("group_read", "group_delay", "group_tire", "weary_gain", "weary_leave")
)  # fmt: skip
P_ASK, P_PRODUCT_ASK, P_POST, P_POST_OPEN, P_STAFF, P_MESSAGE = (
    _AT(n) for n in ("group_ask", "product_ask", "post_see", "post_open", "staff_trust", "message_base")
)  # fmt: skip
P_LIKE, P_COMMENT, P_SHARE, P_COLLECT = (
    _AT("official_" + n) for n in ("like", "comment", "share", "collect")
)
P_FOLLOW, P_CLICK, P_LEAVE, P_BUY = (
    _AT("official_" + n) for n in ("follow", "click", "leave", "buy")
)  # + the port
P_TO_MOMENTS, P_MOMENTS_SEE, P_CHAT_SEE, P_CHAT_GROUP = (
    _AT(n) for n in ("to_moments", "moments_see", "chat_see", "chat_group")
)  # fmt: skip
P_BELIEF, P_TOLD = (_AT(n) for n in ("belief_gain", "told_loss"))
P_WEAK_GAP, P_WEAK_TIES, P_DEGREE = (_AT(n) for n in ("weak_gap", "weak_ties", "degree_gain"))
P_MATCH, P_HOOK, P_BAIT, P_QUALITY, P_FATIGUE, P_REPEAT, P_PRIOR = (
    _AT(n) for n in ("match_gain", "hook_gain", "bait_gain", "quality_gain", "fatigue_gain", "repeat", "prior_views")
)  # fmt: skip

PUSHES_PER_DAY = 1
"""Mass pushes of a subscription account a natural day (operations 4.4)."""
POSTED = np.array(
    (10, 5, 4, 3, 3, 6, 20, 45, 60, 60, 65, 70, 75, 60, 60, 70, 120, 256, 190, 140, 150, 140, 90, 40),
    np.int64,
)
"""What others push by hour, 256 at the mode of 17:00 (C9; the other hours assumed)."""
CHARS_A_MINUTE = 500
"""Reading speed on a phone (assumed, tried 300 to 700)."""
HABIT_MEAN, HABIT_CENTRE = 36, 32
"""Mean starting habit (exponential, of 255) and the habit that adds nothing (assumed)."""
LIST_MINUTES, FOLLOW_MINUTES, SAME_DAY_LEAST = 40 * 60, 36 * 60, 4 * 60
"""How long a title stays in sight, a video in the follow feed, a late post before the day's end (assumed)."""
REC_FROM, REC_UNTIL = 60, 72 * 60
WAVE_FROM, WAVE_UNTIL = 12 * 60, 36 * 60
"""Minutes of age of the articles' recommendations (assumed) and of the videos' wave (operations 4.2)."""
REACH_AGE = 5 * 1440
MORNING, MORNING_SPREAD = 390, 127
"""Minute of day at which the first people look at their phones, and within how many more (assumed)."""
MIDDLE_DEGREE = 68
"""`DEGREE` of a person with middling contacts: log2(20) in 1/16."""
SHORTEST_S, LONGEST_S = 3, 3600
"""Length of a Channels video, seconds (platform help pages)."""
VALID_DS, HALF = 50, 128
"""An effective contact lasts 5 s; the product card stands half way down (of 256)."""
NOTICE_PULL = 600
"""Score that "corrected" beside a title adds for those who had read the mistake (assumed)."""
SEARCH_FROM = 70
"""Interest (of 100) from which people search a subject without knowing the brand (assumed)."""
CHAT_DELAY, MOMENTS_DELAY, LIKE_DELAY = 45, 200, 100
"""Mean minutes until a contact looks at a chat, at Moments, at friends' videos (assumed)."""
WEAK_ARC = 1 << 32
"""Added to a friend's number to key the draws of that friend's friends."""
CIRCLE = 30
"""People in a chat of many who are looked at (assumed)."""
BASE_SHARE, BASE_LIKE, BASE_VALID = (300, 120), (90, 300), (7500, 5500)
"""Shares, likes and 5 s stays of a middling article and video in 1/10,000 of views (C2, C7; A2, A5)."""
MAX_GROWTH = 6 << 12
MASKS = np.array((63, 7, 0, 0), np.int64)
"""Only sessions whose key has an item's low bits may meet it by recommendation: thins rare draws exactly."""

C = COUNTER
C_IMP, C_VALID, C_DONE, C_LIKE, C_SHARE_N = (
    C[n] for n in ("impressions", "valid_views", "completions", "likes", "shares")
)
C_COLLECT, C_DELIVERED, C_OPEN, C_ASK, C_PAID = (
    C[n] for n in ("collects", "delivered", "opens", "asks", "paid_impressions")
)
C_MOMENTS, C_CHAT = (C[n] for n in ("moments_reads", "chat_reads"))
S_RECOMMEND, S_FOLLOW, S_SEARCH, S_PROFILE, S_PAID = (
    SOURCE[n] for n in ("recommend", "follow", "search", "profile", "paid")
)
S_SESSION, S_MOMENTS, S_CHAT, S_GROUP = (SOURCE[n] for n in ("session", "moments", "chat", "group"))
S_FRIENDS = SOURCE["friends"]
TO_MOMENTS, TO_CHAT, LIKED = 1, 2, 3
SECONDS = it.FREE + 2  # a channel's own column: seconds a text takes
WALL = it.FREE + 3  # a channel's own column: 1 where most of a text is read only by those who pay
WHOLE, PREVIEW = 256, 48
"""Part of a paid text (of 256) that everybody may read (assumed, tried 32 to 100)."""
C_PAYERS = OWN_COUNTER  # "paying_readers", the channel's own
N_PERF = 4  # earned reads, valid, likes, shares
DEPTHS = 8


class Kept(NamedTuple):
    """What the channel remembers beside the counters; kernels read and write it.

    Shapes: n people, R item rows, A accounts (a last entry stands for outsiders). ``habit`` has a
    row for each official account, ``weary`` one for each group; ``slot`` says which (-1 none).
    """

    habit: Any  # uint8 [official accounts or 1, n]
    weary: Any  # uint8 [groups or 1, n]
    slot: Any  # int64 [A + 1]
    perf: Any  # int64 [R, N_PERF]
    tree: Any  # int64 [R, 2, DEPTHS]: reads and shares by depth of passing on
    live: Any  # int64 [A + 1]
