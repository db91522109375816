"""Serve the pages on the sample run, to look at them: ``python -m tests.dashboards.look 8055``."""

from __future__ import annotations

import sys

import uvicorn

from dashboards.app import create_app, loopback_hosts
from tests.dashboards.sample import SampleBackend


def main() -> None:
    port = int(sys.argv[1])
    backend = SampleBackend(
        status=sys.argv[2] if len(sys.argv) > 2 else "paused", begun="empty" not in sys.argv
    )
    uvicorn.run(
        create_app(backend, hosts=loopback_hosts(port)), host="127.0.0.1", port=port, log_level="warning"
    )


if __name__ == "__main__":
    main()
