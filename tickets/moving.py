"""Moving house: a desk's SQLite file carried to an empty PostgreSQL, whole or not at all.

The desk must stand still: what it wrote meanwhile would be lost, so its leases are looked at, and its file is locked while rows travel.
The target's foreign keys are taken off first and put on again at the end, which checks every one: tickets point at each other, so no
order of rows would do. Every row is read back and compared. Cut off anywhere, the target is as empty as before; call it again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import Any

from sqlalchemy import Column, Connection, LargeBinary, Row, Table, func, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.schema import AddConstraint, DropConstraint

from tickets import brake
from tickets.holder import is_dead
from tickets.schema import inbound, mailboxes, metadata, outbound
from tickets.store import Store
from tickets.waiting import Refused

Progress = Callable[[int, int], None]

_ROWS = 1000  # a batch: some megabytes
_BLOBS = 20  # of raw mails, of which one may have a hundred megabytes
_SUM = 2**256
MOVED = "the desk has moved to another database"  # the old one sends nothing any more, whoever starts it


@dataclass(frozen=True)
class Carried:
    """What one table holds, whatever the order: how many rows, and the sum of their hashes."""

    rows: int = 0
    digest: int = 0

    def plus(self, row: Sequence[Any]) -> Carried:
        taken = hashlib.sha256(repr(tuple(row)).encode(errors="surrogatepass")).digest()
        return Carried(self.rows + 1, (self.digest + int.from_bytes(taken)) % _SUM)


def move(source: Store, target: Store, now: datetime, progress: Progress, *, is_forced: bool = False) -> dict[str, int]:
    """Carry every row; returns how many a table. Both hold this version's tables. Raises Refused, and the target stays as it was.

    `is_forced` moves although a process of the desk may still be at work, such as one of another host that crashed a minute ago.
    """
    _suit(source, target)
    # The lock on the file lasts until the target is whole; then the old desk is shut, so that no letter leaves twice.
    with source.writing() as old:
        if not is_forced:
            _refuse_while_it_runs(old, now)
        with target.writing() as new:
            moved = _carry(old, new, _Count(progress, 2 * _total(old)))
        brake.pause(old, MOVED)
    return moved


def _suit(source: Store, target: Store) -> None:
    if source.engine.dialect.name != "sqlite" or target.engine.dialect.name != "postgresql":
        raise Refused("a desk is carried from SQLite to PostgreSQL alone; between PostgreSQLs use pg_dump and pg_restore")
    with target.reading() as new:
        full = [table.name for table in metadata.sorted_tables if new.execute(select(table).limit(1)).first() is not None]
    if full:
        raise Refused(f"the target is not empty (rows in {', '.join(full[:5])}): make a new database; nothing was changed")


def _refuse_while_it_runs(old: Connection, now: datetime) -> None:
    alive = sorted({name for table in (mailboxes, inbound, outbound) for name in _holders(old, table, now) if not is_dead(name)})
    if alive:
        raise Refused(f"the desk is at work ({', '.join(alive[:3])}): stop it first; nothing was changed")


def _holders(old: Connection, table: Table, now: datetime) -> set[str]:
    return set(old.execute(select(table.c.holder).distinct().where(table.c.holder != "", table.c.held_until > now)).scalars())


def _total(old: Connection) -> int:
    return sum(old.execute(select(func.count()).select_from(table)).scalar_one() for table in metadata.sorted_tables)


class _Count:
    """Rows carried and rows compared, for whoever watches."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def add(self, rows: int) -> None:
        self._done += rows
        self._progress(self._done, self._total)


def _carry(old: Connection, new: Connection, count: _Count) -> dict[str, int]:
    tables = metadata.sorted_tables
    keys = [key for table in tables for key in table.foreign_key_constraints]
    for key in keys:
        new.execute(DropConstraint(key))
    sent = {table.name: _copy(old, new, table, count) for table in tables}
    for key in keys:
        new.execute(AddConstraint(key, isolate_from_table=False))
    for table in tables:
        _count_on(new, table)
        arrived = _held(new, table, count)
        if arrived != sent[table.name]:
            raise Refused(f"{table.name}: {sent[table.name].rows} rows left and {arrived.rows} arrived, or other ones; nothing was changed")
    return {name: carried.rows for name, carried in sent.items()}


def _copy(old: Connection, new: Connection, table: Table, count: _Count) -> Carried:
    carried = Carried()
    for rows in _batches(old, table):
        _put(new, table, rows)
        carried = reduce(Carried.plus, rows, carried)
        count.add(len(rows))
    return carried


def _put(new: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    names = [column.name for column in table.c]
    try:
        new.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])
    except DBAPIError as err:
        raise Refused(f"{table.name}: the target refuses a row ({str(err.orig).partition(chr(10))[0]}); nothing was changed") from err


def _held(new: Connection, table: Table, count: _Count) -> Carried:
    carried = Carried()
    for rows in _batches(new, table):
        carried = reduce(Carried.plus, rows, carried)
        count.add(len(rows))
    return carried


def _batches(connection: Connection, table: Table) -> Iterator[list[tuple[Any, ...]]]:
    """Every row, few at a time in memory."""
    found = connection.execute(select(table), execution_options={"yield_per": _batch(table)})
    for rows in found.partitions():
        yield [_speakable(row) for row in rows]


def _speakable(row: Row[Any]) -> tuple[Any, ...]:
    """PostgreSQL knows no NUL in a text; what SQLite took of one is left out."""
    return tuple(value.replace("\0", "") if isinstance(value, str) else value for value in row)


def _batch(table: Table) -> int:
    return _BLOBS if any(isinstance(column.type, LargeBinary) for column in table.c) else _ROWS


def _count_on(new: Connection, table: Table) -> None:
    """The next row gets the next number."""
    column: Column[Any] | None = table.autoincrement_column
    highest = None if column is None else new.execute(select(func.max(column))).scalar()
    if column is not None and highest is not None:
        new.execute(select(func.setval(func.pg_get_serial_sequence(table.name, column.name), highest)))
