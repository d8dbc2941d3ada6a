"""A desk with a million tickets in PostgreSQL: recalling and recording one mail, and the digest of the night.

    python -m tests.bench.million_tickets [--tickets 1000000] [--open 3000]

One real mail is filed, and the database copies what it left, with other names and dates; all but the newest `open` tickets are closed.
Targets: recall and record of one mail under 5 ms, the digest under 10 s. PostgreSQL waits for its disk at each commit, as at a desk.
"""

from __future__ import annotations

import argparse
import secrets
import statistics
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from datetime import time as clock

from sqlalchemy import Connection, Table, insert, text, update

from ingest.intake import content_digest, message_id
from ingest.thread import clues
from mailroom.digest import Evening, paper
from mailroom.examine import examine
from mailroom.jobs import BATCH
from mailroom.recalling import Mail, Rules
from mailroom.record import record
from responders.letters import Letters
from tests.bench.mails import support_mails
from tests.servers import postgresql
from tickets import ledger
from tickets.directory import Person, Staff
from tickets.free_mail import FREE_MAIL
from tickets.identity import Desk, TrustSettings
from tickets.ledger import Arrival, Claimed
from tickets.policy import Policy
from tickets.schema import events, facts, inbound, mailboxes, messages, outbound, participants, thread_ids, tickets, tokens
from tickets.store import Store

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)  # Monday, 9 PM Eastern
DESK = Desk()
RULES = Rules(desk=DESK, policy=Policy.load_default(), free_mail=FREE_MAIL, first_number=1001)
LEAD = Person(name="Lena Ortiz", addresses=("lena@icrealtime.example",), lead=True)
HOLDER = "bench"

_SHIFT = "(g - 1) * 100 + p.id"  # rows of ticket g: a hundred ids each are more than any kind of row needs
_WHO = "'person' || g || '@company' || g % 7000 || '.example'"
_AT = "TIMESTAMP '2026-11-24 02:00' - (CAST(:count AS bigint) - g) * interval '1 minute'"

#: table: column: what stands there in the copy number g of the row p
_COPIES: Mapping[Table, Mapping[str, str]] = {
    inbound: {
        "id": "g",
        "uid": "g",
        "digest": "lpad(g::text, 64, '0')",
        "message_id": "g || p.message_id",
        "sender": _WHO,
        "ticket_id": "NULL",
        "arrived_at": _AT,
        "received_at": _AT,
    },
    tickets: {
        "id": "g",
        "number": "1000 + g",
        "requester": _WHO,
        "status": "CASE WHEN g > :count - :open THEN 'OPEN' ELSE 'CLOSED' END",
        "is_unanswered": "g > :count - :open",
        "opened_at": _AT,
        "last_message_at": _AT,
        "due_at": _AT + " + interval '1 hour'",
    },
    outbound: {
        "id": _SHIFT,
        "ticket_id": "g",
        "answers": "g",
        "recipient": _WHO,
        "message_id": "g || p.message_id",
        "state": "'SENT'",
        "domain": "'company' || g % 7000 || '.example'",
        "queued_at": _AT,
    },
    tokens: {"token": "lpad(g::text, 16, 'x')", "outbound_id": "(g - 1) * 100 + p.outbound_id", "ticket_id": "g"},
    messages: {
        "id": _SHIFT,
        "ticket_id": "g",
        "inbound_id": "g",
        "digest": "lpad(g::text, 64, '0')",
        "message_id": "g || p.message_id",
        "sender": _WHO,
        "at": _AT,
    },
    thread_ids: {"message_id": "g || p.message_id", "ticket_id": "g", "inbound_id": "CASE WHEN p.inbound_id IS NULL THEN NULL ELSE g END"},
    participants: {"ticket_id": "g", "address": _WHO},
    facts: {"id": _SHIFT, "ticket_id": "g", "message_id": "(g - 1) * 100 + p.message_id", "value": "p.value || g"},
    events: {"id": _SHIFT, "ticket_id": "g", "inbound_id": "NULL", "outbound_id": "NULL", "at": _AT},
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--open", type=int, default=3_000)
    options = parser.parse_args()
    with postgresql.running(waits_for_disk=True) as server, server.desk() as url, closing(Store(url)) as store:
        began = time.monotonic()
        fill(store, options.tickets, options.open)
        print(f"{options.tickets} tickets, {options.open} of them open: made in {time.monotonic() - began:.0f} s", flush=True)
        mails = [raw for _, raw in support_mails(50 + 250 + 16 * BATCH, run="after")]
        alone = [filed(store, number, [raw]) for number, raw in enumerate(mails[:300], start=1)][50:]
        _print("a lone mail", alone)
        groups = [mails[start : start + BATCH] for start in range(300, len(mails), BATCH)]
        _print(f"a mail among {BATCH}", [filed(store, 1000 + BATCH * at, group) / BATCH for at, group in enumerate(groups)])
        print(f"the digest: {digest(store):.2f} s")


def _print(what: str, seconds: Sequence[float]) -> None:
    at_95 = statistics.quantiles(seconds, n=20)[18]
    print(f"recall and record of {what}: median {1000 * statistics.median(seconds):.2f} ms, 95th {1000 * at_95:.2f} ms", flush=True)


def fill(store: Store, count: int, still_open: int) -> None:
    with store.writing() as connection:
        connection.execute(insert(mailboxes).values(name="support", met_at=NOW - timedelta(days=900), last_success=NOW, state="idle"))
    ((_, raw),) = support_mails(1, run="first")
    filed(store, 0, [raw])
    with store.writing() as connection:
        connection.execute(text("SET session_replication_role = replica"))  # the copies are whole, in any order
        for table, changed in _COPIES.items():
            _copy(connection, table, changed, count, still_open)
        connection.execute(update(inbound).where(inbound.c.id > 1).values(ticket_id=inbound.c.id))
        for table in (inbound, tickets, outbound, messages, facts, events):
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))"))
        connection.execute(text("UPDATE notebook SET value = :value WHERE key LIKE '%number%'"), {"value": str(1001 + count)})
    with store.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))


def _copy(connection: Connection, table: Table, changed: Mapping[str, str], count: int, still_open: int) -> None:
    names = [column.name for column in table.columns]
    into = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(changed.get(name, f'p."{name}"') for name in names)
    query = f"INSERT INTO {table.name} ({into}) SELECT {values} FROM {table.name} p, generate_series(2, :count) AS g"
    bound = {"count": count} | ({"open": still_open} if ":open" in query else {})
    connection.execute(text(query), bound)


def filed(store: Store, number: int, raws: Sequence[bytes]) -> float:
    """Seconds of recall and record of these mails; receiving, claiming and reading stand outside."""
    now = NOW + timedelta(seconds=number)
    with store.writing() as connection:
        ids = ledger.receive(connection, [_arrival(number + at, raw, now) for at, raw in enumerate(raws)], now)
        rows = ledger.claim(connection, ids, HOLDER, now)
    mails = [_mail(row, now) for row in rows]
    began = time.perf_counter()
    assert len(record(store, RULES, mails, HOLDER)) == len(raws)
    return time.perf_counter() - began


def _arrival(number: int, raw: bytes, now: datetime) -> Arrival:
    return Arrival(
        mailbox="support",
        uidvalidity=1 if number == 0 else 2,
        uid=number + 1,
        raw=raw,
        digest=content_digest(raw),
        message_id=message_id(raw),
        size=len(raw),
        arrived_at=now,
    )


def _mail(row: Claimed, now: datetime) -> Mail:
    examined = examine(row.raw, DESK, TrustSettings(verify_dkim=False))
    return Mail(row=row, examined=examined, clues=clues(examined.message, row.digest, DESK), now=now, random=secrets.token_bytes(10))


def digest(store: Store) -> float:
    """Seconds of the lead's digest, rendered."""
    evening = Evening(store=store, desk=DESK, policy=RULES.policy, staff=Staff(people=(LEAD,)), at=clock(21), now=NOW + timedelta(hours=1))
    began = time.monotonic()
    with store.reading() as connection:
        ready = paper(connection, evening, NOW.date() - timedelta(days=1), LEAD)
    Letters.load([]).render("digest", language="en", topic="", audience="", values=ready.values)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
