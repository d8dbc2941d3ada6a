"""The nightly digest: gathered for each reader, and queued once a night and person whatever restarts and however many schedulers run.

Gathering only reads, so that it holds up no mail; the letter, its lines and the row that says "told" are one short transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from mailroom.engineers.routing import absent, present
from mailroom.nights import due_at, latest_night, readers
from mailroom.points import point
from responders import digest
from responders.digest import Listing, Night
from responders.digest_table import Table
from responders.staff_letter import staff_letter
from tickets import absences, digest_figures, digest_troubles, digests, outbox
from tickets.digest_threads import Block, Sight, Thread, threads
from tickets.digests import Packing, Written
from tickets.directory import Person, Staff
from tickets.identity import Desk
from tickets.letter_kinds import DIGEST
from tickets.outbox import Letter
from tickets.policy import Policy
from tickets.states import InboundState
from tickets.store import Store
from tickets.tokens import LINES, mint
from tickets.understanding import Audience

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Evening:
    """A desk at the moment at which its digests are asked for."""

    store: Store
    desk: Desk
    policy: Policy
    staff: Staff
    at: time  # `digest.at`, local to the desk
    now: datetime

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.desk.timezone)

    @property
    def latest(self) -> date:
        return latest_night(self.now, self.at, self.zone)


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One reader's digest, ready to be queued or shown."""

    night: Night
    values: Mapping[str, Any]
    table: bytes  # packed CSV


class _Told(Exception):  # noqa: N818  (no error: another scheduler was faster)
    """This night was told to him meanwhile; the letter is rolled back."""


def queue_owed(evening: Evening) -> int:
    """Queue the digest of the latest night for everybody who has none of it yet; returns how many. A quick no-op where none is owed."""
    with evening.store.reading() as connection:
        met_at = digests.met_at(connection)
    if met_at is None or due_at(evening.latest, evening.at, evening.zone) < met_at:
        return 0  # that night the desk was not there yet
    return queue(evening, evening.latest)


def queue(evening: Evening, night: date) -> int:
    """The same for any night, owed or not."""
    with evening.store.reading() as connection:
        people = {person.address: person for person in readers(evening.staff, evening.policy, night, _away(connection, evening))}
        untold = digests.untold(connection, night, list(people))
    return sum(_queue(evening, night, people[address]) for address in untold)


def paper(connection: Connection, evening: Evening, night: date, person: Person) -> Paper:
    """What this person is told of that night, as things stand now. Reads only."""
    since = digests.last_told(connection, person.address) or due_at(night - _DAY, evening.at, evening.zone)
    sight = sight_of(person, evening.staff, evening.policy, evening.now, _away(connection, evening))
    packing = Packing()
    listings = _listings(connection, evening, sight, Table(packing, evening.desk, evening.now))
    told = _night(connection, evening, night, since, sight, listings, sees_restricted=person.lead or bool(person.handles))
    values = digest.values(told, evening.desk, evening.policy, dict(evening.staff.names()))
    return Paper(night=told, values=values, table=packing.packed())


def sight_of(person: Person, staff: Staff, policy: Policy, now: datetime, away: Collection[str] = ()) -> Sight:
    """A lead sees the whole desk; where nobody leads or no lead is here, everybody does. Matters that no team takes are everybody's, and
    tickets of people who are away their teams': nobody falls through."""
    if person.lead or not any(other.lead for other in present(staff, away)):
        return Sight(at=now, is_whole=True)
    his = [team for team in staff.teams if team.name in person.teams]
    matters = tuple(
        (topic, audience.value)
        for topic in {*policy.topics, "other"}
        for audience in Audience
        if any(team.takes(topic, audience.value) for team in his) or not any(team.takes(topic, audience.value) for team in staff.teams)
    )
    own = tuple(address.lower() for address in person.addresses)
    return Sight(at=now, addresses=own, teams=person.teams, matters=matters, absent=tuple(sorted(away)))


def _away(connection: Connection, evening: Evening) -> set[str]:
    return absent(evening.staff, absences.away(connection, evening.now), evening.now)


def _queue(evening: Evening, night: date, person: Person) -> bool:
    with evening.store.reading() as connection:
        ready = paper(connection, evening, night, person)
    point("digest_gathered")
    letter = staff_letter(DIGEST, person, evening.desk, evening.policy, ready.values, purpose=LINES)
    try:
        with evening.store.writing() as connection:
            _record(connection, evening, night, person, letter, ready)
    except _Told:
        return False
    point("digest_queued")
    return True


def _record(connection: Connection, evening: Evening, night: date, person: Person, letter: Letter, ready: Paper) -> None:
    """Raises `_Told`."""
    token = mint(secrets.token_bytes(10))
    letter_id = outbox.queue(connection, letter, token=token, domain=evening.desk.domain, now=evening.now)
    point("digest_written")
    written = Written(
        night=night, person=person.address, letter=letter_id, lines=digest.lines(ready.night), table=ready.table, at=evening.now
    )
    if not digests.keep(connection, written):
        raise _Told


def _listings(connection: Connection, evening: Evening, sight: Sight, table: Table) -> dict[Block, Listing]:
    """One walk through each block: the first tickets are shown, and all of them stand in the table."""
    lines = count(1)
    found = {}
    for block in Block:
        most = digest.limit(block, evening.policy)
        shown: list[Thread] = []
        total = 0
        for thread in threads(connection, block, sight, evening.policy.steers):
            total += 1
            is_shown = total <= most
            table.add(block, next(lines) if is_shown else 0, thread)
            if is_shown:
                shown.append(thread)
        found[block] = Listing(rows=tuple(shown), count=total)
    return found


def _night(
    connection: Connection,
    evening: Evening,
    night: date,
    since: datetime,
    sight: Sight,
    listings: Mapping[Block, Listing],
    *,
    sees_restricted: bool,
) -> Night:
    now = evening.now
    intake = digest_figures.intake(connection, since)
    back = digest_troubles.returned(connection, sight, intake.bounces)
    return Night(
        night=night,
        now=now,
        since=since,
        is_whole=sight.is_whole,
        sees_restricted=sees_restricted,
        listings=listings,
        standing=digest_figures.standing(connection, sight, now),
        day=digest_figures.day(connection, sight, evening.policy, since),
        intake=intake,
        held=digest_troubles.waiting_mails(connection, sight, InboundState.HELD),
        failed=digest_troubles.waiting_mails(connection, sight, InboundState.FAILED),
        unacknowledged=digest_troubles.unacknowledged(connection, sight, since),
        capped=digest_troubles.capped(connection, sight, since),
        undelivered=(*digest_troubles.undelivered(connection, sight, since), *back),
        suppressed=digest_troubles.suppressions(connection, since) if sight.is_whole else (0, ()),
        incidents=digest_troubles.running_incidents(connection),
        unreached=digest_troubles.unreached(connection, now) if sight.is_whole else (),
        silences=digest_figures.silences(connection, now) if sight.is_whole else (),
    )
