"""The 24 topics that people's interests, contents and pillars are measured in.

The order is part of every stored vector: a topic is never moved, only renamed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from simulator.errors import UnknownNameError


class Topic(NamedTuple):
    """One topic: its key and its name in Chinese and English."""

    key: str
    zh: str
    en: str


# Source: assumed; the union of the interest categories that Douyin, WeChat and Weibo show to operators.
TOPICS: tuple[Topic, ...] = (
    Topic("food_drink", "美食茶饮", "Food and drink"),
    Topic("local_life", "本地生活", "Local life"),
    Topic("fashion", "穿搭时尚", "Fashion"),
    Topic("beauty", "美妆护肤", "Beauty"),
    Topic("health", "健康医疗", "Health and medicine"),
    Topic("parenting", "母婴育儿", "Parenting"),
    Topic("education", "教育学习", "Education"),
    Topic("agriculture", "三农", "Farming and countryside"),
    Topic("travel", "旅行", "Travel"),
    Topic("comedy", "搞笑", "Comedy"),
    Topic("celebrity", "明星综艺", "Celebrities and variety shows"),
    Topic("music_dance", "音乐舞蹈", "Music and dance"),
    Topic("drama_film", "影视剧", "Drama and film"),
    Topic("sports", "体育运动", "Sports"),
    Topic("gaming", "游戏电竞", "Gaming"),
    Topic("tech_digital", "数码科技", "Tech and digital"),
    Topic("cars", "汽车", "Cars"),
    Topic("home", "家居", "Home"),
    Topic("pets", "宠物", "Pets"),
    Topic("finance", "财经理财", "Finance"),
    Topic("news_society", "时事社会", "News and society"),
    Topic("law_policy", "政务政策", "Law and policy"),
    Topic("emotion", "情感", "Emotion and relationships"),
    Topic("shopping_deals", "好物优惠", "Shopping and deals"),
)

TOPIC_KEYS: tuple[str, ...] = tuple(topic.key for topic in TOPICS)
_ROWS: dict[str, int] = {key: row for row, key in enumerate(TOPIC_KEYS)}


def topic_row(key: str) -> int:
    """Return the place of a topic in every topic vector, 0 to 23.

    Raises
    ------
    UnknownNameError
        If there is no such topic; the nearest key is suggested.

    Examples
    --------
    >>> topic_row("food_drink")
    0
    """
    if key not in _ROWS:
        raise UnknownNameError("topic", key, TOPIC_KEYS)
    return _ROWS[key]


def topic_vector(weights: Mapping[str, int]) -> tuple[int, ...]:
    """Return weights by topic key as the vector of 24 numbers, zero where nothing is given.

    Examples
    --------
    >>> topic_vector({"food_drink": 48, "local_life": 16})[:3]
    (48, 16, 0)
    """
    rows = {topic_row(key): int(weight) for key, weight in weights.items()}
    return tuple(rows.get(row, 0) for row in range(len(TOPICS)))
