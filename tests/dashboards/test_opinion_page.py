"""Public talk: a grade by own thresholds, deadlines by rule, and only what may be observed."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from dashboards import claims, figures_talk, spread, talk, traces
from dashboards.backend import DecisionRow, RunState
from dashboards.hours import TalkHour
from dashboards.markup import to_html
from dashboards.pages import PAGE_BY_KEY, PAGES, SEATS, opinion
from dashboards.risk import GRADES, Thresholds, deadlines, level, read_thresholds, signs
from dashboards.visit import Visit, visiting
from simulator.observation import HotTopic, IssueView, Observation, Reading
from simulator.scenario import Scenario
from simulator.texts import Text
from tests.dashboards.sample import SampleBackend, talk_hours
from tests.dashboards.sample_case import scenario
from tests.dashboards.sample_seen import NOW, observation

LIMITS = Thresholds()


def issue(**changes: object) -> IssueView:
    return observation().issues[0].model_copy(update=changes)


def answered(*kinds: str) -> Observation:
    """The sample with an answer to its claim on the first piece."""
    now = observation()
    piece = now.contents[0]
    counts = {**piece.counts, "comments": Reading(value=120), "negative_comments": Reading(value=30),
              "shares": Reading(value=44), "reposts": Reading(value=6)}  # fmt: skip
    first = piece.model_copy(update={"answers": "foreign_body", "counts": counts})
    claim = issue(answered=NOW - 10, ports_answered=("douyin", "douyin"))
    return now.model_copy(update={"contents": (first, *now.contents[1:]), "issues": (claim,)})


def scene(now: Observation | None = None, status: str = "running", **changes: object) -> opinion.Scene:
    seen = now or observation()
    made = opinion.Scene(
        state=RunState(key="r1", scenario=scenario(), status=status),  # type: ignore[arg-type]
        now=seen,
        frame=talk.talk_frame(talk_hours(NOW), seen),
        limits=LIMITS,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def with_goal(hours: float) -> Scenario:
    case = scenario()
    goal = case.goals[0].model_copy(
        update={"kpi": "first_response_hours", "target": hours, "direction": "at_most"}
    )
    return case.model_copy(update={"goals": (goal,)})


# ---- thresholds and grades -------------------------------------------------------------------


def test_the_grade_counts_the_signs_that_reached_their_thresholds():
    quiet = issue(mentions_hour=(1,), asks_hour=(0,), negative_share=Reading(value=0.05), hot_rank=Reading())
    assert level(signs(quiet, LIMITS)) == 0
    assert level(signs(quiet.model_copy(update={"mentions_hour": (30,)}), LIMITS)) == 1
    loud = issue(
        mentions_hour=(99,), asks_hour=(40,), negative_share=Reading(value=0.6), hot_rank=Reading(value=3)
    )
    assert GRADES[level(signs(loud, LIMITS))] == "red"


def test_what_cannot_be_seen_never_reaches_a_threshold():
    hidden = issue(
        mentions_hour=(),
        asks_hour=(),
        negative_share=Reading(state="too_small"),
        hot_rank=Reading(state="not_available"),
    )
    assert level(signs(hidden, Thresholds(mentions=1, asks=1, negative=1, rank=50))) == 0
    assert [sign.value for sign in signs(hidden, LIMITS)] == [0, 0, None, None]


def test_other_thresholds_give_another_grade():
    assert level(signs(issue(), Thresholds(mentions=35, asks=12, negative=18, rank=27))) == 3
    assert level(signs(issue(), Thresholds(mentions=35, asks=13, negative=19, rank=26))) == 0


def test_thresholds_survive_the_browser():
    chosen = Thresholds(mentions=45, asks=9, negative=25, rank=50, body="public")
    assert read_thresholds(chosen.written()) == chosen


@pytest.mark.parametrize(
    "text", ["", "1.2.3", "a.b.c.d.auto", "1.2.3.4.king", "9999999.1.1.1.auto", "<script>", "1.2.3.4.auto;x"]
)
def test_a_cookie_that_makes_no_sense_means_the_usual_thresholds(text: str):
    assert read_thresholds(text) == Thresholds()


def test_a_threshold_of_nothing_is_read_as_one():
    assert read_thresholds("0.0.0.0.brand") == Thresholds(
        mentions=1, asks=1, negative=1, rank=1, body="brand"
    )


# ---- deadlines -------------------------------------------------------------------------------


def test_a_public_body_has_the_written_deadlines_and_only_the_one_of_its_grade_binds():
    public = Thresholds(body="public")
    calm = {one.rule: one for one in deadlines(issue(), scenario(), public, NOW)}
    assert (calm["press"].due - issue().first_seen, calm["reply"].due - issue().first_seen) == (
        24 * 60,
        48 * 60,
    )
    assert (calm["press"].binding, calm["reply"].binding) == (False, True)
    loud = issue(mentions_hour=(99,), asks_hour=(40,), negative_share=Reading(value=0.6))
    grave = {one.rule: one for one in deadlines(loud, scenario(), public, NOW)}
    assert (grave["press"].binding, grave["reply"].binding) == (True, False)


def test_a_brand_follows_the_brief_and_without_one_the_habit_of_the_trade():
    assert [one.rule for one in deadlines(issue(), scenario(), LIMITS, NOW)] == ["custom"]
    (goal,) = deadlines(issue(), with_goal(4), LIMITS, NOW)
    assert (goal.rule, goal.due) == ("goal", issue().first_seen + 240)


def test_a_case_without_goods_is_a_public_body_s_unless_the_trainee_says_otherwise():
    nothing_sold = scenario().model_copy(update={"products": ()})
    assert LIMITS.is_public(nothing_sold)
    assert not LIMITS.is_public(scenario())
    assert not Thresholds(body="brand").is_public(nothing_sold)


@pytest.mark.parametrize(
    ("changes", "minutes", "state"),
    [
        ({}, 0, "open"),
        ({}, 500, "missed"),
        ({"answered": NOW}, 500, "met"),
        ({"answered": NOW + 400}, 500, "late"),
    ],
)
def test_a_deadline_is_open_missed_met_or_late(changes: dict, minutes: int, state: str):
    (one,) = deadlines(issue(**changes), scenario(), LIMITS, NOW + minutes)
    assert one.state == state


# ---- hours, peak and recovery ----------------------------------------------------------------


def test_kept_hours_go_before_the_last_day_that_monitoring_shows():
    now = observation()
    kept = {
        "foreign_body": [
            TalkHour(minute=60 * hour, mentions=hour, asks=0, negative=0.2, rank=9) for hour in range(82, 93)
        ]
    }
    frame = talk.talk_frame(kept, now)
    assert frame["minute"].is_monotonic_increasing
    assert frame["mentions"].tolist()[-1] == 92
    assert len(frame) == 11


def test_hours_that_were_not_kept_come_from_what_monitoring_shows():
    now = observation()
    early = issue(first_seen=NOW - 60 * 4)
    frame = talk.talk_frame({}, now.model_copy(update={"issues": (early,)}))
    assert frame["mentions"].tolist() == [0, 1, 2, 9, 34][-len(frame) :]
    assert frame["minute"].iloc[-1] == NOW // 60 * 60
    assert frame["negative"].isna().all()


def test_claims_that_monitoring_has_not_noticed_are_not_drawn():
    kept = {"secret": [TalkHour(minute=60, mentions=5, asks=1)]}
    assert "secret" not in set(talk.talk_frame(kept, observation())["claim"])


@pytest.mark.parametrize(
    ("said", "share", "halved"),
    [
        ((1, 10, 6, 5, 4), 0.4, 120),
        ((1, 10, 4, 9, 3), 0.3, 180),
        ((1, 5, 10), 1.0, None),
        ((2, 10, 9, 8), 0.8, None),
    ],
)
def test_recovery_is_falling_below_half_for_good(said: tuple, share: float, halved: int | None):
    rows = pd.DataFrame({"minute": [60 * place for place in range(len(said))], "mentions": said})
    found = talk.recovery(rows)
    assert found is not None
    assert (found.peak, found.share, found.halved_after) == (10, pytest.approx(share), halved)


def test_talk_that_never_was_has_no_recovery():
    assert talk.recovery(pd.DataFrame({"minute": [60], "mentions": [0]})) is None


# ---- figures ---------------------------------------------------------------------------------


def test_the_volume_figure_has_two_lines_a_claim_a_threshold_and_the_answers():
    frame = scene().frame
    words = {name: name for name in ("mentions", "asks", "limit", "answered")}
    figure = figures_talk.volume_figure(
        frame, names={"foreign_body": "A"}, answered={"foreign_body": NOW}, limit=30, words=words
    )
    assert [line["line"]["dash"] for line in figure["data"]] == ["solid", "dash"]
    assert [shape["y0"] for shape in figure["layout"]["shapes"]] == [30, 0]
    assert len(figure["layout"]["annotations"]) == 2


def test_hours_with_too_few_comments_are_gaps_in_the_mood():
    figure = figures_talk.mood_figure(scene().frame, names={"foreign_body": "A"}, limit=0.3, word="x")
    (line,) = figure["data"]
    assert None in line["y"]
    assert 0 not in line["y"]
    assert line["connectgaps"] is False


def test_recovery_curves_lie_on_each_other_at_their_peaks():
    rows = [("a", 60, 5, 0, None, None), ("a", 120, 10, 0, None, None), ("a", 180, 2, 0, None, None),
            ("b", 60, 4, 0, None, None), ("b", 120, 1, 0, None, None), ("c", 60, 0, 0, None, None)]  # fmt: skip
    frame = pd.DataFrame(rows, columns=talk.COLUMNS)
    figure = figures_talk.recovery_figure(frame, names={"a": "A", "b": "B", "c": "C"}, half="half")
    assert [line["name"] for line in figure["data"]] == ["A", "B"]
    assert all(line["y"][line["x"].index(0)] == 1 for line in figure["data"])


def test_figures_are_plain_data():
    assert json.loads(json.dumps(opinion.charts(scene()))).keys() == {
        "talk-volume",
        "talk-mood",
        "talk-recovery",
    }


# ---- the page --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("block", sorted(opinion.BLOCKS))
@pytest.mark.parametrize("kind", ["open", "answered", "empty"])
def test_every_block_is_plain_html_in_every_state(language: str, block: str, kind: str):
    bare = {"issues": (), "hot_list": (), "contents": ()}
    now = {"open": observation(), "answered": answered(), "empty": observation().model_copy(update=bare)}[
        kind
    ]
    with visiting(Visit(language=language)):  # type: ignore[arg-type]
        text = to_html(opinion.BLOCKS[block](scene(now)))
    assert text or (block in ("talk-legend", "talk-calmed") and kind == "empty")
    for prefix in ("talk.", "risk.", "deadline.", "respond.", "tree.", "nodes.", "trace."):
        assert f">{prefix}" not in text


async def test_the_page_has_a_place_for_every_block_and_figure():
    page = await opinion.build(SampleBackend(), "r1", "")
    text = json.dumps(page.to_plotly_json(), default=lambda part: part.to_plotly_json())
    assert all(
        f'"{name}"' in text for name in (*opinion.BLOCKS, *await opinion.figures(SampleBackend(), "r1"))
    )


async def test_without_claims_the_page_says_what_to_prepare_and_draws_nothing():
    quiet = observation().model_copy(update={"issues": ()})
    assert "预警阈值" in to_html(opinion.claim_list(scene(quiet)))
    text = json.dumps(opinion.view(scene(quiet)).to_plotly_json(), default=lambda part: part.to_plotly_json())
    assert "data-wait-claim" in text
    assert '"Graph"' not in text


def test_an_open_claim_offers_an_answer_and_an_answered_one_the_next_update():
    first = to_html(opinion.claim_list(scene()))
    assert 'data-target="answer:foreign_body"' in first
    assert "公开回应" in first
    assert "续报进展" not in first
    second = to_html(opinion.claim_list(scene(answered())))
    assert "续报进展" in second
    assert 'data-target="p1"' in second


def test_a_claim_below_every_threshold_is_better_answered_privately():
    quiet = issue(mentions_hour=(1,), asks_hour=(1,), negative_share=Reading(), hot_rank=Reading())
    text = to_html(claims.options(quiet, observation(), scenario(), 0, scenario().levers))
    fits = [part.split("</b>")[0] for part in text.split("<details")[0].split("<b>")[1:]]
    assert fits == ["单独答复，不公开"]


def test_a_claim_that_goes_on_all_day_wants_a_public_answer_even_in_quiet_hours():
    slow = issue(mentions_hour=(5,) * 24, asks_hour=(0,) * 24, negative_share=Reading(), hot_rank=Reading())
    assert level(signs(slow, LIMITS)) == 0
    text = to_html(claims.claim_card(slow, observation(), scenario(), LIMITS, scenario().levers))
    assert "公开回应" in text.split("<details")[0]
    lone = issue(mentions_hour=(0, 1), asks_hour=(0, 1), negative_share=Reading(), hot_rank=Reading())
    text = to_html(claims.claim_card(lone, observation(), scenario(), LIMITS, scenario().levers))
    assert "公开回应" not in text.split("<details")[0]


def test_only_levers_of_the_case_are_offered_and_none_when_the_time_is_over():
    assert to_html(claims.options(issue(), observation(), scenario(), 2, ())) == ""
    assert "data-lever" not in to_html(opinion.claim_list(scene(status="finished")))


def test_the_room_is_offered_only_while_it_is_on_air():
    off = observation().model_copy(update={"rooms": ()})
    assert "live_action" in to_html(claims.options(issue(), observation(), scenario(), 2, ("live_action",)))
    assert claims.options(issue(), off, scenario(), 2, ("live_action",)) == []


def test_the_most_urgent_claim_stands_first():
    done = issue(key="done", claim=Text(zh="已答", en="done"), answered=NOW)
    calm = issue(key="calm", claim=Text(zh="平静", en="calm"), mentions_hour=(1,), hot_rank=Reading())
    text = to_html(
        opinion.claim_list(scene(observation().model_copy(update={"issues": (done, calm, issue())})))
    )
    assert text.index("喝出异物") < text.index("平静") < text.index("已答")


def test_the_tiles_show_the_ratio_of_comments_and_the_nearest_deadline():
    text = to_html(opinion.tiles(scene(answered())))
    assert "3.0 : 1" in text
    assert "25.0%" in text
    assert "没有待回应的传言" in text
    assert "D4 23:40" in to_html(opinion.tiles(scene()))


def test_the_tree_shows_own_answers_by_port_and_where_they_were_met_and_says_where_it_stops():
    text = to_html(spread.tree(answered()))
    assert "近 24 小时 46" in text
    assert "推荐" in text
    assert "平台不向本方提供" in text
    assert "还没有" in to_html(spread.tree(observation()))


def test_key_nodes_are_the_pieces_that_are_passed_on_most():
    assert [piece.key for piece in spread.key_nodes(answered())] == ["p1"]
    assert "50" in to_html(spread.nodes(answered(), ()))


def test_corrections_keep_their_wording_reason_and_refusal():
    rows = [
        DecisionRow(key="c", lever="change_post", minute=NOW, status="accepted",
                    raw={"content": "p1", "action": "correct", "text": "剂量以说明书为准", "reason": "医生留言"}),
        DecisionRow(key="a", lever="publish", minute=None, status="waiting", raw={"title": "通报", "answers": "foreign_body"}),
        DecisionRow(key="x", lever="change_post", minute=NOW, status="accepted", raw={"content": "p1", "action": "attach"}),
        DecisionRow(key="p", lever="publish", minute=NOW, status="accepted", raw={"title": "新品"}),
    ]  # fmt: skip
    assert [row.key for row in traces.traced(rows)] == ["c", "a"]
    text = to_html(traces.traces(observation(), rows))
    assert "剂量以说明书为准" in text
    assert "医生留言" in text
    assert "回应：网友称" in text


def test_a_claim_cannot_bring_its_own_markup():
    evil = issue(claim=Text(zh="<img src=x>", en="<img src=x>"))
    now = observation().model_copy(
        update={"issues": (evil,), "hot_list": (HotTopic(rank=1, title="<script>", heat=1, own=True),)}
    )
    text = "".join(to_html(block(scene(now))) for block in opinion.BLOCKS.values())
    assert "<img" not in text
    assert "<script" not in text


# ---- the registry ----------------------------------------------------------------------------


def test_every_page_of_the_folder_is_found_in_the_order_of_the_work():
    keys = [page.key for page in PAGES if not page.under]
    assert {"audience", "opinion", "live", "why"} <= set(keys)
    assert keys == sorted(keys, key=SEATS.index)
    assert PAGE_BY_KEY["opinion"] is opinion.PAGE
