"""Mail that lies in files: an mbox, a Maildir, or a folder of .eml; for `mailroom import`. Nothing is changed where it lies."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from tickets.errors import Permanent


@dataclass(frozen=True)
class Archived:
    raw: bytes
    date: datetime | None  # of its Date header, which is all that an archive keeps


def count_mails(path: Path) -> int:
    """How many `mails` will yield. Raises Permanent for what is no archive."""
    if _is_maildir(path) or path.is_dir():
        return sum(1 for _ in _files(path))
    with closing(_mbox(path)) as box:
        return len(box)


def mails(path: Path) -> Iterator[Archived]:
    if path.is_dir():
        for file in _files(path):
            yield _archived(file.read_bytes())
        return
    with closing(_mbox(path)) as box:
        for key in box.iterkeys():
            yield _archived(box.get_bytes(key))


def _is_maildir(path: Path) -> bool:
    return (path / "cur").is_dir() and (path / "new").is_dir()


def _files(path: Path) -> Iterator[Path]:
    if _is_maildir(path):
        folders = [path / "cur", path / "new"]
        yield from sorted(file for folder in folders for file in folder.iterdir() if file.is_file())
    else:
        yield from sorted(file for file in path.rglob("*.eml") if file.is_file())


def _mbox(path: Path) -> mailbox.mbox:
    if not path.is_file():
        raise Permanent(f"{path}: is neither an mbox file, a Maildir, nor a folder of .eml")
    return mailbox.mbox(path, create=False)


def _archived(raw: bytes) -> Archived:
    head = raw[:100_000].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    for line in head.split(b"\n"):
        if line[:5].lower() == b"date:":
            return Archived(raw, _date(line[5:].decode("ascii", "replace").strip()))
    return Archived(raw, None)


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)
