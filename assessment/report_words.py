"""Words of the report that are not a criterion's, a decision's or a goal's own."""

from __future__ import annotations

from simulator.texts import Text

WORDS: dict[str, Text] = {
    "title": Text(zh="实操成绩报告", en="Report of a practical"),
    "out_of": Text(zh="/ 100 分", en="/ 100 points"),
    "passed": Text(zh="60 分合格", en="60 passes"),
    "provisional": Text(zh="暂定分", en="provisional mark"),
    "provisional_only": Text(
        zh="本报告只有暂定分（由回归估值），复盘尚未完成。",
        en="This report has the provisional mark only (by the regression); the ledger has not been played.",
    ),
    "difference": Text(zh="复盘后的总分减暂定分", en="total after the ledger less the provisional mark"),
    "full": Text(zh="前瞻推演用全部人群", en="look-aheads on all people"),
    "branch": Text(zh="前瞻推演用分支人群", en="look-aheads on the branch's people"),
    "futures": Text(zh="次前瞻推演", en="look-aheads"),
    "people": Text(zh="个模拟人", en="simulated people"),
    "unfinished": Text(zh="未完成", en="Unfinished"),
    "unfinished_why": Text(
        zh="学员停在 {at}；其后不再有任何决策，推演到结束后计分。",
        en="The trainee stopped at {at}; the rest was played to the end without further decisions and scored so.",
    ),
    "advice": Text(zh="三件可以做得更好的事", en="Three things to do better"),
    "advice_none": Text(
        zh="没有任何备选做法的好处在错误发现率 5% 下站得住：能分清的失误没有，不硬凑三条。",
        en="No alternative was better beyond a false-discovery rate of 5 %: nothing can be named without guessing.",
    ),
    "advice_few": Text(
        zh="只有 {n} 条在错误发现率 5% 下站得住，不硬凑三条。",
        en="Only {n} survived a false-discovery rate of 5 %; no more are made up.",
    ),
    "advice_line": Text(zh="{at} 的 {key}（{lever}）：{instead}", en="{key} at {at} ({lever}): {instead}"),
    "would_bring": Text(
        zh="预计多得 {points} ± {error} 分（结果按 100 计）",
        en="{points} ± {error} of the outcome's 100 points more",
    ),
    "criteria": Text(zh="评分细则", en="Criteria"),
    "criterion": Text(zh="评分项", en="criterion"),
    "points": Text(zh="得分", en="points"),
    "evidence": Text(zh="依据", en="evidence"),
    "not_scored": Text(zh="不计", en="n/a"),
    "subtracted": Text(zh="违规扣分", en="Subtracted for breaches"),
    "veto": Text(
        zh="否决候选（待考评员确认，目前不影响分数）",
        en="Veto candidates (nothing changes until an examiner confirms)",
    ),
    "vetoed": Text(
        zh="考评员已确认否决：总分封顶 59", en="An examiner confirmed a veto: the mark is capped at 59"
    ),
    "goals": Text(zh="任务书目标", en="Goals of the brief"),
    "goal": Text(zh="目标", en="goal"),
    "result": Text(zh="结果", en="result"),
    "target": Text(zh="目标值", en="target"),
    "attained": Text(zh="达成度", en="attained"),
    "weight": Text(zh="权重", en="weight"),
    "goal_not_scored": Text(zh="锚点分不开，不计分", en="not scored: the anchors cannot be told apart"),
    "by_regression": Text(
        zh="总分与检查点按回归估值，逐条决策由推演得出",
        en="mark and review points by the regression, single decisions played out",
    ),
    "decisions": Text(zh="决策时间线（复盘）", en="Decisions in time (ledger)"),
    "decisions_note": Text(
        zh="每步价值 = 做了它与不做它的差，折算为结果分（按 100 计），须线为 ± 1 个标准误；"
        "只有在错误发现率 5% 下站得住的才叫失误或亮点。",
        en="What each was worth: with it less without it, in points of the outcome's 100; whiskers are ± 1 standard error. Only "
        "what survives a false-discovery rate of 5 % is called a mistake or a strength.",
    ),
    "when": Text(zh="时间", en="time"),
    "what": Text(zh="动作", en="what"),
    "worth": Text(zh="价值（分）", en="worth (points)"),
    "value": Text(zh="价值（分）", en="worth (points)"),
    "why": Text(zh="为什么", en="why"),
    "own": Text(zh="学员的依据与预估", en="the trainee's reason and forecast"),
    "notes": Text(zh="学员笔记", en="The trainee's notes"),
    "note": Text(zh="笔记", en="note"),
    "no_own": Text(zh="未写", en="none given"),
    "reason": Text(zh="依据", en="reason"),
    "forecast": Text(zh="预估", en="forecast"),
    "mistake": Text(zh="失误", en="mistake"),
    "strength": Text(zh="亮点", en="strength"),
    "with_it": Text(zh="一并去掉", en="left out with it"),
    "better": Text(zh="当时更好的做法", en="better, and open then"),
    "best_other": Text(zh="最好的备选", en="best alternative"),
    "unvalued": Text(
        zh="另有 {n} 步未逐条估值（已计入所在检查点）。",
        en="{n} more were not valued one by one (they are in their points).",
    ),
    "review": Text(zh="逐检查点", en="Review points"),
    "review_note": Text(
        zh="每点价值 = 按当时所做（或不做）再由合格运营接手，与合格运营立即接手之差。",
        en="What was decided, or left undone, at each point and then the competent policy, less the competent policy at once.",
    ),
    "review_quiet": Text(
        zh="另有 {n} 个检查点与合格运营的做法没有差别（价值恰为 0），不逐条列出。",
        en="{n} more points differ in nothing from the competent policy (worth exactly 0) and are not listed.",
    ),
    "done": Text(zh="当点决策", en="decided there"),
    "left": Text(zh="（没有决策）", en="(nothing decided)"),
    "curves": Text(zh="对照曲线", en="Curves with and without"),
    "curves_note": Text(
        zh="同一世界、同一运气下在分支人群上推演，只有决策不同；灰底为结算期。",
        en="Played on the branch's people in one world under one luck: they differ by decisions alone. "
        "Grey is the settlement tail.",
    ),
    "skills": Text(zh="五个方向的练习", en="The five directions of the work"),
    "skill": Text(zh="方向", en="direction"),
    "times": Text(zh="相关决策", en="decisions"),
    "how_well": Text(zh="得分率", en="share of points"),
    "luck": Text(zh="运气与账目", en="Luck, and how it adds up"),
    "luck_note": Text(
        zh="运气只展示，不计分。以下为加权达成度（1 = 全部目标达成）。",
        en="Luck is shown, not graded. Weighted attainment; 1 is every target.",
    ),
    "start": Text(zh="合格运营从头接手可达，V(s0)", en="competent policy from the start, V(s0)"),
    "sum": Text(zh="各检查点价值之和", en="sum over the review points"),
    "outcome": Text(zh="去除运气后的结果", en="outcome with luck taken out"),
    "realised": Text(zh="实际达成", en="attained in the run"),
    "luck_gave": Text(zh="运气给的（实际 − 结果）", en="what luck gave (attained less outcome)"),
    "single": Text(zh="逐条决策价值之和", en="sum of the single decisions"),
    "remainder": Text(
        zh="余项（检查点之和 − 逐条之和：决策间的配合、没做的事、未估值的决策）",
        en="remainder (points less single decisions: what they did together, what was left undone, what was not valued)",
    ),
    "hashes": Text(zh="可复算凭据", en="What this can be recomputed from"),
    "h_transcript": Text(zh="封存记录", en="sealed transcript"),
    "h_case": Text(zh="案例版本", en="case version"),
    "h_case_hash": Text(zh="案例内容", en="text of the case"),
    "h_engine": Text(zh="引擎版本", en="engine"),
    "h_population": Text(zh="人群", en="population"),
    "h_digest": Text(zh="计数摘要", en="digest of the counts"),
    "h_anchors": Text(zh="锚点", en="anchors"),
    "h_policies": Text(zh="参考策略", en="reference policies"),
    "h_regression": Text(zh="回归估值", en="regression"),
    "h_scale": Text(zh="事件窗口与各项两端", en="windows and ends of criteria"),
    "verify": Text(zh="核对：quanmei verify 本文件", en="To verify: quanmei verify this file"),
}
"""Every text in both languages."""

LEVERS: dict[str, Text] = {
    "publish": Text(zh="发布内容", en="publish"),
    "change_post": Text(zh="调整已发内容", en="change a piece"),
    "boost": Text(zh="内容加热", en="boost"),
    "paid_order": Text(zh="竞价投放", en="auction order"),
    "change_order": Text(zh="调整投放", en="change an order"),
    "schedule_live": Text(zh="安排直播", en="schedule a room"),
    "live_action": Text(zh="场控动作", en="direct the room"),
    "set_price": Text(zh="调价发券", en="price or coupon"),
    "restock": Text(zh="补货", en="restock"),
    "book_creator": Text(zh="预约达人", en="book a creator"),
    "settle_creator": Text(zh="达人结算", en="settle with a creator"),
    "survey": Text(zh="购买问卷", en="survey"),
    "remind": Text(zh="提醒核销", en="remind"),
    "care_for_buyers": Text(zh="安抚买家", en="care for buyers"),
    "moderate": Text(zh="处理评论", en="moderate"),
    "set_rule": Text(zh="自动规则", en="automatic rule"),
}
"""Levers by name (the screens have their own, longer texts)."""
