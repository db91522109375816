from collections.abc import Iterator
from pathlib import Path

import pytest

from store import run_rows
from store.database import Store


def new_run(store: Store, name: str = "r1") -> str:
    identity = {
        "id": name,
        "case_id": "tea",
        "case_version": 1,
        "world_seed": f"{2**127 + 5:032x}",
        "chance_seed": f"{7:032x}",
        "attempt": name,
        "agents": None,
        "language": "zh",
        "engine_version": "0.1.0",
        "created_ms": 1,
    }
    with store.writing() as connection:
        run_rows.insert_run(connection, identity, state="running", speed=1.0)
    return name


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{(tmp_path / 'runs.db').as_posix()}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store(url)
    yield opened
    opened.close()


@pytest.fixture
def run(store: Store) -> str:
    return new_run(store)
