"""Contexts in which an expression of the advertising rules is not what it looks like.

Word lists that only count words over-block ("最后一天", "第一次"). These contexts follow the
exemptions of the 广告绝对化用语执法指南 (市场监管总局公告 2023 年第 6 号) and operators' practice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulator.reading import Grade


@dataclass(frozen=True, kw_only=True)
class Excuse:
    """One context that lowers a grade.

    Parameters
    ----------
    key : str
        Its name in findings.
    zh, en : str
        What it says on the rules card.
    leaves : str, optional
        The grade that is left at most; ``None`` drops the finding.
    before, after, within : str
        Patterns on the clause before the expression, after it, and on the whole sentence. All that
        are given must be found.
    """

    key: str
    zh: str
    en: str
    leaves: Grade | None
    before: str = ""
    after: str = ""
    within: str = ""

    def holds(self, before: str, after: str, sentence: str) -> bool:
        """Return whether the context is there around one expression."""
        asked = ((self.before, before), (self.after, after), (self.within, sentence))
        return all(re.search(pattern, place) for pattern, place in asked if pattern)


EXCUSES: tuple[Excuse, ...] = (
    Excuse(
        key="negation",
        zh="否定或拒绝的说法：“不敢说最好”“不能代替药物”",
        en="Said in the negative: 'we do not claim to be the best', 'does not replace medicine'",
        leaves="hint",
        before=r"(?:不能|不可以?|不会|没有(?!比)|不是|并非|无法|不敢说|不说|不吹|不搞|不打|不谈|不做|不具有?备?|"
        r"别信|别说|不要(?!错过|犹豫|等|再等)|请勿|切勿|拒绝|谢绝|禁止|严禁|杜绝|不得(?!不)|从不|绝不)[^,。!?;]{0,6}$",
    ),
    Excuse(
        key="quoting_rule",
        zh="引述规则、案例或谣言本身，不是在推销",
        en="Quotes a rule, a case or a rumour and sells nothing",
        leaves="hint",
        within=r"广告法|绝对化用语|极限词|禁用词|违规词|违禁词|虚假宣传|(?:不能|不得|不许|别)(?:再)?(?:写|说|用|使用|宣称|出现)|"
        r"谣言|辟谣|不实|网传|被罚|处罚|骗局|骗术|套路|识破|警惕|当心|小心",
    ),
    Excuse(
        key="usage_tip",
        zh="消费提示：最佳食用时间、最佳方法、保存期限（指南：使用方法、使用时间、保存期限）",
        en="Advice for use: best time, method or storage (guide: use, time, storage)",
        leaves=None,
        after=r"^(?:食用|饮用|赏味|品尝|品鉴|使用|观看|观赏|拍摄|投放|发布|接种|种植|采摘|保存|出行|打卡|服用|服药|用药|"
        r"施肥|修剪|入园|游玩|时间|时机|时段|期|季节|位置|机位|温度|方法|实践|比例|搭配|拍档|状态|防护|治疗时间)",
    ),
    Excuse(
        key="official_name",
        zh="依法命名的称号、名录、等级（国家级非遗、国家级自然保护区）",
        en="A title, list or class named by law (national heritage list, national reserve)",
        leaves=None,
        after=r"^(?:的)?(?:非物质|非遗|自然保护|森林公园|地质公园|湿地|风景名胜|贫困|高新|经开|经济技术|开发区|新区|地理标志|"
        r"文物|文化遗产|遗产|重点|示范|龙头|实验室|检测|质检|监测|期刊|课题|赛事|比赛|运动员|裁判|教练|专家库|预警|"
        r"响应|人民法院|检察院|工程|博物馆|标准|学会|平台|影片|导演|编剧|男主|女主|男演员|女演员|新人|阵容|球员|射手|辩手)",
    ),
    Excuse(
        key="award",
        zh="依规定评定的奖项、称号，且说明由谁评定",
        en="A prize or title awarded under the rules, with its giver named",
        leaves="hint",
        before=r"(?:评为|获评|荣获|获得?|入选|被授予|授予|认定为)[^,。!?;]{0,16}$",
    ),
    Excuse(
        key="self_comparison",
        zh="只在自家商品之间比较：“本店最小杯”“我们家最甜的一款”（指南：自我比较）",
        en="Compares only within the own range: 'our smallest cup' (guide: self-comparison)",
        leaves="hint",
        before=r"(?:本店|本品牌|本系列|同系列|全系列|菜单[里上中]?|店[里内]|我们?家|自家|我们店|这[几三五六]款[里中]?|货盘里)"
        r"(?:的|里|卖得|人气|目前)?$",
    ),
    Excuse(
        key="attitude",
        zh="只表明服务态度、愿望或目标（指南：不指向商品）",
        en="States attitude, wish or aim only (guide: does not refer to the goods)",
        leaves="hint",
        before=r"(?:努力|力争|争取|立志|目标是?|追求|希望|但愿|愿|致力于|想要?)[^,。!?;]{0,8}$",
    ),
    Excuse(
        key="service_attitude",
        zh="“最好的服务”“最大的诚意”一类服务态度用语",
        en="Phrases of service such as 'our best service'",
        leaves=None,
        after=r"^的?(?:服务|态度|诚意|心意|祝福|努力|安排|陪伴|自己|年华|时光|朋友|我们|礼物|回忆|告别|消息|风景|天气|结局|妈妈|爸爸|老师|同学|伙伴|爱情?(?!喝|吃))",
    ),
    Excuse(
        key="work_title",
        zh="书名号内的作品或栏目名",
        en="The title of a work in 《》",
        leaves=None,
        before=r"《[^》]{0,16}$",
        after=r"^[^《]{0,16}》",
    ),
    Excuse(
        key="sales_fact",
        zh="限定时间、地域并注明出处的销量事实（指南：时空顺序与事实信息；仍须能证明）",
        en="A sales fact with period and source (guide: facts; proof is still required)",
        leaves="hint",
        within=r"(?=.*(?:20\d\d年?|\d+月|上半年|下半年|去年|[一二三四]季度|截至))"
        r"(?=.*(?:来源|据[^,。]{1,16}(?:统计|数据|报告|监测|榜单)))",
    ),
    Excuse(
        key="question",
        zh="征集或提问，没有下结论：“哪家最好喝？”",
        en="Asks and does not conclude: 'whose is the best?'",
        leaves="hint",
        within=r"哪[一家款种个里位支]|谁家?[^,。]{0,8}最|什么[^,。]{0,8}最",
    ),
    Excuse(
        key="own_opinion",
        zh="注明是个人感受：“我觉得”“我喝过”",
        en="Marked as a personal impression: 'I find', 'that I ever had'",
        leaves="warning",
        before=r"(?:我|个人|本人|同事|朋友|顾客|老顾客|孩子|奶奶|外婆|爸妈)(?:们)?(?:都|也)?(?:觉得|认为|心里|心目中|吃过|喝过|用过|见过)"
        r"[^,。!?;]{0,6}$",
    ),
    Excuse(
        key="folk_culture",
        zh="介绍民俗、非遗、影视或展览，不宣扬灵验",
        en="About folk custom, heritage, film or an exhibition; promises nothing",
        leaves="hint",
        within=r"民俗|习俗|非遗|文化|传统|展览|展出|电影|电视剧|剧情|小说|历史|讲座|研究",
    ),
    Excuse(
        key="compliance_notice",
        zh="提醒或劝阻本身：“未成年人请勿打赏”",
        en="The warning itself: 'minors must not send gifts'",
        leaves=None,
        within=r"禁止|不得|请勿|不能|不可|不要|勿|谢绝|拒绝|退款|退还|追回|保护|判|防沉迷",
    ),
)  # fmt: skip

EXCUSE_OF: dict[str, Excuse] = {excuse.key: excuse for excuse in EXCUSES}
