"""Doing what an engineer answers to his digest, line by line, each against how its ticket stands now.

A digest is hours old when it is answered. Whatever somebody did meanwhile stands: the line is told and nothing is done with it, and the
other lines go on. Numbers mean tickets in the letter that he answers, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from mailroom.engineers.commands import Command
from mailroom.engineers.doing import do
from mailroom.engineers.job import Terms
from mailroom.engineers.lines import Order, Orders
from tickets import digests, journal, spoken
from tickets.digests import LINES_LIVE, Line
from tickets.directory import Person
from tickets.states import TicketStatus

_ENDED = (TicketStatus.SOLVED, TicketStatus.CLOSED)
_HOW = 'nothing to do was found; write one line a ticket, such as "1 take", "3 snooze fri", "4 ask serial", "2 solve" or "5-9 ok"'


def answered(connection: Connection, terms: Terms, letter: int, by: Person, orders: Orders, now: datetime) -> tuple[str, ...]:
    """Do these orders in the caller's transaction; what was done and what was not, in words for one receipt."""
    written_at = digests.written_at(connection, letter, by.address)
    if written_at is None:
        return ("this mail answers no digest of yours; nothing was done",)
    if now - written_at > LINES_LIVE:
        return (f"that digest is older than {LINES_LIVE.days} days; nothing was done, answer a newer one",)
    wanted = [line for order in orders.orders for line in order.lines]
    answer = _Answer(connection, terms, by, written_at, now)
    told = [words for order in orders.orders for words in answer.carry_out(order, digests.lines(connection, letter, wanted))]
    return (*told, *orders.unknown) or (_HOW,)


class _Answer:
    def __init__(self, connection: Connection, terms: Terms, by: Person, written_at: datetime, now: datetime) -> None:
        self._connection, self._terms, self._by, self._now = connection, terms, by, now
        self._written_at = written_at
        self._zone = by.timezone or terms.desk.timezone

    def carry_out(self, order: Order, lines: dict[int, Line]) -> Iterator[str]:
        """One line of words for all tickets with which it was done, and one for each with which it was not."""
        done: list[Line] = []
        words = ""
        for number in order.lines:
            line = lines.get(number)
            refusal = self._refusal(order, line) if line else "there is no such line"
            if line and not refusal:
                words, refusal = self._done(order, line)
            if refusal:
                yield f"{self._name(number, line)}: {refusal}; nothing was done"
            elif line:
                done.append(line)
        if done:
            yield f'"{order.written}": {self._listed(done)}: {words}'

    def _done(self, order: Order, line: Line) -> tuple[str, str]:
        """(what was done, why nothing was)."""
        command = order.command or Command("solve")
        (said,) = do(self._connection, self._terms, line.ticket_id, self._by, [command], self._now)
        if not said.is_done:
            return "", said.text
        if order.command is None:
            journal.note(self._connection, self._now, "the steer was confirmed", f"by {self._by.address}", ticket_id=line.ticket_id)
            return "confirmed", ""
        return " ".join((said.text, *said.more)), ""

    def _refusal(self, order: Order, line: Line) -> str:
        """Why this line must be left as somebody has made it meanwhile; '' where nothing stands against it."""
        if line.is_merged:
            return "it was merged into another ticket"
        if line.status in _ENDED:
            return f"it is {line.status.lower()} already"
        if line.answered_at and line.answered_at > self._written_at and line.owner != self._by.address:
            return f"it was answered{self._by_owner(line)} at {self._clock(line.answered_at)}"
        if order.command is None and not line.is_steered(self._terms.policy.steers):
            return "no letter steered it, so there is nothing to confirm"
        return ""

    def _by_owner(self, line: Line) -> str:
        owner = self._terms.staff.person(line.owner)
        return f" by {owner.name}" if owner else ""

    def _clock(self, when: datetime) -> str:
        here, night = when.astimezone(ZoneInfo(self._zone)), self._written_at.astimezone(ZoneInfo(self._zone))
        return spoken.clock(here.time()) if here.date() == night.date() else spoken.moment(when, zone=self._zone)

    def _name(self, number: int, line: Line | None) -> str:
        return f"{number} ({self._terms.desk.ticket(line.number)})" if line else str(number)

    def _listed(self, done: Iterable[Line]) -> str:
        return ", ".join(self._terms.desk.ticket(line.number) for line in done)
