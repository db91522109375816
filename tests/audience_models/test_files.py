from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from audience_models.files import MANIFEST, audience_home, read_audience, write_audience
from audience_models.population import load_audience, make_audience
from simulator.errors import AudienceError
from simulator.people import AudienceSpec
from simulator.published import WEIBO_PROFILE

SPEC = AudienceSpec(n_agents=600)


@pytest.fixture
def folder(tmp_path: Path):
    load_audience(SPEC, [WEIBO_PROFILE], 1, folder=tmp_path)
    (made,) = tmp_path.iterdir()
    return made


def flip_a_byte(path: Path):
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def test_stored_people_are_read_only_and_all_but_their_rows_mapped(folder: Path):
    audience = read_audience(folder)
    for array in (audience.rows, audience.friends.indices, audience.rhythms, audience.community):
        assert isinstance(array, np.memmap) == (array is not audience.rows)
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_made_people_are_read_only_too():
    audience = make_audience(SPEC, [WEIBO_PROFILE], 1)
    with pytest.raises(ValueError, match="read-only"):
        audience.rows[0, 0] = 1


@pytest.mark.parametrize("name", ["rows", "followers_indices", "slots"])
def test_a_damaged_file_is_noticed_and_made_again(folder: Path, name: str):
    digest = read_audience(folder).digest
    flip_a_byte(folder / f"{name}.npy")
    with pytest.raises(AudienceError, match="damaged"):
        read_audience(folder)
    assert load_audience(SPEC, [WEIBO_PROFILE], 1, folder=folder.parent).digest == digest
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_missing_file_is_noticed(folder: Path):
    (folder / "rows.npy").unlink()
    with pytest.raises(AudienceError, match=r"rows\.npy is missing"):
        read_audience(folder)


@pytest.mark.parametrize("text", ["", "[]", '{"apps": []}', '{"apps": [], "digest": "", "sha256": {}}'])
def test_a_strange_manifest_is_refused_and_replaced(folder: Path, text: str):
    (folder / MANIFEST).write_text(text, encoding="utf-8")
    with pytest.raises(AudienceError, match=MANIFEST):
        read_audience(folder)
    assert load_audience(SPEC, [WEIBO_PROFILE], 1, folder=folder.parent).n == 600


def test_the_second_call_only_reads(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_args: object) -> None:
        pytest.fail("people were made again")

    monkeypatch.setattr("audience_models.population.make_audience", refuse)
    assert load_audience(SPEC, [WEIBO_PROFILE], 1, folder=folder.parent).n == 600


def test_who_comes_second_leaves_what_is_there(folder: Path):
    before = (folder / "rows.npy").stat().st_mtime_ns
    write_audience(make_audience(SPEC, [WEIBO_PROFILE], 1), folder)
    assert (folder / "rows.npy").stat().st_mtime_ns == before
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_folder_that_cannot_be_written_is_explained(tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("not a folder", encoding="utf-8")
    with pytest.raises(AudienceError, match="QUANMEI_HOME"):
        load_audience(SPEC, [WEIBO_PROFILE], 1, folder=blocked)


def test_home_is_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("QUANMEI_HOME", str(tmp_path))
    assert audience_home() == tmp_path / "audiences"
    monkeypatch.delenv("QUANMEI_HOME")
    assert audience_home().parts[-2:] == ("quanmei", "audiences") or "quanmei" in str(audience_home())


def test_two_processes_may_make_the_same_people_at_once(tmp_path: Path):
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from audience_models.population import load_audience\n"
        "from simulator.people import AudienceSpec\n"
        "from simulator.published import WEIBO_PROFILE\n"
        "spec = AudienceSpec(n_agents=20_000)\n"
        "sys.stdin.readline()\n"
        "print(load_audience(spec, [WEIBO_PROFILE], 8, folder=Path(sys.argv[1])).digest)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    pair = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ)
        for _ in range(2)
    ]
    for process in pair:
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[0].strip() for process in pair]
    assert said[0] == said[1] == make_audience(AudienceSpec(n_agents=20_000), [WEIBO_PROFILE], 8).digest
    assert len(list(tmp_path.iterdir())) == 1


def test_a_network_that_was_let_go_is_read_again(folder: Path):
    people = read_audience(folder)
    before = people.followers.indices.copy()
    people.followers.let_go()
    np.testing.assert_array_equal(people.followers.indices, before)
