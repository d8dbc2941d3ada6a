"""Tickets: found by words, serial number, person or number, narrowed by whose turn it is; a page at a time."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mailroom.console.console import Console
from mailroom.console.gate import may
from mailroom.console.showing import page
from mailroom.console.visit import Visit
from tickets import listing
from tickets.coverage import LANES
from tickets.listing import Wanted

#: the words of the choices, in order; the first is every ticket
TURNS = {"": "all", "unanswered": "unanswered", "ours": "our turn", "theirs": "the customer's turn", "solved": "solved", "closed": "closed"}
_LONGEST = 200  # characters of a question


def routes(_: Console) -> list[Route]:
    return [Route("/tickets", show)]


@may("engineer")
def show(visit: Visit) -> Response:
    wanted = asked_for(visit)
    with visit.console.store.reading() as connection:
        number = listing.number_of(connection, wanted.words, visit.console.desk.ticket_prefix)
        if number is not None:
            return RedirectResponse(f"/tickets/{number}", status_code=303)
        lines, has_more = listing.page(connection, wanted, hidden=hidden(visit))
    return page(
        visit,
        "tickets",
        wanted=wanted,
        lines=lines,
        further=_further(visit, lines[-1].id) if has_more else "",
        turns=TURNS,
        people=visit.console.staff().people,
        topics=sorted(visit.console.policy().topics),
        is_hidden=bool(hidden(visit)),
    )


def asked_for(visit: Visit) -> Wanted:
    before = visit.asked("before")
    return Wanted(
        words=visit.asked("q")[:_LONGEST],
        turn=visit.asked("turn"),
        owner=visit.person.address if visit.asked("owner") == "me" else visit.asked("owner"),
        topic=visit.asked("topic"),
        before=int(before) if before.isascii() and before.isdecimal() and len(before) < 19 else 0,
    )


def hidden(visit: Visit) -> list[str]:
    """The lanes that this visitor does not see."""
    return [lane for lane in LANES if not visit.sees(lane)]


def _further(visit: Visit, last: int) -> str:
    return "/tickets?" + urlencode({**visit.request.query_params, "before": last})
