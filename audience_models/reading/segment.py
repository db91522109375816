"""Cut Chinese text into words, quietly and without leaving files behind.

jieba writes a cache into the shared temporary folder and reads back whatever lies there; a result
that is stored for ever must not depend on that, so the dictionary is read from the package itself.
"""

from __future__ import annotations

import warnings
from functools import cache
from typing import Any

# Words of the trade and of the cases that the general dictionary cuts in two.
OWN_WORDS: tuple[str, ...] = (
    "桂花乌龙冻", "青桠茶集", "云栖市", "沅岭县", "沅岭脐橙", "果茶", "奶盖", "茶饮", "新茶饮", "生椰",
    "团购券", "核销", "探店", "种草", "拔草", "平替", "凑单", "满减", "到手价", "福袋", "秒杀", "小黄车",
    "直播间", "主播", "村播", "助农", "坏果", "坏果包赔", "产地直发", "收购价", "乡村振兴", "三农",
    "流感", "疾控", "疾控中心", "辟谣", "谣言", "奥司他韦", "社区医生", "疫苗接种", "慢性病", "网格群",
    "穿搭", "通勤", "显瘦", "小个子", "马面裙", "新中式", "底妆", "卡粉", "敏感肌", "早c晚a", "空瓶记",
    "辅食", "待产包", "夜醒", "宝妈", "奶爸", "遛娃", "带娃", "考研", "考公", "刷题", "错题本",
    "全媒体运营师", "特种兵", "自驾", "露营", "民宿", "脱口秀", "沙雕", "社死", "名场面", "鬼畜",
    "综艺", "顶流", "内娱", "塌房", "直拍", "翻唱", "弹唱", "编舞", "短剧", "番剧", "追剧", "村超", "村ba",
    "半马", "配速", "抽卡", "上分", "打野", "开黑", "氪金", "电竞", "大模型", "折叠屏", "快充", "千元机",
    "新能源车", "混动", "提车", "试驾", "充电桩", "智驾", "小户型", "软装", "全屋定制", "收纳", "除甲醛",
    "铲屎官", "猫砂", "猫粮", "毛孩子", "定投", "降息", "房贷", "个税", "电诈", "反诈", "以旧换新",
    "市监局", "生育津贴", "内耗", "异地恋", "公众号", "视频号", "订阅号", "评论区", "左下角",
)  # fmt: skip
_OWN_FREQUENCY = 20_000  # assumed: above the pieces they would be cut into


@cache
def _tokenizer() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba 0.42.1 warns when it is first compiled
        import jieba  # noqa: PLC0415 - the dictionary costs a second, so it is read when first needed

        cutter = jieba.Tokenizer()
        cutter.FREQ, cutter.total = cutter.gen_pfdict(cutter.get_dict_file())
        cutter.initialized = True
        for word in OWN_WORDS:
            cutter.add_word(word, _OWN_FREQUENCY)
    return cutter


def words(text: str) -> list[str]:
    """Return the words of a comparable text, without blanks and punctuation.

    Examples
    --------
    >>> words("桂花乌龙冻今天上新")
    ['桂花乌龙冻', '今天', '上', '新']
    """
    return [word for word in _tokenizer().lcut(text) if any(part.isalnum() for part in word)]


def frequency(word: str) -> int:
    """Return how often a word occurs in the dictionary's corpus; 0 when it is not in it."""
    return int(_tokenizer().FREQ.get(word) or 0)
