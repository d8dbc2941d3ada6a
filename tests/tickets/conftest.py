"""An empty desk on both databases: whatever holds on one holds on the other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from tickets.store import Store


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.server)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    is_sqlite = request.param == "sqlite"
    url = f"sqlite:///{tmp_path / 'desk.db'}" if is_sqlite else request.getfixturevalue("running_postgresql").make_desk()
    with closing(Store(url)) as opened:
        opened.upgrade()
        yield opened


@pytest.fixture
def connection(store: Store) -> Iterator[Connection]:
    """One transaction over it."""
    with store.writing() as opened:
        yield opened
