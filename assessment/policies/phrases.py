"""Sentences the reference policies publish: clear ones, and the ones a novice would write."""

from __future__ import annotations

CLEAR_SELLING = (
    "{brand}{thing}：3个细节看清{pillar}，{price}元到手",
    "下午3点的{thing}怎么做出来？门店实拍60秒，{pillar}讲清楚",
    "第一次喝{thing}选哪款？店员按口味给你排了4种，附{price}元团购",
    "{thing}用了几种原料？{brand}后厨现场拍给你看",
    "周末约朋友，{brand}6家店在哪、几点人少？一张图看懂，{thing}{price}元起",
    "{thing}和普通款差在哪：同一张桌子上对比3项，{brand}实测",
)
CLEAR_FARM = (
    "{brand}{thing}现摘现切：糖度、大小、坏果怎么赔，60秒说清",
    "从果园到你家要几天？{thing}装箱全程实拍，{price}元包邮",
    "{thing}3斤、5斤、9斤怎么选：按人数给你算好，今晚20:00直播间见",
    "果农收购价每斤多少？凭证在这里，{brand}{thing}周六开播",
    "打开{thing}看果肉：当场切5个，{pillar}一次看清",
)
CLEAR_PUBLIC = (
    "流感季3件事：什么时候打疫苗、去哪里打、谁先打，{brand}门诊医生讲给你听",
    "发烧38.5℃怎么办？社区医生用方言讲4步，60岁以上老人请看完",
    "{pillar}：疫苗接种点8个、上午8:00—11:30，带身份证即可",
    "家里老人咳嗽3天，先做这2件事再去医院，{brand}提示",
    "流感和普通感冒怎么分？一张长图看懂5个不同，{brand}核对于今日",
)
BAD_SELLING = (
    "全城第一！{thing}最好喝，不来后悔一辈子！！！",
    "震惊！{brand}{thing}全网最低价，最后一天疯抢！",
    "绝对顶级{thing}，史上最强，100%好评，赶紧抢！",
    "不转不是本地人！{thing}国家级品质，惊呆所有人",
)
BAD_PUBLIC = (
    "震惊！流感大爆发？医院爆满要封校是谣言吗？速看！",
    "辟谣！网传疫苗会招来流感，千万别信！不转后悔！",
    "吓人！身边全是流感，专家惊呆了，赶紧囤药？",
    "关于做好流行性感冒防控工作的若干重要事项的长篇详细说明与全面解读",
)
COPY_CLEAR = (
    "{brand}说明：{pillar}。时间：每天10:00—21:30；地点：全市门店与接种点清单见文末。"
    "要点一：看清时间地点。要点二：有疑问打电话0575-8800 1212。要点三：以今天公布的信息为准。"
    "来源：{brand}，核对日期11月22日。"
)
COPY_BAD = "太绝了太绝了，真的绝了！不信你试试！转发给所有人！"
ANSWER_TITLE = "情况通报：{brand}已核查，3点说明，下次通报时间今天20:00"
ANSWER_COPY = (
    "一、事实：相关批次已封存，已联系当事人。二、处理：检测报告编号与日期见图，凭证可查。"
    "三、下一步：今天20:00再次通报。咨询电话0575-8800 1212。{brand}。"
)
BAD_ANSWER_TITLE = "辟谣！{claim}是假的，不信谣不传谣！"
LIVE_TITLE = "{brand}今晚直播：{thing}现场讲解，{price}元起"
CREATOR_TITLE = "探店{brand}：{thing}值不值{price}元？喝完3杯告诉你"


def fill(
    template: str, *, brand: str, thing: str = "", pillar: str = "", price: float = 0, claim: str = ""
) -> str:
    """Return a sentence with the case's names in it, at most 110 characters."""
    text = template.format(brand=brand, thing=thing, pillar=pillar, price=f"{price:g}", claim=claim[:30])
    return text[:110]
