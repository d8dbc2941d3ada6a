"""Tickets by any words of them: what was said, by whom, which serial numbers.

The index is derived and lags by seconds: filing a mail costs nothing for it, a duty of the schedule catches up with what changed since.
It holds for each ticket the bag of its words, cut and folded here and not by the database, so that both databases find the same: SQLite in
an FTS5 table whose rowid is the ticket's id, PostgreSQL in a tsvector.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, column, func, select, table, text

from tickets.schema import events, facts, messages, participants, tickets

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 40  # characters of a word: a serial number is shorter, a line of base64 is none
_MOST_WORDS = 3000  # of a ticket
_MOST_CHARACTERS = 200_000  # of one text
_MOST_TERMS = 10  # of a question
_OPEN_END = 3  # letters from which on the last term finds words that begin with it
_BATCH = 500  # tickets of one transaction: a tenth of a second
# A row of another process may become visible after one with a higher number: what is this near to the end is looked at again.
_OVERTAKEN = 200

# The migration 0003 makes these by hand: no page of the schema is both an FTS5 table and a tsvector.
_WORDS = table("ticket_words", column("rowid", BigInteger), column("ticket_id", BigInteger))
_UPTO = text("SELECT source, id FROM ticket_words_upto ORDER BY source")
_FORGET_ALL = text("DELETE FROM ticket_words")
_FORGET_UPTO = text("DELETE FROM ticket_words_upto")
_KEEP_UPTO = text("INSERT INTO ticket_words_upto (source, id) VALUES (:source, :id)")
_SOURCES = MappingProxyType({"events": events, "messages": messages})


@dataclass(frozen=True, kw_only=True)
class _Dialect:
    """How one database keeps and asks its index."""

    ticket: ColumnElement[int]
    holds: str  # a condition on :asked
    both: str  # between two terms
    open_end: str  # after a term that may go on
    term: str
    add: str
    drop: str
    glue: str = ""  # between the words of a bag, where it is one text
    lock: str = ""  # lets one process at a time move the index


_DIALECTS: Mapping[str, _Dialect] = MappingProxyType(
    {
        "sqlite": _Dialect(
            ticket=_WORDS.c.rowid,
            holds="ticket_words MATCH :asked",
            both=" ",
            open_end="*",
            term='"{}"',
            add="INSERT INTO ticket_words (rowid, words) VALUES (:id, :words)",
            drop="DELETE FROM ticket_words WHERE rowid = :id",
            glue=" ",
        ),
        "postgresql": _Dialect(
            ticket=_WORDS.c.ticket_id,
            holds="ticket_words.words @@ CAST(:asked AS tsquery)",
            both=" & ",
            open_end=":*",
            term="'{}'",
            add="INSERT INTO ticket_words (ticket_id, words) VALUES (:id, array_to_tsvector(CAST(:words AS text[])))",
            drop="DELETE FROM ticket_words WHERE ticket_id = :id",
            lock="LOCK TABLE ticket_words_upto IN EXCLUSIVE MODE",
        ),
    }
)


def words(texts: Iterable[str]) -> list[str]:
    """The distinct words in lower case and without accents, in the order of their first use."""
    found: dict[str, None] = {}
    for said in texts:
        found.update(dict.fromkeys(word for word in _WORD.findall(_folded(said[:_MOST_CHARACTERS])) if len(word) <= _LONGEST))
        if len(found) >= _MOST_WORDS:
            break
    return list(found)[:_MOST_WORDS]


def matching(connection: Connection, query: Select[Any], asked: str) -> Select[Any]:
    """A select from `tickets`, narrowed to those that hold every word of the question; without words it stays as it is.

    The last word may go on: it is perhaps still being typed. To let each go on would cost as much again for each.
    """
    terms = words([asked])[:_MOST_TERMS]
    if not terms:
        return query
    dialect = _DIALECTS[connection.dialect.name]
    found = dialect.both.join(map(dialect.term.format, terms)) + (dialect.open_end if len(terms[-1]) >= _OPEN_END else "")
    return query.join(_WORDS, dialect.ticket == tickets.c.id).where(text(dialect.holds).bindparams(asked=found))


def newest_first(connection: Connection, asked: str) -> ColumnElement[int]:
    """The order of a select that `matching` narrowed. SQLite walks its index in it, and would sort a hundred thousand ids in any other."""
    is_walked = connection.dialect.name == "sqlite" and bool(words([asked]))
    return (_WORDS.c.rowid if is_walked else tickets.c.id).desc()


def is_behind(connection: Connection) -> bool:
    """Whether anything changed since the index was written last; asked often, and answered at once."""
    return _upto(connection) != _newest(connection)


def catch_up(connection: Connection, *, at_most: int = _BATCH) -> int:
    """Index what changed since the last call; how many tickets were read. 0: nothing is left to do."""
    dialect = _DIALECTS[connection.dialect.name]
    if dialect.lock:
        connection.execute(text(dialect.lock))
    upto, newest = _upto(connection), _newest(connection)
    if newest == upto:
        return 0
    if any(newest[source] < reached for source, reached in upto.items()):
        upto = dict.fromkeys(upto, 0)  # these are other tables, from a backup or a move
        connection.execute(_FORGET_ALL)
    reached, stale = _changed(connection, upto, newest, at_most)
    index(connection, stale)
    connection.execute(_FORGET_UPTO)
    connection.execute(_KEEP_UPTO, [{"source": source, "id": number} for source, number in reached.items()])
    return len(stale)


def index(connection: Connection, ids: Collection[int]) -> None:
    """Write the words of these tickets anew, as they stand now."""
    if not ids:
        return
    dialect = _DIALECTS[connection.dialect.name]
    found = _bags(connection, list(ids))
    connection.execute(text(dialect.drop), [{"id": number} for number in ids])
    rows = [{"id": number, "words": dialect.glue.join(bag) if dialect.glue else bag} for number, bag in found.items()]
    if rows:
        connection.execute(text(dialect.add), rows)


def forget(connection: Connection, ids: Collection[int]) -> None:
    """After an erasure: the words that were erased stand in the index no more, nor in the pages that it left."""
    index(connection, ids)
    if connection.dialect.name == "sqlite" and ids:
        connection.execute(text("INSERT INTO ticket_words (ticket_words) VALUES ('optimize')"))  # FTS5 drops dead words when it merges


def _folded(said: str) -> str:
    if said.isascii():
        return said.lower()
    return "".join(letter for letter in unicodedata.normalize("NFKD", said).casefold() if not unicodedata.combining(letter))


def _changed(connection: Connection, upto: Mapping[str, int], newest: Mapping[str, int], at_most: int) -> tuple[dict[str, int], list[int]]:
    """How far this pass reaches, and the tickets that changed up to there."""
    stale: dict[int, None] = {}
    reached = dict(upto)
    for source, named in _SOURCES.items():
        if newest[source] == upto[source]:
            continue
        since = max(0, upto[source] - _OVERTAKEN)
        query = select(named.c.id, named.c.ticket_id).where(named.c.id > since).order_by(named.c.id).limit(at_most + _OVERTAKEN)
        rows = connection.execute(query).all()
        stale.update(dict.fromkeys(row.ticket_id for row in rows if row.ticket_id is not None))
        reached[source] = rows[-1].id
    return reached, list(stale)


def _bags(connection: Connection, ids: Sequence[int]) -> dict[int, list[str]]:
    """What each ticket is found by. Its number is none of it: that is looked up."""
    said: dict[int, list[str]] = {}
    spoken = select(messages.c.ticket_id, messages.c.subject, messages.c.text, messages.c.sender)
    for query in (
        select(tickets.c.id, tickets.c.subject, tickets.c.requester, tickets.c.requester_name).where(tickets.c.id.in_(ids)),
        select(participants.c.ticket_id, participants.c.address).where(participants.c.ticket_id.in_(ids)),
        select(facts.c.ticket_id, facts.c.value).where(facts.c.ticket_id.in_(ids)).order_by(facts.c.id),
        spoken.where(messages.c.ticket_id.in_(ids)).order_by(messages.c.id),
    ):
        for row in connection.execute(query):
            said.setdefault(row[0], []).extend(row[1:])
    return {number: words(texts) for number, texts in said.items()}


def _upto(connection: Connection) -> dict[str, int]:
    return dict.fromkeys(_SOURCES, 0) | {row.source: row.id for row in connection.execute(_UPTO)}


def _newest(connection: Connection) -> dict[str, int]:
    last = {source: select(func.coalesce(func.max(named.c.id), 0)) for source, named in _SOURCES.items()}
    return {source: int(connection.execute(query).scalar_one()) for source, query in last.items()}
