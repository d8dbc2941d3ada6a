"""Every version of every letter the desk has written: DRAFT → LIVE → RETIRED, with author, reason and the editions it served in.

What is shipped has no row: it serves wherever nothing is LIVE. An edition is the number of a change of what serves; a process whose
letters are of an older one reads them anew.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, null, or_, select, update

from tickets.letter import Post, post_of
from tickets.schema import editions, outbound, template_files, templates, tickets
from tickets.states import TEMPLATE_MOVES, TemplateState, sources
from tickets.upsert import insert_new
from tickets.waiting import Refused

_EDITION = select(func.max(editions.c.id))


@dataclass(frozen=True, kw_only=True)
class Edit:
    """New words for a letter, and where they come from."""

    language: str
    stem: str
    words: str
    author: str  # "Ana Silva <ana@icrealtime.example>", "a file on HOST"
    origin: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.words.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Version(Edit):
    id: int
    made_at: datetime
    state: TemplateState
    because: str


@dataclass(frozen=True, kw_only=True)
class Real:
    """A letter that was really queued, without its bytes."""

    number: int | None  # of its ticket
    post: Post
    sent_at: datetime | None
    lane: str = ""  # the restricted lane of its ticket


def edition(connection: Connection) -> int:
    """The number of the edition that serves; 0 where nothing but the shipped letters ever did."""
    return connection.execute(_EDITION).scalar() or 0


def live(connection: Connection, of: int | None = None) -> list[Version]:
    """What is LIVE, or what was LIVE in an earlier edition."""
    query = select(templates).order_by(templates.c.id)
    if of is None:
        query = query.where(templates.c.state == TemplateState.LIVE)
    else:
        query = query.where(templates.c.since <= of, or_(templates.c.until.is_(None), templates.c.until > of))
    return [_version(row) for row in connection.execute(query)]


def history(connection: Connection, stem: str, language: str) -> list[Version]:
    """Every version of a letter, the newest first."""
    query = select(templates).where(templates.c.stem == stem, templates.c.language == language)
    return [_version(row) for row in connection.execute(query.order_by(templates.c.id.desc()))]


def newest(connection: Connection) -> list[Version]:
    """The last version of each letter that the desk ever edited."""
    last = select(func.max(templates.c.id)).group_by(templates.c.language, templates.c.stem)
    rows = connection.execute(select(templates).where(templates.c.id.in_(last)).order_by(templates.c.id))
    return [_version(row) for row in rows]


def version(connection: Connection, version_id: int) -> Version | None:
    row = connection.execute(select(templates).where(templates.c.id == version_id)).first()
    return _version(row) if row else None


def draft(connection: Connection, edit: Edit, because: str, now: datetime) -> int:
    """Keep an edit that serves nobody yet; `because` says what keeps it from that."""
    row = {
        "language": edit.language,
        "stem": edit.stem,
        "words": edit.words,
        "digest": edit.digest,
        "author": edit.author,
        "origin": edit.origin,
        "made_at": now,
        "state": TemplateState.DRAFT,
        "because": because,
    }
    return int(connection.execute(insert(templates).values(row).returning(templates.c.id)).scalar_one())


def go_live(connection: Connection, version_id: int, now: datetime) -> int:
    """The draft serves from here on, and the version before it is RETIRED; returns the new edition. Raises Refused for what is no draft."""
    found = connection.execute(select(templates).where(templates.c.id == version_id)).one()
    number = _new_edition(connection, f"{found.stem}/{found.language} by {found.author}", now)
    _retire(connection, found.language, found.stem, number, f"replaced by version {version_id}")
    may_move = templates.c.state.in_(sources(TEMPLATE_MOVES, TemplateState.LIVE))
    values = {"state": TemplateState.LIVE, "since": number, "because": "passed the gate"}
    if connection.execute(update(templates).where(templates.c.id == version_id, may_move).values(values)).rowcount != 1:
        raise Refused(f"version {version_id} is {found.state}: its words come back as a new version, by `mailroom templates restore`")
    return number


def retire(connection: Connection, language: str, stem: str, because: str, now: datetime) -> bool:
    """The desk's own version ends, and the shipped one serves again. False where none is LIVE."""
    if not any((found.language, found.stem) == (language, stem) for found in live(connection)):
        return False
    _retire(connection, language, stem, _new_edition(connection, f"{stem}/{language}: {because}", now), because)
    return True


def file_digest(connection: Connection, place: str) -> str:
    """What a file held when it was last taken in; '' for one that never was."""
    return connection.execute(select(template_files.c.digest).where(template_files.c.place == place)).scalar() or ""


def known_files(connection: Connection, place: str) -> dict[str, str]:
    """Place → digest of every file under a folder that was taken in."""
    query = select(template_files).where(template_files.c.place.startswith(place, autoescape=True))
    return {row.place: row.digest for row in connection.execute(query)}


def take_file(connection: Connection, place: str, before: str, digest: str) -> bool:
    """Remember what a file holds now; '' is nothing. False where another process was first, and has judged it."""
    if insert_new(connection, template_files, {"place": place, "digest": digest}):
        return True
    taken = update(template_files).where(template_files.c.place == place, template_files.c.digest == before)
    return connection.execute(taken.values(digest=digest)).rowcount == 1


def know_shipped(connection: Connection, language: str, stem: str, digest: str) -> None:
    """Remember words that served although nobody here wrote them: a later mailroom ships others, and the copies stay in folders."""
    insert_new(connection, template_files, {"place": _shipped(language, stem, digest), "digest": digest})


def is_known(connection: Connection, language: str, stem: str, digest: str) -> bool:
    """True for words that were a version of this letter before, be it the desk's or a shipped one."""
    written = select(templates.c.id).where(templates.c.language == language, templates.c.stem == stem, templates.c.digest == digest)
    shipped = select(template_files.c.place).where(template_files.c.place == _shipped(language, stem, digest))
    return any(connection.execute(query.limit(1)).first() is not None for query in (written, shipped))


def _shipped(language: str, stem: str, digest: str) -> str:
    return f"shipped:{language}/{stem}:{digest}"


def real(connection: Connection, letter: str, *, number: int | None = None, limit: int = 50) -> list[Real]:
    """The last letters of this name, of one ticket or of all, the newest first: the cases that an edit is tried on and shown with."""
    light = [null().label(column.name) if column is outbound.c.raw else column for column in outbound.c]
    query: Select[Any] = select(*light, tickets.c.number, tickets.c.lane).outerjoin(tickets, tickets.c.id == outbound.c.ticket_id)
    query = query.where(outbound.c.letter == letter)
    if number is not None:
        query = query.where(tickets.c.number == number)
    rows = connection.execute(query.order_by(outbound.c.id.desc()).limit(limit))
    return [Real(number=row.number, post=post_of(row), sent_at=row.sent_at, lane=row.lane or "") for row in rows]


def _new_edition(connection: Connection, because: str, now: datetime) -> int:
    return int(connection.execute(insert(editions).values(at=now, because=because).returning(editions.c.id)).scalar_one())


def _retire(connection: Connection, language: str, stem: str, until: int, because: str) -> None:
    standing = update(templates).where(templates.c.language == language, templates.c.stem == stem)
    connection.execute(
        standing.where(templates.c.state == TemplateState.LIVE).values(state=TemplateState.RETIRED, until=until, because=because)
    )


def _version(row: Row[Any]) -> Version:
    return Version(
        id=row.id,
        language=row.language,
        stem=row.stem,
        words=row.words,
        author=row.author,
        origin=row.origin,
        made_at=row.made_at,
        state=TemplateState(row.state),
        because=row.because,
    )
