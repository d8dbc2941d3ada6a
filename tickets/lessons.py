"""What the desk's own people corrected, as lessons for the models: the mail that was misread, and what it really was.

Only the last word on a mail counts, and only where its raw bytes are still here: a lesson without its words teaches nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tickets import ledger
from tickets.schema import corrections

_TAUGHT = ("topic", "audience")


@dataclass(frozen=True, kw_only=True)
class Lesson:
    """A raw mail with its right labels; '' where nobody corrected that one."""

    inbound_id: int
    raw: bytes
    topic: str = ""
    audience: str = ""

    @property
    def id(self) -> str:
        """Another label is another lesson."""
        return f"correction {self.inbound_id} {self.topic} {self.audience}".rstrip()


def lessons(connection: Connection) -> Iterator[Lesson]:
    """The oldest mail first."""
    query = (
        select(corrections.c.inbound_id, corrections.c.what, corrections.c.became)
        .where(corrections.c.inbound_id.is_not(None), corrections.c.what.in_(_TAUGHT))
        .order_by(corrections.c.id)
    )
    last: dict[int, dict[str, str]] = {}
    for row in connection.execute(query):
        last.setdefault(row.inbound_id, {})[row.what] = row.became
    for inbound_id, labels in sorted(last.items()):
        raw = ledger.raw_of(connection, inbound_id)
        if raw is not None:
            yield Lesson(inbound_id=inbound_id, raw=raw, **labels)
