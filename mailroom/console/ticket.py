"""A ticket: what was said, what is known and by which line, whose turn it is, what was decided; and a control beside each of these.

Every control is a command that an engineer might have written in his mail (`mailroom.engineers.doing`), so both do and refuse the same,
and the journal names who did it. Nothing here writes to a customer.
"""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mailroom.console.console import Console
from mailroom.console.gate import may, missing
from mailroom.console.showing import done, page
from mailroom.console.visit import Visit
from mailroom.engineers.commands import Command
from mailroom.engineers.doing import do
from tickets import handling, views, waiting
from tickets.dossier import Dossier, dossier
from tickets.letter_kinds import TO_STAFF
from tickets.states import TicketStatus
from tickets.understanding import Audience
from tickets.waiting import Refused

#: those whose whole effect stays with the desk; what writes to a customer is written in a mail
COMMANDS = frozenset(
    {"note", "called", "snooze", "solve", "close", "assign", "mine", "team", "promise", "topic", "audience", "serial", "merge", "undo"}
    | {"hold", "quiet", "appointment"}
)
_REOPEN = "reopen"  # the command line's; an engineer reopens by answering


def routes(_: Console) -> list[Route]:
    return [
        Route("/tickets/{number:number}", show),
        Route("/tickets/{number:number}/do", act, methods=["POST"]),
        Route("/tickets/{number:number}/split", split, methods=["POST"]),
    ]


@may("engineer")
def show(visit: Visit) -> Response:
    known = _known(visit)
    if known.merged_into is not None and not visit.asked("itself"):
        return RedirectResponse(f"/tickets/{known.merged_into}", status_code=303)
    with visit.console.store.reading() as connection:
        told = views.ticket(connection, visit.console.desk.ticket, known.number) or {}
    return page(
        visit,
        "ticket",
        ticket=told,
        conversation=[entry for entry in told["conversation"] if entry["kind"] not in TO_STAFF],
        known=known,
        topics=sorted(visit.console.policy().topics),
        audiences=[audience.value for audience in Audience],
        people=visit.console.staff().people,
    )


@may("engineer")
def act(visit: Visit) -> Response:
    """One command; refused in the words in which a mail would have been."""
    known, name, argument = _known(visit), visit.said("command"), visit.said("argument").strip()
    if name == _REOPEN:
        said = _reopen(visit, known)
    elif name in COMMANDS:
        said = _do(visit, known, Command(name, argument))
    else:
        raise Refused(f'there is no command "{name}" here')
    return done(visit, f"/tickets/{known.number}", said)


@may("engineer")
def split(visit: Visit) -> Response:
    """Take a mail that joined out again; it becomes a ticket of its own."""
    known, mail = _known(visit), visit.said("mail")
    joined = next((number for number in known.joined if str(number) == mail), None)
    if joined is None:
        raise Refused("that mail did not join this ticket")
    with visit.console.store.writing() as connection:
        waiting.undo(connection, joined, visit.person.address, visit.now)
    return done(visit, f"/tickets/{known.number}", f"Mail {mail} becomes a ticket of its own in a moment.")


def _known(visit: Visit) -> Dossier:
    number = visit.number("number")
    with visit.console.store.reading() as connection:
        known = dossier(connection, number)
    name = visit.console.desk.ticket(number)
    if known is None:
        raise missing(f"There is no ticket {name}.")
    if not visit.sees(known.lane):
        raise missing(f"{name} is shown to those who handle {known.lane} alone.")
    return known


def _do(visit: Visit, known: Dossier, command: Command) -> str:
    with visit.console.store.writing() as connection:
        (one,) = do(connection, visit.console.terms(), known.id, visit.person, [command], visit.now)
    if not one.is_done:
        raise Refused(one.text)
    return "; ".join((f"{visit.console.desk.ticket(known.number)}: {one.text}", *one.more))


def _reopen(visit: Visit, known: Dossier) -> str:
    with visit.console.store.writing() as connection:
        handling.move(connection, known.number, TicketStatus.OPEN, by=visit.person.address, because="", now=visit.now)
    return f"{visit.console.desk.ticket(known.number)} is our turn again."
