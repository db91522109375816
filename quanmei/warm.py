"""Compiling every kernel once, so that no user waits for it later."""

from __future__ import annotations

from collections.abc import Callable

from assessment.form import load_form
from assessment.play import play_policy
from assessment.policies import make_policy
from scenarios.loader import case_names

AGENTS = 1_000
"""People in the warm-up runs: enough for every kernel to be called."""


def warm_up(progress: Callable[[int, int], None] | None = None) -> None:
    """Play every case once with few people and an expert policy, which uses every lever."""
    names = case_names()
    for number, name in enumerate(names):
        form = load_form(name, agents=AGENTS)
        base = number

        def show(done: int, total: int, base: int = base) -> None:
            if progress is not None:
                progress(base * total + done, len(names) * total)

        play_policy(form.start(1), make_policy("expert-relations", form.scenario), show)


if __name__ == "__main__":
    warm_up()
