"""Doing what an engineer's commands say: all of them, or none.

Each command changes the ticket and writes an event with the engineer's name, in the caller's transaction. One refusal takes all of them
back, so that the engineer mends the mail and sends it again as it was; `Done.is_done` is then False on every line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from mailroom.engineers.commands import Command
from tickets.directory import Staff
from tickets.identity import Desk
from tickets.policy import Policy


@dataclass(frozen=True, kw_only=True)
class Engineer:
    """A proven member of the staff directory."""

    address: str  # lower case, as in `tickets.owner`
    name: str
    zone: ZoneInfo


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The desk that commands are done for."""

    desk: Desk
    policy: Policy
    staff: Staff


@dataclass(frozen=True, kw_only=True)
class Done:
    """One command in words, for the receipt: "snoozed until Friday, March 6 at 8:30 AM Eastern", or why it was refused."""

    command: Command
    text: str
    is_done: bool = True


def do(
    connection: Connection, terms: Terms, ticket_id: int, by: Engineer, commands: Sequence[Command], now: datetime, *, has_text: bool
) -> tuple[Done, ...]:
    """Do the commands in order. `has_text`: words go to the customer with them, which counts as the outcome that some endings need."""
    raise NotImplementedError
