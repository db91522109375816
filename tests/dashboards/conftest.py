"""Fixtures of the page tests: the sample run behind the real gate."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from dashboards.app import create_app
from dashboards.gate import CSRF_COOKIE, CSRF_HEADER, SESSION_COOKIE
from tests.dashboards.sample import CSRF, SECRET, SampleBackend

HOST = "testserver"
ORIGIN = f"http://{HOST}"


@pytest.fixture
def backend() -> SampleBackend:
    return SampleBackend()


@pytest.fixture
def stranger(backend: SampleBackend) -> TestClient:
    """A browser without a session."""
    return TestClient(create_app(backend, hosts=(HOST,)), base_url=ORIGIN, follow_redirects=False)


@pytest.fixture
def trainee(stranger: TestClient) -> TestClient:
    """A browser that was let in."""
    stranger.cookies.set(SESSION_COOKIE, SECRET)
    stranger.cookies.set(CSRF_COOKIE, CSRF)
    stranger.headers.update({"origin": ORIGIN, CSRF_HEADER: CSRF})
    return stranger
