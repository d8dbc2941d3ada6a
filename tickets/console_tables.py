"""The tables of the console: links that sign in, and who is signed in. Of every secret only its hash is stored."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text

from tickets.columns import Utc, metadata

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("digest", String(64), primary_key=True),  # of the link's token: a copy of the database lets nobody in
    Column("browser", String(64), nullable=False),  # hash of the cookie of the browser that asked; '' is whichever comes first
    Column("address", String(320), nullable=False),  # as it was asked for, whether anybody has it or not
    Column("source", String(64), nullable=False),  # the asker's network address: the limit counts by both
    Column("onward", Text, nullable=False, default=""),  # the page that was wanted
    Column("asked_at", Utc, nullable=False, index=True),
    Column("ends_at", Utc, nullable=False),
    Column("used_at", Utc),  # a link works once
)

sessions = Table(
    "sessions",
    metadata,
    Column("digest", String(64), primary_key=True),  # of the cookie
    Column("address", String(320), nullable=False, index=True),
    Column("via", String(10), nullable=False),  # link, proxy: a proxy's visitor is asked for at every request
    Column("began_at", Utc, nullable=False),
    Column("seen_at", Utc, nullable=False),
    Index(None, "seen_at"),  # the over-aged are swept out by it
)
