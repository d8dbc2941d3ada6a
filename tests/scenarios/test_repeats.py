"""Twice equals once (G3): copies, second deliveries, a mailbox made anew, the pipe's repeats."""

from __future__ import annotations

import pytest

from tests.letters import mail
from tests.scenarios.conftest import Stage, on_both_databases

pytestmark = [pytest.mark.server, on_both_databases]


def test_the_same_ten_mails_delivered_twice_more_make_no_ticket_more(stage: Stage) -> None:
    mails = [
        mail(text=f"Camera {number} has no picture since the storm on Monday.", sender=f"c{number}@example.org") for number in range(10)
    ]
    for _ in range(3):
        for raw in mails:
            stage.write(raw)
        stage.poll()
    assert len(stage.tickets()) == 10
    assert len(stage.letters) == 10
    assert stage.status()["inbound"]["FILED"] == 30


def test_the_same_mail_in_two_mailboxes_is_one_ticket_that_shows_both(stage: Stage) -> None:
    raw = mail(to="support@icrealtime.example, sales@icrealtime.example")
    stage.write(b"Received: from a by b; Mon, 23 Nov 2026 10:00:00 +0000\r\nDelivered-To: support@x\r\n" + raw)
    stage.write(b"Received: from a by c; Mon, 23 Nov 2026 10:00:01 +0000\r\n" + raw, "sales")
    stage.poll()
    (ticket,) = stage.tickets()
    assert len(stage.letters) == 1
    assert {stage.life(row)["inbound"]["mailbox"] for row in (1, 2)} == {"support", "sales"}
    assert {stage.life(row)["ticket"] for row in (1, 2)} == {ticket["number"]}


def test_the_same_message_id_with_other_content_of_another_sender_is_another_ticket(stage: Stage) -> None:
    stage.write(mail(message_id="reused@example.org"))
    stage.write(mail(message_id="reused@example.org", sender="ann@example.net", text="My app cannot log in since the update."))
    stage.poll()
    assert len(stage.tickets()) == 2
    assert len(stage.letters) == 2


def test_a_lists_copy_of_a_mail_is_another_mail_in_the_same_ticket(stage: Stage) -> None:
    stage.write(mail(message_id="same@example.org"))
    stage.poll()
    stage.write(
        mail(message_id="same@example.org", text="Hello, camera 3 shows video loss since Monday.\n\n-- \nour list, to leave write to x")
    )
    stage.poll()
    assert len(stage.tickets()) == 1
    assert len(stage.letters) == 1


def test_a_mailbox_made_anew_is_fetched_whole_and_nothing_is_answered_twice(stage: Stage) -> None:
    for number in range(3):
        stage.write(mail(sender=f"c{number}@example.org", text=f"Recorder {number} beeps all night long, what can we do?"))
    stage.poll()
    stage.imap.set_uidvalidity("support", 77)
    stage.write(mail(sender="new@example.org", text="The app shows only a grey screen since yesterday."))
    stage.poll()
    assert len(stage.tickets()) == 4
    assert len(stage.letters) == 4
    assert stage.desk.call("reconcile").exit_code == 0


def test_flags_on_the_server_stay_as_they_are(stage: Stage) -> None:
    stage.write(mail())
    before = stage.imap.flags("support")
    stage.poll()
    assert stage.imap.flags("support") == before


def test_a_second_pass_changes_nothing(stage: Stage) -> None:
    stage.write(mail())
    stage.poll()
    before = (stage.status(), stage.tickets())
    stage.poll()
    after = (stage.status(), stage.tickets())
    for row in (*before[0]["mailboxes"], *after[0]["mailboxes"]):
        row.pop("last_success")
    assert before == after


def test_the_pipe_takes_a_mail_once(stage: Stage) -> None:
    raw = mail(text="The picture of the garage camera is upside down.").replace(b"\r\n", b"\n")
    for _ in range(2):
        assert stage.desk.command("receive", "--to", "support@icrealtime.example", given=raw).returncode == 0
    stage.poll()
    assert len(stage.tickets()) == 1
    assert len(stage.letters) == 1


def test_a_gap_in_the_ledger_is_found_and_fetched_again(stage: Stage) -> None:
    for number in range(3):
        stage.write(mail(sender=f"c{number}@example.org", text=f"Recorder {number} beeps all night long, what can we do?"))
    stage.poll()
    with stage.house.store.writing() as connection:
        for table in ("events", "tokens", "outbound", "facts", "thread_ids", "messages"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql("DELETE FROM inbound WHERE uid = 2")
    done = stage.desk.call("reconcile")
    assert done.exit_code == 1
    stage.poll()
    assert stage.desk.call("reconcile").exit_code == 0
