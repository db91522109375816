"""How a text reads: hook, bait, call to action, checkable facts, effort.

All weights are assumed (an editor's judgement, see the case notes on titles) and stand here in one
table each. Everything is integer arithmetic on the comparable form of the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from audience_models.reading.normalise import letters, sentences
from audience_models.reading.segment import OWN_WORDS, frequency, words

OPENING_CHARS = 60
_NUMBER = r"\d{1,12}(?:\.\d{1,12})?|[一二三四五六七八九十百千两]{1,4}"
_UNIT = (
    r"万元|元|块|斤|公斤|千克|克|毫升|ml|岁|人|家|份|杯|单|箱|盒|天|个?小时|分钟|秒|个点|折|%|度|公里|米|次|年|月|日|号|期|例|"
    r"支|粒|毫克|mg|亩|万|亿|步|招|件|款|条|种|类|篇|张|层|站|周|个月|成"
)


class Cue(NamedTuple):
    """A pattern and what finding it adds."""

    pattern: re.Pattern[str]
    adds: int


def _cue(pattern: str, adds: int) -> Cue:
    return Cue(re.compile(pattern), adds)


HOOK: tuple[Cue, ...] = (
    _cue(rf"(?:{_NUMBER}) ?(?:{_UNIT})|\d", 16),
    _cue(r"[?]|吗[,。!\n]|怎么|如何|为什么|哪[家款种个里些]|多少|能不能|要不要|该不该|是不是", 12),
    _cue(
        r"教你|攻略|清单|省[钱下一]|免费|避坑|方法|技巧|步骤|指南|讲清楚|说清楚|说清|收藏|看懂|学会|立减|券|补贴|领取|这样做|做法|教程",
        14,
    ),
    _cue(
        r"云栖|沅岭|同城|本地|家门口|附近|县城|老城|城[东西南北]|本[市县村]|街坊|小区|[\u4e00-\u9fff]{2}(?:路|街|巷|村|镇)(?!上|口)",
        12,
    ),
    _cue(
        r"上班族|学生党|宝妈|新手|岁以上|老人|家长|姐妹|果农|打工人|小个子|油皮|敏感肌|孕妇|司机|业主|街坊|居民|邻居|你",
        10,
    ),
    _cue(r"却|反而|其实|不是…{1,12}(?:而)?是|别再|别急|不用|不一定|原来".replace("…", r"[^,。!?;\n]"), 8),
    _cue(r"今天|今晚|刚刚|本周|明天|首日|周[一二三四五六日末]|\d{1,12}月\d{1,12}日|\d点", 8),
    _cue(r"现切|现摘|现熬|现炒|现泡|第一口|一口|咬开|切开|实拍|实测|亲口|原声|对比", 8),
)
HOOK_BASE = 8
HOOK_FIT = 12  # a title that can be taken in at one glance
GLANCE_CHARS = range(8, 29)

BAIT: tuple[Cue, ...] = (
    _cue(r"震惊|惊呆|吓[人死坏]|炸锅|疯传|惊天|出大事|太可怕|细思极恐|毛骨悚然|惊爆", 30),
    _cue(r"速看|速转|赶紧(?:看|转)|删前|马上(?:看|转)|快转|紧急扩散|转疯了", 28),
    _cue(
        r"原因竟|竟是|真相(?:竟|让人|太|只有)|看完(?:沉默|泪目|不淡定|我)|结果(?:竟|让人|万万|傻眼)|万万没想到|想不到|这一幕",
        22,
    ),
    _cue(r"居然(?:是|能|会|疯|这)?|竟然?(?!争|技|赛|聘|价|选|标|走)", 12),
    _cue(r"第[一二三四五六七八九\d]+个(?:绝|太|最|你|让)|最后(?:一个|那个)(?:绝|太|最|你|让)", 16),
    _cue(
        r"9\d%的?人|99%|不看后悔|后悔一辈子|不转不是|(?:所有人|全网)都(?:在|惊|疯)|内幕|揭秘|曝光|潜规则|不为人知|不敢说",
        18,
    ),
    _cue(r"逆天|绝了|封神|暴涨|疯了|崩了|沸腾|一夜之间|颠覆|史上最|重磅|神器|秒变", 12),
    _cue(r"千万别|再不…{1,8}就晚了|致命|会死|丧命|害死".replace("…", r"[^,。!?;\n]"), 10),
    _cue(
        r"扣 ?[1一6六]|(?:评论区?|弹幕)(?:里)?[扣刷打]|"
        r"(?:点赞|转发|关注|评论|留言)[^,。!?;\n]{0,8}(?:抽奖?|送|领|有礼|免单|中奖)|"
        r"(?:抽|送)[^,。!?;\n]{0,8}(?:点赞|转发|关注|评论|留言)",
        26,
    ),
    _cue(r"[!?]{2,}", 12),
    _cue(r"![^!]+!", 12),
    _cue(r"(?:\.{3,}|。{2,})\s*$", 10),
)
BAIT_IN_OPENING = 40  # per cent of a cue's weight when it stands in the opening, not the title

ACTION = re.compile(
    r"下单|抢购|拍下|领券|领取|领走|点击|点开|戳|购买|选购|团购|预约|报名|到店|进店|扫码|拨打|接种|核销|来直播间|进直播间|"
    r"预定|订阅|试试|收好|就近就诊|及时就医"
)
ASK = re.compile(r"评论区|留言|留个|转发|收藏|点赞|关注|投票|告诉我|说说你|来聊|参与|打卡|码住|转给")
"""Asking for comments, likes and follows is no call to buy or to come."""
ASK_ONLY = 12
_WHERE = re.compile(
    r"左下角|链接|小黄车|橱窗|主页|置顶|门店|前台|小程序|直播间|评论区|窗口|服务中心|卫生院|门诊|公众号|电话|热线|[\u4e00-\u9fff]{2}[路街]\d{1,12}号"
)
_WHEN = re.compile(
    r"今晚|今天|明晚|明天|本周|截止|截至|之前|以前|限时|即日|周[一二三四五六日末]|\d{1,12}[点:时]|\d{1,12}月\d{1,12}日|\d{1,12}日前"
)

_COUNTED = r"\d{1,12}(?:\.\d{1,12})?|[二三四五六七八九十百千两][一二三四五六七八九十百千两]{0,3}"
FACT = re.compile(
    rf"\d{{1,2}}月\d{{1,2}}日|\d{{1,2}}:\d{{2}}|\d{{3,4}}-\d{{7,8}}|(?:电话|热线):?\d{{3,}}|(?:{_COUNTED}) ?(?:{_UNIT})|"
    r"\d{1,12} ?个|"
    r"[\u4e00-\u9fff]{1,6}(?:路|街|巷|大道)\d{1,12}号|据[^,。!?\n]{1,16}(?:通报|统计|消息|介绍|数据|监测)|来源:?|编号|检测报告|"
    r"(?:疾控|卫健委|市监局|气象台|公安局|教育局|医院|法院|警方)[^,。!?\n]{0,6}(?:通报|发布|提醒|公布|建议|回应)|《[^》\n]{2,30}》|"
    r"周[一二三四五六日](?!末)|\d{1,12}\.\d{1,12}"
)

_BREATH = re.compile(r"[,。!?;:、\n]|\.{2,}| ")
_SPECIFIC = 3000  # below it a word names something in particular (assumed)
_PRIOR_WORDS = 8  # one rare word does not make a short title hard (assumed)
_RARE = 60  # occurrences in jieba's corpus below which a word slows readers (assumed)


def hook(title: str, copy: str) -> int:
    """Return how strong title and opening are by honest means, 0 to 100."""
    head = title or copy[:OPENING_CHARS]
    score = HOOK_BASE + sum(cue.adds for cue in HOOK if cue.pattern.search(head))
    score += sum(cue.adds // 3 for cue in HOOK[:2] if title and cue.pattern.search(copy[:OPENING_CHARS]))
    score += HOOK_FIT if len(letters(head)) in GLANCE_CHARS else 0
    concrete = sum(map(_is_specific, words(head)))
    return min(100, score + 4 * min(concrete, 4)) if letters(head) else 0


def clickbait(title: str, copy: str) -> int:
    """Return how much a text baits, 0 to 100; the title counts most."""
    opening = copy[:OPENING_CHARS]
    return min(100, _bait(title) + _bait(opening) * BAIT_IN_OPENING // 100)


def _bait(text: str) -> int:
    """Add up the baits of a text; the same kind again counts half."""
    counts = [(cue.adds, len(cue.pattern.findall(text))) for cue in BAIT]
    return sum(adds + adds // 2 * (count - 1) for adds, count in counts if count)


def call_to_action(title: str, copy: str) -> int:
    """Return how clearly a text says what to do, where and by when, 0 to 100."""
    whole = f"{title}\n{copy}"
    actions = {found.group() for found in ACTION.finditer(whole)}
    if not actions:
        return ASK_ONLY if ASK.search(whole) else 0
    score = 40 + 8 * (min(len(actions), 3) - 1)
    score += 20 if _WHERE.search(whole) else 0
    score += 12 if _WHEN.search(whole) else 0
    return min(100, score + (12 if ACTION.search(whole.rstrip()[-40:]) else 0))


def info_points(title: str, copy: str) -> int:
    """Return how many different facts that can be checked a text holds."""
    return len({found.group() for found in FACT.finditer(f"{title}\n{copy}")})


def effort(title: str, copy: str) -> int:
    """Return the effort of reading, 0 (a glance) to 100: sentence length, rare words, terms, length."""
    whole = f"{title}\n{copy}"
    read = len(letters(whole))
    cut = words(whole)
    if not read or not cut:
        return 0
    breath = _share(read, max(1, sum(1 for part in _BREATH.split(whole) if letters(part))), 10, 30, 25)
    sentence = _share(read, max(1, len(sentences(whole))), 20, 80, 20)
    of = len(cut) + _PRIOR_WORDS
    rare = _share(1000 * sum(map(_is_rare, cut)), of, 60, 300, 25)
    term = _share(1000 * sum(map(_is_term, cut)), of, 40, 250, 15)
    return breath + sentence + rare + term + _share(read, 1, 200, 1500, 15)


def _share(amount: int, of: int, low: int, high: int, most: int) -> int:
    """Return 0 below `low` per unit, `most` above `high`, linear between."""
    return min(most, max(0, most * (amount - low * of) // ((high - low) * of)))


def _is_specific(word: str) -> bool:
    return word in OWN_WORDS or (len(word) > 1 and 0 < frequency(word) < _SPECIFIC)


def _is_rare(word: str) -> bool:
    return len(word) > 1 and not word.isascii() and word not in OWN_WORDS and frequency(word) < _RARE


def _is_term(word: str) -> bool:
    return (word.isascii() and word.isalpha() and len(word) > 1) or len(word) >= 5
