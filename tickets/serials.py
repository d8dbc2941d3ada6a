"""The serial numbers among the facts, as a condition that no query is slowed by."""

from __future__ import annotations

from sqlalchemy import ColumnElement, FromClause

_SERIAL = "serial"


def is_serial(named: FromClause) -> ColumnElement[bool]:
    """For questions that begin at a ticket.

    The blank word hides the kind from SQLite's index of kinds and values. It keeps no statistics, so it would take that index and walk
    every serial number of the desk for the few of one ticket: half a second on a hundred thousand tickets.
    """
    return named.c.kind + "" == _SERIAL
