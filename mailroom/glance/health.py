"""Is it well? Four questions, each with what is wrong and what to do. Pure, but for looking at the signs of life.

*live*: the loops of this process turn; if not, a restart helps. *healthy*: beside that, the desk does what it is there for: the
database answers, a schedule is alive, every mailbox is read as often as is usual for it. A restart mends none of that, a person does.
*ready*: this process could work now.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailroom.glance.sight import Sight
from tickets.habits import Habit
from tickets.spoken import moment

_PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Trouble:
    what: str
    because: str
    to_do: str

    def __str__(self) -> str:
        return f"{self.what}: {self.because}. {self.to_do}"


def of_loops(standing_still: list[str]) -> Iterator[Trouble]:
    for loop in standing_still:
        yield Trouble(
            what=f"loop {loop}", because="it gave no sign of life in time", to_do="Restart this process; nothing is lost. Send us its log"
        )


def of_desk(sight: Sight) -> Iterator[Trouble]:
    yield from of_schedule(sight.vitals.scheduled_at, sight.at)
    yield from (_unread(box) for box in sight.mailboxes if box.is_unread(sight.at))


def of_schedule(alive_at: datetime | None, now: datetime) -> Iterator[Trouble]:
    """Its absence is told by the others: it cannot do so itself."""
    if alive_at is None or now - alive_at > _PATIENCE:
        last = f"none was alive since {moment(alive_at)}" if alive_at else "none was ever alive"
        yield Trouble(
            what="schedule",
            because=f"{last}: no reminder, digest or alarm letter leaves, and nothing sweeps up lost work",
            to_do="Start `mailroom schedule`, or `mailroom run`",
        )


def of_database(because: str) -> Trouble:
    return Trouble(
        what="database",
        because=because,
        to_do="Nothing is lost, mail waits on its server. See that the database runs, has room on its disk, and takes this desk's login",
    )


def _unread(box: Habit) -> Trouble:
    last = f"last read {moment(box.last_success)}" if box.last_success else "never read"
    return Trouble(
        what=f"mailbox {box.name}", because=f"{last}: {box.state or 'nothing is known'}", to_do="`mailroom doctor` says what to mend"
    )
