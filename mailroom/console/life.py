"""A mail's life: found by id, Message-ID or ticket; told in order; and where it waits, what can be said or mended."""

from __future__ import annotations

from sqlalchemy import Connection
from starlette.responses import Response
from starlette.routing import Route

from mailroom.console.console import Console
from mailroom.console.gate import may, missing
from mailroom.console.showing import done, page
from mailroom.console.visit import Visit
from mailroom.console.waiting import life_of, words_for
from mailroom.story import FATES, steps
from tickets import ledger, views, waiting
from tickets.states import InboundState

_LONGEST_NUMBER = 12  # digits of a ticket's
_HEAD = 20_000  # octets of a header that are shown: what somebody mends is near its beginning


def routes(_: Console) -> list[Route]:
    return [
        Route("/life", find),
        Route("/life/{id:number}", show),
        Route("/life/{id:number}/mail.eml", export),
        Route("/life/{id:number}/mended", mend, methods=["POST"]),
    ]


@may("engineer")
def find(visit: Visit) -> Response:
    """One mail is opened, several are listed."""
    wanted = visit.asked("q").strip()
    with visit.console.store.reading() as connection:
        ids = _found(visit, connection, wanted) if wanted else []
        lives = [views.life(connection, row_id, visit.console.desk.ticket) for row_id in ids]
    seen = [life for life in lives if visit.sees(life["lane"])]
    if len(seen) == 1:
        return done(visit, f"/life/{seen[0]['inbound']['id']}")
    return page(visit, "find_life", wanted=wanted, lives=seen)


@may("engineer")
def show(visit: Visit) -> Response:
    row_id = visit.number("id")
    life = life_of(visit, row_id)
    state = life["inbound"]["state"]
    with visit.console.store.reading() as connection:
        raw = ledger.raw_of(connection, row_id) if state == InboundState.FAILED else None
    words = words_for(state, names_a_ticket=life["ticket"] is not None)
    return page(visit, "life", life=life, mail=life["inbound"], steps=list(steps(life)), fates=FATES, words=words, head=_head(raw or b""))


@may("engineer")
def export(visit: Visit) -> Response:
    """The raw mail, byte for byte, as a download: it is never opened as a page of ours."""
    row_id = visit.number("id")
    life_of(visit, row_id)
    with visit.console.store.reading() as connection:
        raw = ledger.raw_of(connection, row_id)
    if raw is None:
        raise missing(f"No raw mail is kept for {row_id}.")
    named = {"content-disposition": f'attachment; filename="mail-{row_id}.eml"'}
    return Response(raw, media_type="application/octet-stream", headers=named)


@may("engineer")
def mend(visit: Visit) -> Response:
    """A mended mail takes the place of one that failed."""
    row_id, file = visit.number("id"), visit.file("mail")
    life_of(visit, row_id)
    raw = file.file.read() if file else b""
    if not raw:
        raise waiting.Refused("Choose the mended mail first: a file that your mail program or an editor saved.")
    with visit.console.store.writing() as connection:
        waiting.replace(connection, row_id, raw, visit.person.address, visit.now)
    return done(visit, f"/life/{row_id}", f"Mail {row_id} is replaced and read again.")


def _found(visit: Visit, connection: Connection, wanted: str) -> list[int]:
    prefix = f"{visit.console.desk.ticket_prefix}-"
    number = wanted.upper().removeprefix(prefix)
    if wanted.upper().startswith(prefix):
        return views.inbound_of_ticket(connection, int(number)) if number.isdecimal() and len(number) < _LONGEST_NUMBER else []
    return views.find_inbound(connection, wanted)


def _head(raw: bytes) -> str:
    """The header as it came; octets that are no text are written as such."""
    return raw[:_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0].decode("utf-8", "backslashreplace")
