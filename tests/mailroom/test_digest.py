"""Exactly once a night and person: whatever restarts, however many schedulers run, wherever they are killed."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from mailroom.digest import Evening, paper, queue_owed, sight_of
from tickets import absences
from tickets.directory import Person, Staff, Team
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.schema import digest_lines, digests, mailboxes, outbound, tickets, tokens
from tickets.store import Store

NOW = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)  # Monday, 10 PM Eastern
LENA = Person(name="Lena Ortiz", addresses=("lena@desk.example",), lead=True)
DAILY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ANA = Person(name="Ana Reyes", addresses=("ana@desk.example",), teams=("support",), digest_days=DAILY)
BEN = Person(name="Ben Ito", addresses=("ben@desk.example",), teams=("designs",), digest_days=DAILY)
STAFF = Staff(
    people=(LENA, ANA, BEN),
    teams=(Team(name="support", topics=("question",)), Team(name="designs", topics=("sales.design",))),
)
KILLS = 50


def evening(store: Store, now: datetime = NOW) -> Evening:
    return Evening(store=store, desk=Desk(), policy=Policy.load_default(), staff=STAFF, at=clock(21), now=now)


def a_desk(folder: Path, *, count: int = 12, met_at: datetime = NOW - timedelta(days=99)) -> Store:
    store = Store(f"sqlite:///{folder / 'desk.db'}")
    store.upgrade()
    at = NOW - timedelta(hours=5)
    common: dict[str, Any] = {"status": "OPEN", "subject": "s", "requester": "p@example.com", "topic": "question.usage"}
    common |= {"opened_at": at, "last_message_at": at}
    with store.writing() as connection:
        connection.execute(insert(mailboxes).values(name="support", met_at=met_at, last_success=NOW))
        connection.execute(insert(tickets), [common | {"number": number} for number in range(1, count + 1)])
    return store


def told(store: Store) -> Counter[tuple[str, str]]:
    """How many letters there are for each (night, person), by the outbox and not by the digests' own table."""
    with store.reading() as connection:
        letters = connection.execute(select(outbound.c["values"].label("shown"), outbound.c.recipient).where(outbound.c.kind == "digest"))
        return Counter((row.shown["night"], row.recipient) for row in letters)


def test_two_asks_are_one_digest_each(tmp_path: Path) -> None:
    with closing(a_desk(tmp_path)) as store:
        assert queue_owed(evening(store)) == 3
        assert queue_owed(evening(store)) == 0
        assert set(told(store).values()) == {1}
        assert queue_owed(evening(store, NOW + timedelta(days=1))) == 3


def test_nights_that_nobody_was_there_to_send_are_told_by_the_latest(tmp_path: Path) -> None:
    with closing(a_desk(tmp_path)) as store:
        queue_owed(evening(store))
        assert queue_owed(evening(store, NOW + timedelta(days=5))) == 3
        assert {night for night, _ in told(store)} == {"2026-03-02", "2026-03-07"}


def test_a_desk_is_not_told_of_nights_before_it_opened(tmp_path: Path) -> None:
    with closing(a_desk(tmp_path, met_at=NOW)) as store:
        assert queue_owed(evening(store)) == 0


def test_its_letter_stands_on_no_ticket_and_its_lines_lead_to_theirs(tmp_path: Path) -> None:
    with closing(a_desk(tmp_path)) as store:
        queue_owed(evening(store))
        with store.reading() as connection:
            (letter,) = connection.execute(select(outbound.c.id).where(outbound.c.recipient == "lena@desk.example")).scalars()
            bound = select(digest_lines.c.line, digest_lines.c.ticket_id).where(digest_lines.c.outbound_id == letter)
            lines = {row.line: row.ticket_id for row in connection.execute(bound)}
            token = connection.execute(select(tokens).where(tokens.c.outbound_id == letter)).one()
        assert lines == {number: number for number in range(1, 13)}
        assert (token.ticket_id, token.purpose, token.recipient) == (None, "lines", "lena@desk.example")


def test_looking_changes_nothing(tmp_path: Path) -> None:
    with closing(a_desk(tmp_path)) as store:
        with store.reading() as connection:
            shown = paper(connection, evening(store), NOW.date(), LENA)
        assert shown.night.listings
        assert not told(store)


def test_an_engineer_is_told_of_his_own_matters_and_a_lead_of_all(tmp_path: Path) -> None:
    with closing(a_desk(tmp_path)) as store, store.reading() as connection:
        counts = [
            sum(listing.count for listing in paper(connection, evening(store), NOW.date(), person).night.listings.values())
            for person in (LENA, ANA, BEN)
        ]
    assert counts == [12, 12, 0]


def test_what_no_team_takes_is_everybodys() -> None:
    matters = set(sight_of(BEN, STAFF, Policy.load_default(), NOW).matters)
    assert ("sales.design", "dealer") in matters
    assert ("question.usage", "dealer") not in matters
    assert ("rma", "dealer") in matters, "no team takes it"


def test_where_nobody_leads_everybody_sees_the_whole_desk() -> None:
    alone = Staff(people=(ANA,), teams=STAFF.teams)
    assert sight_of(ANA, alone, Policy.load_default(), NOW).is_whole


def test_desk_rule_31_tickets_of_people_who_are_away_stand_in_the_digests_of_their_team_and_lead(tmp_path: Path) -> None:
    cleo = Person(name="Cleo Park", addresses=("cleo@desk.example",), teams=("support",), digest_days=DAILY)
    tonight = replace(evening(a_desk(tmp_path)), staff=Staff(people=(*STAFF.people, cleo), teams=STAFF.teams))
    with closing(tonight.store) as store:
        with store.writing() as connection:
            connection.execute(update(tickets).values(owner=ANA.address))
        assert listed(tonight) == {"Lena Ortiz": 12, "Ana Reyes": 12, "Ben Ito": 0, "Cleo Park": 0}
        with store.writing() as connection:
            absences.leave(connection, ANA.address, NOW + timedelta(days=3), "by #away")
        assert listed(tonight) == {"Lena Ortiz": 12, "Ana Reyes": 12, "Ben Ito": 0, "Cleo Park": 12}
        assert queue_owed(tonight) == 3
        assert {person for _, person in told(store)} == {"lena@desk.example", "ben@desk.example", "cleo@desk.example"}


def listed(tonight: Evening) -> dict[str, int]:
    """How many tickets each person's digest lists."""
    with tonight.store.reading() as connection:
        papers = {person.name: paper(connection, tonight, NOW.date(), person) for person in tonight.staff.people}
    return {name: sum(listing.count for listing in found.night.listings.values()) for name, found in papers.items()}


def test_desk_rule_31_where_no_lead_is_here_everybody_sees_the_whole_desk() -> None:
    assert sight_of(ANA, STAFF, Policy.load_default(), NOW, (LENA.address,)).is_whole


def test_killed_at_fifty_random_moments_there_is_one_digest_each(tmp_path: Path) -> None:
    moments = random.Random(20260303)
    with closing(a_desk(tmp_path)) as store:
        began = time.monotonic()
        queue_owed(evening(store))
        lasts = time.monotonic() - began
        for kill in range(1, KILLS + 1):
            now = NOW + timedelta(days=kill)
            doomed, other = _scheduler(store, now), _scheduler(store, now)
            time.sleep(moments.uniform(0, lasts))
            os.kill(doomed, signal.SIGKILL)
            os.waitpid(doomed, 0)
            assert os.waitpid(other, 0)[1] == 0
        found = told(store)
        with store.reading() as connection:
            recorded = connection.execute(select(digests.c.night, digests.c.person)).all()
    assert set(found.values()) == {1}
    assert len(found) == len(recorded) == 3 * (KILLS + 1)


def _scheduler(store: Store, now: datetime) -> int:
    """Another process that asks whether digests are owed."""
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            store.engine.dispose(close=False)  # connections are not for two processes
            queue_owed(evening(store, now))
            status = 0
        finally:
            os._exit(status)
    return pid
