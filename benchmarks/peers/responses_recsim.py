"""Responses of users to shown documents with RecSim: 1,000 users, 50 candidates, slates of 6.

RecSim asks for TensorFlow 1 and Dopamine, which its simulation does not use: stand-ins take their
place, so that it starts on a Python of today. The slate is chosen at random.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import gin
import numpy as np
from turns import take_turns

for name in ("gin.tf", "tensorflow", "recsim.simulator.runner_lib"):
    sys.modules[name] = ModuleType(name)
gin.tf = sys.modules["gin.tf"]
from recsim import choice_model  # noqa: E402
from recsim.environments import interest_evolution as ie  # noqa: E402
from recsim.simulator import environment  # noqa: E402

USERS, CANDIDATES, SLATE, STEPS = 1000, 50, 6, 20


def user(seed: int) -> Any:
    return ie.IEvUserModel(SLATE, choice_model_ctor=choice_model.MultinomialProportionalChoiceModel,
                           response_model_ctor=ie.IEvResponse, user_state_ctor=ie.IEvUserState, seed=seed)  # fmt: skip


def main() -> None:
    sampler = ie.UtilityModelVideoSampler(doc_ctor=ie.IEvVideo, seed=0)
    world = environment.MultiUserEnvironment(
        [user(k) for k in range(USERS)], sampler, CANDIDATES, SLATE, resample_documents=True
    )

    def measure(turn: int) -> dict[str, Any]:
        luck = np.random.default_rng(turn)
        world.reset()
        shown = 0
        for _ in range(STEPS):
            slates = np.argsort(luck.random((USERS, CANDIDATES)), axis=1)[:, :SLATE]
            _, _, responses, _ = world.step(list(slates))
            shown += sum(len(each) for each in responses)
        return {"amount": shown, "check": CANDIDATES}

    take_turns(measure)


if __name__ == "__main__":
    main()
