"""Ending what has been silent for long enough (desk-rules 3): in silence, or with the letter `closed` where the policy wants it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from mailroom.recalling import Rules
from responders.unprompted import closed, unprompted
from tickets import endings, outbox, reminders, suppression
from tickets.letter import Owed
from tickets.remembered import remember
from tickets.store import Store
from tickets.tokens import mint


def end(store: Store, rules: Rules, now: datetime) -> None:
    with store.writing() as connection:
        ended = endings.end(connection, rules.policy, now)
        reminders.stop_idle(connection, now)
        if ended and rules.policy.turns.tells_when_closed and rules.answers_on:
            _tell(connection, rules, ended, now)


def _tell(connection: Connection, rules: Rules, ended: Sequence[int], now: datetime) -> None:
    occasion = closed(rules.policy.turns.reopens_within_days)
    told = remember(connection, suppression.reachable(connection, ended))
    letters = [unprompted(ticket, occasion, rules.desk, rules.policy) for ticket in told if not ticket.understanding.lane]
    owed = [Owed(letter=letter, token=mint(secrets.token_bytes(10))) for letter in letters]
    outbox.queue_all(connection, owed, domain=rules.desk.domain, now=now)
