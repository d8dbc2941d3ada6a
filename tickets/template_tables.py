"""The tables of the letters' own life: every version of every letter that the desk has written, and the editions that served."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text, text

from tickets.columns import Utc, key, metadata, ref

_LIVE = text("state = 'LIVE'")

editions = Table(
    "editions",
    metadata,
    # Each change of what serves has its number, so that a process knows by one number whether its letters are old.
    key(),
    Column("at", Utc, nullable=False),
    Column("because", Text, nullable=False),
)

templates = Table(
    "templates",
    metadata,
    key(),
    Column("language", String(10), nullable=False),
    Column("stem", String(100), nullable=False),  # "acknowledgement.dealer", "tips/rma", "phrases"
    Column("words", Text, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("author", Text, nullable=False),
    Column("origin", Text, nullable=False),  # the file or the command that brought it
    Column("made_at", Utc, nullable=False),
    Column("state", String(10), nullable=False),  # DRAFT, LIVE, RETIRED
    Column("because", Text, nullable=False, default=""),  # what the gate found, or why it is no longer LIVE
    ref("since", "editions.id"),  # the edition with which it went LIVE
    ref("until", "editions.id"),  # the first edition without it
    # Two editors at once cannot both be LIVE: the second one starts again and sees the first.
    Index("uq_templates_live", "language", "stem", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    Index(None, "stem", "language"),
)

template_files = Table(
    "template_files",
    metadata,
    # A file is an edit once, however often and by however many processes it is looked at.
    Column("place", String(700), primary_key=True),  # host and path; "shipped", letter and digest
    Column("digest", String(64), nullable=False),
)
