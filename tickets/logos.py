"""The pictures of signatures, known by coming back: the same octets from the same people on two tickets show nobody's matter.

A newcomer would count mails. The answer to a ticket brings its screenshot along once more, quoted; a logo comes with the next matter too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select, update

from tickets import upsert
from tickets.message import Attachment
from tickets.schema import pictures

_LARGEST = 200 * 2**10  # octets; no signature carries more, and each picture that is looked at costs a row for ever
_MOST = 20  # pictures of one mail


@dataclass(frozen=True, kw_only=True)
class Brought:
    """The files of one mail: `whose` is the domain of a company, or the address of a person without one."""

    whose: str
    ticket_id: int
    files: Sequence[Attachment]

    @property
    def pictures(self) -> set[str]:
        """Digests of those that may be logos."""
        fit = (file.sha256 for file in self.files if file.content_type.startswith("image/") and 0 < file.size <= _LARGEST)
        return set(sorted(fit)[:_MOST])

    def without(self, logos: set[tuple[str, str]]) -> tuple[Attachment, ...]:
        return tuple(file for file in self.files if (self.whose, file.sha256) not in logos)


_AGAIN = (
    update(pictures)
    .where(pictures.c.whose == bindparam("of"), pictures.c.sha256 == bindparam("digest"), pictures.c.ticket_id != bindparam("on"))
    .values(is_logo=True)
)


def whose(address: str, free_mail: frozenset[str]) -> str:
    """People of one company sign with one logo; those of a free-mail domain share nothing."""
    domain = address.rpartition("@")[2].lower()
    return address.lower() if domain in free_mail else domain


def logos(connection: Connection, brought: Iterable[Brought]) -> set[tuple[str, str]]:
    """Remembers the pictures of these mails; whose and digest of each that is a logo."""
    seen = sorted({(one.whose, digest, one.ticket_id) for one in brought for digest in one.pictures})  # two writers lock in one order
    if not seen:
        return set()
    rows = [{"whose": of, "sha256": digest, "ticket_id": on, "is_logo": False} for of, digest, on in seen]
    connection.execute(upsert.statement(connection, pictures), rows)
    connection.execute(_AGAIN, [{"of": of, "digest": digest, "on": on} for of, digest, on in seen])
    known = select(pictures.c.whose, pictures.c.sha256).where(pictures.c.is_logo, pictures.c.sha256.in_({digest for _, digest, _ in seen}))
    return {(row.whose, row.sha256) for row in connection.execute(known)}
