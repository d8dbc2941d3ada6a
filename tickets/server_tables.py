"""The tables of what mail servers permit: whom we leave alone for a while, how fast we send, and how many connections we hold."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from tickets.columns import Utc, metadata

rests = Table(
    "rests",
    metadata,
    Column("server", String(300), primary_key=True),  # one rest a server and account: what it said to one process holds for all
    Column("until", Utc, nullable=False),
    Column("because", Text, nullable=False),
    Column("since", Utc, nullable=False),
    Column("times", Integer, nullable=False),  # in a row, without a letter between them
    Column("needs_a_person", Boolean, nullable=False),
    Column("ends_by", Utc),  # of a daily limit: the latest hour at which it is over
)

places = Table(
    "places",
    metadata,
    Column("what", String(320), primary_key=True),  # a server's connections, or its letters of a minute
    # One holder a number; as many numbers as are permitted, so that no two processes together take more.
    Column("number", Integer, primary_key=True),
    Column("holder", String(100), nullable=False, default=""),
    Column("which", String(40), nullable=False, default=""),  # the connection within its process
    Column("held_until", Utc),
)
