"""The end of a ticket, and what keeps it: `#solve`, `#close`, `#hold`."""

from __future__ import annotations

from mailroom.engineers.job import Job, Said
from tickets import handling
from tickets.states import TicketStatus
from tickets.waiting import Refused

_RELEASES = frozenset({"no", "off", "end"})


def solve(job: Job, argument: str) -> Said:  # noqa: ARG001
    return _end(job, TicketStatus.SOLVED, "solved; the customer's next word opens it again")


def close(job: Job, argument: str) -> Said:  # noqa: ARG001
    return _end(job, TicketStatus.CLOSED, "closed")


def hold(job: Job, argument: str) -> Said:
    if argument and argument.lower() not in _RELEASES:
        raise Refused("write #hold, or #hold no to end it")
    handling.hold(job.connection, job.ticket().number, holds=not argument, by=job.by.address, now=job.now)
    return Said("its hold ended" if argument else "on hold: nothing of it is erased until #hold no")


def _end(job: Job, status: TicketStatus, told: str) -> Said:
    ticket = job.ticket()
    if ticket.status == status:
        return Said(f"it was {status.value} already")
    handling.move(job.connection, ticket.number, status, by=job.by.address, because="by command", now=job.now, has_outcome=job.has_text)
    return Said(told if job.has_text else f"{told}; nothing was sent")
