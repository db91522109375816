"""How many live rooms, on which days, and what their crew costs."""

from __future__ import annotations

from assessment.policies.policy import Brief
from assessment.policies.skills import Skills

START_MINUTE = 20 * 60


def live_days(brief: Brief, skills: Skills) -> list[int]:
    """Return the days (from 0) of the rooms: one goes on the eve of the end, more are spread evenly."""
    if "schedule_live" not in brief.levers:
        return []
    rooms = max(1, round(brief.days * skills.style.rooms_a_week / 7))
    if rooms == 1:
        return [max(0, brief.days - 2)]
    return sorted({number * brief.days // (rooms + 1) for number in range(1, rooms + 1)})


def room_hours(brief: Brief, skills: Skills) -> float:
    """Return the crew hours of one room."""
    crew = brief.prices.live_crew * skills.style.room_minutes / 60
    return crew + (skills.style.rehearsal_hours if skills.directs_live else 0.0)


def live_hours(brief: Brief, skills: Skills) -> float:
    """Return the crew hours of all rooms."""
    return len(live_days(brief, skills)) * room_hours(brief, skills)
