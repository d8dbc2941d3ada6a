"""A mail whose octets are gone goes through no pipeline again: it would wait for a worker for ever."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update

from ingest.intake import keep_one
from tests.letters import mail
from tickets import waiting
from tickets.schema import inbound
from tickets.states import InboundState
from tickets.store import Store
from tickets.waiting import Refused

NOW = datetime(2026, 3, 3, tzinfo=UTC)


@pytest.mark.parametrize(("state", "word"), [("IGNORED", waiting.release), ("FAILED", waiting.retry), ("HELD", waiting.separate)])
def test_what_retention_took_is_not_read_again(tmp_path: Path, state: str, word: object) -> None:
    with closing(Store(f"sqlite:///{tmp_path / 'desk.db'}")) as store:
        store.upgrade()
        (row,) = keep_one(store, "support", mail(), arrived_at=NOW, now=NOW)
        with store.writing() as connection:
            connection.execute(update(inbound).values(state=state, raw_sha256=None))
        with pytest.raises(Refused, match="not kept any more"), store.writing() as connection:
            word(connection, row, "ana", NOW)  # type: ignore[operator]
        with store.reading() as connection:
            assert connection.execute(select(inbound.c.state)).scalar_one() == InboundState(state)
