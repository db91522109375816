"""The clauses of law and platform rules that a wording falls under, in English.

Clauses are written in Chinese where the rules stand (`audience_models.reading`), for they are cited in
Chinese. Here they are said in English for readers of that language; no official translation is quoted.
"""

from __future__ import annotations

import re

LAWS = {
    "广告法": "Advertising Law",
    "商标法": "Trademark Law",
    "民法典": "Civil Code",
    "食品安全法": "Food Safety Law",
    "电子商务法": "E-Commerce Law",
    "个人信息保护法": "Personal Information Protection Law",
    "消费者权益保护法": "Consumer Rights Protection Law",
    "未成年人保护法": "Law on the Protection of Minors",
    "人民币管理条例": "Regulation on the Renminbi",
    "化妆品监督管理条例": "Regulation on the Supervision of Cosmetics",
    "明码标价和禁止价格欺诈规定": "Provisions on Price Marking and Price Fraud",
    "规范促销行为暂行规定": "Interim Provisions on Sales Promotion",
    "网络信息内容生态治理规定": "Provisions on the Governance of Online Content",
    "网络直播营销管理办法（试行）": "Measures for Livestream Marketing (trial)",
    "关于规范网络直播打赏加强未成年人保护的意见": "Opinions on Livestream Gifts and the Protection of Minors",
    "GB 7718（2027 年起不得用“零添加”等强调）": "GB 7718 (from 2027 no stress on 'zero additives' and the like)",
    "卖惨营销": "selling by staged misery",
    "直播间憋单": "holding back offers in a live room",
    "福袋与抽奖": "lucky bags and draws",
    "站外引流": "leading people off the platform",
    "诱导互动（以利益换取评论、点赞、关注）": "engagement bait (benefits for comments, likes, follows)",
    "诱导分享（微信外部链接内容管理规范）": "share bait (WeChat's rules on external links)",
}
PLATFORM = "平台规则卡："
_LEVELS = {"条": "Art.", "款": "para.", "项": "item"}
_PART = re.compile(r"第([零一二三四五六七八九十百千]+)(条|款|项)")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def number(text: str) -> int:
    """Return a number written in Chinese, below ten thousand.

    Examples
    --------
    >>> number("十七"), number("二十八"), number("一千零一十九")
    (17, 28, 1019)
    """
    total, digit = 0, 0
    for sign in text:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit


def in_english(clause: str) -> str:
    """Return a clause in English; what is not known stays as it is.

    Examples
    --------
    >>> in_english("广告法第九条第三项；明码标价和禁止价格欺诈规定第十九条")
    'Advertising Law, Art. 9 item 3; Provisions on Price Marking and Price Fraud, Art. 19'
    >>> in_english("广告法第八条、第十一条")
    'Advertising Law, Art. 8, Art. 11'
    >>> in_english("平台规则卡：站外引流")
    'rules card: leading people off the platform'
    """
    return "; ".join(_source(one.strip()) for one in clause.split("；"))


def _source(text: str) -> str:
    if text.startswith(PLATFORM):
        name = text.removeprefix(PLATFORM)
        return f"rules card: {LAWS.get(name, name)}"
    first = _PART.search(text)
    name = text if first is None else text[: first.start()]
    places = [] if first is None else text[first.start() :].split("、")
    said = [
        " ".join(f"{_LEVELS[level]} {number(digits)}" for digits, level in _PART.findall(place))
        for place in places
    ]
    return ", ".join([LAWS.get(name, name), *said])
