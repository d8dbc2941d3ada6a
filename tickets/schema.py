"""The tables. Each constraint carries a guarantee, and the reason stands beside it; migrations are made from this page.

Each kind of table has a page (`…_tables.py`): mail in, mail out, access, the clocks, the console and so on; every reader takes a table
from here. Times are aware and in UTC on every database (`tickets.columns.Utc`).
"""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from tickets.access_tables import access_tokens
from tickets.clock_tables import alarms, escalations, incidents
from tickets.columns import Utc, key, metadata, ref
from tickets.command_tables import appointments, corrections, quiets
from tickets.console_tables import sessions, sign_ins
from tickets.digest_tables import digest_lines, digests
from tickets.glance_tables import alarm_posts, canaries
from tickets.letter_tables import aliases, outbound, suppressed, tokens
from tickets.mail_tables import inbound, mailboxes, pictures, raws
from tickets.restore_tables import lost_letters
from tickets.server_tables import places, rests
from tickets.staff_tables import absences
from tickets.template_tables import editions, template_files, templates

__all__ = [
    "absences",
    "access_tokens",
    "alarm_posts",
    "alarms",
    "aliases",
    "appointments",
    "canaries",
    "corrections",
    "dealers",
    "digest_lines",
    "digests",
    "editions",
    "escalations",
    "events",
    "facts",
    "inbound",
    "incidents",
    "links",
    "lost_letters",
    "mailboxes",
    "messages",
    "metadata",
    "notebook",
    "outbound",
    "participants",
    "pictures",
    "places",
    "quiets",
    "raws",
    "rests",
    "sessions",
    "sign_ins",
    "suppressed",
    "template_files",
    "templates",
    "thread_ids",
    "tickets",
    "tokens",
]

tickets = Table(
    "tickets",
    metadata,
    key(),
    Column("number", BigInteger, nullable=False, unique=True),
    Column("status", String(10), nullable=False),
    Column("subject", Text, nullable=False),
    Column("requester", Text, nullable=False),
    Column("requester_name", Text, nullable=False, default=""),
    Column("owner", Text),
    Column("team", Text, nullable=False, default=""),  # named by a person; '' is the one that staff.toml names for its topic
    Column("language", String(10), nullable=False, default=""),
    Column("audience", String(20), nullable=False, default="unknown"),
    Column("topic", String(60), nullable=False, default="other"),
    Column("certainty", Float, nullable=False, default=1.0),  # of the topic: nobody is steered by a guess, later either
    Column("also", JSON, nullable=False, default=list),
    Column("scope", String(20), nullable=False, default="person"),
    Column("clause", String(20), nullable=False, default=""),
    Column("sla", Boolean, nullable=False, default=False),
    Column("lane", String(20), nullable=False, default=""),
    Column("urgent", Text, nullable=False, default=""),
    # It brings what an unlock code is made of: a person verifies whose device it is before anything is sent back.
    Column("is_sensitive", Boolean, nullable=False, default=False),
    Column("missing", JSON, nullable=False, default=list),
    Column("asks", Integer, nullable=False, default=0),  # automatic asks of all kinds: at most two (desk-rules 3)
    Column("is_stub", Boolean, nullable=False, default=False),
    Column("is_unanswered", Boolean, nullable=False, default=True),  # OPEN with a customer's message last
    Column("opened_at", Utc, nullable=False),
    Column("last_message_at", Utc, nullable=False),
    Column("acknowledged_at", Utc),
    Column("first_response_at", Utc),
    Column("answered_at", Utc),  # the last human answer: no automatic letter ever stands here (desk-rules 1)
    Column("due_at", Utc),
    Column("promised_for", Utc),  # an engineer said that he answers by then; a human answer keeps the promise
    Column("snoozed_until", Utc),  # out of the digest's sight; a customer's word wakes it
    Column("hold", Text, nullable=False, default=""),  # who asked that nothing of it be erased (desk-rules 19); '' is nobody
    Column("pending_since", Utc),  # a silent ending counts from here; an out-of-office moves it on
    Column("chase_at", Utc),  # the next reminder of what is missing; null: nobody is reminded
    Column("chases", Integer, nullable=False, default=0),  # reminders since a person last answered or asked
    Column("asks_no_answer", Boolean, nullable=False, default=False),  # acknowledged once, never reminded (decisions 10)
    ref("incident_id", "incidents.id", index=True),  # one letter speaks for all its tickets, and their clocks stand (desk-rules 21)
    Column("closed_at", Utc),
    ref("merged_into", "tickets.id"),
    Index(None, "requester"),
    Index(None, "status", "due_at"),
    Index(None, "topic", "opened_at"),  # the rate of one topic
    Index(None, "opened_at"),  # how the last days went
    # Few tickets have one, and the sweep asks every few seconds.
    Index("ix_tickets_chase_at", "chase_at", sqlite_where=text("chase_at IS NOT NULL"), postgresql_where=text("chase_at IS NOT NULL")),
    Index(None, "is_unanswered", "id"),
    # Few are merged, and each ticket that is shown asks who was merged into it.
    Index(
        "ix_tickets_merged_into",
        "merged_into",
        sqlite_where=text("merged_into IS NOT NULL"),
        postgresql_where=text("merged_into IS NOT NULL"),
    ),
)

messages = Table(
    "messages",
    metadata,
    key(),
    ref("ticket_id", "tickets.id", nullable=False, index=True),
    ref("inbound_id", "inbound.id", unique=True),  # one mail is filed once
    ref("outbound_id", "outbound.id", unique=True),  # one letter stands in the conversation once
    Column("direction", String(4), nullable=False),  # in, out, note
    Column("kind", String(20), nullable=False),
    Column("message_id", Text, nullable=False, default=""),
    Column("digest", String(64), unique=True),  # the same mail in two mailboxes is one message (G3); null on what we write
    Column("sender", Text, nullable=False),
    Column("recipients", JSON, nullable=False, default=list),
    Column("subject", Text, nullable=False, default=""),
    Column("at", Utc, nullable=False),
    Column("text", Text, nullable=False, default=""),
    Column("proof", Text, nullable=False, default=""),  # why it stands in this ticket
    Column("trust", String(10), nullable=False, default=""),
)

thread_ids = Table(
    "thread_ids",
    metadata,
    # One Message-ID leads to one ticket: two workers that file two replies to it cannot open two.
    Column("message_id", String(998), primary_key=True),
    ref("ticket_id", "tickets.id", nullable=False, index=True),
    ref("inbound_id", "inbound.id", index=True),
    # Named by a filed mail, and not received itself: it leads only that mail's own people to the ticket.
    Column("is_only_named", Boolean, nullable=False, default=False),
)

participants = Table(
    "participants",
    metadata,
    ref("ticket_id", "tickets.id", primary_key=True),
    Column("address", String(320), primary_key=True, index=True),
    Column("role", String(20), nullable=False),  # requester, cc, joiner
    Column("because", Text, nullable=False, default=""),
)

links = Table(
    "links",
    metadata,
    ref("ticket_id", "tickets.id", primary_key=True),
    ref("other_id", "tickets.id", primary_key=True),
    Column("because", Text, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    key(),
    ref("ticket_id", "tickets.id", nullable=False, index=True),
    ref("message_id", "messages.id", nullable=False, index=True),
    Column("kind", String(10), nullable=False),  # serial, firmware, model, software
    Column("value", Text, nullable=False),
    Column("place", String(10), nullable=False),
    Column("detail", JSON, nullable=False, default=dict),
    Index(None, "kind", "value"),
)

dealers = Table(
    "dealers",
    metadata,
    Column("key", String(320), primary_key=True),  # an address, or a company domain
    Column("company", Text, nullable=False, default=""),
    Column("account", Text, nullable=False, default=""),
    Column("tier", Text, nullable=False, default=""),
    Column("is_active", Boolean, nullable=False, default=True),
)

events = Table(
    "events",
    metadata,
    key(),
    Column("at", Utc, nullable=False),
    Column("what", String(60), nullable=False),
    Column("because", Text, nullable=False, default=""),
    ref("inbound_id", "inbound.id", index=True),
    ref("ticket_id", "tickets.id", index=True),
    ref("outbound_id", "outbound.id", index=True),
)

notebook = Table(
    "notebook",
    metadata,
    # The few single values: the next ticket number, the hash of the imported dealers.csv, the night of the last digest.
    Column("key", String(60), primary_key=True),
    Column("value", Text, nullable=False),
)
