from __future__ import annotations

import dataclasses
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from audience_models.population import audience_name, load_audience, make_audience
from simulator.errors import AudienceError, UnknownNameError
from simulator.people import AGE_BANDS, APP, CITY_TIERS, Audience, AudienceProfile, AudienceSpec, segment_of
from simulator.published import DOUYIN_PROFILE, WEIBO_PROFILE, WEIXIN_PROFILE

PROFILES = (DOUYIN_PROFILE, WEIXIN_PROFILE, WEIBO_PROFILE)
WORLD = 20_260_701

# E9b: CNNIC 47th report (December 2020), shifted to 33 % of 50 and older; bands that two decades
# share are cut evenly. 60+: CNNIC 56th report (June 2025), 161 M of 1,123 M.
NETIZEN_AGES = {
    "<18": 0.1264,
    "18-23": 0.0893,
    "24-30": 0.1157,
    "31-40": 0.1848,
    "41-49": 0.1538,
    "50-59": 0.1870,
    "60+": 0.1430,
}
GOLDEN = "f03f03a4d8c4ffdcc2537c1e99210ce84633aa23be9ac85d4f2f23ce68764a53"
OWN_LITTLE_FORM = AudienceSpec(n_agents=600)


def shares(audience: Audience, column: str, mask: NDArray[np.bool_] | None = None):
    values = audience.column(column)
    values = values if mask is None else values[mask]
    return np.bincount(values, minlength=7) / len(values)


@pytest.mark.parametrize("size", ["few", "people"])
def test_netizens_have_the_published_age_and_gender(size: str, request: pytest.FixtureRequest):
    audience = request.getfixturevalue(size)
    for band, expected in NETIZEN_AGES.items():
        assert shares(audience, "age_band")[AGE_BANDS.index(band)] == pytest.approx(expected, abs=0.02)
    assert shares(audience, "age_band")[5:].sum() == pytest.approx(0.33, abs=0.02)  # E9b, about 2024
    assert shares(audience, "gender")[1] == pytest.approx(0.510, abs=0.02)  # E9b


@pytest.mark.parametrize("size", ["few", "people"])
def test_apps_have_the_published_users(size: str, request: pytest.FixtureRequest):
    audience = request.getfixturevalue(size)
    weibo, douyin = (audience.app_rate(app) > 0 for app in ("weibo", "douyin"))
    # E4: QuestMobile, October 2025
    assert shares(audience, "age_band", weibo)[:3].sum() == pytest.approx(0.586, abs=0.03)
    assert shares(audience, "age_band", douyin)[5:].sum() == pytest.approx(0.222, abs=0.03)
    # E5: QuestMobile, October 2025
    assert shares(audience, "city_tier", weibo)[:2].sum() == pytest.approx(0.366, abs=0.03)


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.app)
def test_all_marginals_of_a_profile_come_out_together(profile: AudienceProfile, people: Audience):
    users = people.app_rate(profile.app) > 0
    ages = [profile.age_share[band] for band in AGE_BANDS]
    tiers = [profile.tier_share[tier] for tier in CITY_TIERS]
    assert shares(people, "age_band", users) == pytest.approx(ages, abs=0.015)
    assert shares(people, "city_tier", users)[:5] == pytest.approx(tiers, abs=0.015)
    assert shares(people, "gender", users)[1] == pytest.approx(profile.male_share, abs=0.015)
    assert users.mean() == pytest.approx(profile.penetration, abs=0.01)
    assert people.app_rate(profile.app)[users].mean() / 8 == pytest.approx(profile.sessions_per_day, rel=0.03)


def test_the_mix_of_a_small_form_holds_for_every_seed():
    for world in range(5):
        audience = make_audience(AudienceSpec(n_agents=10_000), PROFILES, world)
        assert shares(audience, "age_band") == pytest.approx(list(NETIZEN_AGES.values()), abs=0.02)
        weibo = audience.app_rate("weibo") > 0
        assert shares(audience, "age_band", weibo)[:3].sum() == pytest.approx(0.586, abs=0.03)
        assert shares(audience, "city_tier", weibo)[:2].sum() == pytest.approx(0.366, abs=0.03)


def test_the_golden_form_has_its_digest(few: Audience):
    # changes only together with SYNTHESIS_VERSION or the published profiles
    assert few.digest == GOLDEN


def test_same_seed_same_people_and_other_seed_other_people():
    one, two, other = (make_audience(OWN_LITTLE_FORM, PROFILES, world) for world in (1, 1, 2))
    assert one.digest == two.digest
    assert one.digest != other.digest


def test_both_halves_of_a_long_seed_count():
    low, high = (make_audience(OWN_LITTLE_FORM, PROFILES, world) for world in (1, 1 + (1 << 100)))
    assert low.digest != high.digest


def test_compiled_and_plain_python_make_the_same_people():
    code = (
        "from audience_models.population import make_audience\n"
        "from simulator.people import AudienceSpec\n"
        "from simulator.published import WEIBO_PROFILE\n"
        "print(make_audience(AudienceSpec(n_agents=600), [WEIBO_PROFILE], 5).digest)\n"
    )
    command = [sys.executable, "-W", "ignore", "-c", code]
    plain = subprocess.run(
        command, env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=True
    )
    assert plain.stdout.strip() == make_audience(OWN_LITTLE_FORM, [WEIBO_PROFILE], 5).digest


def test_adding_an_app_leaves_the_others_alone():
    before = make_audience(OWN_LITTLE_FORM, [DOUYIN_PROFILE, WEIBO_PROFILE], 3)
    more = dataclasses.replace(WEIXIN_PROFILE, app="podcast", penetration=0.2)
    after = make_audience(OWN_LITTLE_FORM, [more, WEIBO_PROFILE, DOUYIN_PROFILE], 3)
    assert np.array_equal(before.rows[:, :APP], after.rows[:, :APP])
    for app in ("douyin", "weibo"):
        assert np.array_equal(before.app_rate(app), after.app_rate(app))
        one, two = before.app_index(app), after.app_index(app)
        assert np.array_equal(before.rhythms[one], after.rhythms[two])
        assert np.array_equal(before.slots[one], after.slots[two])
    assert np.array_equal(before.friends.indices, after.friends.indices)
    assert np.array_equal(before.followers.indices, after.followers.indices)
    assert (after.app_rate("podcast") > 0).mean() == pytest.approx(0.2, abs=0.07)


def test_columns_stand_in_the_order_of_the_profiles(few: Audience):
    assert dict(few.app_columns) == {"douyin": APP, "weixin": APP + 1, "weibo": APP + 2}


def test_a_case_may_state_its_cities_seniors_and_locals():
    mix = {"tier1": 0.7, "tier2": 0.3}
    spec = AudienceSpec(n_agents=10_000, city_tier_mix=mix, local_share=0.4, senior_share=0.3)
    audience = make_audience(spec, PROFILES, 4)
    assert shares(audience, "city_tier")[:5] == pytest.approx([0.7, 0, 0.3, 0, 0], abs=0.02)
    assert shares(audience, "local")[1] == pytest.approx(0.4, abs=0.02)
    assert shares(audience, "age_band")[6] == pytest.approx(0.3, abs=0.02)
    rest = np.array(list(NETIZEN_AGES.values())[:6])
    assert shares(audience, "age_band")[:6] == pytest.approx(rest / rest.sum() * 0.7, abs=0.02)


def test_in_a_big_city_more_people_use_weibo(people: Audience):
    spec = AudienceSpec(n_agents=10_000, city_tier_mix={"tier1": 1.0})
    city = make_audience(spec, PROFILES, 4)
    in_tier1 = people.column("city_tier") == 0
    expected = (people.app_rate("weibo") > 0)[in_tier1].mean()
    assert (city.app_rate("weibo") > 0).mean() == pytest.approx(expected, abs=0.03)
    assert expected > (people.app_rate("weibo") > 0).mean() + 0.05


def test_segments_are_the_cells_of_age_tier_and_gender(few: Audience):
    cells = segment_of(*(few.column(name).astype(int) for name in ("age_band", "city_tier", "gender")))
    assert np.array_equal(few.column("segment"), cells)


def test_students_are_young(people: Audience):
    young = people.column("age_band") <= 1
    assert people.column("student")[young].mean() > 0.8
    assert people.column("student")[people.column("age_band") >= 3].sum() == 0
    assert people.column("student").mean() == pytest.approx(0.21, abs=0.03)  # E9b; aged since 2020


@pytest.mark.parametrize(
    ("spec", "match"),
    [
        (AudienceSpec(n_agents=10), "n_agents is 10"),
        (AudienceSpec(n_agents=600, local_share=1.5), "local_share is 1.5"),
        (AudienceSpec(n_agents=600, senior_share=-0.1), "senior_share is -0.1"),
        (AudienceSpec(n_agents=600, city_tier_mix={"tier9": 1.0}), "tier9"),
        (AudienceSpec(n_agents=600, city_tier_mix={"tier1": 0.5}), "sums to 0.5"),
    ],
)
def test_people_that_cannot_be_are_refused(spec: AudienceSpec, match: str):
    with pytest.raises(AudienceError, match=match):
        make_audience(spec, PROFILES, 1)


def test_an_app_without_a_profile_is_refused_with_a_suggestion():
    with pytest.raises(UnknownNameError, match="Did you mean 'weibo'"):
        make_audience(AudienceSpec(n_agents=600, apps=("weibo_",)), PROFILES, 1)


def test_two_channels_may_share_an_app_but_not_contradict_each_other():
    assert list(make_audience(OWN_LITTLE_FORM, [WEIBO_PROFILE] * 2, 1).app_columns) == ["weibo"]
    other = dataclasses.replace(WEIBO_PROFILE, penetration=0.1)
    with pytest.raises(AudienceError, match="two profiles of app 'weibo' differ"):
        make_audience(OWN_LITTLE_FORM, [WEIBO_PROFILE, other], 1)


@pytest.mark.parametrize("number", [0, 13])
def test_a_row_has_room_for_one_to_twelve_apps(number: int):
    profiles = [dataclasses.replace(WEIBO_PROFILE, app=f"app{k}") for k in range(number)]
    with pytest.raises(AudienceError, match=f"{number} apps; allowed are 1 to 12"):
        make_audience(OWN_LITTLE_FORM, profiles, 1)


def test_a_name_of_stored_people_depends_on_all_they_are_made_from():
    base = (OWN_LITTLE_FORM, PROFILES, 1)
    names = {
        audience_name(*base),
        audience_name(AudienceSpec(n_agents=601), PROFILES, 1),
        audience_name(OWN_LITTLE_FORM, PROFILES[:2], 1),
        audience_name(OWN_LITTLE_FORM, PROFILES, 2),
    }
    assert len(names) == 4
    assert audience_name(*base) == audience_name(*base)


def test_people_per_agent_does_not_change_the_people():
    assert audience_name(
        dataclasses.replace(OWN_LITTLE_FORM, people_per_agent=50), PROFILES, 1
    ) == audience_name(OWN_LITTLE_FORM, PROFILES, 1)


def test_stored_people_are_the_made_people(tmp_path: Path):
    made = make_audience(OWN_LITTLE_FORM, PROFILES, 9)
    stored = load_audience(OWN_LITTLE_FORM, PROFILES, 9, folder=tmp_path)
    assert stored.digest == made.digest
    assert np.array_equal(stored.rows, made.rows)
    manifest = json.loads(next(tmp_path.glob("*/manifest.json")).read_text(encoding="utf-8"))
    assert manifest["digest"] == made.digest
