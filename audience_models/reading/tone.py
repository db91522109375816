"""The tone of a text by its words: warm or bitter, with negation and degree.

The lists are ours (assumed), kept to words whose tone does not depend on the topic.
"""

from __future__ import annotations

from audience_models.reading.segment import words


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


_WARM = _listed("""
    喜欢 开心 快乐 幸福 感谢 谢谢 感动 温暖 温柔 治愈 惊喜 满意 放心 安心 好吃 好喝 美味 香甜
    清甜 新鲜 漂亮 好看 精彩 优秀 成功 顺利 健康 平安 加油 点赞 支持 推荐 值得 实惠 划算 贴心
    用心 耐心 热情 友好 真诚 诚意 可爱 舒服 轻松 方便 快捷 希望 祝福 祝贺 恭喜 欢迎 骄傲 自豪
    热爱 期待 丰收 致敬 团圆 勇敢 坚强 善良 热心 及时 恢复 好转 缓解 安全 稳定 充足 有序 保障
    痊愈 进步 突破 冠军 夺冠 喜讯 好评 良心 赞 棒 爱 美好 甜 笑 福利 优惠 惬意 解馋
    满足 靠谱 踏实 亮眼 清爽 细腻
""")
_BITTER = _listed("""
    讨厌 难过 伤心 痛苦 愤怒 生气 失望 绝望 害怕 恐惧 恐慌 担心 焦虑 崩溃 难吃 难喝 恶心 垃圾
    骗子 欺骗 骗人 被骗 虚假 造假 黑心 无良 坑 坑人 踩雷 避雷 难看 失败 糟糕 可怕 危险 死亡
    去世 遇难 受伤 事故 火灾 灾害 爆炸 感染 病重 恶化 投诉 曝光 差评 退款 退货 变质 发霉 异物
    腐烂 过期 涨价 断货 滞销 亏损 倒闭 下架 停业 处罚 罚款 违法 犯罪 诈骗 谣言 造谣 隐瞒 瞒报
    侮辱 辱骂 骂 恨 哭 惨 烂 差 丑 臭 苦 累 痛 后悔 遗憾 孤独 失恋 分手
    离婚 吵架 抱怨 无语 敷衍 拖延 冷漠 混乱 短缺 拥堵 爆满
""")
_NOT = _listed("不 没 没有 别 未 无 不是 并非 不会 不再 不用 不必 毫无 从不 拒绝 告别 远离 避免 防止")
_VERY = _listed("很 非常 特别 太 真 超 超级 十分 极其 格外 更 最 好 真的 实在 多么")
_PRIOR = 3  # a single word does not make a tone (assumed)
_REACH = 2  # words before that may negate or strengthen (assumed)


def sentiment(text: str) -> int:
    """Return the tone of a text, -100 (bitter) to 100 (warm).

    Examples
    --------
    >>> sentiment("很好喝，老板热情，推荐") > 0 > sentiment("难喝，被骗了，再也不来")
    True
    """
    warm = bitter = 0
    cut = words(text)
    for place, word in enumerate(cut):
        if word not in _WARM and word not in _BITTER:
            continue
        near = cut[max(0, place - _REACH) : place]
        weight = 2 if any(before in _VERY for before in near) else 1
        turned = any(before in _NOT for before in near)
        if (word in _WARM) != turned:
            warm += weight
        else:
            bitter += weight
    total = warm + bitter
    return int(100 * (warm - bitter) / (total + _PRIOR)) if total else 0
