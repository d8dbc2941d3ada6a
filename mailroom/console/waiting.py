"""Held, Ignored, Failed: the mails that wait for a person's word or once did, and the word.

Each list and each mail's own page offer the same words, from one table; a word puts the mail back on the path, so one pipeline files it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection
from starlette.responses import Response
from starlette.routing import Route

from mailroom.console.console import Console
from mailroom.console.gate import may, missing
from mailroom.console.showing import done, page
from mailroom.console.visit import Visit
from mailroom.separating import due_at
from tickets import joiners, views, waiting
from tickets.states import InboundState

_SHOWN = 200  # on one page; whoever has more waiting needs hands, not pages


@dataclass(frozen=True, kw_only=True)
class Word:
    """What a person may decide about a mail."""

    name: str  # the last part of its path
    button: str
    does: Callable[[Connection, int, str, datetime], None]
    said: str  # afterwards, of the mail
    needs_ticket: bool = False  # it is about the ticket that the mail names


@dataclass(frozen=True, kw_only=True)
class Listing:
    """The mails in one state."""

    path: str
    title: str
    means: str
    empty: str
    words: tuple[Word, ...]  # the first is what the desk most often says


LISTINGS: dict[InboundState, Listing] = {
    InboundState.HELD: Listing(
        path="/held",
        title="Held",
        means="Mails that prove too little to be let in. Their writers were told at most that we are looking.",
        empty="Nothing is held.",
        words=(
            Word(name="admit", button="Let in", does=waiting.admit, said="joins the ticket that it names.", needs_ticket=True),
            Word(name="release", button="A ticket of its own", does=waiting.separate, said="becomes a ticket of its own."),
            Word(name="reject", button="Nobody's request", does=waiting.reject, said="is ignored; Ignored takes that back."),
        ),
    ),
    InboundState.IGNORED: Listing(
        path="/ignored",
        title="Ignored",
        means="Mails proven to be nobody's request: newsletters, reports, spam, copies of our own. The newest first.",
        empty="Nothing was ignored.",
        words=(Word(name="release", button="Make it a ticket", does=waiting.release, said="becomes a ticket."),),
    ),
    InboundState.FAILED: Listing(
        path="/failed",
        title="Failed",
        means="Mails that could not be read. Each has a stub ticket, and its writer an acknowledgement; the raw bytes are kept.",
        empty="Nothing has failed.",
        words=(
            Word(name="retry", button="Read it again", does=waiting.retry, said="is read again."),
            Word(name="drop", button="Give it up", does=waiting.drop, said="is given up; its ticket stays, and Ignored lists it."),
        ),
    ),
}


def routes(_: Console) -> list[Route]:
    lists = [Route(listing.path, may("engineer")(partial(show, state=state))) for state, listing in LISTINGS.items()]
    return [*lists, Route("/waiting/{id:number}/{word}", decide, methods=["POST"])]


def words_for(state: str, *, names_a_ticket: bool) -> list[Word]:
    listing = LISTINGS.get(InboundState(state))
    return [word for word in listing.words if names_a_ticket or not word.needs_ticket] if listing else []


def show(visit: Visit, *, state: InboundState) -> Response:
    """One list. What lies in a lane that the visitor does not handle is counted and not shown."""
    with visit.console.store.reading() as connection:
        rows = views.waiting(connection, state, _SHOWN + 1, is_newest_first=state is InboundState.IGNORED)
        ends = _ends(visit, connection) if state is InboundState.HELD else {}
    seen = [_row(row, state, ends) for row in rows if visit.sees(row["lane"])]
    has_more = len(rows) > _SHOWN
    return page(visit, "waiting", listing=LISTINGS[state], rows=seen[:_SHOWN], restricted=len(rows) - len(seen), has_more=has_more)


@may("engineer")
def decide(visit: Visit) -> Response:
    row_id, name = visit.number("id"), str(visit.request.path_params["word"])
    mail = life_of(visit, row_id)["inbound"]
    word = next((word for word in words_for(mail["state"], names_a_ticket=True) if word.name == name), None)
    if word is None:
        raise waiting.Refused(f"Mail {row_id} is {mail['state']} by now: {mail['because']}")
    with visit.console.store.writing() as connection:
        word.does(connection, row_id, visit.person.address, visit.now)
    back = f"/life/{row_id}" if visit.said("back") == "life" else LISTINGS[InboundState(mail["state"])].path
    return done(visit, back, f"Mail {row_id} {word.said}")


def life_of(visit: Visit, row_id: int) -> dict[str, Any]:
    """The life of a mail that this visitor may see (contract.md's `trace --json`); 404 for any other."""
    try:
        with visit.console.store.reading() as connection:
            life = views.life(connection, row_id, visit.console.desk.ticket)
    except LookupError as err:
        raise missing(str(err)) from err
    if not visit.sees(life["lane"]):
        raise missing(f"Mail {row_id} is shown to those who handle {life['lane']} alone.")
    return life


def _row(row: dict[str, Any], state: InboundState, ends: dict[int, datetime]) -> dict[str, Any]:
    number = row["number"]
    return row | {"words": words_for(state, names_a_ticket=number is not None), "ends": ends.get(row["id"])}


def _ends(visit: Visit, connection: Connection) -> dict[int, datetime]:
    """When a held joiner becomes a ticket of its own by itself."""
    policy = visit.console.policy()
    return {held.inbound_id: due_at(held, policy) for held in joiners.waiting(connection)}
