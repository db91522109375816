"""The demo: one machine, one command, a running campaign in the browser."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import threading
import time
import urllib.error
import urllib.request
import webbrowser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from classroom.supervisor import Child, Supervisor, host_child, ledgers_child, marking_child
from simulator.errors import AccessError, QuanmeiError

if TYPE_CHECKING:
    from classroom.runs import Classroom

WAIT_S = 60.0
LOOK_EVERY_S = 0.1
TICKET_MINUTES = 24 * 60
HINT = (
    "每个链接只能用一次，按回车换新链接；Ctrl-C 结束，进度都会保存。\n"
    "A link works once; press Enter for a new one, Ctrl-C to stop. Everything is saved."
)
STOPPED = "已停止，进度已保存。Stopped; everything is saved."


def open_demo(options: argparse.Namespace) -> int:
    """Start web and run host under a supervisor, open a campaign, print its address.

    The pages take longest to start, so their process begins first and everything else is done beside
    it: the campaign is opened, the run host starts, and when the pages answer, what marks finished runs.

    Raises
    ------
    AccessError
        If the port is taken.
    """
    _check_port(options.port)
    url = database_url(options.database)
    supervisor = Supervisor([web_child(url, options.port)])
    supervisor.look()
    door: Door | None = None
    try:
        door = open_door(url, options)
        supervisor.add(host_child(url))
        opened = {"browser": not options.no_browser}
        threading.Thread(target=_announce, args=(door, supervisor, url), kwargs=opened, daemon=True).start()
        supervisor.run()
    finally:
        if door is None:  # the pages are not up yet and would only hear of it when they are
            supervisor.kill("web")
            supervisor.close()
        else:
            door.room.close()
    _say(STOPPED)
    return 0


@dataclass(frozen=True, kw_only=True)
class Door:
    """How the browser of this machine is let in.

    A link is for the whole sandbox, not for one run: its holder may also start other cases and
    come back to earlier campaigns.
    """

    room: Classroom
    port: int
    run: str

    def link(self) -> str:
        """Return a new address that works once and opens the campaign."""
        ticket = self.room.access.issue_ticket("trainee", minutes=TICKET_MINUTES)
        return f"http://127.0.0.1:{self.port}/enter?ticket={ticket}&run={self.run}"


def open_door(url: str, options: argparse.Namespace) -> Door:
    """Open the campaign of this start; those of earlier starts rest."""
    from classroom.runs import Classroom  # noqa: PLC0415 - takes seconds; the pages start meanwhile

    room = Classroom.open(url)
    try:
        rest_others(room)
        return Door(room=room, port=options.port, run=room.create_run(options.case, agents=options.agents).id)
    except QuanmeiError:
        room.close()
        raise


def rest_others(room: Classroom) -> None:
    """Pause campaigns of earlier starts that nobody plays now: time goes on only before the trainee's eyes."""
    for view in room.runs("running"):
        if not view.hosted:
            room.control_now(view.id, "pause")


def database_url(path: str | None) -> str:
    """Return the URL of the embedded database.

    Without a file it lies in ``QUANMEI_HOME`` or in the user's data folder.
    """
    home = os.environ.get("QUANMEI_HOME")
    folder = Path(home) if home else platformdirs.user_data_path("quanmei")
    file = Path(path) if path is not None else folder / "quanmei.db"
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


def _announce(door: Door, supervisor: Supervisor, url: str, *, browser: bool) -> None:
    """Print the address once pages are served, and a new one whenever Enter is pressed."""
    _wait_for_pages(door.port)
    supervisor.add(marking_child(url))
    supervisor.add(ledgers_child(url))
    address = door.link()
    _say(f"Quanmei 全媒体运营沙盘: {address}", HINT)
    if browser:
        webbrowser.open(address)
    if sys.stdin is not None and sys.stdin.isatty():
        for _ in sys.stdin:
            _say(door.link())


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


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()
