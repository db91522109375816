"""The full-feed panel: every place in everybody's short-video feed is competed for and answered.

Cases follow some dozens of pieces one by one and let the rest of a feed be a mass that fills places.
Here the pieces' first pools are opened so wide that they take nearly all places themselves: the
channel's own code and parameters at the highest load they can meet.
"""

from __future__ import annotations

import time

from assessment.facts.catalogue import make_catalogue
from assessment.facts.platform import open_platform, platform
from simulator import items as it
from simulator.counters import COUNTER
from simulator.simulation import Simulation
from simulator.world import ItemSpec

REFRESH_H = 4
"""Hours after which all pieces are replaced by new ones, before people have seen most of them."""
DAYS, CREATORS, BATCHES = 3, 130, 18
_WIDE = 1 << 28
"""Size of a first pool: more than there are people, so it never ends by itself."""


class Panel:
    """A platform of one channel on which only strangers' pieces compete.

    Parameters
    ----------
    people : int
    pieces : int
        How many compete at any time.
    overrides : dict of str to int, optional
        Channel parameters set otherwise, to see what a part of the work costs.
    """

    def __init__(self, *, people: int, pieces: int, overrides: dict[str, int] | None = None) -> None:
        changed = {"cold_start": _WIDE} | (overrides or {})
        self.sim: Simulation = open_platform(
            platform("short_video", "video", agents=people, days=DAYS), 1, overrides={"short_video": changed}
        )
        self.pieces = pieces
        self.catalogue = make_catalogue(self.sim.world.seeds, pieces * BATCHES, CREATORS, DAYS)
        self.sessions = self.places = 0
        self.cpu_s = 0.0
        self._batch = 0

    @property
    def impressions(self) -> int:
        """Meetings that were answered so far."""
        return self.count("impressions")

    def count(self, name: str) -> int:
        """Return a counter's sum over all pieces."""
        return int(self.sim.world.items.totals[: self.sim.world.items.count, COUNTER[name]].sum())

    def play(self, hours: int) -> None:
        """Play some hours; new pieces come in before, what is counted as CPU time is the engine's steps."""
        for _ in range(hours):
            now = self.sim.minute
            if now % (60 * REFRESH_H) == 0:
                self.renew()
            begun = time.process_time()
            while self.sim.minute < now + 60:
                self.sim.step()
            self.cpu_s += time.process_time() - begun
            self.sim.world.hourly.clear()
            self._note(now)

    def renew(self) -> None:
        """Withdraw all pieces and publish others."""
        world, made = self.sim.world, self.catalogue
        world.items.fields[: world.items.count, it.STATUS] = it.STATUS_WITHDRAWN
        for at in range(self._batch * self.pieces, (self._batch + 1) * self.pieces):
            fields = {
                it.QUALITY: int(made.quality[at]), it.HOOK: int(made.hook[at]), it.DURATION: int(made.duration[at]),
                it.TONE: int(made.tone[at]),
            }  # fmt: skip
            world.publish(
                ItemSpec(
                    id=int(made.id[at]), key=f"piece:{at}", title=f"piece {at}", channel="short_video", port="video",
                    brand=-1, topics=made.topics[at], fields=fields, notes={},
                )
            )  # fmt: skip
        self._batch = (self._batch + 1) % BATCHES

    def _note(self, minute: int) -> None:
        app, of_day = self.sim.world.channel_of("short_video").profile.app, minute % 1440
        hour = self.sim.world.calendar.at(app, minute // 1440, of_day)
        first, last = hour.window(of_day, of_day + 60)
        self.sessions += last - first
        self.places += hour.slots_in(of_day, of_day + 60)
