"""What people write under a post: templates of six kinds, in both languages.

The sentences are ours. A comment shows a mood that the simulation has already decided; it never
decides anything. ``{product}`` and ``{topic}`` are filled in by `comment_text`.
"""

from __future__ import annotations

from typing import Literal, get_args

from simulator.errors import UnknownNameError
from simulator.randomness import draw_int, purpose
from simulator.texts import Text
from simulator.topics import TOPICS, topic_row

CommentKind = Literal["praise", "question", "price", "doubt", "off_topic", "abuse"]
COMMENT_KINDS: tuple[CommentKind, ...] = get_args(CommentKind)


def _pair(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


TEMPLATES: dict[CommentKind, tuple[Text, ...]] = {
    "praise": (
        _pair("昨天刚去试了{product}，真的可以", "Tried {product} yesterday, really good"),
        _pair("拍得好认真，已经转给室友了", "So carefully shot, sent it to my roommate"),
        _pair("回购第三次了，{product}没让我失望", "Third time I buy {product}, never let me down"),
        _pair("终于有人把这件事讲明白了，谢谢", "At last somebody explains it clearly, thanks"),
        _pair("看饿了，下班就去", "Now I am hungry, going after work"),
        _pair("店员小姐姐超耐心，给个赞", "The girl at the counter was so patient, thumbs up"),
        _pair("收藏了，周末照着做", "Saved, will do it at the weekend"),
        _pair("这种{topic}内容多更一点，爱看", "More of this {topic} please, love it"),
        _pair("老粉报到，一直都很稳", "Old fan here, steady as always"),
        _pair("我妈看了都说好，她平时很挑的", "Even my mum liked it, and she is hard to please"),
        _pair("{product}比想象中好，包装也用心", "{product} is better than I thought, nicely packed"),
        _pair("实在人，不吹不黑，支持", "Honest people, no bragging, I support you"),
        _pair("孩子抢着要，晚了就没我的份了", "The kids grabbed it, nothing was left for me"),
        _pair("这个角度没想到，长知识了", "Had not thought of that, learned something"),
        _pair("家乡的号，必须顶一下", "An account from home, has to be supported"),
        _pair("朋友推荐来的，没踩雷", "Came on a friend's advice, not disappointed"),
    ),
    "question": (
        _pair("请问{product}哪家店有？", "Which shop has {product}, please?"),
        _pair("周末要排队吗？大概多久", "Is there a queue at the weekend? How long?"),
        _pair("这个券什么时候到期呀", "When does the coupon expire?"),
        _pair("外地能发货吗，运费怎么算", "Do you ship elsewhere? What does it cost?"),
        _pair("老人和小孩可以吗，有没有要注意的", "Is it fine for old people and children?"),
        _pair("求个具体地址，导航搜不到", "Exact address please, my map cannot find it"),
        _pair("{product}甜不甜？能选三分糖吗", "How sweet is {product}? Can I have less sugar?"),
        _pair("下一场直播几点，怕错过", "When is the next live? Afraid to miss it"),
        _pair("已经下单了，什么时候发？", "I have ordered, when will it be sent?"),
        _pair("请问第二步那里没看清，能再说一遍吗", "I missed step two, could you say it again?"),
        _pair("有没有官方电话，想确认一下", "Is there an official number? I want to check"),
        _pair("两个人吃哪个套餐合适", "Which set is right for two?"),
        _pair("做{topic}的姐妹，新手从哪里开始？", "People who do {topic}, where should a beginner start?"),
        _pair("不用了能退吗，流程麻不麻烦", "Can I return it if unused? Is it a hassle?"),
        _pair("停车方便吗，想带爸妈来", "Is parking easy? I want to bring my parents"),
        _pair("这个和上次发的有什么区别？", "How is this different from last time?"),
    ),
    "price": (
        _pair("{product}怎么又涨了，上个月还不是这个价", "{product} went up again, it was less last month"),
        _pair("隔壁九块九，你家贵在哪", "Next door it is 9.9, why are you dearer?"),
        _pair("算上运费一点都不划算", "With postage it is no bargain at all"),
        _pair("券后还要这么多，告辞", "Still that much after the coupon, bye"),
        _pair("老客户没优惠，新客户才有，寒心", "New customers get discounts, regulars none"),
        _pair("分量变少了价格没变，当我看不出来", "Smaller portion, same price, I do notice"),
        _pair("昨天刚买，今天就降价，能退差吗", "Bought yesterday, cheaper today: refund the difference?"),
        _pair("一杯赶上一顿饭钱了", "One cup costs as much as a meal"),
        _pair("工资没涨，{product}先涨了", "My pay did not rise but {product} did"),
        _pair("活动规则太绕，算半天没便宜几毛", "Such complicated rules to save a few cents"),
        _pair("学生党默默划走", "A student quietly swipes on"),
        _pair("有没有小份的，想先试试，太贵不敢买", "Any small size? Too dear to try"),
        _pair("满减凑来凑去，最后花得更多", "Chasing the discount I spent even more"),
        _pair("希望价格稳一点，别老变", "Please keep the price steady"),
        _pair("包装少做点，便宜两块行不行", "Less packaging and two yuan off, please"),
    ),
    "doubt": (
        _pair("真的假的？有没有检测报告", "Is that true? Is there a test report?"),
        _pair("{product}图片和实物差太多了吧", "{product} looks nothing like the picture"),
        _pair("又是广告吧，看着眼熟", "Another ad, I suppose, looks familiar"),
        _pair("数据哪来的，给个出处", "Where is that figure from? Source please"),
        _pair("评论怎么一水儿夸，差评呢", "Nothing but praise here, where are the bad reviews?"),
        _pair("上次说限量，结果第二天还有", "Last time it was 'limited', next day still there"),
        _pair("这个说法和我听到的不一样，等官方", "I heard otherwise, waiting for an official word"),
        _pair("卖得这么便宜，品质能保证吗", "So cheap, can the quality be right?"),
        _pair("摆拍痕迹有点重", "Looks rather staged"),
        _pair("真助农还是打着旗号卖货？", "Really helping farmers, or just a label?"),
        _pair("点赞这么多，播放怎么才这点", "So many likes for so few plays?"),
        _pair("请的托吧，说话都一个味", "Hired voices? They all sound alike"),
        _pair("说得轻巧，出了问题找谁", "Easily said; who answers if it goes wrong?"),
        _pair("有没有真用过的人出来说句话", "Has anybody really used it? Speak up"),
        _pair("先观望，等第一批反馈", "I wait for the first feedback"),
        _pair("AI做的吧，手都不对", "Made by AI? The hands are wrong"),
    ),
    "off_topic": (
        _pair("有人知道背景音乐叫什么吗", "Does anybody know the background music?"),
        _pair("主播的衣服哪里买的", "Where did the host get those clothes?"),
        _pair("今天好冷，大家多穿点", "Cold today, dress warmly everybody"),
        _pair("打卡第二百天，加油", "Day two hundred, keep going"),
        _pair("楼上的头像好可爱", "The picture of the one above is so cute"),
        _pair("有没有一起拼车回县城的", "Anybody sharing a ride back to the county town?"),
        _pair("昨晚的综艺你们看了吗", "Did you watch the show last night?"),
        _pair("互关互关，必回", "Follow me, I follow back"),
        _pair("刚下课，路过", "Class is over, just passing by"),
        _pair("我家猫也盯着屏幕看", "My cat is watching the screen too"),
        _pair("求问附近哪里修手机", "Where can I get my phone repaired nearby?"),
        _pair("为什么给我推这个，我明明在看球", "Why am I shown this? I was watching football"),
        _pair("祝所有考试的朋友上岸", "Good luck to all who sit exams"),
        _pair("第一个评论，合影", "First comment, cheers"),
        _pair("晚饭吃什么，在线等", "What shall I have for dinner? Waiting here"),
    ),
    "abuse": (
        _pair("什么玩意儿，浪费我一分钟", "What rubbish, a minute of my life gone"),
        _pair("{product}谁买谁冤大头", "Only a fool buys {product}"),
        _pair("小编是不是没睡醒", "Was the editor asleep?"),
        _pair("吹牛不打草稿，脸呢", "Shameless bragging"),
        _pair("就这？散了吧", "That is it? Go home everybody"),
        _pair("拍成这样也敢发", "You dare to post this?"),
        _pair("一群托儿，看着就烦", "A bunch of shills, annoying"),
        _pair("客服跟机器人似的，装死呢", "Customer service plays dead like a robot"),
        _pair("取关了，越来越水", "Unfollowed, worse every time"),
        _pair("割韭菜割到家门口来了", "Fleecing your own neighbours now"),
        _pair("别出来丢人了行吗", "Stop embarrassing yourselves"),
        _pair("评论区这帮人真会尬吹", "What cringeworthy flattery in here"),
        _pair("主播能不能闭嘴，吵死了", "Can the host shut up? So loud"),
        _pair("良心被狗吃了吧", "Have you no conscience at all?"),
    ),
}

_TAILS: tuple[str, ...] = ("", "", "", "", "～", "！", "。", "😂", "👍", "🙏", "…")  # assumed
_TAILS_OF_THE_GRUMPY: tuple[str, ...] = ("", "", "", "。", "…", "？", "😅")  # assumed
_FALLBACK = Text(zh="这个", en="this")
_SAID = purpose("comment.text")


def comment_text(
    kind: CommentKind, key: int, *, product: str = "", topic: str = "", language: str = "zh"
) -> str:
    """Return one comment of a kind, always the same for a key.

    Parameters
    ----------
    kind : str
        One of `COMMENT_KINDS`.
    key : int
        Identity of the comment, from keyed randomness.
    product : str, optional
        Name of the product talked about.
    topic : str, optional
        Topic key of the post.
    language : {"zh", "en"}
        Language of the sentence.

    Raises
    ------
    UnknownNameError
        If there is no such kind or topic.
    """
    if kind not in TEMPLATES:
        raise UnknownNameError("kind of comment", kind, COMMENT_KINDS)
    templates = TEMPLATES[kind]
    template = templates[draw_int(_SAID, key, 0) % len(templates)].of(language)
    about = TOPICS[topic_row(topic)] if topic else None
    subject = _FALLBACK.of(language) if about is None else (about.en if language == "en" else about.zh)
    said = template.format(product=product or _FALLBACK.of(language), topic=subject)
    tails = _TAILS_OF_THE_GRUMPY if kind in ("price", "doubt", "abuse") else _TAILS
    tail = tails[draw_int(_SAID, key, 1) % len(tails)]
    return said if said[-1] in "？?！" else said + tail
