"""The tables of the clocks: incidents, what was escalated, and alarms."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text, text

from tickets.columns import Utc, key, metadata, ref

incidents = Table(
    "incidents",
    metadata,
    key(),
    Column("topic", String(60), nullable=False),
    Column("since", Utc, nullable=False),
    Column("until", Utc),  # null: it goes on
    Column("known", Text, nullable=False, default=""),  # what its letter says, in the lead's words
    Column("started_by", Text, nullable=False),
    # One incident a topic at a time, whoever starts it twice.
    Index("uq_incidents_running", "topic", unique=True, sqlite_where=text("until IS NULL"), postgresql_where=text("until IS NULL")),
)

escalations = Table(
    "escalations",
    metadata,
    # Each due time raises each step once, however many schedulers run and wherever they are killed.
    ref("ticket_id", "tickets.id", primary_key=True),
    Column("due_at", Utc, primary_key=True),
    Column("step", String(10), primary_key=True),  # owner, lead
    Column("at", Utc, nullable=False),
)

alarms = Table(
    "alarms",
    metadata,
    Column("key", String(120), primary_key=True),  # what is wrong; wrong twice is one alarm
    Column("text", Text, nullable=False),
    Column("since", Utc, nullable=False),
    Column("told_at", Utc),  # null: nobody knows yet
    Column("over_at", Utc),  # null: it goes on; the row goes once that was told
)
