"""The tables of mail in: each mailbox with its cursor and lease, the raw bytes, and the ledger of what was received."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from tickets.columns import Utc, key, metadata, ref

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
    Column("passed_at", Utc),  # the end of the last whole pass
    Column("usual_gap", Float),  # seconds between two whole passes, as it was learned here; null: nothing is learned yet
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
    key(),
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
    Column("gap", String(5), nullable=False, default="", server_default=""),  # came between a backup and its restore (tickets.restored)
    Column("state", String(10), nullable=False),
    Column("because", Text, nullable=False, default=""),
    Column("kind", String(10), nullable=False, default=""),
    Column("sender", Text, nullable=False, default=""),
    Column("subject", Text, nullable=False, default=""),
    ref("ticket_id", "tickets.id"),
    Column("order", String(10), nullable=False, default=""),  # what a person decided about this mail; '' is nobody
    Column("attempts", Integer, nullable=False, default=0),
    Column("holder", String(100), nullable=False, default=""),
    Column("held_until", Utc),
    UniqueConstraint("mailbox", "uidvalidity", "uid"),  # fetching twice is receiving once (G3)
    Index(None, "state", "held_until"),
    Index(None, "digest"),
    Index(None, "message_id"),
    Index(None, "mailbox", "received_at"),  # the last mail of a mailbox, and what the same hours of other weeks brought
)

pictures = Table(
    "pictures",
    metadata,
    Column("whose", String(320), primary_key=True),  # the domain of a company, or a person's address
    Column("sha256", String(64), primary_key=True),  # with `whose`: a picture is met for the first time once, whoever files it
    ref("ticket_id", "tickets.id", nullable=False),  # where it was met first
    Column("is_logo", Boolean, nullable=False),  # met on another ticket too
)
