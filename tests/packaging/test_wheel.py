"""The built wheel, installed where no source lies, is the product."""

import importlib.util
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

import dev
from tests.tooling.scans import PACKAGES, git


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=dev.ROOT, check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into an environment of its own and return the folder of its commands.

    The dependencies are the ones of the running environment, lent by a ``.pth`` file; the editable
    install there is a ``.pth`` file too, and those are not followed twice: our packages come from the wheel.
    """
    environment = tmp_path_factory.mktemp("environment") / "env"
    uv = [*dev.find_uv(), "--quiet", "--offline"]
    subprocess.run([*uv, "venv", "--python", sys.executable, str(environment)], check=True)
    python = environment / dev.BIN / f"python{dev.SUFFIX}"
    subprocess.run([*uv, "pip", "install", "--no-deps", "--python", str(python), str(wheel)], check=True)
    ours, theirs = environment, sysconfig.get_path("purelib")
    site = sysconfig.get_path("purelib", vars={"base": str(ours), "platbase": str(ours)})
    (Path(site) / "lent.pth").write_text(f"{theirs}\n", encoding="utf-8")
    return python.parent


def outside(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command from a folder that has nothing to do with the checkout."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"PYTHONUTF8": "1"}
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )


def test_the_wheel_holds_every_committed_file_of_the_packages_and_nothing_else(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    committed = {name for name in git("ls-files", "-z", "--", *PACKAGES) if (dev.ROOT / name).exists()}
    assert committed - names == set()
    assert {name.split("/")[0] for name in names} - set(PACKAGES) == {"quanmei-0.1.0.dist-info"}


def test_every_package_is_imported_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = f"import {', '.join(PACKAGES)}\nfor one in ({', '.join(PACKAGES)}): print(one.__file__)"
    done = outside([str(installed / f"python{dev.SUFFIX}"), "-c", code], tmp_path)
    assert done.returncode == 0, done.stderr
    places = [Path(line) for line in done.stdout.splitlines()]
    assert len(places) == len(PACKAGES)
    assert all(place.is_relative_to(installed.parent) for place in places)


def test_the_installed_command_lists_the_cases(installed: Path, tmp_path: Path) -> None:
    if importlib.util.find_spec("quanmei.cli") is None:
        pytest.skip("the command line does not exist yet")
    done = outside([str(installed / f"quanmei{dev.SUFFIX}"), "cases"], tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
