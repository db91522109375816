"""When an operator looks: fixed minutes of the day, and of a room on air.

The timetable hangs on the clock and not on when somebody started, so that an operator who takes
over in the middle looks when the one before would have looked, and needs no memory for it.
"""

from __future__ import annotations

from assessment.policies.skills import Hand, Skills
from simulator.observation import Observation, RoomView

FIRST_HOUR, LAST_HOUR = 7, 23
"""An operator's day (assumed)."""
HOUR, DAY = 60, 1440
SLOW_LIVE_LOOK = 10
"""Minutes between looks at a room of somebody who does not direct it."""
FAR = 10**6
ON_AIR = ("live", "broken")


def is_working_look(hand: Hand, minute: int) -> bool:
    """Tell whether the timetable of the day has a look in this minute."""
    since = minute % DAY - FIRST_HOUR * HOUR
    if since < 0 or minute % HOUR or minute % DAY >= LAST_HOUR * HOUR:
        return False
    return since % hand.at("look", minute).look_every == 0


def is_live_look(hand: Hand, room: RoomView, minute: int) -> bool:
    """Tell whether somebody looks at a room on air in this minute."""
    since = minute - room.start
    every = live_skills(hand, room, minute).live_look or SLOW_LIVE_LOOK
    return since >= 0 and since % every == 0


def live_skills(hand: Hand, room: RoomView, minute: int) -> Skills:
    """Return how a room is directed in these ten minutes."""
    block = room.start + (minute - room.start) // SLOW_LIVE_LOOK * SLOW_LIVE_LOOK
    return hand.at(f"direct.{room.key}", block)


def is_look(hand: Hand, seen: Observation) -> bool:
    """Tell whether the operator looks in the minute of an observation."""
    if is_working_look(hand, seen.minute):
        return True
    return any(is_live_look(hand, room, seen.minute) for room in seen.rooms if room.status in ON_AIR)


def next_look(hand: Hand, seen: Observation) -> int:
    """Return the minute of the next look after an observation."""
    then = seen.minute // HOUR * HOUR + HOUR
    while not is_working_look(hand, then):
        then += HOUR
    for room in seen.rooms:
        if room.status in ON_AIR:
            soon = range(seen.minute + 1, seen.minute + SLOW_LIVE_LOOK + 1)
            then = min([then, *(m for m in soon if is_live_look(hand, room, m))])
        elif room.start > seen.minute and room.status == "planned":
            then = min(then, room.start)
    return then


def last_look(hand: Hand, minute: int) -> int:
    """Return the minute of the working look before this one; what came since then is new."""
    then = (minute - 1) // HOUR * HOUR
    while then > 0 and not is_working_look(hand, then):
        then -= HOUR
    return then
