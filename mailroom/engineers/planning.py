"""What stands in an engineer's calendar: `#snooze`, `#promise`, `#appointment`, `#away`."""

from __future__ import annotations

from mailroom.engineers.handing_over import go_away
from mailroom.engineers.job import Job, Said
from tickets import absences, planning
from tickets.waiting import Refused

_HERE_AGAIN = frozenset({"no", "off", "end", "over", "back"})


def snooze(job: Job, argument: str) -> Said:
    until = job.moment(argument)
    due = planning.snooze(job.connection, job.ticket_id, until, by=job.by.address, now=job.now)
    told = f"snoozed until {job.spoken(until)}, or until the customer writes"
    return Said(told, (f"its due time goes on: {job.spoken(due)}",) if due and due < until else ())


def promise(job: Job, argument: str) -> Said:
    until = job.moment(argument, at_close=True)
    planning.promise(job.connection, job.ticket_id, until, by=job.by.address, now=job.now)
    return Said(f"promised: you answer by {job.spoken(until)}; it is yours, and our turn")


def appointment(job: Job, argument: str) -> Said:
    at = job.moment(argument)
    earlier = planning.appoint(job.connection, job.ticket_id, at, by=job.by.address, now=job.now)
    if earlier is None:
        return Said(f"an appointment is recorded for {job.spoken(at)}; the customer hears of it from you")
    return Said(f"the appointment moved from {job.spoken(earlier)} to {job.spoken(at)}; the customer hears of it from you")


def away(job: Job, argument: str) -> Said:
    """`#away until Jan 2`: back on that day."""
    if argument.lower() in _HERE_AGAIN:
        if not absences.come_back(job.connection, job.by.address):
            raise Refused("you are not away")
        return Said("welcome back; notices of your tickets go to you again")
    until = job.moment(argument)
    owned = go_away(job.connection, job.terms, job.by, until, "by #away", job.now)
    told = f"you are away until {job.spoken(until)}; until then your notices and escalations go to the team"
    return Said(told, (f"{owned} tickets of yours are under way, and the lead has their list",) if owned else ())
