"""What publishing needs, over a database of its own: for tests that run no desk."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from mailroom.live_letters import LiveLetters
from mailroom.publishing import Publishing
from tests.engineers import staff
from tickets.directory import Staff
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.store import Store

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
POLICY = Policy.load_default()


@contextmanager
def publishing_in(folder: Path) -> Iterator[Publishing]:
    with closing(Store(f"sqlite:///{folder / 'desk.db'}")) as store:
        store.upgrade()
        people = Staff.model_validate(tomllib.loads(staff()))
        letters = LiveLetters(store, "en")
        yield Publishing(store=store, letters=letters, policy=lambda: POLICY, desk=Desk(), staff=lambda: people, clock=lambda: NOW)
