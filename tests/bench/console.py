"""How quickly the console's pages come on a desk of a hundred thousand tickets.

    python -m tests.bench.console [TICKETS] [DATABASE-URL]        100000 and SQLite in a new folder by default

The tickets are written into the tables as filing leaves them: two years of mail, one in twenty-five still open, a letter each, three
mails in every fourth. Pages are asked through the whole application, without the network between.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import Connection, Table, func, insert, select
from starlette.testclient import TestClient

from mailroom.console.app import application
from mailroom.console.console import Console, console_of
from mailroom.console.cookies import SESSION
from mailroom.console.known import begin
from mailroom.foundation import desk_of, open_store, trust_of
from mailroom.settings import Settings
from mailroom.workers import Workers
from tests.letters import mail
from tickets import ledger, search
from tickets.directory import Staff
from tickets.facts import Place
from tickets.policy import Policy
from tickets.schema import events, facts, inbound, messages, outbound, participants, raws, tickets
from tickets.store import Store

TICKETS = 100_000
_ROUNDS = 15
_BATCH = 2_000
_NOW = datetime.now(UTC)
_SPAN = timedelta(days=730)
_STAFF = '[[people]]\nname = "Ana Reyes"\naddresses = ["ana@icrealtime.example"]\nlead = true\nhandles = ["*"]\n'
_WORDS = (
    *("camera", "recorder", "black", "picture", "since", "storm", "yesterday", "firmware", "upgrade", "motion", "playback"),
    *("export", "clip", "remote", "phone", "app", "password", "channel", "disk", "alarm", "beeping", "switch"),
    *("cable", "port", "replaced", "rebooted", "gatehouse", "lobby", "parking", "kitchen", "garage", "doorbell", "installer"),
    *("client", "tomorrow", "morning", "network", "router", "address", "static", "license", "plate", "night", "blurry"),
    *("focus", "lens", "infrared", "reset", "default", "menu", "screen", "monitor", "cannot", "please", "help"),
    *("thanks", "urgent", "customer", "site", "job", "invoice", "order", "warranty", "return", "number", "serial"),
    *("model", "system", "version"),
)


def main(count: int = TICKETS, url: str = "") -> None:
    with tempfile.TemporaryDirectory(prefix="console-") as folder:
        (Path(folder) / "staff.toml").write_text(_STAFF, encoding="utf-8")
        settings = Settings.model_validate({"folder": Path(folder), "store": {"url": url or "sqlite:///desk.db"}})
        store = open_store(settings)
        with Workers(lambda: desk_of(settings, Staff()), trust_of(settings), processes=1) as workers:
            _fill(store, count)
            _index(store, count)
            _ask(console_of(settings, store, workers), count)
        store.close()


def _fill(store: Store, count: int) -> None:
    began = time.monotonic()
    with store.writing() as connection:
        _raw(connection)
    for start in range(0, count, _BATCH):
        with store.writing() as connection:
            _write(connection, start, min(count, start + _BATCH), count)
    print(f"{count} tickets written in {time.monotonic() - began:.0f} s")


def _raw(connection: Connection) -> None:
    """One raw mail for all: only the newest is opened."""
    octets = mail(text="Camera 3 shows video loss. Serial 7E77893PAZBED9B.")
    connection.execute(insert(raws).values(sha256="0" * 64, size=len(octets), zstd=ledger.pack(octets), kept_at=_NOW))


def _write(connection: Connection, start: int, end: int, count: int) -> None:
    chance = random.Random(start)
    topics = sorted(Policy.load_default().topics)
    rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in (tickets, inbound, outbound, messages, facts, participants, events)}
    for number in range(start + 1, end + 1):
        for table, row in _ticket(number, _NOW - _SPAN * (1 - number / count), chance, topics):
            rows[table].append(row)
    for table, made in rows.items():
        connection.execute(insert(table), made)


def _ticket(number: int, at: datetime, chance: random.Random, topics: list[str]) -> Iterator[tuple[Table, dict[str, Any]]]:
    """Ids are numbers that are counted here, so that rows of seven tables can go in together."""
    is_open = chance.random() < 0.04
    person = f"{chance.choice(_WORDS)}{number % 7919}@{chance.choice(_WORDS)}-{number % 977}.example"
    subject = " ".join(chance.choices(_WORDS, k=5))
    serial = f"{chance.randrange(16**6):06X}{number:06d}PAZ"
    answered = None if is_open else at + timedelta(minutes=chance.randrange(10, 400))
    same = {"subject": subject, "last_message_at": answered or at, "opened_at": at, "acknowledged_at": at + timedelta(seconds=1)}
    whose = {"requester": person, "owner": "ana@icrealtime.example" if number % 3 else None, "topic": chance.choice(topics)}
    turn = {"status": "OPEN" if is_open else "SOLVED", "is_unanswered": is_open, "due_at": at + timedelta(hours=3) if is_open else None}
    yield tickets, {"id": number, "number": 1000 + number, **same, **whose, **turn, "first_response_at": answered, "sla": True}
    yield (
        inbound,
        {"id": number, "mailbox": "support", "uidvalidity": 1, "uid": number, "digest": f"{number:064d}", "raw_sha256": "0" * 64}
        | {"message_id": f"{number}@x.example", "size": 2000, "arrived_at": at, "received_at": at, "state": "FILED", "kind": "personal"}
        | {"sender": person, "subject": subject, "ticket_id": number},
    )
    yield (
        outbound,
        {"id": number, "ticket_id": number, "kind": "acknowledgement", "recipient": person, "message_id": f"mr.{number}@d.example"}
        | {"answers": number, "letter": "acknowledgement", "language": "en", "values": {}, "state": "SENT", "queued_at": at}
        | {"due_at": at, "sent_at": at + timedelta(seconds=1)},
    )
    for place in range(3 if number % 4 == 0 else 1):
        said = {"ticket_id": number, "direction": "in", "kind": "personal", "sender": person, "at": at, "subject": subject}
        mail_of = number if place == 0 else None
        text = " ".join(chance.choices(_WORDS, k=60)) + f" {serial}"
        yield messages, {"id": number * 4 + place, "inbound_id": mail_of, "digest": f"{number:060d}{place}", "text": text, **said}
    yield (
        facts,
        {"ticket_id": number, "message_id": number * 4, "kind": "serial", "value": serial, "place": Place.NEW}
        | {"detail": {"confidence": 1.0, "line": f"serial {serial}", "did_you_mean": "", "masked": False}},
    )
    yield participants, {"ticket_id": number, "address": person, "role": "requester"}
    for what in ("opened", "acknowledged"):
        yield events, {"at": at, "what": what, "because": "a new request", "ticket_id": number, "inbound_id": number}


def _index(store: Store, count: int) -> None:
    began, spent = time.monotonic(), time.process_time()
    done = 1
    while done:
        with store.marking() as connection:
            done = search.catch_up(connection)
    each = (time.process_time() - spent) * 1000 / count
    print(f"indexed in {time.monotonic() - began:.0f} s: {each:.2f} ms of processor time a ticket")


def _ask(console: Console, count: int) -> None:
    person = console.staff().people[0]
    client = TestClient(application(console), base_url=console.address, follow_redirects=False)
    client.cookies.set(SESSION, begin(console, person).cookie)
    with console.store.reading() as connection:
        serial = connection.execute(select(facts.c.value).where(facts.c.ticket_id == count // 3)).scalar_one()
        whose = connection.execute(select(tickets.c.requester).where(tickets.c.id == count // 5)).scalar_one()
        held = connection.execute(select(func.count()).select_from(messages)).scalar_one()
    print(f"{held} messages; each page {_ROUNDS} times, in ms\n{'median':>8} {'worst':>8} {'CPU':>8}  page")
    middle = count // 2
    for path in (
        "/",
        "/tickets",
        f"/tickets?before={middle}",
        "/tickets?turn=unanswered",
        "/tickets?turn=ours&owner=nobody",
        "/tickets?owner=me&topic=question.export",
        "/tickets?turn=closed",
        f"/tickets?q={serial}",
        f"/tickets?q={serial[:8]}",
        f"/tickets?q={whose}",
        "/tickets?q=camera",
        "/tickets?q=gatehouse+storm",
        "/tickets?q=gatehouse+storm&turn=unanswered",
        "/tickets?q=camera&turn=closed",
        "/tickets?q=nobodywrotethis",
        f"/tickets/{1000 + count}",
        f"/mails/{count}",
        f"/mails/{count}/html",
        "/held",
        "/failed",
        "/life",
        f"/life/{count}",
        "/letters",
        "/policy",
        "/people",
    ):
        _measure(client, path)


def _measure(client: TestClient, path: str) -> None:
    answer = client.get(path)  # templates are compiled, the last days are reckoned
    took, spent = [], []
    for _ in range(_ROUNDS):
        began, worked = time.perf_counter(), time.process_time()
        client.get(path)
        took.append((time.perf_counter() - began) * 1000)
        spent.append((time.process_time() - worked) * 1000)
    print(f"{median(took):8.1f} {max(took):8.1f} {median(spent):8.1f}  {path} {'' if answer.is_success else answer.status_code}".rstrip())


if __name__ == "__main__":
    main(*(int(word) if word.isdecimal() else word for word in sys.argv[1:]))  # type: ignore[arg-type]
