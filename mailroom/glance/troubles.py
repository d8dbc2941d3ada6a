"""What the person on call has to know, in the words of an alarm: what is wrong, and what to do. Pure.

Each number stands beside its reason. Somebody is woken only where customers wait or will wait; a single odd mail stands in the digest.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tickets import occupants, spoken
from tickets.backups import Backups
from tickets.canaries import Canary
from tickets.errors import shown
from tickets.habits import Habit
from tickets.vitals import Waiting

#: first words of the keys of all these alarms: what is not found any more under one of them is over
KINDS = ("mailbox ", "quiet ", "letters ", "mails ", "disk ", "canary ", "file ", "desks ", "backup ")

_UNREAD_TIMES = 3  # its patience: a quarter of an hour for a mailbox under IDLE
_STUCK = timedelta(minutes=10)  # that a letter could leave and does not: a restart of everything takes less
_LATE = timedelta(minutes=30)  # half of the hour in which everybody holds a letter: time enough to mend something
_SHUT = timedelta(hours=1)  # a brake that was pulled for a moment and forgotten
_PUT_OFF = 20  # letters that servers did not want yet: one is its reader's matter, many are our sender's
_FAILED = 5  # a mail that nobody can read is its own trouble, five are ours
_HELD = 25  # a day's worth, for a person
_WORDS = 150  # of a tool, in an alarm that says what to do beside them
_ROOM = 0.05
_ROOM_BYTES = 500 * 1024**2


@dataclass(frozen=True, kw_only=True)
class Room:
    """On the disk where the desk lies; bytes."""

    free: int
    whole: int


@dataclass(frozen=True, kw_only=True)
class Watched:
    """All that these alarms are judged by."""

    waiting: Waiting
    shut_because: str  # '' where the outbox is open
    mailboxes: tuple[Habit, ...]
    canary: Canary | None  # the one that is under way for longest, where canaries fly
    canary_late: timedelta
    room: Room
    backups: Backups
    now: datetime

    def waits_for(self, since: datetime | None) -> timedelta:
        return self.now - since if since else timedelta()


def troubles(watched: Watched) -> Iterator[tuple[str, str]]:
    """(key, text) of each."""
    yield from ((key, text) for key, tell in _RULES if (text := tell(watched)))
    yield from _unread(watched.mailboxes, watched.now)
    yield from _quiet(watched.mailboxes)


def of_files(faults: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Files whose last edit cannot serve: {name: why}."""
    for name, fault in faults.items():
        text = (
            f"{shown(fault)}. The last good {name} serves, and a desk that is started anew refuses to begin. Mend the file: it is read"
            " again at once"
        )
        yield f"file {name}", text


def of_desks(addresses: Collection[str], others: Collection[str]) -> Iterator[tuple[str, str]]:
    """Other desks that work in our database. Both say the same, so that neither overwrites what the other says."""
    if others:
        named = " and ".join(f"that of {desk}" for desk in sorted([occupants.name_of(addresses), *others]))
        text = (
            f"Two desks work in one database: {named}. Their tickets mix, and each answers the other's mail. Stop the one that does not"
            " belong there, and give it a database of its own: `store.url` in its mailroom.toml. `mailroom db where` says where each is"
        )
        yield "desks in one database", text


def _unread(mailboxes: Iterable[Habit], now: datetime) -> Iterator[tuple[str, str]]:
    for box in mailboxes:
        if box.is_unread(now, _UNREAD_TIMES):
            last = f"was last read {spoken.moment(box.last_success)}" if box.last_success else "was never read"
            yield f"mailbox {box.name}", f"The mailbox {box.name} {last}: {box.state}. `mailroom doctor` says what to mend"


def _quiet(mailboxes: Iterable[Habit]) -> Iterator[tuple[str, str]]:
    for box in mailboxes:
        if box.is_too_quiet and box.last_mail:
            text = (
                f"No mail came to {box.name} since {spoken.moment(box.last_mail)}; in the same hours of every week before, at least"
                f" {box.missed} came. The mailbox is read, so look before it: MX records, a forwarding rule, a full or moved mailbox."
                " Write to it from outside"
            )
            yield f"quiet {box.name}", text


def _letters_waiting(watched: Watched) -> str:
    waits = watched.waits_for(watched.waiting.due_since)
    if watched.shut_because or waits < _STUCK:
        return ""
    return (
        f"Letters have not left for {_minutes(waits)}: no submission server takes them, or no worker runs. `mailroom doctor` tries the"
        " servers, `mailroom outbox list --state QUEUED` shows the letters. They wait, and leave by themselves once a server answers"
    )


def _letters_shut(watched: Watched) -> str:
    waits = watched.waits_for(watched.waiting.due_since)
    if not watched.shut_because or waits < _SHUT:
        return ""
    return f"The outbox is shut ({watched.shut_because}), and letters have waited for {_minutes(waits)}. `mailroom outbox resume` opens it"


def _letters_put_off(watched: Watched) -> str:
    count = watched.waiting.put_off
    if count < _PUT_OFF:
        return ""
    return (
        f"{count} letters were put off by the servers they went to. `mailroom outbox list --state QUEUED` shows their words: a limit of the"
        " provider, a blocked sender, or greylisting. They are tried again for four days"
    )


def _mails_waiting(watched: Watched) -> str:
    waits = watched.waits_for(watched.waiting.unacknowledged_since)
    if waits < _LATE or watched.shut_because:
        return ""
    return (
        f"A customer has waited for {_minutes(waits)} for the first letter; the target is one hour. `mailroom status` says whether mails"
        " wait for a worker (RECEIVED) or letters for a server (QUEUED)"
    )


def _mails_failed(watched: Watched) -> str:
    count = watched.waiting.inbound.get("FAILED", 0)
    if count < _FAILED:
        return ""
    return (
        f"{count} mails could not be read. Their senders are acknowledged, and each has a ticket; a person has to look: `mailroom failed"
        " list`. Many at once mean a fault of ours: send us one of them"
    )


def _mails_held(watched: Watched) -> str:
    count = watched.waiting.inbound.get("HELD", 0)
    return f"{count} mails wait for a person's decision: `mailroom held list`" if count >= _HELD else ""


def _disk_full(watched: Watched) -> str:
    room = watched.room
    if room.free >= _ROOM_BYTES and room.free >= _ROOM * room.whole:
        return ""
    return (
        f"The disk of the desk has {room.free / 1024**2:.0f} MB left. Full, it stops the fetching of mail; none is lost. Make room: old"
        " backups and logs, then `mailroom retention run`"
    )


def _backup_failed(watched: Watched) -> str:
    made = watched.backups
    if made.failed_at is None:
        return ""
    last = f"the last whole one is of {spoken.moment(made.last)}" if made.last else "no whole one is known"
    return (
        f"The backup of {spoken.moment(made.failed_at)} failed: {shown(made.because)[:_WORDS]}; {last}. Mend that, then `systemctl start"
        " mailroom-backup.service`: one that succeeds ends this alarm. Its log: `journalctl -u mailroom-backup`"
    )


def _backup_late(watched: Watched) -> str:
    made = watched.backups
    if made.failed_at or made.last is None or made.usual is None or not made.is_late(watched.now):
        return ""
    return (
        f"No backup was made since {spoken.moment(made.last)}; usual is one every {_hours(made.usual)}. `systemctl list-timers 'mailroom*'`"
        " shows whether its timer runs. Whatever else saves the desk now calls `mailroom db saved`; if nothing does, `mailroom db saved"
        " --no-more` ends this alarm"
    )


def _canary_missing(watched: Watched) -> str:
    canary = watched.canary
    if canary is None or watched.shut_because or not canary.is_missing(watched.canary_late, watched.now):
        return ""
    return (
        f"The canary of {spoken.moment(canary.queued_at)} has not come back to {canary.mailbox}. Mail does not go the whole way:"
        f" `mailroom outbox show {canary.outbound_id}` says whether it left; if it did, look for it in the spam folder and in the"
        " provider's own log"
    )


def _hours(length: timedelta) -> str:
    return spoken.span(timedelta(hours=max(1, round(length / timedelta(hours=1)))))


def _minutes(length: timedelta) -> str:
    return spoken.span(timedelta(minutes=length // timedelta(minutes=1)))


_RULES: tuple[tuple[str, Callable[[Watched], str]], ...] = (
    ("letters waiting", _letters_waiting),
    ("letters shut", _letters_shut),
    ("letters put off", _letters_put_off),
    ("mails waiting", _mails_waiting),
    ("mails failed", _mails_failed),
    ("mails held", _mails_held),
    ("disk full", _disk_full),
    ("canary missing", _canary_missing),
    ("backup failed", _backup_failed),
    ("backup late", _backup_late),
)
