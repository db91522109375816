"""The numbers of the live room: parameters with their sources, tables, columns of the kernels' arrays."""

from __future__ import annotations

from simulator.channel import parameters
from simulator.counters import COUNTER, OWN_COUNTER, SOURCE
from simulator.published import DOUYIN_PROFILE

NAME = "livestream"
(K_RACE, K_ENTER, K_STAY, K_BAG, K_LIKE, K_COMMENT, K_SHARE, K_FOLLOW, K_GIFT, K_CART, K_CLICK, K_ORDER,
 K_CLAIM, K_ANSWER, K_BOOK, K_NOTICE) = range(16)  # fmt: skip

PARAMETERS = parameters(
    ("feed_pull", 215, "feed exposures a minute of a par room at a mean hour; cases.md B6: 26,000 in 90 min"),
    ("feed_by_fans", 3, "power, in quarters, of an account's fans by which the feed shows its room; B13, B16: below 1"),
    ("feed_burst", 50, "per cent more in the first ten minutes (急速流); assumed, tried 0-100"),
    ("score_prior", 60, "entries of prior evidence in the rolling score; assumed, tried 30-120"),
    ("follow_pull", 300, "1/1000 of followers' sessions in which the room tops the follow feed; assumed; tried 150 to 600"),
    ("push_notice", 300,
     ("1/1000 of followers who notice the opening push; assumed, B6: 414 of 5,450 enter; tried "
     "150 to 600")),
    ("booking_come", 0, "score of a person who booked coming; cases.md B6: 234 of 500"),
    ("book_base", -720, "score of a follower booking from a preview (6 %); cases.md B4: 500 bookings"),
    ("enter_base", -240, "score of entering from a feed exposure of interest 40; cases.md B6: 15 % of all enter"),
    ("match_gain", 4, "score a point of interest adds at the door and to patience; assumed, tried 2-8"),
    ("stay_scale", 170, "scale of the stay in 0.1 s; facts B7 median of seconds, B8 mean about 60 s"),
    ("host_tires", 3, "score of patience lost a minute after 20 minutes of one host; assumed, tried 1-5"),
    ("explain_gain", 230,
     ("score an explanation adds to ordering, full after 3 minutes; fact B14, size assumed; to be "
     "tried -20 to 480")),
    ("bored_after", 7, "minutes after which one product bores; fact B14 sign, cases.md B13: 8 min"),
    ("appeal_gain", 40, "1/256 of a product's appeal to a person that holds them; assumed, tried 20-80"),
    ("bargain_gain", 420, "score on clicking of a price of nothing against the worth; assumed, tried 200-800"),
    ("click_base", -640, "score a minute of clicking the product explained; fact B9: 1-3 % of viewers buy"),
    ("cart_base", -720, "score a minute of opening the shopping bag; assumed; tried -970 to -470"),
    ("cart_click", -560, "score of clicking a product seen in the bag; cases.md B8: 2 % without talk"),
    ("like_base", -990, "score a minute; fact B1: 3.65 % of entries like at most"),
    ("comment_base", -860, "score a minute; fact B1: 4.0 % of entries comment at most"),
    ("share_base", -1480, "assumed below likes; tried -1730 to -1230"),
    ("follow_base", -1180, "assumed: about 0.7 % of entries follow; tried -1430 to -930"),
    ("gift_base", -1200, "score a minute; fact B1: 1.48 % of entries, comments to gifts 2.7 to 1; who speaks gives"),
    ("gift_spread", 770, "ln-sd of what a gift costs, 1/256; fact B2: p99 over median 744 (ln-sd 2-2.5 in whole coins)"),
    ("chat_gain", 300, "patience in 0.1 s that commenting gives; fact B15: comments beat likes"),
    ("bag_base", -120, "score of joining a lucky bag; assumed, tried -300-100"),
    ("bag_hold", 420, "score of patience while waiting for the draw; assumed, tried 200-700"),
    ("cut_leaves", 560, "score of patience lost while the line is cut; cases.md B9: 180 to 60 online"),
    ("cut_rank", 82, "1/1024 of the room's rank lost a minute of cut; cases.md B9: 8 %"),
    ("crowd", 600, "people online above whom a host cannot answer; assumed, tried 300-1200"),
    ("rival_pull", 250, "1/1024 of the live exposure a median rival room takes; assumed; tried 125 to 500"),
    ("repeat", 260, "score lost at the door at a repeated exposure; assumed; tried 10 to 510"),
    ("fatigue_gain", 2, "score half a point of fatigue with the brand takes at the door; assumed; tried 1 to 4"),
    ("share_chance", 150, "1/1000 of looked-at friends who open a shared room; assumed; tried 75 to 300"),
)  # fmt: skip
(P_FEED, P_FEED_FANS, P_BURST, P_PRIOR, P_FOLLOW_PULL, P_PUSH, P_COME, P_BOOK, P_ENTER, P_MATCH, P_STAY, P_TIRES, P_EXPLAIN,
 P_BORED, P_APPEAL, P_BARGAIN, P_CLICK, P_CART, P_CART_CLICK, P_LIKE, P_COMMENT, P_SHARE, P_FOLLOW, P_GIFT,
 P_GIFT_SPREAD, P_CHAT, P_BAG, P_HOLD, P_CUT, P_RANK, P_CROWD, P_RIVAL, P_REPEAT, P_FATIGUE, P_SHARED) = range(
    len(PARAMETERS.rows)
)  # fmt: skip

PAR_FANS = 4600
"""Fans of the account for which feed_pull holds (cases.md B6: the county's account)."""
TRIAL_FANS = 50
"""The platform tries a newcomer's room like one with so many fans (assumed, tried 20-200)."""
FEED_LIMIT = 1 << 31  # rate of a slot a room comes near and never passes, 2**-32: half; assumed
LEAD = 30  # minutes a room is planned ahead at least; assumed
FRESH = 20  # minutes before a host tires; assumed
GRACE, SECOND_SLIP, FORCED = 2, 6, 5
"""Minutes: to correct a slip, until it happens again, of a platform's cut (cases.md B11)."""
FORCED_WEIGHT = 102  # feed weight after the platform's cut, of 256: -60 % (cases.md B11)
HOTSPOT = 4  # minutes to improvise a line where no spare was planned; assumed
COUPON_MINUTES = BAG_MINUTES = 10  # assumed; a lucky bag is drawn every 10 minutes on the platforms
INVITE_EVERY = 20  # minutes between invitations; assumed
MISLED, DELETED = 8, 13  # trust lost: a wrong price never corrected (assumed); criticism deleted (B10)
BOOK_VIEWER = -330  # score of a short video's viewer against a follower when booking; assumed
ACTION_HOURS = {"rotate_host": 25, "invite": 25, "answer": 25, "moderate": 10}  # 1/100 h; assumed
LIVE_PROOF = ("receipt", "video", "measure", "report", "expert")
APP = DOUYIN_PROFILE.app

PEER_HOUR = (
    90,
    80,
    75,
    70,
    70,
    75,
    85,
    90,
    95,
    95,
    97,
    98,
    100,
    98,
    95,
    95,
    97,
    100,
    103,
    107,
    110,
    110,
    106,
    98,
)
"""How strong other rooms are by hour, in 1/100 (assumed: professional rooms go on in the evening)."""
PEER_STAY_DS, PEER_ENTER, PEER_TALK, PEER_ORDER = 420, 1500, 600, 160
"""Par: stay in 0.1 s (B8), 1/10,000 of exposures entering (B6), of entries talking (B1), ordering (B9)."""
PEERS: dict[str, tuple[float, ...]] = {
    "enter_rate": (0.05, 0.09, 0.14, 0.20, 0.27), "mean_stay_s": (12, 22, 38, 62, 105),
    "comment_rate": (0.004, 0.009, 0.018, 0.034, 0.06), "like_rate": (0.005, 0.012, 0.025, 0.05, 0.09),
    "click_per_view": (0.02, 0.05, 0.1, 0.17, 0.28), "cvr": (0.03, 0.07, 0.13, 0.2, 0.3),
    "view_cvr": (0.002, 0.006, 0.014, 0.027, 0.05), "gpm": (60, 180, 450, 1000, 2300),
}  # fmt: skip
"""What the 10th, 25th, 50th, 75th and 90th peer room in 100 has (facts B8-B11, operations 4.2; assumed)."""

C = COUNTER
C_IMP, C_VIEW, C_VALID, C_ENTER, C_STAY, C_WATCH = (
    C[k] for k in ("impressions", "views", "valid_views", "enters", "stay_ds", "watch_ds"))  # fmt: skip
C_LIKE, C_COMMENT, C_NEG, C_GIFT, C_SHARE, C_CART = (
    C[k] for k in ("likes", "comments", "negative_comments", "gifts", "shares", "cart_views"))  # fmt: skip
C_BOOK, C_PAID, C_ORDER, C_EXPOSED, C_BELIEVED, C_RIGHT, C_ASKS = (
    C[k] for k in ("bookings", "paid_impressions", "orders", "claim_exposures", "claim_believed",
                   "claim_corrected", "asks"))  # fmt: skip
S_FEED, S_FOLLOW, S_PAID, S_PUSH, S_BOOK, S_CHAT, S_GROUP = (
    SOURCE[k] for k in ("recommend", "follow", "paid", "push", "booking", "chat", "group"))  # fmt: skip
C_COINS = OWN_COUNTER  # "gift_coins", the channel's own
SHARE_KIND = 1
GIFT_MEDIAN = 2
"""Coins of the median gift (fact B2)."""

# What a minute of a room is like (int64 vector for the kernels).
(N_MINUTE, N_ROW, N_PRODUCT, N_PACE, N_DOOR, N_WARMTH, N_CUT, N_BAG, N_AWAY, N_BACK, N_HOSTILE, N_ISSUE,
 N_BELIEVED, N_BRAND, N_EVIDENCE, N_STRENGTH) = range(16)  # fmt: skip
# A visitor (columns of an int64 array): person, patience left, stayed (0.1 s), source, paid or not, first
# visit or not, minutes present, seconds missed of the entry minute (0.1 s), products clicked (bits),
# away until, lucky bag (0 not asked, 1 waits for it, -1 does not).
V_PERSON, V_LEFT, V_STAYED, V_SOURCE, V_PAID, V_FIRST, V_VISIT, V_LATE, V_CLICKED, V_AWAY, V_BAG = range(11)
N_VISITOR = 12
NO_BAG = -4096
UNTHROTTLED = 256
BOOKED = 2
