"""What every test shares: markers by folder, hypothesis without a clock, and the browser."""

import os
from pathlib import Path
from typing import Any

import hypothesis
import pytest

import dev
from simulator.kernel_cache import kernel_folder

HERE = Path(__file__).parent

# Tests move QUANMEI_HOME; the kernels stay where set-up compiled them, for the processes they start too.
os.environ["NUMBA_CACHE_DIR"] = kernel_folder()

# Nothing is timed: a slow machine is no fault. In CI the same examples come every time.
hypothesis.settings.register_profile("quanmei", deadline=None, derandomize=os.environ.get("CI") == "true")
hypothesis.settings.load_profile("quanmei")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give the tests of tests/golden, tests/browser, tests/crash and tests/studies their marker."""
    for item in items:
        folder = item.path.relative_to(HERE).parts[0] if item.path.is_relative_to(HERE) else ""
        if folder in dev.APART:
            item.add_marker(folder)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Let pytest-playwright start the Chromium of the machine instead of one of its own."""
    chromium = dev.find_chromium()
    if chromium is None:
        pytest.skip("no Chromium, Chrome or Edge on this machine")
    arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
    return {**browser_type_launch_args, "executable_path": chromium, "args": arguments}
