"""Old mail is filed as history: real dates, no letters, no clocks; and an answer to it finds its ticket."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.letters import mail
from tests.scenarios.conftest import Stage
from tests.servers.deliver import deliver

pytestmark = pytest.mark.server

HOUR = 3600


def _old(number: int) -> bytes:
    words = mail(sender=f"bob@d{number}.example", text=f"Recorder {number} beeps all night long.", message_id=f"old-{number}@example.org")
    return words.replace(b"Mon, 23 Nov 2026", b"Wed, 11 Mar 2020")


def test_an_imported_mbox_is_filed_once_and_answers_nobody(stage: Stage, tmp_path: Path) -> None:
    archive = tmp_path / "old.mbox"
    archive.write_bytes(b"".join(b"From bob Wed Mar 11 10:00:00 2020\n" + _old(n).replace(b"\r\n", b"\n") + b"\n" for n in range(3)))
    for new in (3, 0):
        done = stage.desk.call("import", str(archive), "--mailbox", "archive")
        assert done.exit_code == 0
        assert f"3 mails read, {new} new" in done.stdout
    stage.poll()
    assert [ticket["opened_at"][:10] for ticket in stage.tickets()] == ["2020-03-11"] * 3
    assert {ticket["due_at"] for ticket in stage.tickets()} == {None}
    assert stage.letters == []


def test_a_folder_of_eml_is_imported_too(stage: Stage, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.eml").write_bytes(_old(number))
    assert "3 new" in stage.desk.call("import", str(folder), "--mailbox", "archive").stdout
    stage.poll()
    assert len(stage.tickets()) == 3
    assert stage.letters == []


def test_mail_that_arrived_long_before_our_first_meeting_is_silent_and_fresh_mail_is_not(stage: Stage) -> None:
    now = time.time()
    fresh = mail(sender="ann@d2.example", text="The doorbell app shows a grey screen.")
    deliver(stage.imap.maildir("support"), mail(sender="bob@d1.example"), arrived=now - 26 * HOUR)
    deliver(stage.imap.maildir("support"), fresh, arrived=now - HOUR / 2)
    assert stage.poll().sent == 1
    assert stage.sink.mails[0].recipients == ("ann@d2.example",)
    assert len(stage.tickets()) == 2
