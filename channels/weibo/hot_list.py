"""The background of the hot list: what the rest of the public talks about, minute by minute.

It belongs to the form (world seed): nothing a trainee does can move it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.kernel import kernel, making_kernel, piece
from simulator.randomness import Seeds, draw, draw_int
from simulator.reactions import bell
from simulator.tables import growth

LIST_SIZE = 50
ARRIVALS_A_DAY = 860
"""Topics a day that try for the list (of which about 343 get on it; D20: 346); assumed, tried 540-860."""
PEAK_SPREAD = 405
"""Spread of peak heat, 1/256 log units: ln-sd 1.6 of all that try, about 0.87 of those listed
(D23: 0.95); assumed, tried 1.2-1.6."""
RISE_MINUTES, RISE_SPREAD = 45, 205
"""Minutes from nothing to the peak (D18: 30 from entry to peak) and their spread."""
FALL_MINUTES, FALL_SPREAD = 285, 102
"""Heat falls as (1 + age / this)**-4: half after about an hour (D18: 62), slower later (D16 tail)."""
NIGHT_PACE = 51
"""Pace of the list from 23 to 7 h, 1/256 of the day's: few editors are there to let topics on or
off it, so that they come, rise and fall a fifth as fast (D22: overnight freeze); assumed, tried 30-80."""
UNIT = 5750
"""Usual heat of the 50th place in the background's own unit (4096 is a usual topic's peak)."""
CLOCK = np.cumsum([0, *([NIGHT_PACE] * 420), *([256] * 960), *([NIGHT_PACE] * 60)]).astype(np.int64)
"""Minutes of the list's own clock since midnight, in 1/256; it nearly stands still at night."""

_HEADS = (
    ("青江市", "白鹭洲", "云岭县", "北麓市", "南浦区", "临溪县", "海屿市", "石门古镇", "松陵县", "东屏市", "平沙区", "荔浦湾"),
    ("《山海有声》", "《星河夜话》", "《一路同行》", "《厨房来客》", "《舞台之下》", "《慢游记》"),
    ("青江队", "北麓女排", "海屿男篮", "城市马拉松", "乒乓新秀", "省运会"),
    ("金价", "新能源车", "秋招", "油价", "假期安排", "国产大片"),
)  # fmt: skip
_TAILS = (
    ("地铁延长末班车", "夜市摊主走红", "食堂出新菜", "博物馆加开夜场", "发布暴雨预警", "老小区加装电梯",
     "图书馆通宵开放", "走失小狗找到了", "早高峰恢复正常", "中学生发明获奖", "公交司机暖心一幕", "菜市场改造完工",
     "出现双彩虹", "新桥通车", "停水通知", "老街重新开街", "外卖骑手救人", "景区免票", "夜跑队刷屏", "晚霞刷屏"),
    ("收官夜", "嘉宾阵容", "片段太好笑了", "主题曲上线", "定档", "幕后花絮", "首播"),
    ("逆转夺冠", "晋级四强", "赛程公布", "绝杀瞬间", "刷新纪录", "赛后采访"),
    ("最新消息", "引热议", "网友怎么看", "专家解读", "有新变化"),
)  # fmt: skip
_KINDS = (0, 0, 0, 0, 0, 1, 1, 2, 3, 3)  # D29: society first, then stars and shows, sports, the rest


def title_of(seeds: Seeds, topic: int) -> str:
    """Return the made-up title of a background topic."""
    return _title(seeds.world, topic)


@lru_cache(maxsize=4096)
def _title(world: int, topic: int) -> str:
    bits = draw_int(Seeds(world=world, chance=0).world_key("weibo.title"), topic)
    kind = _KINDS[bits % len(_KINDS)]
    heads, tails = _HEADS[kind], _TAILS[kind]
    return heads[(bits >> 8) % len(heads)] + tails[(bits >> 16) % len(tails)]


@piece
def clock_at(minute: Any) -> Any:
    """Return the list's own clock at a minute since D1 00:00; compiled."""
    day = minute // 1440
    return day * CLOCK[1440] + CLOCK[minute - day * 1440]


@kernel
def _spells(key: Any, day: Any, out: Any) -> None:  # pragma: no cover - compiled
    """Draw a day's background topics: minute, its list clock, peak, rise, fall, id; compiled."""
    for i in range(out.shape[0]):
        bits = draw(key, i)
        when = np.int64(bits & np.uint64(0xFFFFFFFF)) * CLOCK[1440] >> 32  # evenly by the list's clock
        minute = day * 1440 + np.searchsorted(CLOCK, when, side="right") - 1
        out[i, 0], out[i, 1] = minute, clock_at(minute)
        out[i, 2] = growth((bell(draw(bits, 1)) * PEAK_SPREAD) >> 8)
        out[i, 3] = 1 + (RISE_MINUTES * growth((bell(draw(bits, 2)) * RISE_SPREAD) >> 8) >> 12)
        out[i, 4] = 1 + (FALL_MINUTES * growth((bell(draw(bits, 3)) * FALL_SPREAD) >> 8) >> 12)
        out[i, 5] = (day + 2) * 4096 + i


@piece
def heat_at(spell: Any, clock: Any) -> Any:
    """Return a background topic's heat at a time of the list clock; compiled."""
    age = (clock - spell[1]) >> 8
    if age < spell[3]:
        return spell[2] * age // spell[3]
    part = (spell[4] << 12) // (spell[4] + age - spell[3])
    square = part * part >> 12
    return spell[2] * (square * square >> 12) >> 12


@making_kernel
def _board(spells: Any, day: Any, heats: Any, ids: Any) -> None:  # pragma: no cover - compiled
    """Rank the background in each minute of a day; compiled."""
    alive = np.argsort(spells[:, 0])
    left = alive.shape[0]
    for m in range(1440):
        minute = day * 1440 + m
        clock = clock_at(minute)
        n, kept = 0, 0
        for o in range(left):
            k = alive[o]
            heat = heat_at(spells[k], clock) if spells[k, 0] < minute else np.int64(-1)
            gone = m > 0 and 0 <= heat * 2 < heats[m - 1, LIST_SIZE - 1]
            if not (gone and (clock - spells[k, 1]) >> 8 > spells[k, 3]):
                alive[kept] = k
                kept += 1
            if heat < 0:  # sorted by minute: nobody further on has begun
                for rest in range(o + 1, left):
                    alive[kept] = alive[rest]
                    kept += 1
                break
            if n == LIST_SIZE and heat <= heats[m, n - 1]:
                continue
            j = n if n < LIST_SIZE else n - 1
            while j > 0 and heats[m, j - 1] < heat:
                heats[m, j], ids[m, j] = heats[m, j - 1], ids[m, j - 1]
                j -= 1
            heats[m, j], ids[m, j] = heat, spells[k, 5]
            n = min(LIST_SIZE, n + 1)
        left = kept


def spells_of_day(seeds: Seeds, day: int) -> NDArray[np.int64]:
    """Return the background topics that come up on a day (columns as in `_spells`)."""
    out = np.zeros((ARRIVALS_A_DAY, 6), np.int64)
    _spells(np.uint64(seeds.world_key("weibo.hot", day)), day, out)
    return out


_BOARDS: dict[tuple[int, int], tuple[NDArray[np.int32], NDArray[np.int32]]] = {}
_BOARDS_KEPT = 48


def background(seeds: Seeds, day: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return (heats, topic ids) of the background's 50 places in each minute of a day.

    A pure function of the world seed and the day, computed once and shared by all runs of a form.
    """
    found = _BOARDS.get((seeds.world, day))
    if found is None:
        # what came up to two days before may still be there
        spells = np.concatenate([spells_of_day(seeds, before) for before in range(day - 2, day + 1)])
        found = np.zeros((1440, LIST_SIZE), np.int32), np.zeros((1440, LIST_SIZE), np.int32)
        _board(spells, day, *found)
        while len(_BOARDS) >= _BOARDS_KEPT:
            _BOARDS.pop(next(iter(_BOARDS)))
        _BOARDS[seeds.world, day] = found
    return found
