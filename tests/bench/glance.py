"""What a look at a desk of 100,000 tickets costs: the figures of one scrape, and the alarms of one tick of the schedule.

On SQLite, and on PostgreSQL where it is installed; at rest, and in a storm with 50,000 mails that wait.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Connection, insert, text

from mailroom import alarming
from mailroom.glance.sight import look
from tests.bench.digest import NOW, fill
from tests.servers import postgresql
from tickets.policy import Policy
from tickets.schema import inbound, outbound
from tickets.store import Store

_TICKETS, _STORM = 100_000, 50_000
_LOOKS = 9


def _letters(connection: Connection, count: int) -> None:
    """The first letter of each ticket; 2,000 of them left in the last hour."""
    chances = random.Random(1)
    for start in range(1, count, 5000):
        connection.execute(insert(outbound), [_letter(number, count, chances) for number in range(start, min(start + 5000, count + 1))])


def _letter(number: int, count: int, chances: random.Random) -> dict[str, object]:
    at = NOW - timedelta(seconds=(count - number) * 1.8)
    words = {"recipient": f"p{number}@example.org", "letter": "acknowledgement", "language": "en", "values": {}, "raw": b"x" * 6000}
    times = {"queued_at": at, "due_at": at, "sent_at": at + timedelta(seconds=chances.random())}
    return {"kind": "acknowledgement", "message_id": f"m{number}@x", "state": "SENT", "answers": number, **words, **times}


def _storm(connection: Connection) -> None:
    for start in range(0, _STORM, 5000):
        numbers = range(_TICKETS + 1 + start, _TICKETS + 5001 + start)
        common = {"mailbox": "support", "uidvalidity": 1, "size": 2000, "state": "RECEIVED"}
        times = {"arrived_at": NOW - timedelta(minutes=5), "received_at": NOW - timedelta(minutes=5)}
        connection.execute(
            insert(inbound), [{**common, **times, "id": number, "uid": number, "digest": f"{number:064}"} for number in numbers]
        )


def _measured(store: Store, folder: Path) -> str:
    policy = Policy.load_default()

    def scrape() -> None:
        with store.reading() as connection:
            look(connection, ["support"], NOW)

    def tick() -> None:
        alarming.watch(store, policy, NOW, mailboxes=["support"], folder=folder)

    return f"a look {_median(scrape)}, the alarms of a tick {_median(tick)}"


def _median(work: Callable[[], None]) -> str:
    """Of the clock, and of our own CPU: on SQLite that is all of it, on a machine that does much else it is the figure."""
    work()
    took = []
    for _ in range(_LOOKS):
        began, cpu = time.monotonic(), time.process_time()
        work()
        took.append(((time.monotonic() - began) * 1000, (time.process_time() - cpu) * 1000))
    clock, own = (statistics.median(column) for column in zip(*took, strict=True))
    return f"{clock:5.1f} ms ({own:.1f} CPU)"


def measure(url: str, name: str, folder: Path) -> None:
    with closing(Store(url)) as store:
        store.upgrade()
        with store.writing() as connection:
            fill(connection, _TICKETS)
            _letters(connection, _TICKETS)
        with store.writing() as connection:
            connection.execute(text("ANALYZE"))
        print(f"{name:10} {_TICKETS} tickets at rest:        {_measured(store, folder)}", flush=True)
        with store.writing() as connection:
            _storm(connection)
        print(f"{name:10} and {_STORM} mails that wait: {_measured(store, folder)}", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        measure(f"sqlite:///{folder}/desk.db", "SQLite", Path(folder))
        if not postgresql.absence():
            server = stack.enter_context(postgresql.running())
            measure(stack.enter_context(server.desk()), "PostgreSQL", Path(folder))


if __name__ == "__main__":
    main()
