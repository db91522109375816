"""How a measured program takes its turns: one line in, one measurement out (standard library only).

Both sides of a comparison are kept running and asked in turn, so that what else the machine does
meets both alike. Only CPU seconds of the process count; setting up does not.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any


def take_turns(measure: Callable[[int], dict[str, Any]]) -> None:
    """Answer each turn's number on standard input with what ``measure`` returned and its CPU seconds.

    ``measure`` returns ``amount`` (how much of the work was done) and ``check`` (what must agree
    with the other side, roughly, for the work to be the same).
    """
    answer = sys.stdout
    sys.stdout = sys.stderr  # what a library prints is no answer
    for line in sys.stdin:
        begun = time.process_time()
        done = measure(int(line))
        done["cpu_s"] = time.process_time() - begun
        answer.write(json.dumps(done) + "\n")
        answer.flush()
