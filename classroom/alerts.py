"""预警: numbers a trainee wants to be told of, kept with the run.

An alert names a number of the screen and a threshold. Whether it has been passed is read from what
the screens showed (`dashboards.alerts`); nothing is decided by it, and the log knows nothing of it.
"""

from __future__ import annotations

import math
import re
import secrets
from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Literal

from classroom.claims import now_ms
from classroom.desk import Desk
from simulator.errors import DecisionError
from store import alert_rows, run_rows
from store.database import Connection

Side = Literal["above", "below"]

MOST = 20
"""Alerts of one run (assumed: more than anybody can watch)."""
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,64}")
_OPEN = ("paused", "running")


@dataclass(frozen=True, kw_only=True)
class Alert:
    """One alert.

    Parameters
    ----------
    number : str
        Which number of the screen, for example ``views`` or ``stock.jelly``.
    channel : str
        Of which channel; empty for all together.
    side : str
        Whether it speaks when the number is ``above`` or ``below`` the threshold.
    minute : int
        Simulated minute at which it was set.
    """

    key: str
    number: str
    channel: str
    side: Side
    threshold: float
    minute: int


class Alerts(Desk):
    """The alerts of the runs of one store."""

    def add(self, run: str, raw: Mapping[str, Any]) -> Future[None]:
        """Set an alert; it counts from the minute at which the run stands.

        Raises
        ------
        DecisionError
            If the number, the side or the threshold is none, if it is set already, if there are too
            many, or if the run's time is over.
        """
        body = {
            "number": _checked_name(raw.get("number"), "number"),
            "channel": _checked_name(raw.get("channel"), "channel") if raw.get("channel") else "",
            "side": _checked_side(raw.get("side")),
            "threshold": _checked_threshold(raw.get("threshold")),
        }
        return self._writer.submit(lambda connection: _add(connection, run, body))

    def drop(self, run: str, key: str) -> Future[bool]:
        """Take an alert away; the future tells whether there was one."""
        return self._writer.submit(lambda connection: alert_rows.drop_alert(connection, run, key))

    def read(self, run: str) -> tuple[Alert, ...]:
        """Return the alerts of a run, in the order in which they were set."""
        with self._store.reading() as connection:
            rows = alert_rows.read_alerts(connection, run)
        return tuple(Alert(key=row.key, minute=row.minute, **row.body) for row in rows)


def _add(connection: Connection, run: str, body: dict[str, Any]) -> None:
    row = run_rows.get_run(connection, run)
    if row.state not in _OPEN:
        raise DecisionError(
            "运行已结束，不能再设预警 / the run is over; alerts can no longer be set", field="number"
        )
    known = alert_rows.read_alerts(connection, run)
    if len(known) >= MOST:
        raise DecisionError(
            f"一局最多 {MOST} 条预警，先删一条 / a run has at most {MOST} alerts; delete one first",
            field="number",
        )
    if any(one.body == body for one in known):
        raise DecisionError("已有同样的预警 / this alert is set already", field="threshold")
    made = alert_rows.AlertRow(key=secrets.token_hex(4), minute=row.minute, body=body)
    alert_rows.write_alert(connection, run, made, now_ms=now_ms())


def _checked_name(name: object, field: str) -> str:
    if not isinstance(name, str) or _NAME.fullmatch(name) is None:
        raise DecisionError("请选一个指标 / choose a number", field=field)
    return name


def _checked_side(side: object) -> str:
    if side not in ("above", "below"):
        raise DecisionError("请选高于或低于 / choose above or below", field="side")
    return str(side)


def _checked_threshold(threshold: object) -> float:
    if (
        isinstance(threshold, bool)
        or not isinstance(threshold, int | float)
        or not math.isfinite(threshold)
        or abs(threshold) > 1e12  # noqa: PLR2004 - beyond any number of a screen
    ):
        raise DecisionError("请填阈值 / give a threshold", field="threshold")
    return float(threshold)
