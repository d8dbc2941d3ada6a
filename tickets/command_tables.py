"""The tables that engineers' commands write: corrections, appointments, and who wants no notices of a ticket."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from tickets.columns import Utc, key, metadata, ref

corrections = Table(
    "corrections",
    metadata,
    key(),
    ref("ticket_id", "tickets.id", nullable=False, index=True),
    ref("inbound_id", "inbound.id"),  # the mail that was misread, the lesson of the next training; null: its ticket opened without one
    Column("what", String(10), nullable=False),  # topic, audience, serial
    Column("was", Text, nullable=False),
    Column("became", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Utc, nullable=False),
)

appointments = Table(
    "appointments",
    metadata,
    # One at a time: a new one moves it.
    ref("ticket_id", "tickets.id", primary_key=True),
    Column("at", Utc, nullable=False, index=True),
    Column("by", Text, nullable=False),
)

quiets = Table(
    "quiets",
    metadata,
    ref("ticket_id", "tickets.id", primary_key=True),
    Column("address", String(320), primary_key=True),  # of the engineer who wants no more notices of it, in lower case
)
