"""Mail that lies in files is read where it lies, and left as it is."""

from __future__ import annotations

import mailbox
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.archive import count_mails, mails
from tests.letters import mail
from tickets.errors import Permanent

DATE = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def folder(path: Path) -> Path:
    (path / "deep").mkdir(parents=True)
    (path / "a.eml").write_bytes(mail())
    (path / "deep" / "b.eml").write_bytes(mail())
    (path / "notes.txt").write_text("no mail", encoding="utf-8")
    return path


def maildir(path: Path) -> Path:
    box = mailbox.Maildir(path, create=True)
    for _ in range(2):
        box.add(mail())
    return path


def mbox(path: Path) -> Path:
    box = mailbox.mbox(path, create=True)
    for _ in range(2):
        box.add(mail())
    box.close()
    return path


@pytest.mark.parametrize("make", [folder, maildir, mbox])
def test_every_mail_comes_once_with_its_date(tmp_path: Path, make: object) -> None:
    assert callable(make)
    path = make(tmp_path / "archive")
    found = list(mails(path))
    assert count_mails(path) == len(found) == 2
    assert {archived.date for archived in found} == {DATE}
    assert all(b"camera 3 is black" in archived.raw for archived in found)


@pytest.mark.parametrize(
    ("date", "read"),
    [
        (b"Date: Mon, 23 Nov 2026 10:00:00 +0000\n", DATE),
        (b"DATE: Mon, 23 Nov 2026 05:00:00 -0500\n", DATE),
        (b"Date: Mon, 23 Nov 2026 10:00:00\n", DATE),
        (b"Date: yesterday\n", None),
        (b"Date: Mon, 99 Nov 99999 10:00:00 +9999999999\n", None),
        (b"Date: \xff\xfe\n", None),
        (b"", None),
    ],
)
def test_a_date_is_read_or_is_none(tmp_path: Path, date: bytes, read: datetime | None) -> None:
    (tmp_path / "a.eml").write_bytes(b"Subject: hello\n" + date + b"\nDate: Mon, 23 Nov 1999 10:00:00 +0000\n")
    assert [archived.date for archived in mails(tmp_path)] == [read]


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="neither an mbox file"):
        count_mails(tmp_path / "nowhere")
