"""Size and imports of the product code, and what the linter refuses."""

import ast
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from dev import ROOT, script
from tests.tooling.scans import PACKAGES, imported_roots, long_functions, parse, product_files

MODULE_LIMIT = 400
FUNCTION_LIMIT = 60
# what the simulator may stand on, besides itself and the standard library
SIMULATOR_GROUND = {"numpy", "numba", "llvmlite", "pandas", "pydantic", "simulator"}
"""llvmlite is Numba's own compiler library; the prefetch needs its types (docs/decisions/011)."""

each_file = pytest.mark.parametrize(
    "path", product_files(), ids=lambda path: f"{path.parent.name}/{path.name}"
)


def lint(source: str, name: str) -> str:
    """Let ruff judge a text as if it were that file, with the project's settings."""
    command = [script("ruff"), "check", "--output-format=concise", "--stdin-filename", name, "-"]
    return subprocess.run(
        command, cwd=ROOT, input=source, capture_output=True, text=True, encoding="utf-8", check=False
    ).stdout


@each_file
def test_a_module_fits_into_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MODULE_LIMIT


@each_file
def test_a_function_fits_into_60_lines(path: Path) -> None:
    assert list(long_functions(parse(path), FUNCTION_LIMIT)) == []


def test_the_scan_counts_the_body_and_not_the_docstring() -> None:
    body = "    x = 1\n" * (FUNCTION_LIMIT + 1)
    assert list(long_functions(ast.parse(f"def f():\n{body}"), FUNCTION_LIMIT)) == ["1: f has 61 lines"]
    prose = "\n" * FUNCTION_LIMIT
    assert (
        list(long_functions(ast.parse(f'def f():\n    """A.{prose}"""\n    x = 1\n'), FUNCTION_LIMIT)) == []
    )


def test_the_nine_packages_are_the_ones_that_are_built() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert sorted(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]) == sorted(PACKAGES)
    assert sorted(project["tool"]["importlinter"]["root_packages"]) == sorted(PACKAGES)


def test_the_simulator_stands_on_numpy_numba_pandas_and_pydantic_alone() -> None:
    foreign = {
        f"{path.name}: {root}"
        for path in (ROOT / "simulator").rglob("*.py")
        for root in imported_roots(parse(path)) - SIMULATOR_GROUND - set(sys.stdlib_module_names)
    }
    assert foreign == set()


@pytest.mark.parametrize("name", PACKAGES)
def test_no_other_installed_distribution_owns_one_of_our_package_names(name: str) -> None:
    assert set(packages_distributions().get(name, [])) <= {"quanmei"}


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ('"""Text."""\n\n\ndef sell() -> None:\n    return\n', "D103"),
        ('"""Text."""\n\n\nclass Room:\n    pass\n', "D101"),
        ("x = 1\n", "D100"),
        ('"""Text."""\n\nimport random\n\nrandom.seed(1)\n', "TID251"),
        ('"""Text."""\n\nimport pickle\n\npickle.dumps(1)\n', "TID251"),
        ('"""Text."""\n\nprint(1)\n', "T201"),
        ('"""Text."""\n\nassert True\n', "S101"),
        ('"""Text."""\n\ntry:\n    x = 1\nexcept Exception:\n    x = 2\n', "BLE001"),
        ('"""Text."""\n\nimport yaml\n\nyaml.load("a", yaml.Loader)\n', "S506"),
        ('"""Text."""\n\nimport numpy as np\n\nnp.random.seed(1)\n', "NPY002"),
    ],
)
def test_the_linter_refuses_what_the_house_rules_forbid(source: str, code: str) -> None:
    assert code in lint(source, "channels/example.py")
