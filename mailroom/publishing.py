"""How an edit becomes what is sent: through the gate, then a row. Files, commands and the console all publish here.

A bad edit changes nothing that is sent. It is kept as a DRAFT with what is wrong, and its author and the leads are told, once.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Connection

from mailroom.authors import person_of
from mailroom.live_letters import LiveLetters
from responders.admission import objections
from responders.faults import Fault
from responders.refused_edit import refused_edit
from responders.samples import Sample
from responders.sources import Source
from tickets import outbox, templates
from tickets.directory import Person, Staff
from tickets.identity import Desk
from tickets.outbox import Owed
from tickets.policy import Policy
from tickets.store import Store
from tickets.templates import Edit, Real
from tickets.tokens import mint

_log = structlog.get_logger()

Claim = Callable[[Connection], bool]


@dataclass(frozen=True, kw_only=True)
class Publishing:
    """What judging and publishing an edit needs."""

    store: Store
    letters: LiveLetters
    policy: Callable[[], Policy]
    desk: Desk
    staff: Callable[[], Staff]
    clock: Callable[[], datetime]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the gate said, and what became of the edit."""

    edit: Edit
    faults: tuple[Fault, ...]
    version: int

    @property
    def is_live(self) -> bool:
        return not self.faults


def judge(publishing: Publishing, edit: Edit) -> tuple[Fault, ...]:
    """What keeps an edit from going LIVE, tried on every sample and on the last fifty real letters of its kind. Changes nothing."""
    source = Source(edit.language, edit.stem, edit.words, edit.origin)
    with publishing.store.reading() as connection:
        real = templates.real(connection, source.name)
    return objections(source, publishing.letters(), publishing.policy(), [sample_of(one, publishing.desk) for one in real])


def publish(publishing: Publishing, edit: Edit, *, unread: tuple[Fault, ...] = (), claim: Claim = lambda _: True) -> Verdict | None:
    """The edit is LIVE, or a DRAFT whose author and leads are told why.

    `unread` says that its file could not be read at all. `claim` is asked within the transaction; None where it says that another
    process was first.
    """
    faults = unread or judge(publishing, edit)
    now = publishing.clock()
    with publishing.store.writing() as connection:
        if not claim(connection):
            return None
        version = templates.draft(connection, edit, "; ".join(map(str, faults)), now)
        if faults:
            _tell(connection, publishing, edit, faults, now)
        else:
            templates.go_live(connection, version, now)
    _told(edit, version, faults)
    return Verdict(edit=edit, faults=faults, version=version)


def retire(publishing: Publishing, language: str, stem: str, because: str, claim: Claim = lambda _: True) -> bool:
    """The shipped letter serves again. False where the desk has none of its own, or another process was first."""
    with publishing.store.writing() as connection:
        return claim(connection) and templates.retire(connection, language, stem, because, publishing.clock())


def sample_of(real: Real, desk: Desk) -> Sample:
    post = real.post
    name = desk.ticket(real.number) if real.number else f"letter {post.id}"
    return Sample(name, post.topic, post.audience, post.values, is_real=True)


def _tell(connection: Connection, publishing: Publishing, edit: Edit, faults: tuple[Fault, ...], now: datetime) -> None:
    """Where nobody is a lead and the author is unknown, the log is all there is."""
    letters = [refused_edit(person, edit, faults, publishing.desk, publishing.policy()) for person in _hearers(publishing.staff(), edit)]
    owed = [Owed(letter=letter, token=mint(secrets.token_bytes(10))) for letter in letters]
    outbox.queue_all(connection, owed, domain=publishing.desk.domain, now=now)


def _hearers(staff: Staff, edit: Edit) -> Iterator[Person]:
    """The author where he is one of us, and the leads; each once."""
    author = person_of(edit.author, staff)
    if author:
        yield author
    yield from (person for person in staff.people if person.lead and person is not author)


def _told(edit: Edit, version: int, faults: tuple[Fault, ...]) -> None:
    """The one log line of an edit."""
    letter = f"{edit.stem}/{edit.language}"
    if faults:
        because = "; ".join(map(str, faults))
        _log.error("edit", letter=letter, version=version, state="DRAFT", because=because, next="the last good version serves")
    else:
        _log.info("edit", letter=letter, version=version, state="LIVE")
