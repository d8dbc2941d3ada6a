"""The files of a letter, fetched out of the raw mails that hold them when its bytes are made."""

from __future__ import annotations

from mailroom.workers import Workers
from responders.enclosing import Enclosed, FileGone
from tickets import ledger
from tickets.outbox import Post
from tickets.store import Store


def enclose(store: Store, workers: Workers, post: Post) -> list[Enclosed]:
    """In the letter's order. Raises `FileGone` where retention has taken a mail, or its file cannot be read."""
    mails = {inbound: _files(store, workers, inbound) for inbound in {file.inbound for file in post.files}}
    missing = [file.name for file in post.files if file.part not in mails[file.inbound]]
    if missing:
        raise FileGone(f"its files cannot be read any more: {', '.join(missing)}")
    return [Enclosed(name=file.name, content_type=file.content_type, content=mails[file.inbound][file.part]) for file in post.files]


def _files(store: Store, workers: Workers, inbound: int) -> dict[str, bytes]:
    with store.reading() as connection:
        raw = ledger.raw_of(connection, inbound)
    return workers.files(raw) if raw is not None else {}
