"""One golden run, as a process of its own: ``python -m tests.golden.play CASE`` prints its digest.

``CASE`` is a case, or ``videos`` for short video alone (quick to compile for another processor).
"""

from __future__ import annotations

import sys

from assessment.form import load_form
from assessment.play import play_policy
from assessment.policies import make_policy
from simulator.simulation import Simulation
from tests.small import video, videos_only

AGENTS, SEED = 2_000, 7


def golden_digest(case: str) -> str:
    """Return the digest of the golden run of a case."""
    if case == "videos":
        return _videos().digest()
    form = load_form(case, agents=AGENTS)
    return play_policy(form.start(SEED), make_policy("competent", form.scenario)).sim.digest()


def _videos() -> Simulation:
    sim = videos_only(AGENTS).start(SEED)
    sim.step([video("a"), video("b", account="shops", product="single")])
    sim.advance(days=2)
    return sim


if __name__ == "__main__":
    sys.stdout.write(golden_digest(sys.argv[1]) + "\n")
