"""A process that is killed at any point between two durable steps loses nothing and repeats nothing (G1, G3)."""

from __future__ import annotations

import signal
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from mailroom.foundation import open_store
from mailroom.workers import Workers
from tests import desk as desks
from tests.desk import Desk
from tests.letters import mail
from tests.servers.deliver import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink
from tickets import views

pytestmark = pytest.mark.server

MAILS = 5
POINTS = (
    "fetched",
    "received",
    "tidied",
    "claimed",
    "examined",
    "recalled",
    "applied",
    "answered",
    "recorded",
    "letters_claimed",
    "sealed",
    "accepted",
    "marked",
    "settled",
    "appended",
)
#: one of each kind of work; `make soak` kills at all of them
EVERY_RUN = {"received", "recorded", "sealed", "accepted", "marked"}


def a_desk(folder: Path, imap_server: Dovecot, sink: Sink, sent_copy: str) -> Desk:
    return desks.make(
        folder,
        imap={"support": imap_server.port},
        smtp=(sink.port,),
        mailbox='after = "seen"\nsent_folder = "Sent"',
        outgoing=f'sent_copy = "{sent_copy}"',
    )


def fill(imap_server: Dovecot) -> None:
    for number in range(MAILS):
        raw = mail(sender=f"person{number}@example.org", text=f"My recorder {'x' * number} beeps since yesterday and shows no disk.")
        deliver(imap_server.maildir("support"), raw)


@pytest.mark.parametrize("point", [pytest.param(point, marks=() if point in EVERY_RUN else pytest.mark.soak) for point in POINTS])
def test_killed_at_a_named_point_each_mail_has_one_ticket_and_one_letter(
    point: str, imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers
) -> None:
    imap_server.make_folder("support", "Sent")
    desk = a_desk(tmp_path, imap_server, sink, "append")
    desk.poll(readers)
    fill(imap_server)
    passage = 3 if point in ("examined", "accepted", "marked", "appended") else 1  # those are passed once a mail or letter
    killed = desk.command("poll", MAILROOM_KILL_AT=f"{point}:{passage}")
    assert killed.returncode == -signal.SIGKILL, f"it never passed {point}: {killed.stderr.decode()}"
    desk.poll(readers)
    in_doubt = 1 if point == "accepted" else 0
    balanced(desk, sink, most_letters=MAILS + in_doubt)


def test_a_letter_in_doubt_is_not_sent_twice_where_the_submission_server_files_the_copy(
    imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers
) -> None:
    sink.switches.copy_to = imap_server.make_folder("support", "Sent")
    desk = a_desk(tmp_path, imap_server, sink, "server")
    desk.poll(readers)
    fill(imap_server)
    assert desk.command("poll", MAILROOM_KILL_AT="accepted:3").returncode == -signal.SIGKILL
    desk.poll(readers)
    balanced(desk, sink, most_letters=MAILS)


def test_another_message_id_on_the_copy_is_known_as_an_alias(imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers) -> None:
    """SES and Outlook.com replace the Message-ID; an answer carries theirs (decisions 1)."""
    sink.switches.copy_to = imap_server.make_folder("support", "Sent")
    sink.switches.replace_message_id = "<0100018f@email.amazonses.example>"
    desk = a_desk(tmp_path, imap_server, sink, "server")
    desk.poll(readers)
    deliver(imap_server.maildir("support"), mail(sender="ann@example.org"))
    assert desk.command("poll", MAILROOM_KILL_AT="accepted:1").returncode == -signal.SIGKILL
    desk.poll(readers)
    assert len(sink.mails) == 1
    answer = mail(
        sender="ann@example.org", text="The light on it blinks red, if that helps.", In_Reply_To="<0100018f@email.amazonses.example>"
    )
    deliver(imap_server.maildir("support"), answer)
    desk.poll(readers)
    balanced(desk, sink, tickets=1, most_letters=1)


def balanced(desk: Desk, sink: Sink, *, most_letters: int, tickets: int = MAILS) -> None:
    with closing(open_store(desk.settings())) as store, store.reading() as connection:
        rows = views.ticket_list(connection, str)
        letters = views.outbox_list(connection)
        status = views.status(connection)
    assert len(rows) == tickets, "a ticket for each mail, and none twice"
    assert len({row["requester"] for row in rows}) == tickets
    assert status["inbound"]["RECEIVED"] == 0
    assert {letter["state"] for letter in letters} == {"SENT"}
    assert len(letters) == tickets
    named = Counter((received.recipients, received.header("Message-ID")) for received in sink.mails)
    assert len(named) == tickets, "no letter under two Message-IDs"
    assert len(sink.mails) <= most_letters
