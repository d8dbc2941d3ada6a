"""The digest of a desk with 10,000 open tickets: how long it takes whole, and how much memory more than that of one with 1,000."""

from __future__ import annotations

import random
import resource
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert

from mailroom.digest import Evening, paper
from responders.letters import Letters
from tickets.directory import Person, Staff
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.schema import facts, inbound, mailboxes, messages, tickets
from tickets.store import Store

NOW = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)  # Tuesday, 9 PM Eastern
LEAD = Person(name="Lena Ortiz", addresses=("lena@icrealtime.example",), lead=True)
_TOPICS = ("troubleshooting.video_loss", "maintenance.disk_alarm", "question.usage", "troubleshooting.remote_access", "defect.software")
_SUBJECTS = ("camera 3 is black", "recorder beeps all night", "cómo exporto un clip?", "remote view says offline", "app closes at start")
_WORDS = (
    "Since the storm on Monday the picture is gone.\nWe changed the cable and the port.\nThe password is hunter2!\nWhat shall we try next?"
)


def fill(connection: Connection, count: int, seed: int = 20260304) -> None:
    """So many tickets of the last ten days: six of ten unanswered, and steered, promised and waiting ones."""
    moments = random.Random(seed)
    met = NOW - timedelta(days=60)
    connection.execute(insert(mailboxes).values(name="support", met_at=met, last_success=NOW, state="idle"))
    openings = sorted(NOW - timedelta(minutes=moments.randrange(5, 14_400)) for _ in range(count))
    rows = [_ticket(number, opened, moments) for number, opened in enumerate(openings, start=1)]
    for start in range(0, count, 500):
        some = rows[start : start + 500]
        connection.execute(insert(inbound), [_inbound(row) for row in some])
        connection.execute(insert(tickets), some)
        connection.execute(insert(messages), [_message(row) for row in some])
        connection.execute(insert(facts), [fact for row in some for fact in _facts(row)])


def _ticket(number: int, opened: datetime, moments: random.Random) -> dict[str, Any]:
    kind = moments.choices(("unanswered", "steered", "promised", "waiting"), (60, 10, 10, 20))[0]
    topic = moments.randrange(len(_TOPICS))
    answered = opened + timedelta(minutes=40) if kind in ("promised", "waiting") else None
    return {
        "id": number,
        "number": 1000 + number,
        "status": "PENDING" if kind == "waiting" else "OPEN",
        "subject": _SUBJECTS[topic],
        "requester": f"person{number}@company{number % 700}.example",
        "requester_name": moments.choice(("Tino Barrera", "Gulf Pines Security", "", "Ann O'Neill")),
        "owner": moments.choice((None, None, "ana@icrealtime.example")) if kind == "unanswered" else "ana@icrealtime.example",
        "audience": moments.choice(("dealer", "end_customer", "unknown")),
        "topic": _TOPICS[topic],
        "scope": "refer_to_dealer" if kind == "steered" else "supported",
        "sla": kind != "steered",
        "is_unanswered": kind in ("unanswered", "steered"),
        "opened_at": opened,
        "last_message_at": opened,
        "acknowledged_at": opened + timedelta(seconds=3),
        "answered_at": answered,
        "first_response_at": answered,
        "due_at": opened + timedelta(hours=moments.randrange(1, 240)),
        "promised_for": NOW + timedelta(hours=moments.randrange(-20, 60)) if kind == "promised" else None,
    }


def _inbound(row: dict[str, Any]) -> dict[str, Any]:
    at = row["opened_at"]
    common = {"id": row["id"], "mailbox": "support", "uidvalidity": 1, "uid": row["id"], "digest": f"{row['id']:064}", "size": 2000}
    return common | {"arrived_at": at, "received_at": at, "state": "FILED", "because": "a new request", "kind": "personal"}


def _message(row: dict[str, Any]) -> dict[str, Any]:
    common = {"ticket_id": row["id"], "inbound_id": row["id"], "direction": "in", "kind": "personal", "at": row["opened_at"]}
    return common | {"sender": row["requester"], "subject": row["subject"], "text": _WORDS * (1 + row["id"] % 4)}


def _facts(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    common = {"ticket_id": row["id"], "message_id": row["id"], "place": "new", "detail": {}}
    yield common | {"kind": "model", "value": "NVR-FX16POE-1U4K1"}
    yield common | {"kind": "serial", "value": f"7E{row['id']:05}PAZBED9B"}


def evening(store: Store) -> Evening:
    return Evening(store=store, desk=Desk(), policy=Policy.load_default(), staff=Staff(people=(LEAD,)), at=clock(21), now=NOW)


def measure(folder: Path, count: int) -> tuple[float, int, int, int]:
    """(seconds, octets of HTML, octets of the packed table, peak memory in MiB) of one reader's digest, rendered."""
    with closing(Store(f"sqlite:///{folder / f'{count}.db'}")) as store:
        store.upgrade()
        with store.writing() as connection:
            fill(connection, count)
        letters = Letters.load([])
        began = time.monotonic()
        with store.reading() as connection:
            ready = paper(connection, evening(store), NOW.date() - timedelta(days=1), LEAD)
        shown = letters.render("digest", language="en", topic="", audience="", values=ready.values)
        seconds = time.monotonic() - began
    (folder / f"{count}.html").write_text(shown.html, encoding="utf-8")
    (folder / f"{count}.txt").write_text(shown.text, encoding="utf-8")
    (folder / f"{count}.csv").write_bytes(zlib.decompress(ready.table))
    return seconds, len(shown.html.encode()), len(ready.table), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for count in (1_000, 10_000):
            seconds, html, table, peak = measure(Path(folder), count)
            print(f"{count:6} tickets: {seconds:.2f} s, HTML {html // 1024} KiB, packed list {table // 1024} KiB, peak memory {peak} MiB")


if __name__ == "__main__":
    main()
