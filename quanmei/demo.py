"""The demo: one machine, one command, a running campaign in the browser."""

from __future__ import annotations

import argparse
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

import platformdirs

from classroom.runs import Classroom
from classroom.supervisor import Child, Supervisor, host_child, marking_child
from simulator.errors import AccessError

WAIT_S = 60.0
LOOK_EVERY_S = 0.1
TICKET_MINUTES = 24 * 60


def open_demo(options: argparse.Namespace) -> int:
    """Start web and run host under a supervisor, open a campaign, print its address.

    Raises
    ------
    AccessError
        If the port is taken.
    """
    _check_port(options.port)
    url = database_url(options.database)
    room = Classroom.open(url)
    try:
        view = room.create_run(options.case, agents=options.agents)
        ticket = room.access.issue_ticket("trainee", view.id, minutes=TICKET_MINUTES)
    finally:
        room.close()
    address = f"http://127.0.0.1:{options.port}/enter?ticket={ticket}"
    supervisor = Supervisor([web_child(url, options.port), host_child(url), marking_child(url)])
    opened = {"browser": not options.no_browser}
    threading.Thread(target=_announce, args=(options.port, address), kwargs=opened, daemon=True).start()
    supervisor.run()
    return 0


def database_url(path: str | None) -> str:
    """Return the URL of the embedded database; the user's data folder when no file is named."""
    file = Path(path) if path is not None else platformdirs.user_data_path("quanmei") / "quanmei.db"
    file.parent.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{file}"


def web_child(url: str, port: int) -> Child:
    """Return the child that serves the pages."""
    return Child(
        name="web", command=(sys.executable, "-m", "dashboards.serve", "--database", url, "--port", str(port))
    )


def _check_port(port: int) -> None:
    with socket.socket() as probe:
        if probe.connect_ex(("127.0.0.1", port)) == 0:
            raise AccessError(f"port {port} is taken; choose another with --port")


def _announce(port: int, address: str, *, browser: bool) -> None:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).close()
        except urllib.error.HTTPError:
            break
        except OSError:
            time.sleep(LOOK_EVERY_S)
            continue
        break
    sys.stdout.write(f"Quanmei 全媒体运营沙盘: {address}\n")
    sys.stdout.flush()
    if browser:
        webbrowser.open(address)
