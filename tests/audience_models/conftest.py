from __future__ import annotations

import pytest

from audience_models.population import make_audience
from simulator.people import Audience, AudienceProfile, AudienceSpec
from simulator.published import DOUYIN_PROFILE, WEIBO_PROFILE, WEIXIN_PROFILE

PROFILES = (DOUYIN_PROFILE, WEIXIN_PROFILE, WEIBO_PROFILE)
WORLD = 20_260_701


@pytest.fixture(scope="session")
def profiles() -> tuple[AudienceProfile, ...]:
    return PROFILES


@pytest.fixture(scope="session")
def people() -> Audience:
    """100,000 people, the default size of a case."""
    return make_audience(AudienceSpec(n_agents=100_000), PROFILES, WORLD)


@pytest.fixture(scope="session")
def few() -> Audience:
    """The smallest form a case may ask for."""
    return make_audience(AudienceSpec(n_agents=10_000), PROFILES, WORLD)
