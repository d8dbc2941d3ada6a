"""The end of a ticket is silent, unless the policy wants a letter (desk-rules 3)."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from mailroom.ending import end
from mailroom.recalling import Rules
from tests.mailroom.engineers.tickets_at_hand import acknowledge, ticket
from tickets.free_mail import FREE_MAIL
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.schema import outbound
from tickets.store import Store

MONDAY = datetime(2026, 11, 2, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(("tells", "letters"), [(False, []), (True, ["closed"])])
def test_desk_rule_3_the_letter_closed_is_off_by_default(tmp_path: Path, tells: bool, letters: list[str]) -> None:
    shipped = Policy.load_default()
    assert not shipped.turns.tells_when_closed
    policy = shipped.model_copy(update={"turns": shipped.turns.model_copy(update={"tells_when_closed": tells})})
    rules = Rules(desk=Desk(), policy=policy, free_mail=FREE_MAIL, first_number=1001)
    with closing(Store(f"sqlite:///{tmp_path / 'desk.db'}")) as store:
        store.upgrade()
        with store.writing() as connection:
            acknowledge(connection, ticket(connection, status="SOLVED", closed_at=MONDAY))
        for _ in range(2):
            end(store, rules, MONDAY + timedelta(days=8))
        with store.reading() as connection:
            sent = select(outbound.c.letter).where(outbound.c.letter != "acknowledgement")
            assert list(connection.execute(sent).scalars()) == letters
