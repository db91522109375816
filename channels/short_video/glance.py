"""How people meet strangers' pieces in a crowd: as in `channels.short_video.meeting`, without a turn on the way.

A stranger's piece is nobody's of the case: no brand, account or issue is moved by it. So a first
meeting with it is a few numbers, and most meetings end there. Whoever does something rare (likes,
comments, shares, collects, looks at the profile, follows, objects) is noted, and the acts are
carried out later, in their order, by the pieces of the meeting itself. All other pieces, and
further meetings, take `channels.short_video.meeting.answer`. Both ways lead to the same state (tested).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from channels.short_video.crowd import (
    D_COLLECT,
    D_COMMENT,
    D_FOLLOW,
    D_LIKE,
    D_PROFILE,
    D_SHARE,
    D_SKIP,
    D_WATCH,
    L_AGAIN,
    L_APPEAL,
    L_DISLIKE,
    L_HOLDS,
    L_INVERSE,
    L_LENGTH,
    L_MARKS,
    L_ROW,
    L_SKIP,
    L_TREND,
    L_WANT,
    N_LOOK,
)
from channels.short_video.crowd_counts import count_glance
from channels.short_video.crowd_race import unsigned
from channels.short_video.meeting import engage, like, object_to
from channels.short_video.parameters import (
    CHOSEN,
    P_AGAIN,
    P_COLLECT,
    P_COMMENT,
    P_DISLIKE,
    P_FOLLOW,
    P_INTENT,
    P_LIKE,
    P_MATCH,
    P_PROFILE,
    P_SHARE,
    P_SKIP,
    P_SPREAD,
    P_WARM,
    ROOT,
    SHOWN_FROM_DS,
    VALID_DS,
)
from simulator import items as it
from simulator.kernel import kernel, piece
from simulator.lanes import DRAWS, draws_of, who_says_yes
from simulator.people import ATTENTION, COMMENT, LIKE, SHARE
from simulator.randomness import mix
from simulator.reactions import bell, personal
from simulator.tables import LOGISTIC, growth, threshold

HALVES = np.array([int(d == D_COMMENT) for d in range(DRAWS)], np.int64)
"""How often warmth is halved for each act: people also comment on what they do not like."""
_OF_ANYBODY = 1 << D_LIKE
_OF_VIEWERS = sum(1 << d for d in (D_LIKE, D_COMMENT, D_SHARE, D_COLLECT, D_PROFILE, D_FOLLOW))
"""Acts that are open to who left at once, and to who stayed for five seconds."""
_HALF = np.uint64(32)
_FIFTEEN, _FOURTEEN = np.uint64(15), np.uint64(14)


@piece
def size_up(a: Any, p: Any, crowd: Any, person: Any) -> Any:
    """Write a person's scores for the acts; return that of skipping; compiled."""
    scores = crowd.room.scores
    scores[D_LIKE] = p[P_LIKE] + personal(a, unsigned(person), LIKE)
    scores[D_COMMENT] = p[P_COMMENT] + personal(a, unsigned(person), COMMENT)
    scores[D_SHARE] = p[P_SHARE] + personal(a, unsigned(person), SHARE)
    scores[D_COLLECT], scores[D_PROFILE], scores[D_FOLLOW] = p[P_COLLECT], p[P_PROFILE], p[P_FOLLOW]
    return p[P_SKIP] - personal(a, unsigned(person), ATTENTION) // 4


@piece
def glance(p: Any, crowd: Any, j: Any, k: Any, interest: Any, step: Any, source: Any, skipping: Any) -> None:
    """Let the session's person see its j-th piece: write the draws, the liking and the deciseconds; compiled."""
    room, looks = crowd.room, crowd.looks
    look, luck = unsigned(k * N_LOOK), unsigned(j * DRAWS)
    draws_of(looks, look, step, room.draws, luck)
    pull = p[P_MATCH] * (interest - 40) + looks[look + unsigned(L_TREND)]
    intent = p[P_INTENT] * CHOSEN[unsigned(source)]
    bits = room.draws[luck + unsigned(D_WATCH)]
    parts = np.int64((bits >> unsigned(48)) % _FIFTEEN) + np.int64((bits >> _HALF) % _FOURTEEN)
    stay = min(3 + parts, looks[look + unsigned(L_LENGTH)] - 1)
    score = ((bell(bits) * p[P_SPREAD]) >> 8) + (pull + intent + looks[look + unsigned(L_WANT)]) // 2
    wanted = SHOWN_FROM_DS + (looks[look + unsigned(L_HOLDS)] * growth(score) >> 12)
    skips = threshold(skipping + looks[look + unsigned(L_SKIP)] - pull - intent // 2)
    leaves = room.draws[luck + unsigned(D_SKIP)] >> _HALF < skips
    room.watched[unsigned(j)], room.liking[unsigned(j)] = stay if leaves else wanted, pull


@piece
def _run_on(p: Any, last: Any, length: Any, watched: Any) -> Any:
    """Return how long a piece goes on after its end (`channels.short_video.meeting`); compiled."""
    more, luck = np.int64(last >> unsigned(56)) & 15, np.int64(last & unsigned(1023))
    while luck * 1000 < p[P_AGAIN] << 10 and more < 8 * length:
        more += length
        luck = luck * 2
    return min(more, watched - length)


@piece
def answer_glance(
    p: Any, crowd: Any, j: Any, k: Any, person: Any, step: Any, minute: Any, source: Any, segment: Any, waiting: Any
) -> Any:  # fmt: skip
    """Count what was seen (`glance`), note who acts; return how many acts wait; compiled."""
    room, looks, look = crowd.room, crowd.looks, unsigned(k * N_LOOK)
    watched, pull = room.watched[unsigned(j)], room.liking[unsigned(j)]
    length = looks[look + unsigned(L_LENGTH)]
    done = watched >= length
    valid, seen = (watched >= VALID_DS) | done, min(watched, length)
    share = (seen * 256 * looks[look + unsigned(L_INVERSE)]) >> 40  # seen * 256 // length
    warmth = pull + p[P_INTENT] * CHOSEN[unsigned(source)] // 2 + looks[look + unsigned(L_APPEAL)]
    warmth += p[P_WARM] * ROOT[unsigned(share)] >> 8
    acts = who_says_yes(room.draws, unsigned(j * DRAWS), room.scores, HALVES, warmth, LOGISTIC)
    last = mix(
        unsigned(looks[look + unsigned(L_AGAIN)] if done else looks[look + unsigned(L_DISLIKE)]) + step
    )
    objects = (last >> _HALF < threshold(p[P_DISLIKE] - pull)) & (not done)
    more = _run_on(p, last, length, watched) if done else np.int64(0)
    marks = it.MET | (it.VIEWED * valid) | (it.FINISHED * done)
    crowd.met[unsigned(looks[look + unsigned(L_MARKS)] + person)] = np.uint8(marks)
    count_glance(crowd, k, source, segment, seen, seen + more, valid, done)
    if (acts & (_OF_VIEWERS if valid else _OF_ANYBODY)) != 0 or objects:
        note, row = unsigned(waiting), looks[look + unsigned(L_ROW)]
        room.waiting[note, 0], room.waiting[note, 1], room.waiting[note, 2] = row, person, minute
        room.waiting[note, 3], room.waiting[note, 4] = pull, warmth
        room.waiting[note, 5], room.waiting[note, 6] = valid, done
        waiting += 1
    return waiting


@kernel
def act(a: Any, p: Any, perf: Any, crowd: Any, waiting: Any) -> None:  # pragma: no cover - compiled
    """Carry out the acts that wait, in their order; compiled."""
    for note in range(waiting):
        row, person, minute = (
            crowd.room.waiting[note, 0],
            crowd.room.waiting[note, 1],
            crowd.room.waiting[note, 2],
        )
        pull, warmth = crowd.room.waiting[note, 3], crowd.room.waiting[note, 4]
        valid, done = crowd.room.waiting[note, 5] != 0, crowd.room.waiting[note, 6] != 0
        liked = like(a, p, row, person, minute, warmth, True)
        spoken = shared = False
        if valid:
            spoken, shared = engage(a, p, row, person, minute, warmth, True)
        if liked or spoken or shared:
            a.met[row, person] |= np.uint8(it.ENGAGED)
        if not done:
            object_to(a, p, row, person, minute, pull, True)
        perf[row, 3] += liked
        perf[row, 4] += spoken
        perf[row, 5] += shared
