"""A desk that has outgrown its SQLite file goes on in PostgreSQL, with every row that it had."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, update
from sqlalchemy.exc import IntegrityError

from tests.servers.postgresql import Postgresql
from tickets import brake, holder, moving
from tickets.schema import dealers, events, inbound, links, mailboxes, metadata, raws, tickets
from tickets.store import Store
from tickets.waiting import Refused

pytestmark = pytest.mark.server

NOW = datetime(2026, 3, 3, 15, 4, 5, 678901, tzinfo=UTC)


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Store]:
    with closing(Store(f"sqlite:///{tmp_path / 'desk.db'}")) as store:
        store.upgrade()
        with store.writing() as connection:
            furnish(connection)
        yield store


@pytest.fixture
def new(running_postgresql: Postgresql) -> Iterator[Store]:
    with running_postgresql.desk() as url, closing(Store(url)) as store:
        yield store


def furnish(connection: Connection) -> None:
    """A little of everything that the two databases store in their own ways."""
    whole = {"opened_at": NOW, "last_message_at": NOW, "status": "OPEN", "requester": "ann@example.org", "missing": ["serial"]}
    for number in range(1, 4):
        values = {"number": 1000 + number, "subject": f"Cámara № {number} 📷", "certainty": 0.1 + number}
        connection.execute(insert(tickets).values({**whole, **values}))
    connection.execute(update(tickets).where(tickets.c.number == 1001).values(merged_into=3))  # an earlier row points at a later one
    connection.execute(insert(links).values(ticket_id=1, other_id=2, because="one\0device"))
    connection.execute(insert(raws).values(sha256="a" * 64, size=9, zstd=bytes(range(256)), kept_at=NOW))
    row = {"mailbox": "support", "digest": "d" * 64, "raw_sha256": "a" * 64, "size": 9, "arrived_at": NOW, "received_at": NOW}
    connection.execute(insert(inbound).values({**row, "state": "FILED", "uid": 2**40, "uidvalidity": 7}))
    connection.execute(insert(events), [{"at": NOW, "what": f"event {number}"} for number in range(2500)])


def rows(store: Store) -> dict[str, list[tuple[object, ...]]]:
    with store.reading() as connection:
        return {table.name: sorted(map(tuple, connection.execute(select(table))), key=repr) for table in metadata.sorted_tables}


def is_empty(store: Store) -> bool:
    return not any(rows(store).values())


def test_every_row_arrives_as_it_was_and_the_next_one_gets_the_next_number(old: Store, new: Store) -> None:
    seen: list[tuple[int, int]] = []
    moved = moving.move(old, new, NOW, lambda done, total: seen.append((done, total)))
    there = rows(new)
    before = rows(old)
    assert before.pop("notebook"), "the old desk is shut, and knows why"
    assert there.pop("notebook") == []
    assert there.pop("links") == [(1, 2, "onedevice")]
    before.pop("links")
    assert there == before
    assert moved["events"] == 2500
    assert seen[-1] == (2 * sum(moved.values()), 2 * sum(moved.values()))
    with new.writing() as connection:
        assert connection.execute(insert(events).values(at=NOW, what="the next").returning(events.c.id)).scalar_one() == 2501


def test_the_old_desk_sends_nothing_any_more(old: Store, new: Store) -> None:
    moving.move(old, new, NOW, lambda *_: None)
    with old.reading() as was, new.reading() as is_now:
        assert brake.reason(was) == moving.MOVED
        assert brake.reason(is_now) == ""


def test_every_constraint_holds_again(old: Store, new: Store) -> None:
    moving.move(old, new, NOW, lambda *_: None)
    with pytest.raises(IntegrityError, match="fk_events_ticket_id"), new.writing() as connection:
        connection.execute(insert(events).values(at=NOW, what="of no ticket", ticket_id=77))


def test_a_target_that_holds_anything_is_refused(old: Store, new: Store) -> None:
    with new.writing() as connection:
        connection.execute(insert(dealers).values(key="example.org"))
    with pytest.raises(Refused, match="not empty"):
        moving.move(old, new, NOW, lambda *_: None)
    with old.reading() as connection:
        assert brake.reason(connection) == ""


def test_a_desk_at_work_is_not_moved_unless_somebody_insists(old: Store, new: Store) -> None:
    with old.writing() as connection:
        connection.execute(insert(mailboxes).values(name="support", holder=holder.name(), held_until=NOW + timedelta(minutes=1)))
    with pytest.raises(Refused, match="at work"):
        moving.move(old, new, NOW, lambda *_: None)
    assert is_empty(new)
    assert moving.move(old, new, NOW, lambda *_: None, is_forced=True)["mailboxes"] == 1


def test_cut_off_in_the_middle_it_leaves_nothing_and_is_called_again(old: Store, new: Store) -> None:
    def cut(done: int, total: int) -> None:
        if done > total // 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        moving.move(old, new, NOW, cut)
    assert is_empty(new)
    with old.reading() as connection:
        assert brake.reason(connection) == ""
    moving.move(old, new, NOW, lambda *_: None)
    assert not is_empty(new)


def test_a_row_that_the_target_refuses_is_told_with_its_table(old: Store, new: Store) -> None:
    with old.writing() as connection:
        connection.execute(insert(dealers).values(key="x" * 400))  # SQLite counts no characters
    with pytest.raises(Refused, match="dealers: the target refuses"):
        moving.move(old, new, NOW, lambda *_: None)
    assert is_empty(new)
