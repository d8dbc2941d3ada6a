"""The files of a letter, fetched when its bytes are made: out of the raw mails that hold them, or the list of a digest."""

from __future__ import annotations

from mailroom.workers import Workers
from responders.enclosing import Enclosed, FileGone
from tickets import digests, ledger
from tickets.letter_kinds import DIGEST
from tickets.outbox import Post
from tickets.store import Store


def enclose(store: Store, workers: Workers, post: Post) -> list[Enclosed]:
    """In the letter's order. Raises `FileGone` where retention has taken a mail, or its file cannot be read."""
    if post.kind == DIGEST:
        return _list(store, post)
    mails = {inbound: _files(store, workers, inbound) for inbound in {file.inbound for file in post.files}}
    missing = [file.name for file in post.files if file.part not in mails[file.inbound]]
    if missing:
        raise FileGone(f"its files cannot be read any more: {', '.join(missing)}")
    return [Enclosed(name=file.name, content_type=file.content_type, content=mails[file.inbound][file.part]) for file in post.files]


def _list(store: Store, post: Post) -> list[Enclosed]:
    """The whole of a digest as CSV; a quiet night has none."""
    with store.reading() as connection:
        found = digests.table_of(connection, post.id)
    if found is None or post.values.get("is_quiet"):
        return []
    night, table = found
    return [Enclosed(name=f"digest-{night}.csv", content_type="text/csv", content=table)]


def _files(store: Store, workers: Workers, inbound: int) -> dict[str, bytes]:
    with store.reading() as connection:
        raw = ledger.raw_of(connection, inbound)
    return workers.files(raw) if raw is not None else {}
