"""What is committed: nothing that ties the project to one machine or needs the network."""

import re

import pytest

from dev import ROOT
from tests.tooling.scans import git

# a bracket around one letter keeps these patterns from finding themselves
INDEX_HOSTS = re.compile(r"pypi[.]org|python[h]osted|registry[.]npmjs|deb[.]debian", re.IGNORECASE)
MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(?:wor[k]|roo[t]|hom[e]|far[m])/")
CDNS = re.compile(r"\bcdn[.]|unpkg[.]com|js[d]elivr|fonts[.]google|api[.]iconify", re.IGNORECASE)
PAGE_FILES = (".py", ".css", ".js", ".html", ".svg")
EXECUTABLE = "100755"
KIB = 1024


def offenders(pattern: re.Pattern[str], suffixes: tuple[str, ...] = ("",)) -> list[str]:
    """List committed text files (and the first match) in which the pattern occurs."""
    found: list[str] = []
    for name in git("ls-files", "-z"):
        path = ROOT / name
        if not name.endswith(suffixes) or not path.is_file():
            continue
        match = pattern.search(path.read_bytes().decode("utf-8", errors="ignore"))
        found += [f"{name}: {match.group()}"] if match else []
    return found


def test_no_committed_file_names_a_package_index() -> None:
    assert offenders(INDEX_HOSTS) == []


def test_no_committed_file_carries_a_path_of_somebodys_machine() -> None:
    assert offenders(MACHINE_PATHS) == []


def test_no_page_loads_anything_from_outside() -> None:
    assert offenders(CDNS, PAGE_FILES) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (INDEX_HOSTS, "https://pypi-org/simple"),
        (MACHINE_PATHS, "open('-home-me-x')"),
        (CDNS, "https:--cdn-example-com-plotly-js"),
    ],
)
def test_the_patterns_find_what_they_look_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text.replace("-", "." if pattern is not MACHINE_PATHS else "/"))


def test_a_route_of_the_web_app_is_not_mistaken_for_a_path() -> None:
    assert not MACHINE_PATHS.search("/home and /class/work/1")


def test_the_lock_file_is_not_committed() -> None:
    assert git("ls-files", "-z", "--", "uv.lock") == []


def test_ci_can_start_its_script() -> None:
    (entry,) = git("ls-files", "-z", "-s", "--", ".ci/run")
    assert entry.startswith(EXECUTABLE)


def test_no_committed_file_is_larger_than_two_megabytes() -> None:
    sizes = {name: (ROOT / name).stat().st_size for name in git("ls-files", "-z") if (ROOT / name).is_file()}
    assert {name: size for name, size in sizes.items() if size > 2 * KIB * KIB} == {}
