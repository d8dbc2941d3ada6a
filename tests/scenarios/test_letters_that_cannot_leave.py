"""The submission server is down, busy, refuses, or hangs up: mail is filed all the same, and each letter leaves once or says why not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from mailroom.workers import Workers
from tests import desk as desks
from tests.letters import mail
from tests.scenarios.conftest import Stage, desk_with
from tests.servers import smtp
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink

pytestmark = pytest.mark.server

COPIES = {"mailbox": 'sent_folder = "Sent"', "outgoing": 'sent_copy = "server"'}


def later(stage: Stage, wait: timedelta = timedelta(minutes=1)) -> int:
    """Deliver what is due after `wait`; returns how many letters left."""
    office = stage.house.pipeline.office
    return replace(stage.house.pipeline, office=replace(office, clock=lambda: office.clock() + wait)).deliver()


def test_a_server_that_is_down_for_five_polls_costs_no_ticket_and_no_letter(stage: Stage) -> None:
    stage.sink.switches.refuse_connections = True
    for number in range(20):
        stage.write(mail(sender=f"c{number}@example.org", text=f"Recorder {number} beeps all night long, what can we do?"))
    assert [stage.poll().sent for _ in range(5)] == [0] * 5
    assert len(stage.tickets()) == 20
    assert stage.status()["outbound"]["QUEUED"] + stage.status()["outbound"]["SENDING"] == 20
    stage.sink.switches.refuse_connections = False
    assert stage.poll().sent == 20
    assert stage.poll().sent == 0
    assert {letter.recipients for letter in stage.sink.mails} == {(f"c{number}@example.org",) for number in range(20)}
    assert len(stage.sink.mails) == 20


def test_a_server_that_is_down_is_one_line_of_the_log_and_one_when_it_is_back(stage: Stage) -> None:
    stage.sink.switches.refuse_connections = True
    stage.write(mail())
    with capture_logs() as lines:
        stage.poll()
        assert [later(stage) for _ in range(4)] == [0] * 4
        stage.sink.switches.refuse_connections = False
        assert later(stage) == 1
    told = [line for line in lines if line["event"] == "submission"]
    assert [(line["state"], "because" in line) for line in told] == [("gone", True), ("back", False)]


def test_a_busy_mailbox_is_tried_again_and_the_letter_leaves_once(stage: Stage) -> None:
    stage.sink.switches.refuse["bob@example.org"] = "450 4.2.1 mailbox busy"
    stage.write(mail())
    stage.poll()
    assert stage.status()["outbound"]["QUEUED"] == 1
    assert later(stage, timedelta(seconds=5)) == 0, "not before its time"
    stage.sink.switches.refuse.clear()
    assert later(stage) == 1
    (ticket,) = stage.tickets()
    assert any("450 4.2.1 mailbox busy" in event["because"] for event in ticket["events"])
    assert later(stage, timedelta(days=1)) == 0


def test_a_refused_letter_is_shown_on_its_ticket_and_stops_no_other(stage: Stage) -> None:
    stage.sink.switches.refuse["bob@example.org"] = "550 5.1.1 no such user"
    stage.write(mail())
    stage.write(mail(sender="ann@example.net", text="The doorbell app shows a grey screen since the update."))
    assert stage.poll().sent == 1
    refused, answered = stage.tickets()
    assert refused["conversation"][-1]["proof"].startswith("FAILED: 550")
    assert refused["acknowledged_at"] is None
    assert answered["acknowledged_at"]
    assert later(stage, timedelta(days=1)) == 0, "a refusal for good is not asked again"


def test_a_refused_letter_leaves_when_a_person_tries_it_again(stage: Stage) -> None:
    stage.sink.switches.refuse["bob@example.org"] = "550 5.7.1 we do not know you yet"
    stage.write(mail())
    stage.poll()
    (row,) = stage.desk.json("outbox", "list")
    stage.sink.switches.refuse.clear()
    assert stage.desk.call("outbox", "retry", str(row["id"])).exit_code == 0
    assert stage.poll().sent == 1
    assert stage.sink.mails[0].header("Message-ID") == f"<{row['message_id']}>"
    assert later(stage, timedelta(days=1)) == 0


def test_a_second_server_takes_what_the_first_cannot(imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers) -> None:
    sink.switches.refuse_connections = True
    with smtp.running() as second:
        desk = desks.make(tmp_path, imap={"support": imap_server.port}, smtp=(sink.port, second.port))
        with desk.house(readers) as house:
            stage = Stage(house, imap_server, second, desk)
            stage.poll()
            stage.write(mail())
            assert stage.poll().sent == 1
            assert any(f"127.0.0.1:{second.port} took it" in event["because"] for event in stage.tickets()[0]["events"])


def test_a_connection_lost_before_the_answer_repeats_the_letter_under_the_same_message_id(stage: Stage) -> None:
    stage.sink.switches.drop_at = "end"
    stage.write(mail())
    stage.poll()
    stage.sink.switches.drop_at = ""
    assert later(stage) == 1
    first, again = stage.sink.mails
    assert first.raw == again.raw
    assert later(stage, timedelta(days=1)) == 0


@desk_with(**COPIES)
def test_a_letter_that_stands_in_the_sent_folder_is_not_repeated(stage: Stage) -> None:
    stage.sink.switches.copy_to = stage.imap.maildir("support", "Sent")
    stage.sink.switches.drop_at = "end"
    stage.write(mail())
    stage.poll()
    stage.sink.switches.drop_at = ""
    later(stage)
    assert len(stage.letters) == 1
    assert stage.status()["outbound"]["SENT"] == 1
    assert stage.tickets()[0]["acknowledged_at"]


@desk_with(**COPIES)
def test_a_letter_in_doubt_waits_while_the_sent_folder_cannot_be_asked(stage: Stage) -> None:
    stage.imap.drop_folder("support", "Sent")
    stage.sink.switches.drop_at = "end"
    stage.write(mail())
    stage.poll()
    stage.sink.switches.drop_at = ""
    assert later(stage) == 0
    assert len(stage.letters) == 1
    assert stage.status()["outbound"]["SENDING"] == 1


def test_a_shut_outbox_files_everything_and_sends_nothing_until_it_is_opened(stage: Stage) -> None:
    assert stage.desk.call("outbox", "pause", "--because", "a loop is suspected").exit_code == 0
    stage.write(mail())
    assert stage.poll().sent == 0
    assert len(stage.tickets()) == 1
    assert stage.desk.call("outbox", "resume").exit_code == 0
    assert stage.poll().sent == 1
    assert len(stage.letters) == 1


@desk_with(desk='answers = "off"')
def test_a_desk_without_answers_files_and_writes_to_nobody(stage: Stage) -> None:
    stage.write(mail(text="Camera 3 shows video loss. Serial 7E77893PAZBED9B."))
    assert stage.poll().sent == 0
    (ticket,) = stage.tickets()
    assert ticket["serials"] == ["7E77893PAZBED9B"]
    assert any('answers = "off"' in event["because"] for event in ticket["events"])
    assert stage.letters == []
