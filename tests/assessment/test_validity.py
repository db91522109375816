"""The statistics of the validity study against published and hand-computed figures, and what is kept of it."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from assessment.anchors import EXPERTS, FLOORS
from assessment.marking_scheme import Ends
from assessment.short_form_scale import FormScale
from assessment.sitting import TRAINEE, Sitting, latent_of
from assessment.validity import study
from assessment.validity.equating import FEWEST, crossed, fitted
from assessment.validity.kept import keep_study, last_study, sealed
from assessment.validity.page import PLOTS, study_text, write_study_page
from assessment.validity.reliability import (
    components,
    expected_agreement,
    form_gap,
    pass_agreement,
    seed_share,
    spearman,
)
from assessment.validity.results import FormLine, Study
from assessment.validity.study import Design, chosen_forms
from simulator.errors import DigestError, ScenarioError

SHROUT_FLEISS = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], np.float64
)
"""Six targets by four judges (Shrout and Fleiss 1979, table 2)."""


def test_coefficients_are_those_of_the_published_example() -> None:
    found = components(SHROUT_FLEISS)
    # table 4 of the same paper: ICC(2,1) and ICC(2,4) are Phi, ICC(3,1) and ICC(3,4) are E rho2
    assert [found.phi(1), found.phi(4)] == pytest.approx([0.29, 0.62], abs=0.005)
    assert [found.e_rho2(1), found.e_rho2(4)] == pytest.approx([0.71, 0.91], abs=0.005)


def test_components_are_those_computed_by_hand() -> None:
    # mean squares 15.5 of persons, 13.5 of forms, 1.5 of the rest
    found = components(np.array([[2.0, 4.0], [4.0, 6.0], [6.0, 11.0]]))
    assert (found.person, found.form, found.rest) == pytest.approx((7.0, 4.0, 1.5))
    assert found.phi(4) == pytest.approx(7 / (7 + 5.5 / 4))
    assert found.sem(1) == pytest.approx(5.5**0.5)


def test_components_are_recovered_from_simulated_scores() -> None:
    draw = np.random.default_rng(1)
    scores = draw.normal(0, 3, (4000, 1)) + draw.normal(0, 1, (1, 6)) + draw.normal(0, 2, (4000, 6))
    found = components(scores)
    assert found.person == pytest.approx(9, rel=0.1)
    assert found.rest == pytest.approx(4, rel=0.05)


@pytest.mark.parametrize(
    ("reliability", "rate", "expected"),
    [(0.80, 0.5, 0.80), (0.80, 0.7, 0.82), (0.80, 0.85, 0.88), (0.90, 0.5, 0.86), (0.95, 0.7, 0.91)],
)
def test_agreement_of_normal_scores(reliability: float, rate: float, expected: float) -> None:
    assert expected_agreement(reliability, rate) == pytest.approx(expected, abs=0.006)


def test_observed_agreement_is_the_expected_one_for_normal_scores() -> None:
    draw = np.random.default_rng(2)
    scores = draw.normal(0, 1, (3000, 1)) + draw.normal(0, 1, (3000, 6))
    found = pass_agreement(scores, 0.7)
    assert found.forms == 3
    assert found.same == pytest.approx(expected_agreement(0.75, 0.7), abs=0.02)
    assert found.clear > found.same


def test_the_seed_has_all_or_nothing_of_the_variance() -> None:
    scores = np.array([[1.0, 1.0], [3.0, 3.0]])
    assert seed_share([np.array([2.0, 2.0])], scores) == 0
    assert seed_share([np.array([1.0, 3.0])], scores) == pytest.approx(1.0)


def test_ranks_and_gaps() -> None:
    assert spearman([1, 2, 3, 4], [1, 3, 2, 4]) == pytest.approx(0.8)
    assert form_gap(np.array([[0.0, 3.0], [2.0, 5.0]])) == 3.0


def test_known_skills_cover_the_range() -> None:
    means = [latent_of(number).mean for number in range(1, 101)]
    assert min(means) < 0.1
    assert max(means) > 0.9
    assert np.mean(means) == pytest.approx(0.5, abs=0.05)


def test_a_study_needs_two_forms() -> None:
    with pytest.raises(ScenarioError, match="two short forms"):
        chosen_forms(["tea-launch"], 1)
    assert len(chosen_forms([], None)) >= 6


def _study() -> Study:
    by_forms = {str(n): 0.5 for n in (1, 2, 3, 4, 6)}
    agree = {
        "forms": 1,
        "same": 0.8,
        "clear": 0.9,
        "second_look": 0.2,
        **{f"expected_{n}": 0.8 for n in by_forms},
    }
    line = FormLine(
        form="a",
        minutes=17,
        mean=50,
        deviation=20,
        with_skill=0.8,
        zero=0,
        full=1,
        apart=9,
        r2=0.5,
        people=10,
        seal="s",
    )
    plain = {f"{name}_{n}": 0.5 for name in ("phi", "e_rho2") for n in by_forms}
    return Study(
        equated=True, equating={"a": (50.0, 20.0), "b": (40.0, 10.0)}, common=(60.0, 15.0),
        by_anchors={"form_gap": 9.0, "spearman": 0.8, **plain},
        by_outcome={"form_gap": 9.0, "spearman": 0.8, "forms": 2, **plain}, needed={"phi": 5, "e_rho2": 0},
        exam={"forms": 4, "minutes": 70.3, "phi": 0.8, "e_rho2": 0.8, "sem": 9.0},
        phi=by_forms, e_rho2=by_forms, sem=by_forms, variance={"person": 1, "form": 1, "rest": 1}, seed_variance_share=0.1,
        seed_variance_share_exam=0.05, spearman=0.9, pass_agreement={"0.5": agree, "0.7": agree}, form_gap=1.0,
        policies={"do-nothing": 0.0}, policies_unclipped={"do-nothing": -3.0}, with_rollouts=None, rolled_out=[],
        rollout_cpu_s_each=None, cpu_s_each=1.0, trainees=2, people=10, forms=[line, line], skill=[0.2, 0.8],
        scores=[[10.0, 20.0], [80.0, 90.0]], engine="e", policies_hash="p", scales_made=False, left_out={"b": 1.0},
    )  # fmt: skip


def test_a_kept_study_is_read_back_and_an_edited_one_refused(tmp_path: Path) -> None:
    file = tmp_path / "last.json"
    kept = sealed(_study(), command="quanmei validate", commit="abc", date="2026-11-23")
    keep_study(kept, file)
    assert last_study(file) == kept
    wanted = {
        "phi",
        "e_rho2",
        "seed_variance_share",
        "spearman",
        "pass_agreement",
        "form_gap",
        "policies",
        "command",
        "hash",
    }
    assert wanted <= kept.plain().keys()
    raw = json.loads(file.read_text(encoding="utf-8"))
    raw["study"]["phi"]["1"] = 0.99
    file.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(DigestError, match="not what was sealed"):
        last_study(file)


def test_the_page_shows_the_text_and_every_plot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("matplotlib")
    drawn = {name: PLOTS[name] for name in ("agreement", "forms")}  # all nine take seconds
    monkeypatch.setattr("assessment.validity.page.PLOTS", drawn)
    kept = sealed(_study(), command="quanmei validate", commit="abc", date="2026-11-23")
    page, *plots = write_study_page(kept, tmp_path)
    text = page.read_text(encoding="utf-8")
    assert len(plots) == len(drawn)
    assert all(f"validity/{plot.name}" in text for plot in plots)
    assert study_text(kept.study) in text


def _stand_in_scale(key: str) -> FormScale:
    return FormScale.model_construct(
        form=key, zero=0.0, full=1.0, seal=key, people=10, values=SimpleNamespace(seal="v", r2=0.5),
        ends={name: Ends(zero=0.0, full=1.0, apart=99.0) for name in ("outcome", "increment", "whole outcome", "content")},
        marks=dict.fromkeys(FLOORS, 0.0) | dict.fromkeys(EXPERTS, 100.0), mark_errors=dict.fromkeys((*FLOORS, *EXPERTS), 1.0),
    )  # fmt: skip


def _stand_in_sitting(scale: FormScale, who: str, chance: int) -> Sitting:
    """A candidate gets the known skill on every criterion, and a hundredth by luck."""
    skill = latent_of(int(who.removeprefix(TRAINEE))).mean if who.startswith(TRAINEE) else 0.3
    luck = 0.01 * ((chance * 7 + len(scale.form)) % 5 - 2)
    return Sitting(
        form=scale.form,
        who=who,
        chance=chance,
        start=0.0,
        outcome=2 * (skill + luck),
        error=0.0,
        inside=skill + luck,
        shares={"outcome": None, "increment": None, "content": skill + luck, "timely": None},
        minus=0.0,
        decided=1,
        cpu_s=1.0,
    )


def test_a_study_of_candidates_who_get_what_they_can_finds_that(monkeypatch: pytest.MonkeyPatch) -> None:
    scales = {key: _stand_in_scale(key) for key in ("flu-d3", "flu-d7", "tea-d2", "tea-d6")}
    monkeypatch.setattr(study, "_scales", lambda design, progress: (scales, False))
    monkeypatch.setattr(study, "_form_line", lambda key, *rest: _study().forms[0])
    monkeypatch.setattr(
        study, "_sit",
        lambda design, scale, who, progress: [_stand_in_sitting(scale, name, chance) for name, chance in who],
    )  # fmt: skip
    found = study.run_study(Design(trainees=40, forms=tuple(scales), rollouts=0))
    assert found.spearman > 0.98
    assert found.phi["4"] > 0.98
    assert found.phi["1"] <= found.phi["4"] <= found.e_rho2["4"] + 1e-9
    assert found.seed_variance_share < 0.01
    assert found.pass_agreement["0.5"]["forms"] == 2
    assert found.pass_agreement["0.5"]["same"] > 0.95
    assert found.policies["do-nothing"] == pytest.approx(30, abs=1)


def test_forms_that_differ_in_level_and_spread_come_onto_one_scale() -> None:
    draw = np.random.default_rng(3)
    skill = draw.normal(50, 20, (300, 1))
    scores = skill * [1.0, 2.0, 0.5] + [0.0, 30.0, -10.0] + draw.normal(0, 4, (300, 3))
    assert form_gap(scores) > 20
    assert form_gap(crossed(scores)) < 1
    assert components(crossed(scores)).phi(1) > components(scores).phi(1) + 0.3
    common = fitted(scores)
    zero, full = common.points(np.zeros(3)), common.points(np.full(3, 100.0))
    assert (zero.mean(), full.mean()) == pytest.approx((0, 100))  # the anchors, on average over the forms


def test_nobody_helps_to_make_the_own_scale() -> None:
    scores = np.random.default_rng(4).normal(50, 10, (60, 2))
    changed = scores.copy()
    changed[0] += [40.0, -40.0]
    before, after = crossed(scores), crossed(changed)
    assert (before[2::2] == after[2::2]).all()  # the own half
    assert not np.allclose(before[1::2], after[1::2])  # the other half's scale


def test_a_small_group_equates_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    scales = {key: _stand_in_scale(key) for key in ("flu-d3", "flu-d7")}
    monkeypatch.setattr(study, "_scales", lambda design, progress: (scales, False))
    monkeypatch.setattr(study, "_form_line", lambda key, *rest: _study().forms[0])
    monkeypatch.setattr(
        study, "_sit",
        lambda design, scale, who, progress: [_stand_in_sitting(scale, name, chance) for name, chance in who],
    )  # fmt: skip
    found = study.run_study(Design(trainees=FEWEST - 1, forms=tuple(scales), rollouts=0))
    assert not found.equated
    assert found.equating == {}
    assert found.phi["1"] == found.by_anchors["phi_1"]


def test_a_form_in_which_experts_are_no_better_than_chance_is_left_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    near = _stand_in_scale("tea-d2").model_copy(update={"marks": dict.fromkeys((*FLOORS, *EXPERTS), 50.0)})
    assert not near.serves
    monkeypatch.setattr(
        study,
        "_scales",
        lambda design, progress: ({"flu-d3": _stand_in_scale("flu-d3"), "tea-d2": near}, False),
    )
    with pytest.raises(ScenarioError, match="too close to chance"):
        study.run_study(Design(trainees=10, forms=("flu-d3", "tea-d2")))
