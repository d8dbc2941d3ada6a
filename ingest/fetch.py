"""How mails are fetched: which together, and what to do with one that will not come.

One mail must never stop the mails behind it, and none may be passed over: the caller moves its cursor past whatever is handed out.
So a batch that the server refuses is split until the culprit stands alone; a mail on which the connection breaks again and again
is fetched alone, then by its header; and the last resort is an empty mail that says what is wrong. Both happen: Dovecot ends the
session on a file that it cannot read, others answer NO.
"""

from __future__ import annotations

import imaplib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ingest.imap_trouble import Cut, asks_for_time

HEADER_BYTES = 262_144  # of a giant or unreadable mail (decisions 13)
STRIKES = 3  # broken connections before a mail is fetched by its header only

_LISTED_AT_ONCE = 500
_HEADER = f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>"

Row = Mapping[bytes, object]
Fetch = Callable[[Sequence[int], Sequence[str]], Mapping[int, Row]]  # imaplib's errors pass through; Cut when the connection went


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A mail on the server, not fetched yet."""

    uid: int
    size: int
    internal_date: datetime


@dataclass(frozen=True, kw_only=True)
class Fetched:
    """A mail in hand. `raw` is the whole of it, or up to 256 KB of its header where `is_giant` or `problem` says so."""

    uid: int
    internal_date: datetime  # aware, UTC
    size: int  # at the server, bytes
    raw: bytes = field(repr=False)
    is_giant: bool = False
    problem: str = ""  # why the server did not give the body; '' nearly always

    @property
    def is_whole(self) -> bool:
        """Only such a mail may be tidied: of the others the server has more than we."""
        return not self.is_giant and not self.problem


@dataclass(frozen=True, kw_only=True)
class Limits:
    max_bytes: int
    batch_count: int
    batch_bytes: int


@dataclass
class Fetcher:
    """Remembers, from one connection to the next, on which mails it broke."""

    fetch: Fetch
    limits: Limits
    strikes: Counter[int] = field(default_factory=Counter)

    def runs(self, uids: Sequence[int]) -> Iterator[list[int]]:
        """What may be listed together: many, but a mail with a strike alone. Ask for the next one when the last one is read."""
        run: list[int] = []
        for uid in uids:
            if run and (self.strikes[uid] or len(run) == _LISTED_AT_ONCE):
                yield run
                run = []
            run.append(uid)
            if self.strikes[uid]:
                yield run
                run = []
        if run:
            yield run

    def listed(self, run: Sequence[int], now: datetime) -> list[Listed]:
        """Size and date of each, sorted; a mail that vanished is left out. `now` stands in for a date that the server lacks."""
        if self.strikes[run[0]] >= STRIKES:
            return [Listed(uid=uid, size=0, internal_date=now) for uid in run]  # Dovecot breaks on asking a broken mail's size
        with self._counting(run):
            rows = _gently(self.fetch, run, ["RFC822.SIZE", "INTERNALDATE"])
        return [
            Listed(uid=uid, size=_size(rows[uid]), internal_date=_aware(rows[uid].get(b"INTERNALDATE"), now)) for uid in sorted(rows)
        ]

    def batches(self, mails: Iterable[Listed]) -> Iterator[list[Listed]]:
        """Bounded by count and bytes; a giant comes alone."""
        batch: list[Listed] = []
        held = 0
        for mail in mails:
            is_giant = mail.size > self.limits.max_bytes
            is_full = len(batch) >= self.limits.batch_count or held + mail.size > self.limits.batch_bytes
            if batch and (is_giant or is_full):
                yield batch
                batch, held = [], 0
            batch.append(mail)
            held += mail.size
            if is_giant:
                yield batch
                batch, held = [], 0
        if batch:
            yield batch

    def read(self, batch: Sequence[Listed]) -> list[Fetched]:
        """The mails of one batch, without those that vanished. Raises Cut, and remembers on which mails."""
        uids = [mail.uid for mail in batch]
        with self._counting(uids):
            mails = self._read(batch)
        for uid in uids:
            self.strikes.pop(uid, None)
        return mails

    def _read(self, batch: Sequence[Listed]) -> list[Fetched]:
        first, strikes = batch[0], self.strikes[batch[0].uid]
        if strikes > STRIKES:
            return [_empty(first, f"the connection broke {strikes} times on this mail, also on its header")]
        if strikes == STRIKES:
            return _some(self._by_header(first, problem=f"the connection broke {strikes} times while the server sent this mail"))
        if first.size > self.limits.max_bytes:
            return _some(self._by_header(first, is_giant=True))
        rows = _gently(self.fetch, [mail.uid for mail in batch], ["BODY.PEEK[]"])
        return [found for mail in batch if (found := self._whole(mail, rows.get(mail.uid, {})))]

    def _whole(self, mail: Listed, row: Row) -> Fetched | None:
        """A mail without a body has vanished, or is one that the server cannot read: its header tells."""
        raw = row.get(b"BODY[]")
        if isinstance(raw, bytes):
            return Fetched(uid=mail.uid, internal_date=mail.internal_date, size=mail.size or len(raw), raw=raw)
        return self._by_header(mail, problem="the server could not deliver this mail")

    def _by_header(self, mail: Listed, *, is_giant: bool = False, problem: str = "") -> Fetched | None:
        rows = _gently(self.fetch, [mail.uid], [_HEADER])
        if mail.uid not in rows:
            return None
        raw = next((value for key, value in rows[mail.uid].items() if key.startswith(b"BODY[HEADER]")), None)
        if isinstance(raw, bytes):
            return Fetched(uid=mail.uid, internal_date=mail.internal_date, size=mail.size, raw=raw, is_giant=is_giant, problem=problem)
        if self.strikes[mail.uid] < STRIKES - 1:  # a server in trouble refuses everything for a while
            raise Cut(f"the server gives nothing of UID {mail.uid}, not even its header; it is asked again")
        return _empty(mail, "the server could not deliver even the header of this mail")

    @contextmanager
    def _counting(self, uids: Sequence[int]) -> Iterator[None]:
        try:
            yield
        except Cut:
            self.strikes.update(uids)
            raise


def _gently(fetch: Fetch, uids: Sequence[int], items: Sequence[str]) -> dict[int, Row]:
    """Fetch; where the server refuses, in ever smaller parts. A mail that is refused alone has an empty row."""
    try:
        return dict(fetch(uids, items))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as err:
        if asks_for_time(str(err)):
            raise
    if len(uids) == 1:
        return {uids[0]: {}}
    middle = len(uids) // 2
    return _gently(fetch, uids[:middle], items) | _gently(fetch, uids[middle:], items)


def _size(row: Row) -> int:
    size = row.get(b"RFC822.SIZE")
    return size if isinstance(size, int) else 0


def _aware(date: object, now: datetime) -> datetime:
    if not isinstance(date, datetime):
        return now
    try:
        return date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)
    except OverflowError:  # the first hours of year 1
        return now


def _empty(mail: Listed, problem: str) -> Fetched:
    return Fetched(uid=mail.uid, internal_date=mail.internal_date, size=mail.size, raw=b"", problem=problem)


def _some(mail: Fetched | None) -> list[Fetched]:
    return [mail] if mail else []
