"""Versions of letters: one LIVE a letter and language, whatever happens at once, and every edition can be read again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, update
from sqlalchemy.exc import IntegrityError

from tickets import outbox, templates
from tickets.message import Address
from tickets.outbox import Letter, Owed
from tickets.schema import templates as table
from tickets.states import TemplateState
from tickets.store import Store
from tickets.templates import Edit
from tickets.tokens import mint
from tickets.waiting import Refused

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def edit(words: str, language: str = "en", stem: str = "closed") -> Edit:
    return Edit(language=language, stem=stem, words=words, author="Ana <ana@icrealtime.example>", origin="a test")


def publish(connection: Connection, words: str, language: str = "en") -> int:
    return templates.go_live(connection, templates.draft(connection, edit(words, language), "", NOW), NOW)


def test_the_version_before_is_retired_and_says_by_which(connection: Connection) -> None:
    publish(connection, "one")
    publish(connection, "two")
    new, old = templates.history(connection, "closed", "en")
    assert (new.words, new.state) == ("two", TemplateState.LIVE)
    assert (old.words, old.state, old.because) == ("one", TemplateState.RETIRED, f"replaced by version {new.id}")


def test_a_draft_serves_nobody(connection: Connection) -> None:
    templates.draft(connection, edit("broken"), "line 1, column 1: no", NOW)
    assert templates.live(connection) == []
    assert templates.edition(connection) == 0


def test_each_language_has_its_own(connection: Connection) -> None:
    publish(connection, "one")
    publish(connection, "uno", "es")
    assert {found.words for found in templates.live(connection)} == {"one", "uno"}


def test_the_newest_version_of_each_letter_may_be_a_draft(connection: Connection) -> None:
    publish(connection, "one")
    publish(connection, "uno", "es")
    templates.draft(connection, edit("broken"), "line 1, column 1: no", NOW)
    assert [(found.language, found.words) for found in templates.newest(connection)] == [("es", "uno"), ("en", "broken")]


def test_an_earlier_edition_can_be_read_again(connection: Connection) -> None:
    editions = [publish(connection, words) for words in ("one", "two")]
    templates.retire(connection, "en", "closed", "a test", NOW)
    assert [[found.words for found in templates.live(connection, number)] for number in editions] == [["one"], ["two"]]
    assert templates.live(connection, templates.edition(connection)) == []
    assert templates.live(connection, 0) == []


def test_retiring_what_is_not_live_makes_no_edition(connection: Connection) -> None:
    assert not templates.retire(connection, "en", "closed", "a test", NOW)
    assert templates.edition(connection) == 0


def test_two_versions_cannot_be_live_at_once(store: Store) -> None:
    with store.writing() as connection:
        publish(connection, "one")
        other = templates.draft(connection, edit("two"), "", NOW)
    with pytest.raises(IntegrityError), store.writing() as connection:
        connection.execute(update(table).where(table.c.id == other).values(state=TemplateState.LIVE))


def test_a_retired_version_comes_back_as_a_new_one_only(store: Store) -> None:
    with store.writing() as connection:
        publish(connection, "one")
        publish(connection, "two")
        (_, old) = templates.history(connection, "closed", "en")
    with pytest.raises(Refused, match="is RETIRED"), store.writing() as connection:
        templates.go_live(connection, old.id, NOW)
    with store.reading() as connection:
        assert [found.words for found in templates.live(connection)] == ["two"]


def test_a_file_is_taken_once(connection: Connection) -> None:
    assert templates.take_file(connection, "host:/a.md", "", "first")
    assert not templates.take_file(connection, "host:/a.md", "", "first"), "another process was first"
    assert templates.take_file(connection, "host:/a.md", "first", "second")
    assert not templates.take_file(connection, "host:/a.md", "first", "third")
    assert templates.known_files(connection, "host:/") == {"host:/a.md": "second"}
    assert templates.known_files(connection, "other:/") == {}


def test_a_queued_letter_names_the_edition_of_its_time(connection: Connection) -> None:
    letter = Letter(kind="acknowledgement", recipient=Address("ann@example.org"), letter="closed", language="en", values={"days": 3})
    for number, words in enumerate(("", "one", "two")):
        if words:
            publish(connection, words)
        outbox.queue_all(connection, [Owed(letter=letter, token=mint(bytes([number] * 10)))], domain="x.example", now=NOW)
    none, one, two = (post.edition for post in outbox.claim(connection, "me", NOW, limit=9))
    assert none == 0 < one < two


def test_the_last_real_letters_come_newest_first_and_without_their_bytes(connection: Connection) -> None:
    for number in range(3):
        letter = Letter(kind="reminder", recipient=Address("a@example.org"), letter="closed", language="en", values={"days": number})
        owed = [Owed(letter=letter, token=mint(bytes([number] * 10)))]
        (letter_id,) = outbox.queue_all(connection, owed, domain="x.example", now=NOW)
        outbox.ready(connection, letter_id, b"bytes")
    found = templates.real(connection, "closed", limit=2)
    assert [(real.post.values, real.post.raw, real.number) for real in found] == [({"days": 2}, None, None), ({"days": 1}, None, None)]
    assert templates.real(connection, "sales") == []
