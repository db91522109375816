"""Stored anchors are used only as they were sealed, and only for the case they were made for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import assessment.anchors as module
from assessment.anchors import (
    EXPERTS,
    Anchors,
    anchors_of,
    case_hash,
    load_anchors,
    practice_anchors,
    seal_of,
    store_anchors,
    stored_path,
)
from assessment.form import with_agents
from assessment.policy_runs import PolicyRun
from quanmei.cli import BAD_INPUT, main
from scenarios.loader import case_names, case_path, load_case
from simulator.errors import DigestError, ScenarioError
from simulator.scenario import Scenario

CASE = load_case("tea-launch")


def _changed(**fields: object) -> Scenario:
    return Scenario.model_validate(CASE.model_dump(mode="json") | fields)


def _another(value: object) -> object:
    if isinstance(value, dict):
        return {**value, "another": value["novice"]}
    return value + 1 if isinstance(value, int) else f"{value}1"


@pytest.fixture
def stored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Copy the tea case's anchors to a folder of the test."""
    kept = load_anchors(CASE)
    assert kept is not None
    monkeypatch.setattr(
        module, "stored_path", lambda case, version, world: tmp_path / f"{case}-v{version}-w{world}.json"
    )
    return store_anchors(kept, CASE)


@pytest.mark.parametrize("name", case_names())
def test_every_shipped_case_has_anchors_that_are_as_they_were_sealed(name: str) -> None:
    anchors = load_anchors(load_case(name))
    assert anchors is not None
    assert anchors.seal == seal_of(anchors)


def test_anchors_serve_every_number_of_simulated_people(stored: Path) -> None:
    assert load_anchors(with_agents(CASE, 2_000)) == load_anchors(CASE)
    assert case_hash(with_agents(CASE, 1_000_000)) == case_hash(CASE)


@pytest.mark.parametrize("field", sorted(set(Anchors.model_fields) - {"seal"}))
def test_a_change_of_any_field_breaks_the_seal(field: str) -> None:
    anchors = load_anchors(CASE)
    assert anchors is not None
    value = getattr(anchors, field)
    assert seal_of(anchors.model_copy(update={field: _another(value)})) != anchors.seal


def test_an_edited_file_is_refused_and_the_message_says_what_to_run(stored: Path) -> None:
    fields = json.loads(stored.read_text(encoding="utf-8"))
    fields["means"][fields["full"]]["attained"]["orders"] = 0.01  # anybody would be an expert
    stored.write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(DigestError, match=r"tea-launch-v.*\.json.*quanmei calibrate tea-launch --world 1"):
        load_anchors(CASE)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"case": "tea-launch@1"}', "\udcff"])
def test_a_damaged_file_is_refused_in_the_same_way(stored: Path, text: str) -> None:
    stored.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(DigestError, match="quanmei calibrate tea-launch"):
        load_anchors(CASE)


def test_a_case_changed_without_a_new_version_is_refused(stored: Path) -> None:
    with pytest.raises(ScenarioError, match=r"id of its own.*quanmei calibrate tea-launch"):
        load_anchors(_changed(money=30_000))


def test_a_new_version_or_another_engine_has_no_anchors_yet(
    stored: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_anchors(_changed(version=99)) is None
    monkeypatch.setattr(module, "ENGINE_VERSION", "another")
    assert load_anchors(CASE) is None


def test_a_case_of_ones_own_with_a_shipped_id_does_not_replace_the_shipped_anchors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = tmp_path / "mine.yaml"
    text = case_path("tea-launch").read_text(encoding="utf-8")
    mine.write_text(re.sub(r"(?m)^money: .*$", "money: 30000", text), encoding="utf-8")
    shipped = stored_path(CASE.id, CASE.version, 1)
    before = shipped.read_bytes()
    assert main(["calibrate", str(mine), "--agents", "1000", "--seeds", "1"]) == BAD_INPUT
    assert "id of its own" in capsys.readouterr().err
    assert shipped.read_bytes() == before


def test_anchors_of_a_case_of_ones_own_are_kept_apart_from_the_shipped_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QUANMEI_HOME", str(tmp_path))
    kept = load_anchors(CASE)
    assert kept is not None
    mine = _changed(id="my-tea")
    fields = {"case": mine.versioned, "case_hash": case_hash(mine)}
    unsealed = kept.model_copy(update=fields)
    sealed = unsealed.model_copy(update={"seal": seal_of(unsealed)})
    assert store_anchors(sealed, mine).is_relative_to(tmp_path)
    assert load_anchors(mine) == sealed


def test_another_world_is_another_form_with_anchors_of_its_own(stored: Path) -> None:
    kept = load_anchors(CASE)
    assert kept is not None
    assert load_anchors(CASE, 2) is None
    before = stored.read_bytes()
    second = kept.model_copy(update={"world": "2"})
    second = second.model_copy(update={"seal": seal_of(second)})
    assert store_anchors(second, CASE) != stored
    assert stored.read_bytes() == before
    assert load_anchors(CASE, 2) == second
    assert load_anchors(CASE) == kept


def test_anchors_under_another_forms_name_are_refused(stored: Path) -> None:
    stored.rename(stored.with_name(stored.name.replace("-w1", "-w2")))
    with pytest.raises(DigestError, match="another form"):
        load_anchors(CASE, 2)


def test_practice_in_a_world_without_anchors_is_marked_by_the_first_worlds(stored: Path) -> None:
    assert practice_anchors(CASE, 77) == load_anchors(CASE)


def _runs(**weighted: float) -> list[PolicyRun]:
    names = {name.replace("_", "-"): value for name, value in weighted.items()}
    return [
        PolicyRun(
            policy=name, chance=seed, attained={g.key: value + 0.001 * seed for g in CASE.goals},
            kpis={g.kpi: 1.0 for g in CASE.goals}, spent=0, cpu_s=0, refused=0, digest="",
        )
        for name, value in names.items()
        for seed in (1, 2)
    ]  # fmt: skip


@pytest.mark.parametrize(("nothing", "random", "zero"), [(0.2, 0.1, "do-nothing"), (0.1, 0.3, "random")])
def test_zero_is_the_better_floor_and_full_points_the_median_expert(
    nothing: float, random: float, zero: str
) -> None:
    experts = dict(zip(EXPERTS, (0.9, 0.7, 0.8), strict=True))
    anchors = anchors_of(CASE, 1, _runs(do_nothing=nothing, random=random, **experts), 2)
    assert (anchors.zero, anchors.full) == (zero, EXPERTS[2])
    assert anchors.scale(CASE.goals) == pytest.approx((max(nothing, random) + 0.0015, 0.8015))
    assert anchors.means[EXPERTS[0]].weighted_se > 0
