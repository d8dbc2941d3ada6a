"""What a command is done with: the ticket, the engineer, the desk, and the caller's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Row

from mailroom.engineers.when import moment
from tickets import handling, spoken
from tickets.correcting import Told
from tickets.directory import Person, Staff
from tickets.hours import Calendar
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.understanding import Audience
from tickets.waiting import Refused


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The desk that commands are done for."""

    desk: Desk
    policy: Policy
    staff: Staff
    answers_on: bool = True  # False: nothing is sent to customers
    random: Callable[[int], bytes] = secrets.token_bytes  # octets for the token of a letter


@dataclass(frozen=True)
class Said:
    """What was done, in words for the receipt; `more` are lines below it."""

    text: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Job:
    connection: Connection
    terms: Terms
    ticket_id: int
    by: Person  # proven to have written it
    now: datetime
    has_text: bool  # words for the customer go with the command

    def ticket(self) -> Row[Any]:
        """The ticket as it stands now: the command before may have changed it."""
        return handling.ticket(self.connection, self.ticket_id)

    def moment(self, words: str, *, at_close: bool = False) -> datetime:
        """A moment ahead, in the engineer's own words. Raises Refused."""
        found = moment(words, self.now, self._zone(), self._calendar(), at_close=at_close)
        if found is None:
            raise Refused(f'"{words}" is no time ahead of us; write fri, friday 10:00, tomorrow, 2 days, 1h or Jan 2')
        return found

    def spoken(self, when: datetime) -> str:
        """A moment in the engineer's zone; with its year where that is another one."""
        zone = self._zone()
        here = when.astimezone(zone)
        year = f" {here.year}" if here.year != self.now.astimezone(zone).year else ""
        return spoken.moment(here, zone=str(zone)) + year

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.by.timezone or self.terms.desk.timezone)

    def _calendar(self) -> Calendar:
        return self.terms.policy.calendar(Audience(self.ticket().audience))


def letter_told(job: Job, told: Told) -> str:
    """Such as "the letter "acknowledgement" went to jo@example.com on Monday, March 2 at 9:30 AM Eastern"."""
    name = told.letter.replace("_", " ")
    how = "went" if told.has_left else "is about to go"
    return f'the letter "{name}" {how} to {told.recipient} on {job.spoken(told.at)}'


Deed = Callable[[Job, str], Said]  # does a command with its argument, or raises Refused
