"""A sweep of the desk's clocks over 10,000 open tickets: how long each duty takes, and how much memory more than over 1,000.

Measured twice: the first sweep finds everything due at once, as after a night; the second one is what runs every few seconds.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import update

from mailroom import alarming, escalating, reminding
from mailroom.recalling import Rules
from tests.bench.digest import fill
from tickets import endings, reminders
from tickets.directory import Person, Staff, Team
from tickets.free_mail import FREE_MAIL
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.schema import tickets
from tickets.store import Store

MORNING = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)  # Wednesday, 10 AM Eastern: every line is open
POLICY = Policy.load_default()
RULES = Rules(desk=Desk(), policy=POLICY, free_mail=FREE_MAIL, first_number=1001)
STAFF = Staff(
    people=(
        Person(name="Ana Reyes", addresses=("ana@icrealtime.example",), teams=("support",)),
        Person(name="Lena Ortiz", addresses=("lena@icrealtime.example",), lead=True),
    ),
    teams=(Team(name="support"),),
)


def _end(store: Store) -> None:
    with store.writing() as connection:
        endings.end(connection, POLICY, MORNING)
        reminders.stop_idle(connection, MORNING)


def _alarm(store: Store) -> None:
    alarming.watch(store, POLICY, MORNING, mailboxes=["support"], folder=Path())
    alarming.tell(store, RULES.desk, POLICY, STAFF, MORNING)


DUTIES: dict[str, Callable[[Store], object]] = {
    "reminders": lambda store: reminding.remind(store, RULES, MORNING),
    "escalations": lambda store: escalating.escalate(store, RULES.desk, POLICY, STAFF, MORNING),
    "endings": _end,
    "alarms": _alarm,
}


def measure(folder: Path, count: int) -> None:
    with closing(Store(f"sqlite:///{folder / f'{count}.db'}")) as store:
        store.upgrade()
        with store.writing() as connection:
            fill(connection, count)
            connection.execute(update(tickets).where(tickets.c.status == "PENDING").values(chase_at=MORNING, missing=["serial"]))
        for name in ("after a night", "a few seconds later"):
            taken = sweep(store)
            told = ", ".join(f"{duty} {seconds * 1000:.0f} ms" for duty, seconds in taken.items())
            print(f"{count:6} open tickets, {name}: {sum(taken.values()) * 1000:.0f} ms ({told})")
        print(f"{count:6} open tickets: peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


def sweep(store: Store) -> dict[str, float]:
    """Seconds of each duty."""
    taken = {}
    for name, do in DUTIES.items():
        began = time.monotonic()
        do(store)
        taken[name] = time.monotonic() - began
    return taken


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for count in (1_000, 10_000):
            measure(Path(folder), count)


if __name__ == "__main__":
    main()
