"""An empty desk on both databases: whatever holds on one holds on the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tickets.store import Store


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'desk.db'}"
        return
    with request.getfixturevalue("running_postgresql").desk() as lent:
        yield lent


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    with closing(Store(url)) as opened:
        opened.upgrade()
        yield opened


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    """One transaction over it."""
    with store.writing() as opened:
        yield opened
