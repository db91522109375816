"""The constants of Weibo with their sources, and the columns and keys its kernels use."""

from __future__ import annotations

from simulator import items as it
from simulator.channel import parameters

(K_RACE, K_VIEW, K_READ, K_LIKE, K_COMMENT, K_REPOST, K_PROFILE, K_FOLLOW, K_LEAVE, K_CLICK, K_ORDER,
 K_DISLIKE, K_CLAIM, K_ANSWER, K_SPREAD, K_RELAY) = range(16)  # fmt: skip

PARAMETERS = parameters(
    ("follow_pull", 100, "1/1000 of a follower's slot that a post takes when it is new; assumed, tried 50-200"),
    ("timeline_minutes", 30, "minutes in which newer posts halve its pull (it sinks as 1/age); facts D6, D7, D8"),
    ("view_base", -200, "score of stopping to read at interest 40; assumed, tried -400 to 0"),
    ("match_gain", 6, "score a point of interest adds to reading and passing on (F11); assumed, tried 3-12"),
    ("hook_gain", 2, "score a point of hook adds to reading; assumed, tried 1-4"),
    ("verified_gain", 70, "score a V account adds to reading and reposting (D12, D13); assumed, tried 30-150"),
    ("read_ds", 80, "median deciseconds of reading; assumed, tried 50-150"),
    ("read_spread", 205, "spread of reading time in 1/256 log units; assumed (text: ln-sd 0.8); tried 102 to 410"),
    ("like_base", -1000,
     ("score of a like of a person of median propensity; assumed (D27: 0.1 % of topic reads); to be "
     "tried -1250 to -750")),
    ("comment_base", -1200, "score of a comment; assumed (D27), tried -1500 to -1000"),
    ("repost_base", -1300, "score of a repost of a neutral post; brand posts branch 0.03 (F15), tried -1500 to -1000"),
    ("follow_base", -1500, "score of following the poster; assumed; tried -1750 to -1250"),
    ("leave_base", -1000, "score of unfollowing after 'not interested'; assumed; tried -1250 to -750"),
    ("click_base", -1350,
     ("score of a click on the product link; assumed below the 2.2 % of short video; tried "
     "-1600 to -1100")),
    ("dislike_base", -1900, "score of 'not interested'; assumed near fact A5; tried -2150 to -1650"),
    ("friend_view", 160, "score a friend's repost adds to reading; assumed; tried 80 to 320"),
    ("friend_repost", 815, "score it adds to reposting: branching of 0.30-0.45 for social content (F15)"),
    ("secondhand", 20, "1/256 of the text's own appeal that counts behind a friend's repost (D3, F11); assumed, tried 0-256"),
    ("talk_spread", 230, "score by which posts at most differ in being talked over (D2: 2.45-3.78); assumed, tried 0-300"),
    ("hub_gain", 130, "score a doubling of followers beyond the usual adds to reposting (D10: ln-sd 2.58); assumed, tried 0-180"),
    ("tie_loss", 65, "score a doubling of the reposter's followers takes: weak ties; assumed, tried 0-180"),
    ("brand_loss", 450,
     ("score a brand's post loses with friends of friends (F15: brand posts branch 0.03); assumed; to "
     "be tried 225 to 900")),
    ("anger_gain", 4, "score a point of bitter tone adds to reposting (D15); assumed, tried 2-6"),
    ("joy_gain", 2, "score a point of warm tone adds: less than anger (D15); assumed, tried 1-3"),
    ("belief_gain", 200, "score believing a claim adds to reposting it; assumed, tried 100-400"),
    ("outrage_gain", 500,
     ("score believing a claim adds to commenting on it, and to doing so bitterly; assumed; to be "
     "tried 250 to 750")),
    ("told_loss", 500, "score having heard the answer takes from reposting a claim; assumed, tried 250-1000"),
    ("second_gain", 60, "score the second meeting adds to reposting (D14: rises to k=2); assumed; tried 30 to 120"),
    ("seen_loss", 300, "score lost by reposting what was read before and is not read again (D14, D3); assumed, tried 0-300"),
    ("repeat", 420, "score lost at later meetings and re-reading (D14: no gain after k=2); assumed; tried 170 to 670"),
    ("negative_gain", 3, "score a point (of 256) of the negative index takes from warm reactions; assumed; tried 1 to 6"),
    ("fatigue_gain", 3, "score a point of fatigue with the brand takes; assumed; tried 1 to 6"),
    ("expose_chance", 600, "1/1000 of a reposter's followers who ever come upon it; assumed, tried 400-900"),
    ("delay_minutes", 12, "scale of repost delays, density (scale+t)**-1.18 within a day; facts D7, D8; tried 5-12"),
    ("delay_span", 1228, "1/256 log units of the scale up to a day, 256 ln(1 + 1440 / scale)"),
    ("delay_steep", 1450, "mean log of a delay over the scale, 1/256: 256 / 0.18 (D8: -0.82 at 10-1000 min); tried 0.1 to 0.3"),
    ("late_share", 125, "1/1000 of delays beyond a day, density t**-1.44 (D8); D6: 20 % of reposts after 24 h; tried 125-210"),
    ("relay_base", -180,
     ("score of a media or government account relaying an own post of median make; assumed; to be "
     "tried -430 to 70")),
    ("relay_reach", 8, "1/1000 of the app's users whom one relay is shown to; assumed, tried 4-20"),
    ("look_share", 350, "1/1000 of sessions in which the hot list is looked at; assumed, tried 200-500"),
    ("hot_pull", 90, "1/1000 of a slot the first place takes in such a session; assumed, tried 50-200"),
    ("topic_pull", 400, "1/1,000,000 of a slot a topic at the list's threshold takes; assumed; tried 200 to 800"),
    ("seek_gain", 200, "times somebody who heard a claim looks for its answer on the topic page; assumed, tried 100-400"),
    ("search_pull", 9, "1/1,000,000 of an interested person's slots filled by search; assumed; tried 4 to 18"),
    ("heat_minutes", 60, "minutes in which heat halves (D18 peak to half 62 min)"),
    ("list_entry", 12, "heat of the 50th place, 1/1000 of the app's users (same-city list); assumed, tried 6-25"),
    ("crowd_gain", 160,
     ("1/256 of slots a trend elsewhere takes per 256 points (rival attention); assumed; tried "
     "-90 to 410")),
)  # fmt: skip
(P_FOLLOW_PULL, P_SINK, P_VIEW, P_MATCH, P_HOOK, P_VERIFIED, P_READ, P_READ_SPREAD, P_LIKE, P_COMMENT,
 P_REPOST, P_FOLLOW, P_LEAVE, P_CLICK, P_DISLIKE, P_FRIEND_VIEW, P_FRIEND_REPOST, P_SECONDHAND, P_TALK, P_HUB,
 P_TIE, P_BRAND, P_ANGER, P_JOY, P_BELIEF, P_OUTRAGE, P_TOLD, P_SECOND, P_SEEN, P_REPEAT, P_NEGATIVE,
 P_FATIGUE, P_EXPOSE, P_DELAY, P_SPAN, P_STEEP, P_LATE, P_RELAY, P_RELAY_REACH, P_LOOK, P_HOT, P_TOPIC, P_SEEK,
 P_SEARCH, P_HEAT, P_ENTRY, P_CROWD) = range(len(PARAMETERS.rows))  # fmt: skip

VERIFIED = it.FREE + 2
"""Column of an item: 1 when a V account posted it (FREE and FREE + 1 belong to claims)."""
FOUND = it.FREE + 3
"""Column of an item: minute since which it can be met here (an old post is found again later)."""
ROOT = -1
"""Parent of a repost made from the post itself."""
PEOPLE_PER_ARC = 16
"""Real followers an arc of the follower graph stands for (A23: median 48, 3 arcs)."""
KNOWN_FROM = 16
"""Arcs of the follower graph (about 250 real followers) from which somebody counts as well known."""
