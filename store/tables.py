"""The tables of the store, as one place to look them up.

Seeds are text (128 bits fit no SQL integer); JSON is canonical text; ``..._ms`` are milliseconds
since the epoch; ``minute`` is simulated minutes since D1 00:00.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData()

STATES = ("paused", "running", "settling", "finished", "failed")
OPEN_STATES = ("paused", "running", "settling")  # a host still has work with these
KINDS = ("decision", "outcome", "control")
SITTING_KINDS = ("practice", "exam")

_Run = sa.String(32)
_Hash = sa.String(64)


def _run_column(*, key: bool = True) -> sa.Column[str]:
    return sa.Column("run", _Run, sa.ForeignKey("runs.id"), primary_key=key, nullable=False)


def _one_of(column: str, allowed: tuple[str, ...]) -> sa.CheckConstraint:
    return sa.CheckConstraint(sa.column(column).in_(allowed), name=f"{column}_is_known")


schema_version = sa.Table(
    "schema_version",
    metadata,
    sa.Column("version", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("applied_ms", sa.BigInteger, nullable=False),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", _Run, primary_key=True),
    # identity: hashed into the first link of the event chain
    sa.Column("case_id", sa.String(64), nullable=False),
    sa.Column("case_version", sa.Integer, nullable=False),
    sa.Column("world_seed", sa.String(32), nullable=False),
    sa.Column("chance_seed", sa.String(32), nullable=False),
    sa.Column("attempt", sa.String(64), nullable=False, unique=True),
    sa.Column("agents", sa.Integer),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("engine_version", sa.String(64), nullable=False),
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    # progress: written by the host that holds the lease
    sa.Column("population_digest", _Hash),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("speed", sa.Float, nullable=False),
    sa.Column("steps_left", sa.Integer, nullable=False),
    sa.Column("minute", sa.Integer, nullable=False),
    sa.Column("last_frame", sa.Integer, nullable=False),
    sa.Column("control_seq", sa.Integer, nullable=False),  # last control event taken up
    sa.Column("starts", sa.Integer, nullable=False),  # claims since the last written tick
    sa.Column("trouble", sa.Text, nullable=False),
    # head of the event chain: a missing tail does not go unnoticed
    sa.Column("head_seq", sa.Integer, nullable=False),
    sa.Column("head_hash", _Hash, nullable=False),
    _one_of("state", STATES),
)
IDENTITY = (
    "id",
    "case_id",
    "case_version",
    "world_seed",
    "chance_seed",
    "attempt",
    "agents",
    "language",
    "engine_version",
    "created_ms",
)

events = sa.Table(
    "events",
    metadata,
    _run_column(),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("key", sa.String(64)),  # idempotency key of decisions and controls
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("written_ms", sa.BigInteger, nullable=False),
    sa.Column("hash", _Hash, nullable=False),
    sa.UniqueConstraint("run", "kind", "key", name="one_event_per_key"),
    _one_of("kind", KINDS),
)

frames = sa.Table(
    "frames",
    metadata,
    _run_column(),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("minute", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)

observations = sa.Table(
    "observations",
    metadata,
    _run_column(),
    sa.Column("frame", sa.Integer, nullable=False),
    sa.Column("minute", sa.Integer, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),  # zlib
)

hours = sa.Table(
    "hours",
    metadata,
    _run_column(),
    sa.Column("hour", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("minute", sa.Integer, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
)

checkpoints = sa.Table(
    "checkpoints",
    metadata,
    _run_column(),
    sa.Column("frame", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("minute", sa.Integer, nullable=False),
    sa.Column("digest", _Hash, nullable=False),
    sa.Column("body", sa.LargeBinary, nullable=False),  # zlib
)

results = sa.Table(
    "results",
    metadata,
    _run_column(),
    sa.Column("minute", sa.Integer, nullable=False),
    sa.Column("digest", _Hash, nullable=False),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("finished_ms", sa.BigInteger, nullable=False),
)

marks = sa.Table(
    "marks",
    metadata,
    _run_column(),
    sa.Column("body", sa.Text, nullable=False),  # the mark, or why there is none; what is to be valued
    sa.Column("left", sa.Integer, nullable=False),  # values still to be worked out; -1 after trouble
    sa.Column("written_ms", sa.BigInteger, nullable=False),
)

decision_values = sa.Table(
    "decision_values",
    metadata,
    _run_column(),
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("body", sa.Text, nullable=False),
)

begun_work = sa.Table(
    "begun_work",
    metadata,
    _run_column(),
    sa.Column("piece", sa.String(80), primary_key=True),  # of marking; the row goes when it is done
    sa.Column("times", sa.Integer, nullable=False),  # begun and not ended
)

reviews = sa.Table(
    "reviews",
    metadata,
    _run_column(),
    sa.Column(
        "expected", sa.Integer, nullable=False
    ),  # tenths of a point; written once, before the mark is seen
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("written_ms", sa.BigInteger, nullable=False),
)

ledgers = sa.Table(
    "ledgers",
    metadata,
    _run_column(),
    sa.Column("body", sa.Text),  # the scored run; null while it is worked out
    sa.Column("done", sa.Integer, nullable=False),  # stretches of the present round
    sa.Column("total", sa.Integer, nullable=False),  # -1 when it could not be made
    sa.Column("written_ms", sa.BigInteger, nullable=False),
)

alerts = sa.Table(
    "alerts",
    metadata,
    _run_column(),
    sa.Column("key", sa.String(32), primary_key=True),
    sa.Column("minute", sa.Integer, nullable=False),  # of the run when it was set
    sa.Column("body", sa.Text, nullable=False),  # which number, on which side of what
    sa.Column("written_ms", sa.BigInteger, nullable=False),
)

decision_notes = sa.Table(
    "decision_notes",
    metadata,
    _run_column(),
    sa.Column("key", sa.String(64), primary_key=True),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("written_ms", sa.BigInteger, nullable=False),
)

forks = sa.Table(
    "forks",
    metadata,
    _run_column(),
    sa.Column("parent", _Run, sa.ForeignKey("runs.id"), nullable=False, index=True),
    sa.Column("key", sa.String(64), nullable=False),  # the decision of the parent before which it leaves
    sa.Column("minute", sa.Integer, nullable=False),
)

sittings = sa.Table(
    "sittings",
    metadata,
    sa.Column("id", _Run, primary_key=True),
    sa.Column("name", sa.String(80), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("reasons", sa.Boolean, nullable=False),  # every decision says why and what is expected
    sa.Column("again", sa.Boolean, nullable=False),  # a finished run may be opened before a decision
    sa.Column("created_ms", sa.BigInteger, nullable=False),
    sa.Column("released_ms", sa.BigInteger),  # of an exam: from then on its marks are shown
    _one_of("kind", SITTING_KINDS),
)

sitting_runs = sa.Table(
    "sitting_runs",
    metadata,
    _run_column(),
    sa.Column("sitting", _Run, sa.ForeignKey("sittings.id"), nullable=False, index=True),
)

leases = sa.Table(
    "leases",
    metadata,
    _run_column(),
    sa.Column("owner", sa.String(120), nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),  # fencing: grows with every claim
    sa.Column("heartbeat_ms", sa.BigInteger, nullable=False),
)

tickets = sa.Table(
    "tickets",
    metadata,
    sa.Column("token_hash", _Hash, primary_key=True),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("run", _Run, sa.ForeignKey("runs.id")),
    sa.Column("expires_ms", sa.BigInteger, nullable=False),
    sa.Column("used_ms", sa.BigInteger),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("token_hash", _Hash, primary_key=True),
    sa.Column("role", sa.String(16), nullable=False),
    sa.Column("run", _Run, sa.ForeignKey("runs.id")),
    sa.Column("csrf_hash", _Hash, nullable=False),
    sa.Column("expires_ms", sa.BigInteger, nullable=False),
)
