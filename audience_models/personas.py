"""Faces for simulated people: persona cards and names under comments.

A card only dresses up what the audience already holds (age, tier, interests, rhythm); names and
jobs are invented. The same key gives the same card. The wording may change with Faker's version,
so a card is for the screen and never for the log.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from faker import Faker

from audience_models.app_use import RHYTHM_NAMES
from simulator.errors import AudienceError
from simulator.people import AGE_BANDS, CITY_TIERS
from simulator.randomness import draw_int, purpose
from simulator.texts import Text
from simulator.topics import TOPICS

# First and last age of each band; 75 and 12 as ends are assumed.
AGES: tuple[tuple[int, int], ...] = ((12, 17), (18, 23), (24, 30), (31, 40), (41, 49), (50, 59), (60, 75))

TIER_TEXTS: tuple[Text, ...] = (
    Text(zh="一线城市", en="first-tier city"),
    Text(zh="新一线城市", en="new first-tier city"),
    Text(zh="二线城市", en="second-tier city"),
    Text(zh="三线城市", en="third-tier city"),
    Text(zh="四线及以下（县城、乡镇）", en="fourth tier and below (county towns, villages)"),
)

ONLINE_TEXTS: dict[str, Text] = {
    "early": Text(
        zh="清晨六点到八点先刷一会儿，晚上睡得早",
        en="looks in from six to eight in the morning, sleeps early",
    ),
    "day": Text(zh="午休和下午得空就看", en="looks in at noon and on quiet afternoons"),
    "evening": Text(zh="晚上七点到十点最活跃", en="most active from seven to ten in the evening"),
    "night": Text(zh="十点以后才有自己的时间，常刷到零点", en="has time after ten, often until midnight"),
}

_STUDENTS: tuple[Text, ...] = (
    Text(zh="初中生", en="middle-school pupil"),
    Text(zh="高中生", en="high-school student"),
    Text(zh="职校学生", en="vocational student"),
    Text(zh="大学生", en="university student"),
    Text(zh="研究生", en="graduate student"),
)
_STUDENTS_BY_AGE: tuple[tuple[int, ...], ...] = ((0, 1), (2, 3), (4,))  # rows of _STUDENTS
_JOBS_TOWN: tuple[Text, ...] = (
    Text(zh="商场导购", en="shop assistant"),
    Text(zh="小学老师", en="primary-school teacher"),
    Text(zh="社区医院护士", en="community nurse"),
    Text(zh="外卖骑手", en="delivery rider"),
    Text(zh="公司文员", en="office clerk"),
    Text(zh="程序员", en="programmer"),
    Text(zh="美甲店店主", en="owner of a nail studio"),
    Text(zh="网约车司机", en="ride-hailing driver"),
    Text(zh="银行柜员", en="bank teller"),
    Text(zh="工厂技术员", en="factory technician"),
    Text(zh="房产中介", en="estate agent"),
    Text(zh="餐厅厨师", en="restaurant cook"),
    Text(zh="基层公务员", en="local civil servant"),
    Text(zh="新媒体运营", en="new-media operator"),
)
_JOBS_COUNTY: tuple[Text, ...] = (
    Text(zh="果农", en="fruit farmer"),
    Text(zh="镇上小超市老板", en="owner of a village shop"),
    Text(zh="乡镇卫生院护士", en="nurse in a township clinic"),
    Text(zh="中学老师", en="secondary-school teacher"),
    Text(zh="货车司机", en="lorry driver"),
    Text(zh="装修师傅", en="decorator"),
    Text(zh="早餐店店主", en="owner of a breakfast shop"),
    Text(zh="服装厂工人", en="garment worker"),
    Text(zh="快递网点站长", en="head of a parcel station"),
    Text(zh="村干部", en="village cadre"),
    Text(zh="全职带娃", en="at home with the children"),
    Text(zh="县城理发师", en="hairdresser in the county town"),
)
_JOBS_YOUNG: tuple[Text, ...] = (
    Text(zh="奶茶店店员", en="tea-shop assistant"),
    Text(zh="实习生", en="intern"),
    Text(zh="电商客服", en="online customer service"),
    Text(zh="工厂学徒", en="factory apprentice"),
    Text(zh="备考中", en="preparing for exams"),
)
_RETIRED: tuple[Text, ...] = (
    Text(zh="退休教师", en="retired teacher"),
    Text(zh="退休工人", en="retired worker"),
    Text(zh="在家务农", en="farms at home"),
    Text(zh="帮子女带孙辈", en="looks after grandchildren"),
    Text(zh="社区广场舞领队", en="leads the square dance of the neighbourhood"),
    Text(zh="退休医生", en="retired doctor"),
)

_SHOWN_INTERESTS = 3
_NICKNAMES: tuple[str, ...] = (
    "{given}同学", "阿{given}", "小{surname}不加班", "{surname}小满", "是{given}呀", "{place}的{given}", "爱喝茶的{surname}姐",
    "{surname}师傅", "{given}妈妈", "今天也要早睡{number}", "橘子汽水{number}",
    "山里来的{surname}哥", "momo{number}", "{given}_{number}",
    "晚风和{given}", "{surname}家小店", "用户{number}{number}", "{place}老{surname}", "只看不说话", "{given}在路上",
)  # fmt: skip
_REQUIRED = ("age_band", "gender", "city_tier")

_DRESSED = purpose("persona.card")
_SIGNED = purpose("comment.author")
_lock = threading.Lock()


@dataclass(frozen=True, kw_only=True)
class Persona:
    """One person of the audience as a card.

    Parameters
    ----------
    name : str
        An invented name.
    age : int
        Years, within the person's age band.
    gender : Text
        Gender.
    occupation : Text
        An invented job that fits age and place.
    place : Text
        City tier, and whether the person lives where the case plays.
    interests : tuple of Text
        The three strongest interests, strongest first; fewer when there are fewer.
    online : Text
        When this person is online.
    """

    name: str
    age: int
    gender: Text
    occupation: Text
    place: Text
    interests: tuple[Text, ...]
    online: Text


def persona(audience_row: Mapping[str, int], key: int) -> Persona:
    """Return the card of a person.

    Parameters
    ----------
    audience_row : mapping of str to int
        Traits by the names of `simulator.people.COLUMNS` (``age_band``, ``gender`` and
        ``city_tier`` at least) and interests by topic key.
    key : int
        Identity of the card, from keyed randomness.

    Raises
    ------
    AudienceError
        If a trait is missing or out of range.
    """
    age_band, gender, tier = _checked(audience_row)
    first, last = AGES[age_band]
    return Persona(
        name=_name(gender, draw_int(_DRESSED, key, 0)),
        age=first + draw_int(_DRESSED, key, 1) % (last - first + 1),
        gender=Text(zh="男", en="male") if gender else Text(zh="女", en="female"),
        occupation=_pick(
            _jobs(age_band, tier, student=bool(audience_row.get("student"))), draw_int(_DRESSED, key, 2)
        ),
        place=_place(tier, local=bool(audience_row.get("local"))),
        interests=_interests(audience_row),
        online=ONLINE_TEXTS[RHYTHM_NAMES[audience_row.get("rhythm", 2) % len(RHYTHM_NAMES)]],
    )


def comment_author(key: int) -> str:
    """Return the nickname under a comment, always the same for a key."""
    drawn = draw_int(_SIGNED, key)
    with _lock:
        faker = _faker()
        faker.seed_instance(drawn)
        pieces = {
            "given": faker.first_name(),
            "surname": faker.last_name(),
            "place": faker.city_name(),
            "number": str(10 + (drawn >> 8) % 990),
        }
    return _NICKNAMES[(drawn >> 20) % len(_NICKNAMES)].format(**pieces)


@cache
def _faker() -> Faker:
    return Faker("zh_CN")


def _name(gender: int, drawn: int) -> str:
    with _lock:
        faker = _faker()
        faker.seed_instance(drawn)
        given = faker.first_name_male() if gender else faker.first_name_female()
        return faker.last_name() + given


def _checked(row: Mapping[str, int]) -> tuple[int, int, int]:
    sizes = (len(AGE_BANDS), 2, len(CITY_TIERS))
    for name, size in zip(_REQUIRED, sizes, strict=True):
        if name not in row:
            raise AudienceError(f"a persona needs {', '.join(_REQUIRED)}; {name} is missing")
        if not 0 <= row[name] < size:
            raise AudienceError(f"{name} of a persona is {row[name]}; allowed are 0 to {size - 1}")
    return row["age_band"], row["gender"], row["city_tier"]


def _jobs(age_band: int, tier: int, *, student: bool) -> tuple[Text, ...]:
    if (student or age_band == 0) and age_band < len(_STUDENTS_BY_AGE):
        return tuple(_STUDENTS[row] for row in _STUDENTS_BY_AGE[age_band])
    if AGE_BANDS[age_band] == "60+":
        return _RETIRED
    if AGE_BANDS[age_band] == "18-23":
        return _JOBS_YOUNG
    return _JOBS_COUNTY if CITY_TIERS[tier] == "tier4" else _JOBS_TOWN


def _pick(texts: tuple[Text, ...], drawn: int) -> Text:
    return texts[drawn % len(texts)]


def _place(tier: int, *, local: bool) -> Text:
    where = TIER_TEXTS[tier]
    return Text(zh=f"本地 · {where.zh}", en=f"local, {where.en}") if local else where


def _interests(row: Mapping[str, int]) -> tuple[Text, ...]:
    ranked = sorted(TOPICS, key=lambda topic: -row.get(topic.key, 0))
    liked = [topic for topic in ranked[:_SHOWN_INTERESTS] if row.get(topic.key, 0) > 0]
    return tuple(Text(zh=topic.zh, en=topic.en) for topic in liked)
