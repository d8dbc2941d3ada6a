"""Whoever is forgotten stands nowhere: every column that can hold words is asked, those of tables to come too."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, Column, LargeBinary, String, insert, select, text

from tickets import erasing
from tickets.columns import Utc
from tickets.schema import lost_letters, metadata
from tickets.store import Store

ANN = "ann@example.org"
NOW = datetime(2026, 3, 3, tzinfo=UTC)

#: words that the desk itself chooses, and may have to be read while a person is forgotten
CHOSEN = {"hold": "", "state": "FILED", "status": "OPEN", "direction": "in", "kind": "personal", "purpose": "customer"}

#: what may stay when a person is forgotten, and why
STAYS = {
    "our own people, who leave with staff.toml": {
        "absences": "address because",
        "digests": "night person",
        "incidents": "known started_by topic",
        "outbound": "by",
        "sessions": "address digest via",
        "sign_ins": "address browser digest onward source",
        "templates": "author because digest language origin stem words",
        "template_files": "digest place",
        "editions": "because",
        "tickets": "owner team",
    },
    "the desk's directory of companies: its file is the record, and `dealers import` erases": {"dealers": "account company key tier"},
    "the desk's own servers, mailboxes and processes": {
        "access_tokens": "holder name refresh sealed trouble",
        "alarm_posts": "key text",
        "alarms": "key text",
        "canaries": "mailbox",
        "mailboxes": "holder name",
        "notebook": "key value",
        "places": "holder what which",
        "rests": "because server",
        "inbound": "gap holder mailbox order",
        "outbound": "holder",
        "escalations": "step",
    },
    "labels that the desk chose, without a word of his": {
        "events": "what",
        "messages": "trust",
        "outbound": "audience language letter topic",
        "tickets": "audience clause lane language scope topic",
    },
    "tombstones, which tell nothing to whoever does not hold the mail": {
        "inbound": "digest",
        "messages": "digest",
        "outbound": "message_id shape",
    },
}


def fill(store: Store) -> None:
    """One row in each table, all of one person: his address is every word, and every row refers to every other."""
    with store.writing() as connection:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        for table in metadata.sorted_tables:
            connection.execute(insert(table).values({column.name: value(column) for column in table.c}))


def value(column: Column[Any]) -> object:
    if column.name in CHOSEN:
        return CHOSEN[column.name]
    kinds: list[tuple[type, object]] = [(JSON, [ANN]), (LargeBinary, ANN.encode()), (Utc, NOW), (Boolean, False), (String, ANN)]
    return next((given for kind, given in kinds if isinstance(column.type, kind)), 1)


def left(store: Store) -> set[str]:
    """table.column wherever he still stands."""
    found = set()
    with store.reading() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                found |= {f"{table.name}.{name}" for name, held in row.items() if ANN in str(held)}
    return found


def test_every_column_of_words_has_an_answer_to_the_question_who_erases_it(tmp_path: Path) -> None:
    """A new column that appears here holds words that `forget` leaves: let it erase them, or say above why they may stay."""
    with closing(Store(f"sqlite:///{tmp_path / 'desk.db'}")) as store:
        store.upgrade()
        fill(store)
        with store.writing() as connection:
            erasing.forget(connection, ANN, NOW)
        assert left(store) - may_stay() == set()
    assert may_stay() <= {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.c}


def test_letters_that_a_restore_forgot_are_kept_as_long_as_raw_mail(tmp_path: Path) -> None:
    with closing(Store(f"sqlite:///{tmp_path / 'desk.db'}")) as store:
        store.upgrade()
        with store.writing() as connection:
            for token, days in (("old", 401), ("young", 399)):
                letter = {"token": token, "recipient": ANN, "sent_at": NOW - timedelta(days=days), "raw": b"Subject: x"}
                connection.execute(insert(lost_letters).values(letter))
            assert erasing.expire(connection, NOW - timedelta(days=400)) == 1
            assert connection.execute(select(lost_letters.c.token)).scalars().all() == ["young"]


def may_stay() -> set[str]:
    return {f"{table}.{column}" for tables in STAYS.values() for table, columns in tables.items() for column in columns.split()}
