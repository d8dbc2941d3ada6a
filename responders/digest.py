"""The nightly digest of one person: from records to what its letter shows. Pure.

Every number of a line is given here, through all blocks in order, and means one ticket in this letter alone. A reader who leads sees the
whole desk; nobody is shown more of a restricted lane than a count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from classify.secrets import mask
from responders.digest_shapes import MOST_ROWS
from responders.reaching import desk_words
from responders.shortened import fitted, last_lines, span
from responders.staff_letter import staff_letter
from responders.vocabulary import Value
from tickets.digest_figures import Day, Intake, Silence, Standing
from tickets.digest_threads import Block, Thread
from tickets.digest_troubles import Capped, Incident, Mail, Unacknowledged, Undelivered, Unreached
from tickets.digests import LINES_LIVE
from tickets.directory import Person
from tickets.identity import Desk
from tickets.letter import Letter
from tickets.letter_kinds import DIGEST_RECEIPT
from tickets.policy import Policy
from tickets.tokens import LINES

#: rows of a block; more are counted, and stand in the attached list
ROWS = {Block.STEERED: 40, Block.PROMISED: 15, Block.WAITING: 15}
_OURS = frozenset({Block.UNANSWERED, Block.PROMISED})  # blocks in which a time binds us
_WORDY = 50  # unanswered tickets whose last words are shown
_OLDEST = 3  # breaches that are named
_REASONS, _PEOPLE = 10, 5  # for silence that are told; people of one that are named
# Octets as HTML, so that a hundred rows of anything stay under what Gmail shows.
_SUBJECT, _WHO, _OWNER, _DEVICES, _WORDS, _REASON = 66, 54, 24, 34, 96, 110


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A block: the rows that are shown, and how many there are."""

    rows: tuple[Thread, ...] = ()
    count: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.rows)


@dataclass(frozen=True, kw_only=True)
class Night:
    """Everything that one digest tells. Times are aware; `since` is the reader's last digest."""

    night: date
    now: datetime
    since: datetime
    is_whole: bool
    sees_restricted: bool
    listings: Mapping[Block, Listing]
    standing: Standing
    day: Day
    intake: Intake
    held: tuple[int, Sequence[Mail]]
    failed: tuple[int, Sequence[Mail]]
    unacknowledged: tuple[int, Sequence[Unacknowledged]]
    capped: Sequence[Capped]
    undelivered: Sequence[Undelivered]
    suppressed: tuple[int, Sequence[tuple[str, str]]]
    incidents: Sequence[Incident]
    unreached: Sequence[Unreached]
    silences: Sequence[Silence]

    @property
    def is_quiet(self) -> bool:
        """Nobody waits and nothing went wrong: one line says so."""
        lists = (self.capped, self.undelivered, self.incidents, self.unreached, self.silences, self.suppressed[1])
        counts = (self.held[0], self.failed[0], self.unacknowledged[0], self.standing.restricted if self.sees_restricted else 0)
        return not any(lists) and not any(counts) and not any(listing.count for listing in self.listings.values())


def limit(block: Block, policy: Policy) -> int:
    """How many rows of a block are shown."""
    return ROWS.get(block) or min(policy.digest.unanswered_rows, MOST_ROWS)


def lines(night: Night) -> dict[int, int]:
    """Line → ticket id, through all blocks."""
    shown = [row.ticket_id for block in Block for row in night.listings[block].rows]
    return dict(enumerate(shown, start=1))


def values(night: Night, desk: Desk, policy: Policy, names: Mapping[str, str]) -> dict[str, Value]:
    """What `digest.md` may show, as JSON. `names` are the staff's by address."""
    zone = ZoneInfo(desk.timezone)
    always: dict[str, Value] = {
        "desk": desk_words(desk, policy),
        "night": night.night.isoformat(),
        "since": _local(night.since, zone),
        "is_quiet": night.is_quiet,
        "is_whole": night.is_whole,
        "received": night.intake.received,
        "accounted": night.intake.accounted,
        "days": LINES_LIVE.days,
    }
    if night.is_quiet:
        return always
    return {**always, **_blocks(night, desk, zone, names), **_troubles(night, desk, zone), **_figures(night, desk, policy)}


def receipt(told: Sequence[str], to: Person, inbound_id: int, desk: Desk, policy: Policy) -> Letter:
    """What became of the lines of his answer, to the person who answered."""
    letter = staff_letter(DIGEST_RECEIPT, to, desk, policy, {"done": [{"text": words} for words in told]}, purpose=LINES)
    return replace(letter, answers=inbound_id)


def _blocks(night: Night, desk: Desk, zone: ZoneInfo, names: Mapping[str, str]) -> dict[str, Value]:
    shown: dict[str, Value] = {"unanswered_count": night.listings[Block.UNANSWERED].count, "more": night.listings[Block.UNANSWERED].more}
    line = 1
    for block in Block:
        listing = night.listings[block]
        rows: list[Value] = [
            _row(thread, block, number, night.now, desk, zone, names) for number, thread in enumerate(listing.rows, start=line)
        ]
        shown |= {block.value: rows, f"more_{block.value}": listing.more}
        shown |= {f"first_{block.value}": line, f"last_{block.value}": line + len(rows) - 1}
        line += len(rows)
    return shown


def _row(thread: Thread, block: Block, line: int, now: datetime, desk: Desk, zone: ZoneInfo, names: Mapping[str, str]) -> Value:
    shown: dict[str, Value] = {
        "line": line,
        "number": desk.ticket(thread.number),
        "subject": fitted(mask(thread.subject), _SUBJECT),
        "requester": fitted(_person(thread.requester.name, thread.requester.address), _WHO),
        "owner": fitted(names.get(thread.owner, thread.owner), _OWNER),
        "audience": thread.audience.value,
        "scope": thread.scope.value if block is Block.STEERED else "",
        "state": block.value,
        "age": span(now - thread.since),
    }
    if block is Block.UNANSWERED:
        shown |= {"topic": thread.topic, "devices": fitted(", ".join(thread.devices), _DEVICES)}
        shown["words"] = last_lines(thread.words, _WORDS) if line <= _WORDY else ""
    return shown | (_due(thread, now, zone) if block in _OURS else {})


def _due(thread: Thread, now: datetime, zone: ZoneInfo) -> dict[str, Value]:
    """When we owe the next word: by a promise, else by the clock."""
    due = thread.promised_for or thread.due_at
    if due is None:
        return {}
    return {
        "due_at": _local(due, zone),
        "is_promise": thread.promised_for is not None,
        "late": span(now - due) if due < now else "",
    }


def _troubles(night: Night, desk: Desk, zone: ZoneInfo) -> dict[str, Value]:
    return {
        "not_acknowledged": _by_reason(night.unacknowledged[1]),
        "capped": [{"requester": row.requester, "number": desk.ticket(row.number)} for row in night.capped],
        "held": [_mail(mail) for mail in night.held[1]],
        "failed": [_mail(mail) for mail in night.failed[1]],
        "ignored": [{"count": count, "reason": fitted(reason, _REASON)} for reason, count in night.intake.ignored.most_common(8)],
        "undelivered": [
            {
                "kind": row.kind,
                "recipient": row.recipient,
                "number": desk.ticket(row.number) if row.number else "",
                "because": fitted(row.because, _REASON),
            }
            for row in night.undelivered
        ],
        "suppressed": [{"address": address, "reason": fitted(reason, _REASON)} for address, reason in night.suppressed[1]],
        "suppressed_count": night.suppressed[0],
        "incidents": [{"topic": row.topic, "tickets": row.tickets, "since": _local(row.since, zone)} for row in night.incidents],
        "unreached": [
            {"mailbox": row.mailbox, "since": _local(row.last_success, zone) if row.last_success else "", "state": row.state}
            for row in night.unreached
        ],
        "silent": [{"mailbox": row.mailbox, "since": _local(row.since, zone), "longest": span(row.longest)} for row in night.silences],
    }


def _by_reason(people: Sequence[Unacknowledged]) -> list[Value]:
    """One line a reason, with the first of its people."""
    by_reason: dict[str, list[str]] = defaultdict(list)
    for person in people:
        by_reason[person.because].append(person.requester)
    told = sorted(by_reason.items(), key=lambda item: -len(item[1]))
    return [{"people": _named(list(dict.fromkeys(addresses))), "reason": fitted(reason, _REASON)} for reason, addresses in told[:_REASONS]]


def _named(addresses: Sequence[str]) -> str:
    beyond = len(addresses) - _PEOPLE
    return ", ".join(addresses[:_PEOPLE]) + (f" + {beyond}" if beyond > 0 else "")


def _mail(mail: Mail) -> Value:
    return {"id": mail.id, "sender": mail.sender, "subject": fitted(mask(mail.subject), _SUBJECT), "because": fitted(mail.because, _REASON)}


def _figures(night: Night, desk: Desk, policy: Policy) -> dict[str, Value]:
    shares = {"acknowledged": night.day.acknowledged, "responded": night.day.responded, "on_time": night.standing.on_time}
    return {
        "needs_you": list(_needs_you(night, desk))[: policy.digest.needs_you_lines],
        "opened": night.day.opened,
        "ended": night.day.ended,
        "figures": [{"what": what, "kept": share.kept, "of": share.of} for what, share in shares.items() if share.of],
    }


def _needs_you(night: Night, desk: Desk) -> Iterator[Value]:
    """In the order of desk-rule 34; what is nought is not said."""
    late = night.standing.on_time.of - night.standing.on_time.kept
    mailboxes = [*(row.mailbox for row in night.unreached), *(row.mailbox for row in night.silences)]
    told = (
        ("restricted", night.standing.restricted if night.sees_restricted else 0, ""),
        ("held", night.held[0], ""),
        ("failed", night.failed[0], ""),
        ("not_acknowledged", night.unacknowledged[0], ""),
        ("broken", night.standing.broken, ""),
        ("late", late, _oldest_breaches(night, desk)),
        ("mailboxes", len(mailboxes), ", ".join(dict.fromkeys(mailboxes))),
    )
    for what, count, detail in told:
        if count:
            yield {"what": what, "count": count, "detail": detail}


def _oldest_breaches(night: Night, desk: Desk) -> str:
    rows = (row for listing in night.listings.values() for row in listing.rows if row.due_at and row.due_at < night.now)
    oldest = sorted(rows, key=lambda row: row.due_at or night.now)[:_OLDEST]
    return ", ".join(f"{desk.ticket(row.number)} ({span(night.now - row.due_at)})" for row in oldest if row.due_at)


def _person(name: str, address: str) -> str:
    return f"{name} <{address}>" if name and name != address else address


def _local(when: datetime, zone: ZoneInfo) -> str:
    return when.astimezone(zone).isoformat(timespec="minutes")
