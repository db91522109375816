"""The product runs on Linux, macOS and Windows."""

import ast
from pathlib import Path

import pytest

from tests.tooling.scans import parse, posix_only, product_files


@pytest.mark.parametrize("path", product_files(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_product_code_calls_nothing_that_windows_lacks(path: Path) -> None:
    assert list(posix_only(parse(path))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import fcntl",
        "from resource import getrusage",
        "from os import fork",
        "import os\nos.killpg(1, 9)",
        "import os\nos.system('ls')",
        "import signal\nsignal.signal(signal.SIGKILL, f)",
        "loop.add_signal_handler(15, f)",
        "multiprocessing.get_context('fork')",
        "set_start_method('forkserver')",
        "subprocess.run(command, shell=True)",
        "subprocess.Popen(command, start_new_session=True)",
        "folder = '/tmp/quanmei'",
    ],
)
def test_the_scan_sees_a_call_that_windows_lacks(source: str) -> None:
    assert list(posix_only(ast.parse(source))) != []


@pytest.mark.parametrize(
    "source",
    [
        "import signal\nstop = getattr(signal, 'SIGKILL', signal.SIGTERM)",
        "multiprocessing.get_context('spawn')",
        "subprocess.run(command, shell=False)",
        "route = '/live'",
    ],
)
def test_the_scan_lets_portable_code_pass(source: str) -> None:
    assert list(posix_only(ast.parse(source))) == []
