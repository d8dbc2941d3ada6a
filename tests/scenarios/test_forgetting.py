"""A person who is forgotten, and raw mail that is older than the desk keeps it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import LargeBinary, Text, select, update
from sqlalchemy.types import JSON, String

from mailroom.wiring import utc_now
from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage, on_both_databases
from tickets import erasing
from tickets.ledger import unpack
from tickets.schema import metadata, raws, tickets

pytestmark = [pytest.mark.server, on_both_databases]

SERIAL = "7E77893PAZBED9B"


def everything(stage: Stage) -> str:
    """Every word in the database, the raw bytes unpacked."""
    words = []
    with stage.house.store.reading() as connection:
        for table in metadata.tables.values():
            columns = [column for column in table.c if isinstance(column.type, Text | String | JSON | LargeBinary)]
            for row in connection.execute(select(*columns)) if columns else ():
                words += [unpack(v).decode(errors="replace") if table is raws and isinstance(v, bytes) else str(v) for v in row]
    return "\n".join(words).lower()


def test_a_forgotten_person_stands_nowhere_and_is_not_fetched_again(stage: Stage) -> None:
    stage.write(mail(sender="Ann Nowak <ann@example.org>", text=f"My recorder {SERIAL} beeps since yesterday."))
    stage.write(mail(sender="bob@example.net", text="The doorbell app shows a grey screen since the update."))
    stage.poll()
    stage.write(answer_to(stage.letters[0], sender="ann@example.org", text="It still beeps, after a restart too."))
    stage.poll()
    assert "ann@example.org" in everything(stage)
    with stage.house.store.writing() as connection:
        gone = erasing.forget(connection, "Ann@Example.org", utc_now())
    assert (gone.tickets, gone.mails, gone.raws) == (1, 2, 2)
    assert len(gone.on_server) == 2
    left = everything(stage)
    for trace in ("ann@example.org", "nowak", SERIAL.lower(), "beeps"):
        assert trace not in left
    assert "bob@example.net" in left
    letters = len(stage.letters)
    stage.imap.set_uidvalidity("support", 77)
    stage.poll()
    assert "ann@example.org" not in everything(stage)
    assert len(stage.letters) == letters


def test_a_ticket_on_hold_is_left_alone(stage: Stage) -> None:
    stage.write(mail(sender="ann@example.org", text=f"My recorder {SERIAL} beeps since yesterday."))
    stage.poll()
    with stage.house.store.writing() as connection:
        connection.execute(update(tickets).values(hold="the lead"))
        gone = erasing.forget(connection, "ann@example.org", utc_now())
    assert (gone.tickets, gone.mails, gone.letters) == (0, 0, 0)
    assert gone.on_hold == (1001,)
    assert SERIAL.lower() in everything(stage)


def test_raw_mail_goes_when_its_ticket_has_ended_and_its_time_is_over(stage: Stage) -> None:
    stage.write(mail(sender="ann@example.org"))
    stage.poll()
    later = utc_now() + timedelta(days=1)
    with stage.house.store.writing() as connection:
        assert erasing.expire(connection, later) == 0, "its ticket is open"
        connection.execute(update(tickets).values(status="CLOSED"))
        assert erasing.expire(connection, later - timedelta(days=2)) == 0, "it is young"
        assert erasing.expire(connection, later) == 1
        assert erasing.expire(connection, later) == 0
    assert stage.tickets()[0]["conversation"]
