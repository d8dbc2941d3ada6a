"""Whoever is forgotten is gone from the file itself, in whatever way he wrote his address; and nothing of anybody else goes with him."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from mailroom.wiring import utc_now
from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage, desk_with, on_both_databases
from tests.scenarios.test_forgetting import everything
from tests.servers.deliver import deliver
from tickets import brake, erasing, handling, merging, search
from tickets.schema import inbound, tickets, tokens

pytestmark = pytest.mark.server

SERIAL = "7E77893PAZBED9B"


def forget(stage: Stage, address: str) -> erasing.Forgotten:
    with stage.house.store.writing() as connection:
        gone = erasing.forget(connection, address, utc_now())
    stage.house.store.scrub()
    return gone


def two_of_ann_become_one(stage: Stage) -> None:
    """IC-1002 is merged into IC-1001, which is put on hold."""
    stage.write(mail(sender="ann@example.org", text=f"My recorder {SERIAL} beeps since yesterday."))
    stage.write(mail(sender="ann@example.org", subject="invoice", text="Where is the zebraphone that I ordered?"))
    stage.poll()
    with stage.house.store.writing() as connection:
        assert merging.merge(connection, 1002, 1001, by="ana", now=utc_now())
        handling.hold(connection, 1001, holds=True, by="ana", now=utc_now())


@on_both_databases
def test_a_hold_keeps_what_was_merged_into_its_ticket(stage: Stage) -> None:
    two_of_ann_become_one(stage)
    gone = forget(stage, "ann@example.org")
    assert (gone.tickets, gone.mails, gone.letters, gone.facts) == (0, 0, 0, 0)
    assert "zebraphone" in everything(stage)


def test_a_hold_keeps_the_raw_mails_of_what_was_merged_into_its_ticket(stage: Stage) -> None:
    two_of_ann_become_one(stage)
    with stage.house.store.writing() as connection:
        connection.execute(update(tickets).values(status="CLOSED"))
        assert erasing.expire(connection, utc_now() + timedelta(days=1)) == 0


@on_both_databases
def test_a_held_mail_that_is_forgotten_waits_for_nobody(stage: Stage) -> None:
    """It held the desk's attention for ever: after its hour it went through the pipeline again, without a word in it."""
    stage.write(mail(sender="bob@example.org"))
    stage.poll()
    stage.write(answer_to(stage.letters[0], sender="eve@example.net", text="I want to see this too, says the quagga."))
    stage.poll()
    assert stage.status()["inbound"]["HELD"] == 1
    forget(stage, "eve@example.net")
    stage.at(utc_now() + timedelta(days=3)).poll()
    assert stage.status()["inbound"] == {"RECEIVED": 0, "FILED": 1, "IGNORED": 1, "HELD": 0, "FAILED": 0}
    assert "quagga" not in everything(stage)


@on_both_databases
def test_capitals_beyond_ascii_hide_nobody(stage: Stage) -> None:
    raw = mail(sender="JUERG@buecher.example", text="My recorder beeps like a quagga.")
    stage.write(raw.replace(b"JUERG@buecher.example", "JÜRG@bücher.example".encode()))
    stage.write(mail(sender="jorg@xn--bcher-kva.example", text="The doorbell app shows a grey screen."))
    stage.poll()
    assert forget(stage, "jürg@xn--bcher-kva.example").tickets == 1
    assert forget(stage, "jorg@BÜCHER.example").tickets == 1
    for trace in ("quagga", "jürg", "jorg", "cher"):
        assert trace not in everything(stage)


def test_no_word_is_left_in_the_bytes_of_the_file(stage: Stage, tmp_path: Path) -> None:
    """SQLite leaves what it deletes in free pages, and its full-text index keeps words until it is merged."""
    stage.write(mail(sender="ann@example.org", subject="quagga", text="My recorder beeps. zebraphone zebraphone okapi"))
    stage.write(mail(sender="bob@example.org", subject="pangolin", text="The doorbell app shows a grey screen."))
    stage.poll()
    with stage.house.store.writing() as connection:
        while search.catch_up(connection):
            pass
    forget(stage, "ann@example.org")
    octets = b"".join(file.read_bytes().lower() for file in tmp_path.rglob("mailroom.db*"))
    assert b"pangolin" in octets
    for trace in (b"ann@example.org", b"quagga", b"zebraphone", b"okapi"):
        assert trace not in octets, trace


@on_both_databases
def test_letters_to_others_are_still_known_by_their_answers(stage: Stage) -> None:
    """An engineer is forgotten; the customer who answers his letter is no stranger for that."""
    stage.write(mail(sender="bob@example.org"))
    stage.poll()
    with stage.house.store.writing() as connection:
        row = connection.execute(select(inbound.c.id)).scalar_one()
        connection.execute(text(f"UPDATE outbound SET carries = {row}, answers = NULL"))
        connection.execute(text("UPDATE inbound SET sender = 'ben@old.example', ticket_id = NULL"))
    forget(stage, "ben@old.example")
    with stage.house.store.reading() as connection:
        assert connection.execute(select(tokens.c.recipient)).scalars().all() == ["bob@example.org"]


@desk_with(mailbox='sent_folder = "Sent"')
def test_the_copy_of_a_letter_to_somebody_forgotten_is_no_sign_of_a_restore(stage: Stage) -> None:
    """It came into the Sent folder after its token was gone: the desk took itself for one put back from a backup, and shut its outbox."""
    stage.write(mail(sender="ann@example.org"))
    stage.poll()
    forget(stage, "ann@example.org")
    deliver(stage.imap.maildir("support") / ".Sent", stage.letters[0])
    stage.poll()
    assert stage.status()["inbound"]["IGNORED"] == 1
    with stage.house.store.reading() as connection:
        assert brake.reason(connection) == ""
    assert "ann@example.org" not in everything(stage)
