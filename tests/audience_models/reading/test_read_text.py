"""Reading a text: what each feature answers to."""

from __future__ import annotations

import doctest
import importlib
import logging
import os
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audience_models import comments, personas, reading
from audience_models.reading import MAX_COPY, MAX_TITLE, model_hash, read, read_text
from simulator.errors import TextError, UnknownNameError

CLAIMS = ("流感爆发医院爆满要封校，有关部门瞒报", "打流感疫苗会得流感", "特效药要断货赶紧囤")
SELLING = (
    "桂花乌龙冻今天上新，云栖6家店同步开卖",
    "第一口是桂花，第二口是茶冻。双杯券22.9元，左下角下单，今晚八点前到店出示核销码。",
)


def test_the_same_text_is_read_the_same_way(monkeypatch: pytest.MonkeyPatch):
    first = read_text(*SELLING, pillar="food_drink")
    monkeypatch.setattr(read, "_READ", {})
    again = read_text(*SELLING, pillar="food_drink")
    assert again is not first
    assert again == first


def test_an_equal_text_after_equal_ones_is_not_read_again():
    pillar = {"food_drink": 3, "local_life": 1}
    first = read_text("桂花乌龙冻上新", pillar=pillar, earlier=["昨天的文案"], labels={"ad", "ai"})
    again = read_text("桂花乌龙冻上新", pillar=dict(pillar), earlier=("昨天的文案",), labels=["ai", "ad"])
    assert again is first


@pytest.mark.parametrize(
    "other", [{"earlier": ["桂花乌龙冻上新"]}, {"pillar": "sports"}, {"labels": ["ai"]}, {"ai_generated": True},
              {"claims": ["桂花乌龙冻上新"]}, {"is_ad": True}, {"has_product": True}, {"copy": "全网最低价"}],
    ids=lambda other: next(iter(other)),
)  # fmt: skip
def test_a_text_is_read_again_when_anything_else_differs(other: dict[str, Any]):
    first = read_text("桂花乌龙冻上新")
    assert read_text("桂花乌龙冻上新", **other) is not first


def test_readings_that_are_kept_stay_few(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(read, "MOST_READ", 2)
    monkeypatch.setattr(read, "_READ", {})
    for number in range(5):
        read_text(f"第{number}集")
    assert len(read._READ) == 2


@given(st.text(max_size=MAX_TITLE), st.text(max_size=300))
def test_any_text_can_be_read(title: str, copy: str):
    features = read_text(title, copy, claims=CLAIMS, earlier=(copy,))
    assert features.length_chars >= features.title_chars


def test_text_beyond_the_limits_is_refused_with_the_limit():
    with pytest.raises(TextError, match="标题最多 120 字，现有 121 字 / the title may have 120"):
        read_text("好" * (MAX_TITLE + 1))
    with pytest.raises(TextError, match="20000"):
        read_text("题", "好" * (MAX_COPY + 1))
    read_text("好" * MAX_TITLE)


def test_an_empty_text_has_no_topic_and_no_length():
    features = read_text("", "")
    assert not features.readable
    assert (features.length_chars, features.hook, features.topic_match) == (0, 0, 0)


def test_topic_match_tells_the_right_pillar_from_a_wrong_one():
    assert read_text(*SELLING, pillar="food_drink").topic_match >= 60
    assert read_text(*SELLING, pillar="cars").topic_match <= 20


def test_a_pillar_of_several_topics_is_met_by_any_of_them():
    pillar = {"food_drink": 40, "local_life": 40}
    assert read_text("巷子口那家牛肉粉，老板凌晨四点就开始熬汤", pillar=pillar).topic_match >= 60
    assert read_text("老城区这条巷子藏着十二家宝藏小店", pillar=pillar).topic_match >= 60


def test_an_unknown_pillar_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="food_drink"):
        read_text("好喝", pillar="food_drnk")


def test_hidden_and_full_width_characters_change_nothing_but_the_spans():
    plain, dressed = read_text("全城第一 NO.1 果茶"), read_text("全城\u200b第一 ＮＯ．１ 果茶")
    same = {"topics", "length_chars", "hook", "clickbait", "info_points", "effort", "originality"}
    assert plain.model_dump(include=same) == dressed.model_dump(include=same)
    assert [found.rule for found in plain.ad_findings] == [found.rule for found in dressed.ad_findings]


@pytest.mark.parametrize(
    "title",
    [
        "震惊！果农竟然这样做，看完我沉默了……",
        "99%的人都不知道的内幕，速看！！",
        "万万没想到，喝完这杯他居然疯了",
    ],
)
def test_bait_is_told_from_an_honest_hook(title: str):
    features = read_text(title)
    honest = read_text("沅岭脐橙怎么挑？果农教你看三处，新手也能学会")
    assert features.clickbait >= 40
    assert honest.clickbait == 0
    assert honest.hook >= 50


def test_a_bare_title_hooks_less_than_a_concrete_one():
    assert read_text("上新了").hook < read_text("云栖6家店今晚上新桂花乌龙冻，双杯怎么买省6元？").hook


def test_bait_in_the_title_counts_more_than_in_the_copy():
    assert read_text("震惊，速看", "正文").clickbait > read_text("正文", "震惊，速看").clickbait > 0


def test_a_call_to_action_needs_an_action():
    assert read_text("今晚八点，左下角").call_to_action == 0
    assert 0 < read_text("好喝的话关注一下").call_to_action < read_text(*SELLING).call_to_action


def test_facts_are_counted_once():
    assert read_text("今天天气很好").info_points == 0
    assert read_text("通报", "11月3日14:20接到反映，涉及2杯，封存批次1个").info_points >= 4
    assert read_text("第一次", "29.9元，29.9元，29.9元").info_points == 1


def test_long_winded_official_prose_costs_more_effort():
    hard = read_text(
        "依据传染病防治法第三十八条之规定，县级以上人民政府卫生健康主管部门应当定期公布本行政区域传染病疫情信息以及防控措施落实情况"
    )
    easy = read_text("打了疫苗会发烧吗？会，一般一天就退。多喝水，多休息。")
    assert hard.effort >= easy.effort + 20


def test_an_empty_claim_list_judges_only_the_manner():
    assert read_text("震惊！网传医院爆满？").rumor_restated > 0
    assert read_text("医院床位充足，就诊请走发热门诊").rumor_restated == 0


def test_repeating_a_rumour_is_worse_than_answering_it():
    shouted = read_text("震惊！辟谣！打疫苗会得流感？", claims=CLAIMS).rumor_restated
    late = read_text("网传打流感疫苗会得流感，是假的", claims=CLAIMS).rumor_restated
    denied = read_text("打流感疫苗不会让你得流感，医生三句话讲清楚", claims=CLAIMS).rumor_restated
    fact = read_text("疾控回应：床位充足，学校正常上课", claims=CLAIMS).rumor_restated
    assert shouted >= 80
    assert shouted > late > denied > fact == 0


def test_a_title_about_something_else_restates_nothing():
    assert read_text("流感季洗手的三个时机", claims=CLAIMS).rumor_restated == 0


def test_tone_follows_the_words_and_their_negation():
    assert read_text("很好喝，老板热情，推荐").sentiment > 30
    assert read_text("难喝，喝出异物，投诉没人管").sentiment < -30
    assert read_text("没有瞒报，没有造假").sentiment > 0


def test_a_copy_of_an_earlier_text_is_not_original():
    earlier = ["\n".join(SELLING), "沅岭脐橙开摘了，果农凌晨五点上山"]
    assert read_text(*SELLING, earlier=earlier).originality == 0
    assert read_text(SELLING[0] + "！", SELLING[1].replace("，", " "), earlier=earlier).originality == 0
    assert read_text("流感疫苗今天到货，老人优先接种", earlier=earlier).originality >= 90


def test_a_changed_beginning_does_not_make_a_copy_original():
    copied = read_text("秋天第一杯来了", SELLING[1], earlier=["\n".join(SELLING)])
    assert copied.originality <= 40


def test_the_hash_names_model_and_rules():
    assert read_text("好喝").model_hash == model_hash()
    assert len(model_hash()) == 64


def test_marks_are_asked_for_where_they_are_due():
    features = read_text("桂花乌龙冻上新", is_ad=True, ai_generated=True)
    assert (features.ad_mark_missing, features.ai_label_missing) == (True, True)
    marked = read_text("桂花乌龙冻上新", is_ad=True, ai_generated=True, labels=("ad", "ai"))
    assert (marked.ad_mark_missing, marked.ai_label_missing) == (False, False)


def test_reading_says_nothing_and_leaves_no_file(tmp_path: Path):
    code = "from audience_models.reading import read_text; read_text('桂花乌龙冻今天上新')"
    environment = {"TMPDIR": str(tmp_path), "TEMP": str(tmp_path), "TMP": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, env={**os.environ, **environment}
    )
    assert (done.stdout, done.stderr, list(tmp_path.iterdir())) == (b"", b"", [])


def test_reading_does_not_change_the_log_level_of_others():
    before = logging.getLogger().level
    read_text("好喝")
    assert logging.getLogger().level == before


MODULES = [
    *(f"audience_models.reading.{found.name}" for found in pkgutil.iter_modules(reading.__path__)),
    comments.__name__,
    personas.__name__,
    "simulator.topics",
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_are_true(name: str):
    assert doctest.testmod(importlib.import_module(name)).failed == 0
