"""A ticket is decided again: its labels, and when we owe what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, select

from tickets.deciding import companies, decide_again
from tickets.facts import Facts
from tickets.schema import dealers, tickets
from tickets.understanding import Audience, AudienceLabel, Company, Reading, Scope, ScopeDecision, TopicLabel, Understanding

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
WHO = AudienceLabel(label=Audience.DEALER, confidence=1.0)
DEALER = Understanding(
    reading=Reading(facts=Facts(), audience=WHO, topic=TopicLabel(label="rma", confidence=1.0)),
    audience=WHO,
    scope=Scope(decision=ScopeDecision.SUPPORTED, clause="6.2.1", sla=True),
)


@pytest.mark.parametrize(("promised", "due"), [(None, NOW + timedelta(hours=1)), (NOW + timedelta(days=2), NOW + timedelta(days=2))])
def test_due_times_count_from_the_new_decision_and_a_promise_stands(
    connection: Connection, promised: datetime | None, due: datetime
) -> None:
    row = {"number": 1, "status": "OPEN", "subject": "", "requester": "a@b.example", "opened_at": NOW, "last_message_at": NOW}
    first = {"due_at": NOW - timedelta(hours=3), "promised_for": promised, "scope": "person"}
    ticket_id = connection.execute(insert(tickets).values(row | first).returning(tickets.c.id)).scalar_one()
    decide_again(connection, ticket_id, DEALER, NOW + timedelta(hours=1))
    found = connection.execute(select(tickets.c.audience, tickets.c.scope, tickets.c.clause, tickets.c.sla, tickets.c.due_at)).one()
    assert found == ("dealer", "supported", "6.2.1", True, due)


def test_companies_are_found_by_account_however_it_was_written(connection: Connection) -> None:
    row = {"key": "acme.example", "company": "Acme", "account": "AC-4711", "tier": "", "is_active": False}
    connection.execute(insert(dealers).values(row))
    assert companies(connection, ["ac-4711", "99"]) == [Company(name="Acme", is_active=False)]
    assert companies(connection, []) == []
