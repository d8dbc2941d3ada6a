"""The tables of those who watch over the desk: what the second way out was told, and the mails that time the whole way."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from tickets.columns import Utc, metadata, ref

alarm_posts = Table(
    "alarm_posts",
    metadata,
    # What the webhook knows, beside what the letters told: the two ways out fail apart, so each keeps its own account (desk-rules 36).
    Column("key", String(120), primary_key=True),
    Column("text", Text, nullable=False),
    Column("since", Utc, nullable=False),
    Column("posted_at", Utc),  # null: nothing was posted yet
    Column("held_until", Utc),  # one process posts it at a time; a post that failed is tried again after this
)

canaries = Table(
    "canaries",
    metadata,
    # The letter is an ordinary row of the outbox, so that it takes the very way which customers' letters take.
    ref("outbound_id", "outbound.id", primary_key=True),
    Column("mailbox", String(200), nullable=False),
    Column("queued_at", Utc, nullable=False),
    Column("came_at", Utc),  # when it was fetched; null: it is still under way
)
