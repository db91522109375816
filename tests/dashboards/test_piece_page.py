"""The page of one piece: retention beside another, freshness, peers, sources, review and appeal."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from dashboards import content_table, figures_piece, frame, piece_blocks
from dashboards.backend import DecisionRow, RunState
from dashboards.live_socket import Stream
from dashboards.markup import to_html
from dashboards.pages import PAGE_BY_KEY, PAGES, piece
from dashboards.visit import Visit, asked, visiting
from simulator.observation import ContentView, Observation, Reading
from tests.dashboards.sample import SampleBackend
from tests.dashboards.sample_case import scenario
from tests.dashboards.sample_seen import NOW, observation


def one(named: str = "p1", /, **changes: Any) -> ContentView:
    return next(each for each in observation().contents if each.key == named).model_copy(update=changes)


def scene(
    shown: ContentView | None = None,
    other: ContentView | None = None,
    now: Observation | None = None,
    **changes: Any,
) -> piece_blocks.Scene:
    made = piece_blocks.Scene(
        state=RunState(key="r1", scenario=scenario(), status="running"),
        now=now or observation(),
        piece=shown or one(),
        other=other,
    )
    return replace(made, **changes)


BESIDE = scene(other=one("p2"))


# ---- which piece -----------------------------------------------------------------------------


def test_the_address_names_the_piece_and_without_a_name_it_is_the_newest_that_is_out():
    assert piece.chosen(observation(), "p2").key == "p2"  # type: ignore[union-attr]
    assert piece.chosen(observation(), "").key == "p5"  # type: ignore[union-attr]
    assert piece.chosen(observation(), "nobody") is None


def test_a_room_is_no_piece_and_has_its_own_page():
    now = observation().model_copy(update={"contents": (one(), one("p2", key="r1", channel="livestream"))})
    assert [each.key for each in piece.own_pieces(now)] == ["p1"]
    text = to_html(content_table.content_table(now, (), "run7"))
    assert 'href="/r/run7/room?r=r1"' in text
    assert 'href="/r/run7/piece?c=p1"' in text


def test_only_pieces_of_the_same_account_that_are_out_can_stand_beside():
    assert [each.key for each in piece_blocks.siblings(observation(), one())] == ["p2"]
    assert piece_blocks.siblings(observation(), one("p5")) == []


async def test_the_other_piece_is_the_newest_of_the_account_unless_the_address_names_one():
    with visiting(Visit(search="?c=p1")):
        found = await piece.scene_of(SampleBackend(), "r1")
    assert found is not None
    assert found.other is not None
    assert found.other.key == "p2"
    with visiting(Visit(search="?c=p5&with=p1")):
        alone = await piece.scene_of(SampleBackend(), "r1")
    assert alone is not None
    assert alone.other is None


async def test_an_unknown_piece_and_a_run_without_pieces_say_what_to_do():
    def text(page: Any) -> str:
        return json.dumps(
            page.to_plotly_json(), default=lambda part: part.to_plotly_json(), ensure_ascii=False
        )

    with visiting(Visit(search="?c=nobody")):
        assert "没有这条内容" in text(await piece.build(SampleBackend(), "r1", ""))
    assert "data-wait" in text(await piece.build(SampleBackend(begun=False), "r1", ""))


# ---- numbers ---------------------------------------------------------------------------------


def test_a_tile_says_freshness_peers_and_the_other_piece():
    text = to_html(piece_blocks.tiles(BESIDE))
    assert "高于 71% 的同类内容" in text
    assert "对比 1.1 万" in text
    late = to_html(piece_blocks.tiles(scene(one("p3"))))
    assert "T+1" in late


def test_a_number_that_is_not_there_says_why():
    text = to_html(piece_blocks.numbers(scene(one("p2", rates={"like_rate": Reading(state="too_small")}))))
    assert "样本低于平台展示门槛" in text
    assert "0.0%" not in text


def test_shares_are_compared_in_points_and_counts_in_per_cent():
    text = to_html(piece_blocks.numbers(BESIDE))
    gap = 0.71 * 0.42 - 0.46 * 0.42
    assert f"{gap * 100:+.1f} pp" in text
    assert "▲ +54.3%" in text


def test_equal_numbers_are_even():
    assert "持平" in to_html(piece_blocks.numbers(scene(other=one("p2", rates=one().rates))))


def test_sales_are_left_out_where_no_product_hangs_on_either():
    assert "转化" not in to_html(piece_blocks.numbers(scene(one(product=None))))
    assert "转化" in to_html(piece_blocks.numbers(scene(one(product="double"))))


def test_a_port_without_the_usual_numbers_shows_its_own_first():
    article = one(
        "p3",
        rates={"open_rate": Reading(value=0.03, state="t+1"), "share_rate": Reading(value=0.01, state="t+1")},
    )
    assert piece_blocks.shown_first(article) == ["views", "open_rate", "share_rate"]


def test_delays_and_thresholds_are_written_and_no_pool_level_is_shown():
    text = to_html(piece_blocks.legend())
    assert "08:00" in text
    assert "不足 3" in text
    assert "流量池级别创作者后台没有" in text


def test_sources_show_their_share_and_the_other_piece_s():
    text = to_html(
        piece_blocks.sources(
            scene(one(sources={"recommend": 75, "search": 25}), one("p2", sources={"search": 10}))
        )
    )
    assert "75 · 75.0%" in text
    assert "对比 100.0%" in text


# ---- review and appeal -----------------------------------------------------------------------


def test_a_limited_piece_offers_the_appeal_with_its_price_first():
    text = to_html(piece_blocks.review(scene(one("p5"))))
    assert "最好" in text
    assert text.index("action=appeal") < text.index("action=reply")
    assert "15 分钟" in text
    assert "action=appeal" not in to_html(piece_blocks.review(scene()))


def test_an_appeal_that_was_made_stands_there_with_its_outcome():
    row = DecisionRow(
        key="a",
        lever="moderate",
        minute=NOW - 60,
        status="accepted",
        raw={"content": "p5", "action": "appeal"},
    )
    assert "D4 19:18" in to_html(piece_blocks.review(scene(one("p5"), decisions=(row,))))
    assert "D4 19:18" not in to_html(piece_blocks.review(scene(decisions=(row,))))


def test_the_review_before_publishing_and_the_labels_come_from_the_own_decision():
    raw = {"review": True, "ai_generated": True, "labels": ["ad"]}
    made = DecisionRow(key="p1", lever="publish", minute=0, status="accepted", raw=raw)
    text = to_html(piece_blocks.review(scene(decisions=(made,))))
    assert "违规用语会先被改掉" in text
    assert "广告、AI 生成未标识" in text


def test_nothing_can_be_done_to_a_withdrawn_piece_or_after_the_end():
    assert "data-lever" not in to_html(piece_blocks.review(scene(one(status="withdrawn"))))
    over = replace(scene(), state=replace(scene().state, status="finished"))
    assert "data-lever" not in to_html(piece_blocks.review(over))


def test_only_the_orders_of_the_piece_are_listed():
    text = to_html(piece_blocks.orders(scene()))
    assert "¥300 / ¥300" in text
    assert "¥1,200" not in text
    assert "没有投放订单" in to_html(piece_blocks.orders(scene(one("p3"))))


# ---- figures ---------------------------------------------------------------------------------


def test_the_retention_of_two_pieces_ends_with_each_film():
    drawn = piece.watching_frame(scene(one(retention=(1, 0.8, 0.6, 0.0, 0.0)), one("p2", retention=(1, 0.9))))
    assert drawn.groupby("piece", sort=False).size().to_dict() == {"p1": 3, "p2": 2}
    figure = piece.charts(BESIDE)["piece-watching"]
    assert [line["line"]["dash"] for line in figure["data"]] == ["solid", "dash"]
    assert [shape["x0"] for shape in figure["layout"]["shapes"]] == [2, 5]


def test_hours_begin_when_the_piece_went_out_and_the_newest_is_the_last_full_one():
    new = one(published=NOW - 150, last_hours={"views": (7, 8, 9, 10, 11, 12)})
    drawn = piece.hours_frame(scene(new))
    assert drawn["minute"].tolist() == [NOW // 60 * 60 - 60 * back for back in (3, 2, 1)]
    assert drawn["views"].tolist() == [10, 11, 12]


def test_the_piece_is_bars_and_the_other_a_dashed_line():
    rows = [("a", 60, 5), ("a", 120, 6), ("b", 60, 1)]
    plays = pd.DataFrame(rows, columns=["piece", "minute", "views"])
    figure = figures_piece.hours_figure(plays, names={"a": "A", "b": "B"}, colour="#000", marks={})
    assert [trace["type"] for trace in figure["data"]] == ["bar", "scatter"]
    assert json.loads(json.dumps(figure))


def test_what_was_done_to_the_piece_is_marked_on_its_hours():
    row = DecisionRow(key="b", lever="boost", minute=NOW - 60, status="accepted", raw={"content": "p1"})
    assert piece.charts(scene(decisions=(row,)))["piece-hours"]["layout"]["annotations"]
    assert not piece.charts(scene(one("p2"), decisions=(row,)))["piece-hours"]["layout"]["annotations"]


def test_without_retention_there_is_no_chart_but_a_reason():
    article = scene(one("p3", last_hours={}))
    assert piece.charts(article) == {}
    text = json.dumps(
        piece.view(article).to_plotly_json(), default=lambda part: part.to_plotly_json(), ensure_ascii=False
    )
    assert "图文和公众号不提供逐秒留存" in text


# ---- the page --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("key", ["p1", "p3", "p5", "p6"])
def test_every_block_is_plain_html_for_every_kind_of_piece(language: str, key: str):
    with visiting(Visit(language=language)):  # type: ignore[arg-type]
        for name, block in piece.BLOCKS.items():
            text = to_html(block(scene(one(key))))
            assert text, name
            assert ">piece." not in text


async def test_the_page_has_a_place_for_every_block_and_figure():
    with visiting(Visit(search="?c=p1")):
        page = await piece.build(SampleBackend(), "r1", "")
        drawn = await piece.figures_now(SampleBackend(), "r1")
    text = json.dumps(page.to_plotly_json(), default=lambda part: part.to_plotly_json())
    assert all(f'"{name}"' in text for name in (*piece.BLOCKS, *drawn))
    assert len(drawn) == 2


def test_a_page_under_another_has_no_seat_and_lights_that_one():
    assert PAGE_BY_KEY["piece"].under == "live"
    seats = to_html(frame.rail("r1", PAGE_BY_KEY["piece"].under))
    assert "/r/r1/piece" not in seats
    assert seats.count('aria-current="page"') == 1
    assert seats.count("data-nav") == sum(page.needs_run and not page.under for page in PAGES)


def test_what_the_address_asks_for_is_read_from_the_visit():
    with visiting(Visit(search="?c=w-1&with=a%20b")):
        assert (asked("c"), asked("with"), asked("r")) == ("w-1", "a b", "")
    assert asked("c") == ""


async def test_the_socket_renews_the_piece_of_the_address():
    with visiting(Visit(search="?c=p2")):
        message = await Stream(SampleBackend(), run="r1", page="piece").message()
    assert message is not None
    assert "店长凌晨四点的第一锅茶" in message["blocks"]["piece-head"]
    assert {"piece-watching", "piece-hours"} == set(message["figures"])


def test_a_title_cannot_bring_its_own_markup():
    evil = scene(one(title="<img src=x>"), one("p2", title="<script>"))
    text = "".join(to_html(block(evil)) for block in piece.BLOCKS.values())
    assert "<img" not in text
    assert "<script" not in text
