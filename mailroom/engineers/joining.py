"""Which mails and tickets belong together: `#merge`, `#split`, `#undo`, `#admit`, `#separate`."""

from __future__ import annotations

from collections.abc import Sequence

from mailroom.engineers.job import Job, Said, letter_told
from tickets import correcting, joiners, merging, undoing, waiting
from tickets.joiners import Joiner
from tickets.waiting import Refused

_OWN = "; it becomes a ticket of its own, linked to this one"


def merge(job: Job, argument: str) -> Said:
    """Tickets of two people are linked and never merged (desk-rules 28)."""
    desk, number = job.terms.desk, job.ticket().number
    into = _number(argument, desk.ticket_prefix)
    _refuse_what_is_not_his(job, into)
    if merging.merge(job.connection, number, into, by=job.by.address, now=job.now):
        return Said(f"merged into {desk.ticket(into)}; later mail to either lands there")
    return Said(f"linked to {desk.ticket(into)}, not merged: it is another person's, so do not quote it to this one")


def split(job: Job, argument: str) -> Said:
    joined = (union.inbound_id for union in undoing.joined(job.connection, job.ticket_id))
    mails = [mail for mail in joined if mail is not None and argument in ("", str(mail))]
    if not mails:
        raise Refused(f"mail {argument} has not joined this ticket" if argument else "no mail has joined this ticket")
    waiting.undo(job.connection, mails[-1], job.by.address, job.now)
    return Said(f"mail {mails[-1]} left the ticket{_OWN}")


def undo(job: Job, argument: str) -> Said:  # noqa: ARG001
    union = undoing.last_union(job.connection, job.ticket_id)
    undoing.undo(job.connection, job.ticket_id, union, by=job.by.address, now=job.now)
    letters = correcting.told(job.connection, job.ticket_id, since=union.at)
    more = tuple(f"since then {letter_told(job, told)}" for told in letters)
    if union.merged_number is not None:
        return Said(f"{job.terms.desk.ticket(union.merged_number)} stands by itself again", more)
    return Said(f"mail {union.inbound_id} left the ticket{_OWN}", more)


def admit(job: Job, argument: str) -> Said:
    mails = _held(job, argument)
    for mail in mails:
        waiting.admit(job.connection, mail.inbound_id, job.by.address, job.now)
    return Said(f"{mails[0].sender} takes part from now on, and his mail stands in the ticket")


def separate(job: Job, argument: str) -> Said:
    mails = _held(job, argument)
    for mail in mails:
        waiting.separate(job.connection, mail.inbound_id, job.by.address, job.now)
    return Said(f"the mail of {mails[0].sender} is taken out{_OWN}")


def _refuse_what_is_not_his(job: Job, number: int) -> None:
    """A ticket that he may not see is refused in the words for one that there is not (desk-rules 19)."""
    lane = merging.lane(job.connection, number)
    if lane is None or not job.terms.staff.shows(job.by, lane):
        raise Refused(f"there is no ticket {number} that you may see")


def _held(job: Job, argument: str) -> Sequence[Joiner]:
    """The held mails of one sender: the only one, or the one who is named."""
    staff = {address for address, _ in job.terms.staff.names()}
    waiting_mails = joiners.held(job.connection, job.ticket_id, staff)
    found = [mail for mail in waiting_mails if not argument or mail.sender.lower() == argument.lower()]
    senders = sorted({mail.sender for mail in (found or waiting_mails)})
    if not waiting_mails:
        raise Refused("no mail is held for this ticket")
    if not found or len(senders) > 1:
        raise Refused(f"mails of {' and '.join(senders)} are held; name the one you mean")
    return found


def _number(argument: str, prefix: str) -> int:
    digits = argument.strip("[]# ").upper().removeprefix(f"{prefix.upper()}-")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 12:
        raise Refused(f'"{argument}" is no ticket number; write {prefix}-1042')
    return int(digits)
