"""Going away: by command, or by an authenticated out-of-office (desk-rules 31). Runs in the caller's transaction."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from mailroom.engineers.job import Terms
from responders.hand_over import hand_over
from tickets import absences, outbox
from tickets.directory import Person
from tickets.outbox import Owed
from tickets.tokens import mint


def go_away(connection: Connection, terms: Terms, person: Person, until: datetime, because: str, now: datetime) -> int:
    """He is away until then; every other lead gets one list of what he owns. Returns how many tickets that is.

    Said again with another day it changes the day, and nobody is told twice.
    """
    was_away = person.address in absences.away(connection, now)
    absences.leave(connection, person.address, until, because)
    left = absences.left_behind(connection, person.address)
    if left and not was_away:
        leads = [lead for lead in terms.staff.people if lead.lead and lead != person]
        letters = [hand_over(lead, person, until, left, terms.desk, terms.policy) for lead in leads]
        owed = [Owed(letter=letter, token=mint(terms.random(10))) for letter in letters]
        outbox.queue_all(connection, owed, domain=terms.desk.domain, now=now)
    return len(left)
