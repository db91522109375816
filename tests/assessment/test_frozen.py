"""The reference policies are frozen under a hash of their sources and numbers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import assessment.policies.frozen as module
from assessment.anchors import load_anchors
from assessment.policies.frozen import FOLDER, frozen_modules, policies_hash
from scenarios.loader import case_names, load_case


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Hash a copy of the folder."""
    folder = tmp_path / "policies"
    shutil.copytree(FOLDER, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(module, "FOLDER", folder)
    policies_hash.cache_clear()
    yield folder
    policies_hash.cache_clear()


def test_what_the_references_import_is_frozen_with_them() -> None:
    modules = set(frozen_modules())
    assert {"operator", "skills", "style", "publishing", "wallet", "expert_content", "at_random"} <= modules
    assert not modules & {"clickbait", "many_posts", "over_react", "frozen"}


def test_another_line_in_a_frozen_policy_is_another_hash(copy: Path) -> None:
    before = policies_hash()
    policies_hash.cache_clear()
    path = copy / "wallet.py"
    path.write_text(path.read_text(encoding="utf-8") + "\n# another\n", encoding="utf-8")
    assert policies_hash() != before


def test_another_tuned_number_is_another_hash_of_numbers_only(copy: Path) -> None:
    before, sources = policies_hash(), policies_hash(numbers=False)
    policies_hash.cache_clear()
    (copy / "tuned.json").write_text('{"expert-content": {}}', encoding="utf-8")
    assert policies_hash() != before
    assert policies_hash(numbers=False) == sources


def test_a_one_thing_policy_and_line_ends_do_not_matter(copy: Path) -> None:
    before = policies_hash()
    policies_hash.cache_clear()
    (copy / "clickbait.py").unlink()
    wallet = copy / "wallet.py"
    wallet.write_bytes(wallet.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
    assert policies_hash() == before


@pytest.mark.parametrize("case", case_names())
def test_shipped_anchors_were_made_with_the_policies_of_today(case: str) -> None:
    anchors = load_anchors(load_case(case))
    assert anchors is not None
    assert anchors.policies == policies_hash(), f"make them anew: quanmei calibrate {case} --agents 10000"
