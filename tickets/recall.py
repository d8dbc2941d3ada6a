"""What the desk knows that could tell which ticket a mail belongs to. Facts only: `ingest.thread` weighs them.

Merged tickets redirect: every row found here already names the ticket that stands at the end of the chain.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, bindparam, func, select

from tickets.schema import aliases, inbound, messages, participants, thread_ids, tickets, tokens
from tickets.states import InboundState, TicketStatus
from tickets.tokens import LINES

_MERGES = 20  # a chain longer than this is a cycle somebody forced into the table

# Made once: building a statement costs several times what running it does.
_KEYS: BindParameter[Any] = bindparam("keys", expanding=True)
_TOKENS = select(tokens).where(tokens.c.token.in_(_KEYS))
_ALIASED = (
    select(aliases.c.message_id, tokens.c.token)
    .join(tokens, tokens.c.outbound_id == aliases.c.outbound_id)
    .where(aliases.c.message_id.in_(_KEYS))
)
_THREADS = select(thread_ids.c.message_id, thread_ids.c.ticket_id, thread_ids.c.is_only_named).where(thread_ids.c.message_id.in_(_KEYS))
_TAGGED = select(tickets.c.number, tickets.c.id).where(tickets.c.number.in_(_KEYS))
_COPIES = select(messages.c.digest, messages.c.ticket_id).where(messages.c.digest.in_(_KEYS))
_WITH_ID = (
    select(
        inbound.c.message_id,
        inbound.c.digest,
        inbound.c.arrived_at,
        messages.c.ticket_id,
        messages.c.sender,
        messages.c.text,
        func.row_number().over(partition_by=inbound.c.message_id, order_by=inbound.c.id).label("place"),
    )
    .join(messages, messages.c.inbound_id == inbound.c.id)
    .where(inbound.c.message_id.in_(_KEYS), inbound.c.state == InboundState.FILED)
    .subquery()
)
_SIBLINGS = select(_WITH_ID).where(_WITH_ID.c.place <= 2)  # one of two has other content than a given mail
_MERGED = select(tickets.c.id, tickets.c.merged_into).where(tickets.c.id.in_(_KEYS), tickets.c.merged_into.is_not(None))
_TICKETS = select(tickets.c.id, tickets.c.number, tickets.c.status, tickets.c.requester, tickets.c.closed_at).where(tickets.c.id.in_(_KEYS))
_PEOPLE = select(participants.c.ticket_id, participants.c.address).where(participants.c.ticket_id.in_(_KEYS))


@dataclass(frozen=True, kw_only=True)
class Clues:
    """What a mail shows of an earlier one."""

    digest: str
    message_id: str
    address_tokens: tuple[str, ...]  # in our reply addresses among its recipients
    id_tokens: tuple[str, ...]  # in In-Reply-To and References
    body_tokens: tuple[str, ...]
    references: tuple[str, ...]  # every Message-ID it refers to, the nearest first
    tag: int | None  # the number of a [IC-1042] in the subject


@dataclass(frozen=True, kw_only=True)
class Token:
    token: str
    ticket_id: int
    purpose: str
    recipient: str
    minted_at: datetime
    is_revoked: bool


@dataclass(frozen=True, kw_only=True)
class Digest:
    """A digest that is answered: it leads to no ticket, and its lines to many."""

    token: str
    letter: int  # its outbound row
    recipient: str
    is_revoked: bool


@dataclass(frozen=True, kw_only=True)
class Thread:
    """A ticket, as far as joining it is concerned."""

    ticket_id: int
    number: int
    status: TicketStatus
    requester: str
    participants: frozenset[str]  # lower case
    closed_at: datetime | None  # since when it is SOLVED or CLOSED


@dataclass(frozen=True, kw_only=True)
class Sibling:
    """A filed mail with the same Message-ID and another content."""

    ticket_id: int
    sender: str
    at: datetime
    text: str  # its new words, as every view shows them


@dataclass(frozen=True, kw_only=True)
class Evidence:
    tokens: tuple[Token, ...] = ()  # in addresses and Message-IDs, the newest first
    body_tokens: tuple[Token, ...] = ()
    digests: tuple[Digest, ...] = ()  # in addresses and Message-IDs, the newest first
    referred: tuple[tuple[str, int], ...] = ()  # (a Message-ID that is not ours, its ticket), the nearest first
    named: tuple[tuple[str, int], ...] = ()  # the same, where a filed mail only named it; the mail's own Message-ID too
    tagged: int | None = None
    copy_of: int | None = None  # the ticket that holds this very mail
    sibling: Sibling | None = None
    threads: tuple[Thread, ...] = ()  # every ticket named above

    def thread(self, ticket_id: int) -> Thread:
        return next(thread for thread in self.threads if thread.ticket_id == ticket_id)


def gather(connection: Connection, clues: Sequence[Clues]) -> list[Evidence]:
    """The evidence on each of these mails: every row that could matter, in few and indexed questions for all of them together."""
    found = _Found(connection, clues)
    return [found.evidence(clue) for clue in clues]


def standing(connection: Connection, ticket_id: int) -> int:
    """The ticket at the end of a chain of merges."""
    return _ends(connection, {ticket_id})[ticket_id]


class _Found:
    """The rows that these mails' clues lead to, by their keys."""

    def __init__(self, connection: Connection, clues: Sequence[Clues]) -> None:
        def rows(query: Select[Any], keys: Iterable[Any]) -> Sequence[Row[Any]]:
            wanted = list(dict.fromkeys(key for key in keys if key))
            return connection.execute(query, {"keys": wanted}).all() if wanted else ()

        references = {reference for clue in clues for reference in clue.references}
        message_ids = {clue.message_id for clue in clues}
        self._aliases: dict[str, list[str]] = defaultdict(list)
        for row in rows(_ALIASED, references):
            self._aliases[row.message_id].append(row.token)
        wanted = [token for clue in clues for token in (*clue.address_tokens, *clue.id_tokens, *clue.body_tokens)]
        found = rows(_TOKENS, chain(wanted, *self._aliases.values()))
        self._tokens = {row.token: row for row in found if row.ticket_id is not None}  # a digest and an alarm stand on no ticket
        self._digests = {row.token: row for row in found if row.purpose == LINES}
        self._threads = {row.message_id: row for row in rows(_THREADS, references | message_ids)}
        self._tagged = {row.number: row.id for row in rows(_TAGGED, (clue.tag for clue in clues))}
        self._copies = {row.digest: row.ticket_id for row in rows(_COPIES, (clue.digest for clue in clues))}
        self._siblings: dict[str, list[Row[Any]]] = defaultdict(list)
        for row in rows(_SIBLINGS, message_ids):
            self._siblings[row.message_id].append(row)
        named = chain(self._tokens.values(), self._threads.values(), *self._siblings.values())
        self._ends = _ends(connection, {row.ticket_id for row in named} | {*self._tagged.values(), *self._copies.values()})
        ends = self._ends.values()
        self._people: dict[int, list[str]] = defaultdict(list)
        for row in rows(_PEOPLE, ends):
            self._people[row.ticket_id].append(row.address)
        self._tickets = {row.id: self._thread(row) for row in rows(_TICKETS, ends)}

    def evidence(self, clue: Clues) -> Evidence:
        named_tokens = (*clue.address_tokens, *clue.id_tokens, *self._aliased(clue))
        tokens_found = self._newest_first(named_tokens)
        body = self._newest_first(clue.body_tokens)
        referred, named = self._referred(clue)
        tagged = self._end(self._tagged.get(clue.tag)) if clue.tag is not None else None
        copy_of, sibling = self._end(self._copies.get(clue.digest)), self._sibling(clue)
        ids = {token.ticket_id for token in (*tokens_found, *body)} | {ticket for _, ticket in referred + named}
        ids |= {ticket for ticket in (tagged, copy_of, sibling.ticket_id if sibling else None) if ticket is not None}
        return Evidence(
            tokens=tokens_found,
            body_tokens=body,
            digests=self._answered(named_tokens),
            referred=referred,
            named=named,
            tagged=tagged,
            copy_of=copy_of,
            sibling=sibling,
            threads=tuple(self._tickets[ticket_id] for ticket_id in sorted(ids)),
        )

    def _end(self, ticket_id: int | None) -> int | None:
        return None if ticket_id is None else self._ends[ticket_id]

    def _aliased(self, clue: Clues) -> Iterable[str]:
        """The tokens of letters whose Message-ID a submission server replaced."""
        return chain.from_iterable(self._aliases.get(reference, ()) for reference in clue.references)

    def _newest_first(self, wanted: Iterable[str]) -> tuple[Token, ...]:
        known = [self._token(self._tokens[token]) for token in dict.fromkeys(wanted) if token in self._tokens]
        return tuple(sorted(known, key=lambda token: token.minted_at, reverse=True))

    def _answered(self, wanted: Iterable[str]) -> tuple[Digest, ...]:
        rows = [self._digests[token] for token in dict.fromkeys(wanted) if token in self._digests]
        rows.sort(key=lambda row: row.minted_at, reverse=True)
        return tuple(
            Digest(token=row.token, letter=row.outbound_id, recipient=row.recipient.lower(), is_revoked=row.revoked_at is not None)
            for row in rows
        )

    def _token(self, row: Row[Any]) -> Token:
        return Token(
            token=row.token,
            ticket_id=self._ends[row.ticket_id],
            purpose=row.purpose,
            recipient=row.recipient.lower(),
            minted_at=row.minted_at,
            is_revoked=row.revoked_at is not None,
        )

    def _referred(self, clue: Clues) -> tuple[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]]:
        """(received, only named): the tickets to which the references lead, and the mail's own Message-ID where an answer came first."""
        received, named = [], []
        for key in dict.fromkeys((*clue.references, clue.message_id)):
            row = self._threads.get(key)
            if row is not None and row.is_only_named:
                named.append((key, self._ends[row.ticket_id]))
            elif row is not None and key != clue.message_id:
                received.append((key, self._ends[row.ticket_id]))
        return tuple(received), tuple(named)

    def _sibling(self, clue: Clues) -> Sibling | None:
        others = (row for row in self._siblings.get(clue.message_id, ()) if row.digest != clue.digest)
        row = next(others, None)
        return None if row is None else Sibling(ticket_id=self._ends[row.ticket_id], sender=row.sender, at=row.arrived_at, text=row.text)

    def _thread(self, row: Row[Any]) -> Thread:
        return Thread(
            ticket_id=row.id,
            number=row.number,
            status=TicketStatus(row.status),
            requester=row.requester.lower(),
            participants=frozenset(self._people[row.id]),
            closed_at=row.closed_at,
        )


def _ends(connection: Connection, ticket_ids: Collection[int]) -> dict[int, int]:
    """Each ticket's end of its chain of merges. A cycle is refused when it is made; one in the table ends here all the same."""
    ends = {ticket_id: ticket_id for ticket_id in ticket_ids}
    for _ in range(_MERGES):
        if not ends:
            break
        into = {row.id: row.merged_into for row in connection.execute(_MERGED, {"keys": list(set(ends.values()))})}
        if not into:
            break
        ends = {ticket_id: into.get(end, end) for ticket_id, end in ends.items()}
    return ends
