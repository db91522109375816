"""``dev.py golden``: write the golden digests anew; the changelog then says **Numbers change**."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from scenarios.loader import case_names
from tests.golden.play import golden_digest

FOLDER = Path(__file__).parent / "digests"


def cases() -> tuple[str, ...]:
    """Return what has a golden digest: every case, and short video alone."""
    return (*case_names(), "videos")


def main() -> None:
    """Write one file for each case."""
    FOLDER.mkdir(exist_ok=True)
    for case in cases():
        body = {"case": case, "digest": golden_digest(case)}
        (FOLDER / f"{case}.json").write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")
        sys.stdout.write(f"{case}: {body['digest'][:16]}\n")


if __name__ == "__main__":
    main()
