"""The tables of our own people: who is away until when."""

from __future__ import annotations

from sqlalchemy import Column, String, Table, Text

from tickets.columns import Utc, metadata

absences = Table(
    "absences",
    metadata,
    Column("address", String(320), primary_key=True),  # one absence a person: the newest word counts
    Column("until", Utc, nullable=False),
    Column("because", Text, nullable=False, default=""),
)
