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

from classroom.supervisor import Child, Supervisor, host_child, marking_child
from simulator.errors import AccessError

WAIT_S = 60.0
LOOK_EVERY_S = 0.1
TICKET_MINUTES = 24 * 60


def open_demo(options: argparse.Namespace) -> int:
    """Start web and run host under a supervisor, open a campaign, print its address.

    The pages take longest to start, so their process begins first and everything else is done beside
    it: the campaign is opened, the run host starts, and when the pages answer, what marks finished runs.

    Raises
    ------
    AccessError
        If the port is taken.
    UnknownNameError, ScenarioError
        If there is no such case, or not with so many people.
    """
    _check_port(options.port)
    url = database_url(options.database)
    supervisor = Supervisor([web_child(url, options.port)])
    supervisor.look()
    opened = False
    try:
        ticket = _open_campaign(url, options)
        opened = True
    finally:
        if not opened:  # the pages are not up yet and would only hear of it when they are
            supervisor.kill("web")
            supervisor.close()
    supervisor.add(host_child(url))
    address = f"http://127.0.0.1:{options.port}/enter?ticket={ticket}"

    def announce() -> None:
        _wait_for_pages(options.port)
        supervisor.add(marking_child(url))
        sys.stdout.write(f"Quanmei 全媒体运营沙盘: {address}\n")
        sys.stdout.flush()
        if not options.no_browser:
            webbrowser.open(address)

    threading.Thread(target=announce, daemon=True).start()
    supervisor.run()
    return 0


def _open_campaign(url: str, options: argparse.Namespace) -> str:
    """Make a run for the trainee at this machine; return the ticket that lets the browser in."""
    from classroom.runs import Classroom  # noqa: PLC0415 - takes seconds; the pages start meanwhile

    room = Classroom.open(url)
    try:
        view = room.create_run(options.case, agents=options.agents)
        return room.access.issue_ticket("trainee", view.id, minutes=TICKET_MINUTES)
    finally:
        room.close()


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


def _wait_for_pages(port: int) -> None:
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=1).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(LOOK_EVERY_S)
        else:
            return
