"""The web process: ``python -m dashboards.serve --database URL --port 8050``.

It binds to this machine only unless told otherwise, and never simulates: the run host does.
"""

from __future__ import annotations

import argparse
import logging
import os
import stat
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager

import uvicorn
from fastapi import FastAPI

from classroom.leaving import leave_with_parent
from classroom.live import LiveFeed
from classroom.runs import Classroom
from dashboards.app import create_app, loopback_hosts
from dashboards.classroom_backend import ClassroomBackend
from dashboards.gate import Gate

DEFAULT_PORT = 8050


def make_app(database: str, hosts: tuple[str, ...]) -> Gate:
    """Return the web application of a store, opened and closed with the server."""
    room = Classroom.open(database)
    feed = LiveFeed(room.database_url)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncGenerator[None]:
        await feed.start()
        try:
            yield
        finally:
            await feed.stop()
            room.close()

    return create_app(ClassroomBackend(room, feed), hosts=hosts, lifespan=lifespan)


def read_options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(prog="python -m dashboards.serve", description=__doc__)
    parser.add_argument(
        "--database", required=True, help="address of the store, for example sqlite:///quanmei.sqlite3"
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen on (default: this machine only)"
    )
    parser.add_argument("--port", type=int, default=DEFAULT_PORT)
    parser.add_argument(
        "--allow-host",
        action="append",
        default=[],
        help="a further Host value that is answered, for example class.example:8050",
    )
    parser.add_argument(
        "--follow-stdin",
        action="store_true",
        help="stop when standard input ends (the case anyhow when it is a pipe)",
    )
    return parser.parse_args(arguments)


def _held_by_parent() -> bool:
    """Return whether standard input is a pipe: then a supervisor holds its other end."""
    return sys.stdin is not None and stat.S_ISFIFO(os.fstat(sys.stdin.fileno()).st_mode)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the web process until it is told to stop."""
    options = read_options(arguments)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    app = make_app(options.database, (*loopback_hosts(options.port), *options.allow_host))
    config = uvicorn.Config(
        app,
        host=options.host,
        port=options.port,
        log_level="warning",
        server_header=False,
        ws_max_size=65_536,
        timeout_graceful_shutdown=3,
    )
    server = uvicorn.Server(config)
    if options.follow_stdin or _held_by_parent():

        def stop() -> None:
            server.should_exit = True

        leave_with_parent(stop)
    try:
        server.run()
    except KeyboardInterrupt:
        return 0  # Ctrl-C in the start window reaches every process of it; the server has closed by now
    return 0 if server.started else 1


if __name__ == "__main__":
    sys.exit(main())
