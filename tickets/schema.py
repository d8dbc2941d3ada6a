"""The tables. Each constraint carries a guarantee, and the reason stands beside it; migrations are made from this page.

Times are aware and in UTC on every database (`tickets.columns.Utc`).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from tickets.columns import Id, Utc

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=True)


def _ref(name: str, target: str, **options: Any) -> Column[Any]:
    return Column(name, Id, ForeignKey(target), **options)


mailboxes = Table(
    "mailboxes",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("uidvalidity", BigInteger),  # null: never met
    Column("uid", BigInteger, nullable=False, default=0),  # the last one received; moves only with the rows it counts (G1)
    Column("since_uid", BigInteger, nullable=False, default=0),  # what lies before it on the server was there before us
    Column("met_at", Utc),  # mail older than the first meeting is never answered
    Column("last_success", Utc),
    Column("state", Text, nullable=False, default=""),  # in words: what happened last, and what happens next
    Column("holder", String(100), nullable=False, default=""),  # the lease: one watcher a mailbox over all hosts
    Column("held_until", Utc),
    Column("fence", BigInteger, nullable=False, default=0),  # grows with each new holder; a stalled one that wakes cannot write
)

raws = Table(
    "raws",
    metadata,
    Column("sha256", String(64), primary_key=True),  # the same bytes are kept once
    Column("size", BigInteger, nullable=False),
    Column("zstd", LargeBinary, nullable=False),
    Column("kept_at", Utc, nullable=False),
)

inbound = Table(
    "inbound",
    metadata,
    _id(),
    Column("mailbox", String(200), nullable=False),
    Column("uidvalidity", BigInteger),
    Column("uid", BigInteger),  # null: by the pipe or an import
    Column("digest", String(64), nullable=False),  # of the content without its trace headers (decisions 11)
    Column("raw_sha256", String(64), ForeignKey("raws.sha256")),  # null: retention took the raw mail; the row is its tombstone
    Column("message_id", Text, nullable=False, default=""),
    Column("size", BigInteger, nullable=False),
    Column("arrived_at", Utc, nullable=False),  # at the server (INTERNALDATE), or at our pipe
    Column("received_at", Utc, nullable=False),
    Column("is_giant", Boolean, nullable=False, default=False),  # the raw bytes are its header alone
    Column("problem", Text, nullable=False, default=""),  # why the server could not hand over the whole mail
    Column("is_silent", Boolean, nullable=False, default=False),  # history: no answer, no clock
    Column("state", String(10), nullable=False),
    Column("because", Text, nullable=False, default=""),
    Column("kind", String(10), nullable=False, default=""),
    Column("sender", Text, nullable=False, default=""),
    Column("subject", Text, nullable=False, default=""),
    _ref("ticket_id", "tickets.id"),
    Column("order", String(10), nullable=False, default=""),  # what a person decided about this mail; '' is nobody
    Column("attempts", Integer, nullable=False, default=0),
    Column("holder", String(100), nullable=False, default=""),
    Column("held_until", Utc),
    UniqueConstraint("mailbox", "uidvalidity", "uid"),  # fetching twice is receiving once (G3)
    Index(None, "state", "held_until"),
    Index(None, "digest"),
    Index(None, "message_id"),
)

tickets = Table(
    "tickets",
    metadata,
    _id(),
    Column("number", BigInteger, nullable=False, unique=True),
    Column("status", String(10), nullable=False),
    Column("subject", Text, nullable=False),
    Column("requester", Text, nullable=False),
    Column("requester_name", Text, nullable=False, default=""),
    Column("owner", Text),
    Column("language", String(10), nullable=False, default=""),
    Column("audience", String(20), nullable=False, default="unknown"),
    Column("topic", String(60), nullable=False, default="other"),
    Column("also", JSON, nullable=False, default=list),
    Column("scope", String(20), nullable=False, default="person"),
    Column("clause", String(20), nullable=False, default=""),
    Column("sla", Boolean, nullable=False, default=False),
    Column("lane", String(20), nullable=False, default=""),
    Column("urgent", Text, nullable=False, default=""),
    Column("missing", JSON, nullable=False, default=list),
    Column("asks", Integer, nullable=False, default=0),  # automatic asks of all kinds: at most two (desk-rules 3)
    Column("is_stub", Boolean, nullable=False, default=False),
    Column("is_unanswered", Boolean, nullable=False, default=True),  # OPEN with a customer's message last
    Column("opened_at", Utc, nullable=False),
    Column("last_message_at", Utc, nullable=False),
    Column("acknowledged_at", Utc),
    Column("first_response_at", Utc),
    Column("due_at", Utc),
    Column("closed_at", Utc),
    _ref("merged_into", "tickets.id"),
    Index(None, "requester"),
    Index(None, "status", "due_at"),
    Index(None, "is_unanswered", "id"),
)

messages = Table(
    "messages",
    metadata,
    _id(),
    _ref("ticket_id", "tickets.id", nullable=False, index=True),
    _ref("inbound_id", "inbound.id", unique=True),  # one mail is filed once
    _ref("outbound_id", "outbound.id", unique=True),  # one letter stands in the conversation once
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
    _ref("ticket_id", "tickets.id", nullable=False, index=True),
    _ref("inbound_id", "inbound.id", index=True),
    # Named by a filed mail, and not received itself: it leads only that mail's own people to the ticket.
    Column("is_only_named", Boolean, nullable=False, default=False),
)

participants = Table(
    "participants",
    metadata,
    _ref("ticket_id", "tickets.id", primary_key=True),
    Column("address", String(320), primary_key=True, index=True),
    Column("role", String(20), nullable=False),  # requester, cc, joiner
    Column("because", Text, nullable=False, default=""),
)

links = Table(
    "links",
    metadata,
    _ref("ticket_id", "tickets.id", primary_key=True),
    _ref("other_id", "tickets.id", primary_key=True),
    Column("because", Text, nullable=False),
)

facts = Table(
    "facts",
    metadata,
    _id(),
    _ref("ticket_id", "tickets.id", nullable=False, index=True),
    _ref("message_id", "messages.id", nullable=False, index=True),
    Column("kind", String(10), nullable=False),  # serial, firmware, model, software
    Column("value", Text, nullable=False),
    Column("place", String(10), nullable=False),
    Column("detail", JSON, nullable=False, default=dict),
    Index(None, "kind", "value"),
)

outbound = Table(
    "outbound",
    metadata,
    _id(),
    _ref("ticket_id", "tickets.id", index=True),
    Column("kind", String(20), nullable=False),
    Column("recipient", String(320), nullable=False),
    Column("recipient_name", Text, nullable=False, default=""),
    Column("message_id", String(200), nullable=False, unique=True),  # fixed here: a letter never has two (G3)
    # At most one automatic answer a message, whatever is repeated (G4); null on what answers no mail.
    _ref("answers", "inbound.id", unique=True),
    Column("shape", String(16), nullable=False, default=""),  # of the words it answers: equal for near-identical mail (desk-rules 26)
    Column("letter", String(60), nullable=False),
    Column("language", String(10), nullable=False),
    Column("topic", String(60), nullable=False, default=""),
    Column("audience", String(20), nullable=False, default=""),
    Column("values", JSON, nullable=False),
    Column("in_reply_to", Text, nullable=False, default=""),
    Column("references", JSON, nullable=False, default=list),
    Column("state", String(10), nullable=False),
    Column("because", Text, nullable=False, default=""),
    Column("urgency", Integer, nullable=False, default=5),  # send order (desk-rules 32): the smaller goes first
    Column("queued_at", Utc, nullable=False),
    Column("due_at", Utc, nullable=False),  # the next attempt
    Column("attempts", Integer, nullable=False, default=0),
    Column("raw", LargeBinary),  # made once, on the move to SENDING; every retry sends these bytes (decisions 3)
    Column("sent_at", Utc),
    Column("reply", Text, nullable=False, default=""),  # the SMTP server's last word
    Column("holder", String(100), nullable=False, default=""),
    Column("held_until", Utc),
    Index(None, "state", "due_at"),
    Index(None, "recipient", "queued_at"),
    Index(None, "shape", "queued_at"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("token", String(16), primary_key=True),
    _ref("outbound_id", "outbound.id", nullable=False, index=True),
    _ref("ticket_id", "tickets.id", nullable=False, index=True),
    Column("purpose", String(20), nullable=False),
    Column("recipient", String(320), nullable=False),
    Column("minted_at", Utc, nullable=False),
    Column("revoked_at", Utc),
)

aliases = Table(
    "aliases",
    metadata,
    Column("message_id", String(998), primary_key=True),  # another Message-ID that a relay gave our letter (decisions 1)
    _ref("outbound_id", "outbound.id", nullable=False, index=True),
)

suppressed = Table(
    "suppressed",
    metadata,
    Column("address", String(320), primary_key=True),
    Column("since", Utc, nullable=False),
    Column("because", Text, nullable=False),
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
    _id(),
    Column("at", Utc, nullable=False),
    Column("what", String(60), nullable=False),
    Column("because", Text, nullable=False, default=""),
    _ref("inbound_id", "inbound.id", index=True),
    _ref("ticket_id", "tickets.id", index=True),
    _ref("outbound_id", "outbound.id", index=True),
)

notebook = Table(
    "notebook",
    metadata,
    # The few single values: the next ticket number, the hash of the imported dealers.csv, the night of the last digest.
    Column("key", String(60), primary_key=True),
    Column("value", Text, nullable=False),
)
