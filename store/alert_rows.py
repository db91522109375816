"""Alerts that a trainee set on a run: they stay until they are taken away."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from store.canonical import canonical
from store.tables import alerts


@dataclass(frozen=True, kw_only=True)
class AlertRow:
    """One alert.

    Parameters
    ----------
    minute : int
        Simulated minute at which it was set; it speaks of nothing earlier.
    body : dict
        Which number, on which side of what.
    """

    key: str
    minute: int
    body: dict[str, Any]


def write_alert(connection: sa.Connection, run: str, alert: AlertRow, *, now_ms: int) -> None:
    """Add an alert to a run."""
    row = {"key": alert.key, "minute": alert.minute, "body": canonical(alert.body), "written_ms": now_ms}
    connection.execute(sa.insert(alerts).values(run=run, **row))


def drop_alert(connection: sa.Connection, run: str, key: str) -> bool:
    """Take an alert away, and return whether there was one."""
    mine = (alerts.c.run == run) & (alerts.c.key == key)
    return connection.execute(sa.delete(alerts).where(mine)).rowcount > 0


def read_alerts(connection: sa.Connection, run: str) -> list[AlertRow]:
    """Return the alerts of a run, in the order in which they were set."""
    wanted = sa.select(alerts).where(alerts.c.run == run).order_by(alerts.c.written_ms, alerts.c.key)
    return [
        AlertRow(key=row.key, minute=row.minute, body=json.loads(row.body))
        for row in connection.execute(wanted)
    ]
