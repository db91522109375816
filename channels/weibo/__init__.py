"""Weibo (微博-like): follower timeline, repost trees, topics and a minute-resolution hot list.

What is posted sinks in the followers' timelines as newer posts come in. A repost puts it before the
reposter's own followers, with delays from minutes to days; most cascades die after one generation
because people further away care less (facts F8, F11). Tagged posts and posts about a claim make up
a topic; its heat is what people read, say and repost about it. Topics compete for fifty places of a
same-city hot list with a background that belongs to the form and that nobody can move.

People-scale: the fiftieth place takes the heat that ``list_entry`` in a thousand of the app's
simulated users make, whatever the size of the case; shown heat is multiplied by ``people_per_agent``.
An arc of the public follower graph stands for about twenty real ones (its median is 3 followers,
fact D10 says 133), therefore a friend's repost is far more contagious here than a single real one.
"""

from __future__ import annotations

from channels.weibo.channel import Weibo
from channels.weibo.hot_list import background
from channels.weibo.spread import repost_log
from channels.weibo.topics import standing

__all__ = ["Weibo", "background", "repost_log", "standing"]
