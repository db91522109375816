"""Other futures: what has happened stays, what has not is drawn anew."""

from __future__ import annotations

from simulator.futures import enter_future, future_seeds
from simulator.randomness import Seeds
from simulator.simulation import Simulation
from tests.small import tea, video


def _begun(hours: int = 30) -> Simulation:
    sim = tea().start(3)
    sim.step([video("v1")])
    sim.advance(hours=hours)
    return sim


def _in_future(sim: Simulation, number: int) -> Simulation:
    out = sim.fork()
    enter_future(out, future_seeds(sim.world.seeds, sim.minute, number))
    return out


def test_what_has_happened_stays() -> None:
    sim = _begun()
    other = _in_future(sim, 0)
    assert other.kpis() == sim.kpis()
    assert other.digest() == sim.digest()


def test_what_comes_differs_from_future_to_future_and_is_the_same_in_one() -> None:
    sim = _begun()
    runs = [_in_future(sim, number) for number in (0, 1, 0)]
    for run in runs:
        run.advance(hours=12)
    one, two, again = (run.digest() for run in runs)
    assert one == again
    assert one != two


def test_events_that_did_not_come_may_come_and_those_that_came_stay() -> None:
    sim = _begun(hours=24 * 9)
    come = {event.key for event in sim.world.events if event.fired >= 0}
    drawn = [{e.key: e.minute for e in _in_future(sim, k).world.events} for k in range(12)]
    assert all(come <= set(found) for found in drawn)
    assert all(found[key] >= sim.minute for found in drawn for key in set(found) - come)
    assert len({tuple(sorted(found.items())) for found in drawn}) > 1


def test_a_future_is_of_its_run_and_minute() -> None:
    seeds = Seeds(world=1, chance=2**100)
    assert future_seeds(seeds, 0, 0) != future_seeds(Seeds(world=1, chance=0), 0, 0)
    assert len({future_seeds(seeds, minute, k).chance for minute in (0, 10) for k in range(8)}) == 16
