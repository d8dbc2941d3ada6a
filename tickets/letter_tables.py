"""The tables of mail out: the outbox, the tokens of its letters, and the addresses that get no automatic ones."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from tickets.columns import Utc, key, metadata, ref

outbound = Table(
    "outbound",
    metadata,
    key(),
    ref("ticket_id", "tickets.id", index=True),
    Column("kind", String(20), nullable=False),
    Column("recipient", String(320), nullable=False),
    Column("recipient_name", Text, nullable=False, default=""),
    Column("domain", String(255), nullable=False, default=""),  # over which near-identical letters are counted; '' for free mail
    Column("message_id", String(200), nullable=False, unique=True),  # fixed here: a letter never has two (G3)
    # At most one automatic answer a message, whatever is repeated (G4); null on what answers no mail.
    ref("answers", "inbound.id", unique=True),
    ref("carries", "inbound.id"),  # the mail whose words it carries: an engineer's to the customer, or a customer's to the engineers
    Column("by", String(320), nullable=False, default=""),  # the engineer whose words they are
    Column("to", JSON, nullable=False, default=list),  # [address, name] of the To line, where it is not the recipient alone
    Column("cc", JSON, nullable=False, default=list),
    Column("files", JSON, nullable=False, default=list),  # views into raw mails by part number, fetched when the bytes are made
    Column("shape", String(16), nullable=False, default=""),  # of the words it answers: equal for near-identical mail (desk-rules 26)
    Column("letter", String(60), nullable=False),
    Column("language", String(10), nullable=False),
    Column("edition", Integer, nullable=False, default=0),  # of the letters when it was queued: its words are of that one (decisions 3)
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
    Index(None, "shape", "domain", "queued_at"),
    UniqueConstraint("carries", "kind", "recipient"),  # whatever is repeated, a mail reaches each of its readers once (G3)
)

tokens = Table(
    "tokens",
    metadata,
    Column("token", String(16), primary_key=True),
    ref("outbound_id", "outbound.id", nullable=False, index=True),
    ref("ticket_id", "tickets.id", index=True),  # null: a digest or an alarm stands on no ticket
    Column("purpose", String(20), nullable=False),
    Column("recipient", String(320), nullable=False),
    Column("minted_at", Utc, nullable=False),
    Column("revoked_at", Utc),
)

aliases = Table(
    "aliases",
    metadata,
    Column("message_id", String(998), primary_key=True),  # another Message-ID that a relay gave our letter (decisions 1)
    ref("outbound_id", "outbound.id", nullable=False, index=True),
)

suppressed = Table(
    "suppressed",
    metadata,
    Column("address", String(320), primary_key=True),
    Column("since", Utc, nullable=False),
    Column("because", Text, nullable=False),
)
