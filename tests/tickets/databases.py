"""An empty database of this version for a test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tickets.store import Store


@contextmanager
def empty(folder: Path) -> Iterator[Store]:
    store = Store(f"sqlite:///{folder / 'desk.db'}")
    store.upgrade()
    try:
        yield store
    finally:
        store.close()
