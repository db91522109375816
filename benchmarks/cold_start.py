"""Seconds from ``quanmei demo`` to a served page, with the environment built and kernels cached."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

RUNS, PORT, PATIENCE_S = 3, 8971, 60.0


def start_once(port: int) -> float:
    """Start the demo, wait for an answer, stop it; return the seconds."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "-m", "quanmei", "demo", "--no-browser", "--port", str(port),
                   "--database", str(Path(folder) / "bench.db")]  # fmt: skip
        begun = time.monotonic()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            _wait(port, begun)
            return time.monotonic() - begun
        finally:
            process.terminate()
            process.wait(20)


def _wait(port: int, begun: float) -> None:
    while time.monotonic() - begun < PATIENCE_S:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).close()
        except urllib.error.HTTPError:
            return  # an answer: the door is shut for who has no ticket
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"no page on port {port} within {PATIENCE_S} s")


def main() -> None:
    """Print the median."""
    seconds = [start_once(PORT + n) for n in range(RUNS)]
    sys.stdout.write(
        f"cold start to a served page: median {statistics.median(seconds):.1f} s of {len(seconds)}\n"
    )


if __name__ == "__main__":
    main()
