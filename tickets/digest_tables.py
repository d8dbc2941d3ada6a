"""The tables of the nightly digest: who was told of which night, and what the lines of that letter stand for."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table

from tickets.columns import Utc, metadata, ref

digests = Table(
    "digests",
    metadata,
    # One digest a night and person, however many schedulers run and wherever they are killed (G3).
    Column("night", String(10), primary_key=True),  # 2026-03-02, a date of the desk's zone
    Column("person", String(320), primary_key=True),
    ref("outbound_id", "outbound.id", nullable=False, unique=True),
    Column("written_at", Utc, nullable=False),
    Column("list", LargeBinary, nullable=False),  # the attached CSV, zlib
)

digest_lines = Table(
    "digest_lines",
    metadata,
    # A number means one ticket in one letter: "3 take" in an answer to that letter, and nowhere else.
    ref("outbound_id", "outbound.id", primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    ref("ticket_id", "tickets.id", nullable=False, index=True),
)
