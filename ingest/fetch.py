"""How mails are fetched: which together, and what to do with one that will not come.

One mail must never stop the mails behind it, and none may be passed over: the caller moves its cursor past whatever is handed out.
So a batch that the server refuses is split until the culprit stands alone; a mail on which the connection breaks again and again
is fetched alone, then by its header; and the last resort is an empty mail that says what is wrong.
"""

from __future__ import annotations

import imaplib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ingest.imap_trouble import Cut, asks_for_time

HEADER_BYTES = 262_144  # of a giant or unreadable mail (decisions 13)
STRIKES = 3  # broken connections before a mail is fetched by its header only

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

    def listed(self, uids: Sequence[int], now: datetime) -> list[Listed]:
        """Size and date of each, sorted; a mail that vanished is left out. `now` stands in for a date that the server lacks."""
        rows = _gently(self.fetch, uids, ["RFC822.SIZE", "INTERNALDATE"])
        return [
            Listed(uid=uid, size=_size(rows[uid]), internal_date=_aware(rows[uid].get(b"INTERNALDATE"), now))
            for uid in sorted(rows)
        ]

    def batches(self, mails: Iterable[Listed]) -> Iterator[list[Listed]]:
        """Bounded by count and bytes; a giant and a mail with a strike come alone."""
        batch: list[Listed] = []
        held = 0
        for mail in mails:
            is_alone = self._is_alone(mail)
            is_full = len(batch) >= self.limits.batch_count or held + mail.size > self.limits.batch_bytes
            if batch and (is_alone or is_full):
                yield batch
                batch, held = [], 0
            batch.append(mail)
            held += mail.size
            if is_alone:
                yield batch
                batch, held = [], 0
        if batch:
            yield batch

    def read(self, batch: Sequence[Listed]) -> list[Fetched]:
        """The mails of one batch, without those that vanished. Raises Cut, and remembers on which mails."""
        try:
            mails = self._read(batch)
        except Cut:
            self.strikes.update(mail.uid for mail in batch)
            raise
        for mail in batch:
            self.strikes.pop(mail.uid, None)
        return mails

    def _is_alone(self, mail: Listed) -> bool:
        return mail.size > self.limits.max_bytes or self.strikes[mail.uid] > 0

    def _read(self, batch: Sequence[Listed]) -> list[Fetched]:
        first = batch[0]
        if first.size > self.limits.max_bytes:
            return _some(self._by_header(first, is_giant=True))
        if self.strikes[first.uid] >= STRIKES:
            problem = f"the connection broke {self.strikes[first.uid]} times while the server sent this mail"
            return _some(self._by_header(first, problem=problem))
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
        if not isinstance(raw, bytes):
            self._insist(mail)
            raw, problem = b"", problem or "the server could not deliver even the header of this mail"
        return Fetched(uid=mail.uid, internal_date=mail.internal_date, size=mail.size, raw=raw, is_giant=is_giant, problem=problem)

    def _insist(self, mail: Listed) -> None:
        """A server in trouble refuses everything for a while: only the third refusal is believed to be about the mail."""
        if self.strikes[mail.uid] < STRIKES - 1:
            raise Cut(f"the server gives nothing of UID {mail.uid}, not even its header; asked again at the next poll")


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


def _some(mail: Fetched | None) -> list[Fetched]:
    return [mail] if mail else []
