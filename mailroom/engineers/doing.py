"""Doing what an engineer's commands say: all of them, or none.

Each command changes the ticket and writes an event with the engineer's address, in the caller's transaction. One refusal takes all of
them back, so that the engineer mends the mail and sends it again as it was. So the commands are done before the answer below them is
queued; the answer's own change of turn leaves a solved ticket and a new promise as they are (`tickets.turns`, `Split.keeps_turn`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection

from mailroom.engineers import correcting, ending, incidents, joining, owning, planning, telling
from mailroom.engineers.commands import Command
from mailroom.engineers.job import Deed, Job, Said, Terms
from tickets import handling
from tickets.directory import Person
from tickets.waiting import Refused

DEEDS: MappingProxyType[str, Deed] = MappingProxyType(
    {
        "note": telling.note,
        "called": telling.called,
        "ask": telling.ask,
        "help": telling.help_,
        "use": telling.use,
        "snooze": planning.snooze,
        "promise": planning.promise,
        "appointment": planning.appointment,
        "away": planning.away,
        "solve": ending.solve,
        "close": ending.close,
        "hold": ending.hold,
        "mine": owning.mine,
        "assign": owning.assign,
        "team": owning.team,
        "quiet": owning.quiet,
        "topic": correcting.topic,
        "audience": correcting.audience,
        "serial": correcting.serial,
        "merge": joining.merge,
        "split": joining.split,
        "undo": joining.undo,
        "admit": joining.admit,
        "separate": joining.separate,
        "incident": incidents.incident,
    }
)


@dataclass(frozen=True, kw_only=True)
class Done:
    """One command in words, for the receipt: "snoozed until Friday, March 6 at 8:30 AM Eastern", or why it was refused."""

    command: Command
    text: str
    more: tuple[str, ...] = ()  # lines below it: what was said to whom, what there is to choose from
    is_done: bool = True


def do(
    connection: Connection, terms: Terms, ticket_id: int, by: Person, commands: Sequence[Command], now: datetime, *, has_text: bool = False
) -> tuple[Done, ...]:
    """Do the commands in order. If any `is_done` is False nothing at all was done, and words for the customer must not be sent either.

    `has_text`: such words come with them.
    """
    if not commands:
        return ()
    standing = handling.ticket(connection, ticket_id).id
    job = Job(connection=connection, terms=terms, ticket_id=standing, by=by, now=now, has_text=has_text)
    with connection.begin_nested() as attempt:
        done = tuple(_done(job, command) for command in commands)
        if not all(one.is_done for one in done):
            attempt.rollback()
            return tuple(_taken_back(one) for one in done)
    return done


def _done(job: Job, command: Command) -> Done:
    try:
        said = _said(job, command)
    except Refused as refused:
        return Done(command=command, text=str(refused), is_done=False)
    return Done(command=command, text=said.text, more=said.more)


def _said(job: Job, command: Command) -> Said:
    known = command.known
    if known.needs_argument and not command.argument:
        raise Refused(f"write {known.shown}")
    if not known.argument and command.argument:
        raise Refused(f'#{known.name} stands alone on its line, without "{command.argument}"')
    return DEEDS[command.name](job, command.argument)


def _taken_back(one: Done) -> Done:
    if not one.is_done:
        return one
    return Done(command=one.command, text="not done, since another command of the mail was refused", is_done=False)
