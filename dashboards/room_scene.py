"""What the blocks of the live room page are made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboards.backend import DecisionRow, RunState
from simulator.observation import Observation, RoomView


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What the page is made from.

    Parameters
    ----------
    room : RoomView or None
        The room that is shown; ``None`` when the run has none.
    frame : DataFrame
        Its minutes.
    """

    state: RunState
    now: Observation
    room: RoomView | None
    frame: pd.DataFrame
    decisions: Sequence[DecisionRow] = ()

    @property
    def levers(self) -> tuple[str, ...]:
        """The levers the case allows, none when the time is over."""
        over = self.now.ended or self.state.status in ("settling", "finished", "failed")
        return () if over else self.state.scenario.levers

    @property
    def minute(self) -> int:
        """The minute the room stands at."""
        return self.now.minute if self.room is None else min(self.now.minute, self.room.end)
