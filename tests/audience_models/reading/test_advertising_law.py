"""The advertising rules: grades in context, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audience_models.reading import rules_card
from audience_models.reading.adlaw import (
    MOST_FINDINGS,
    ad_findings,
    ad_mark_missing,
    ai_label_missing,
    is_commercial,
)
from audience_models.reading.excuses import EXCUSE_OF, EXCUSES
from audience_models.reading.rules import GRADE_NAMES, RULES
from audience_models.reading.train import held_out_examples, training_examples
from simulator.reading import GRADES
from tests.audience_models.reading.expressions import EXPECTED


def worst(text: str, *, commercial: bool = True):
    return max(
        (found.grade for found in ad_findings(text, commercial=commercial)), key=GRADES.index, default=None
    )


@pytest.mark.parametrize(("text", "commercial", "grade"), EXPECTED, ids=[text for text, _, _ in EXPECTED])
def test_a_sentence_gets_the_grade_a_fair_reviewer_gives(text: str, commercial: bool, grade: str | None):
    assert worst(text, commercial=commercial) == grade


def test_the_table_judges_both_ways():
    grades = [grade for _, _, grade in EXPECTED]
    assert len(grades) >= 40
    assert grades.count(None) >= 20
    assert set(grades) == {*GRADES, None}


def test_every_rule_can_be_broken():
    sentences = [text for text, commercial, _ in EXPECTED if commercial] + [
        "独一无二的桂花香", "零添加的好茶", "全国首创冻茶工艺", "医生都推荐的果茶", "驰名商标", "药到病除的好茶",
        "买保健食品送父母", "药妆级面膜", "挂上国旗迎国庆，全场八折", "胖子不配穿好看的", "一起来赌球", "媲美母乳的奶粉",
        "今晚不醉不归", "明星同款果茶", "销量突破300万", "加微信领券", "国宴特供",
    ]  # fmt: skip
    broken = {found.rule for text in sentences for found in ad_findings(text, commercial=True)}
    assert {rule.key for rule in RULES} - broken == set()


def test_everyday_sentences_are_left_alone_even_as_advertisements():
    """Of some 870 ordinary sentences at most one in a hundred may be graded a warning or worse."""
    ordinary = [text for text, _ in training_examples() + held_out_examples() if text.count(" ") < 3]
    graver = [text for text in ordinary if worst(text) not in (None, "hint")]
    assert len(ordinary) > 800
    assert len(graver) <= len(ordinary) // 100, graver


def test_public_service_text_gets_a_hint_at_most_for_superlatives():
    superlatives = {"highest_level", "best", "first", "lowest_price", "only", "leader", "absolute"}
    assert {rule.public_grade for rule in RULES if rule.key in superlatives} == {"hint"}


def test_being_true_is_no_defence():
    assert worst("经核实，我们确实是全城第一的茶饮品牌") == "throttle"


def test_a_post_with_a_product_is_judged_as_commercial():
    assert worst("沅岭脐橙抗癌", commercial=False) is None
    assert worst("沅岭脐橙抗癌", commercial=True) == "veto_candidate"
    assert worst("沅岭脐橙抗癌，小黄车下单", commercial=False) == "veto_candidate"


@pytest.mark.parametrize(
    ("text", "sells"),
    [
        ("双杯券 22.9 元，到店核销", True),
        ("5斤29.9元，包邮", True),
        ("以旧换新最高补贴 500 元", False),
        ("流感疫苗接种点今天开放", False),
    ],
)
def test_a_text_that_sells_is_known_by_its_words(text: str, sells: bool):
    assert is_commercial(text) is sells


def test_a_span_points_at_the_word_as_it_was_written():
    text = "这杯是最·\u200b好 喝的果茶"
    found = ad_findings(text, commercial=True)
    assert [text[slice(*one.span)] for one in found] == [one.word for one in found] == ["最·\u200b好 喝"]


def test_title_and_copy_are_pointed_out_apart():
    found = ad_findings("全城第一的果茶", "全网最低价", commercial=True)
    assert [(one.part, one.span) for one in found] == [("title", (0, 4)), ("copy", (0, 4))]


def test_the_graver_of_two_findings_in_one_place_counts():
    found = ad_findings("止咳润肺的脐橙", commercial=True)
    assert [one.grade for one in found] == ["veto_candidate", "warning"]


def test_an_excuse_is_named_and_never_raises_a_grade():
    for text, commercial, _ in EXPECTED:
        for one in ad_findings(text, commercial=commercial):
            rule = next(rule for rule in RULES if rule.key == one.rule)
            full = rule.grade if commercial else rule.public_grade
            assert GRADES.index(one.grade) <= GRADES.index(full)
            assert (one.grade != full) == (one.excused_by is not None)


def test_a_temptation_is_no_negation():
    assert worst("不要错过全网最低价") == "throttle"
    assert worst("不得不说，这是最好喝的果茶") == "throttle"


def test_quoting_a_rule_does_not_excuse_another_sentence():
    assert worst("广告法不让说第一。我们就是全城第一的果茶") == "throttle"


def test_a_flood_of_findings_is_cut_off():
    found = ad_findings("题", "最好喝。" * 2000, commercial=True)
    assert len(found) == MOST_FINDINGS


@given(st.text(max_size=120), st.text(max_size=200), st.booleans())
def test_any_text_can_be_judged(title: str, copy: str, commercial: bool):
    for found in ad_findings(title, copy, commercial=commercial):
        written = title if found.part == "title" else copy
        assert written[slice(*found.span)] == found.word != ""


def test_an_advertisement_must_say_so():
    assert ad_mark_missing("桂花乌龙冻上新", is_ad=True, labels=())
    assert not ad_mark_missing("桂花乌龙冻上新", is_ad=True, labels=("ad",))
    assert not ad_mark_missing("【广告】桂花乌龙冻上新", is_ad=True, labels=())
    assert not ad_mark_missing("桂花乌龙冻上新", is_ad=False, labels=())


def test_naming_the_advertising_law_is_not_marking_an_advertisement():
    assert ad_mark_missing("广告法不让说第一，我们只说好喝", is_ad=True, labels=())


def test_a_review_with_a_way_to_buy_is_an_advertisement_too():
    assert ad_mark_missing("实测三款果茶，链接在左下角", is_ad=False, labels=())
    assert not ad_mark_missing("实测三款果茶，说说口感", is_ad=False, labels=())


def test_what_ai_made_must_say_so():
    assert ai_label_missing("果园的清晨", ai_generated=True, labels=())
    assert not ai_label_missing("果园的清晨", ai_generated=True, labels=("ai",))
    assert not ai_label_missing("果园的清晨（画面由AI生成）", ai_generated=True, labels=())
    assert not ai_label_missing("果园的清晨", ai_generated=False, labels=())


def test_the_rules_card_explains_every_rule_in_both_languages():
    card = rules_card()
    assert {entry.key for entry in card} == {rule.key for rule in RULES}
    assert len({rule.key for rule in RULES}) == len(RULES)
    for entry in card:
        assert entry.clause
        assert entry.reason.zh != entry.reason.en
        assert entry.name.en.isascii()


def test_the_rules_card_begins_with_the_gravest():
    order = [list(GRADE_NAMES).index(entry.grade) for entry in rules_card()]
    assert order == sorted(order, reverse=True)


def test_every_excuse_is_known_and_used():
    used = {key for rule in RULES for key in rule.excuses}
    assert used == set(EXCUSE_OF) == {excuse.key for excuse in EXCUSES}
