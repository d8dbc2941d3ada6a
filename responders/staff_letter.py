"""A letter to one of our own, before it shows anything but the desk: to whom, in which language, and what its token is for. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from responders.reaching import desk_words
from responders.vocabulary import Value
from tickets.directory import Person
from tickets.identity import Desk
from tickets.letter import Letter
from tickets.message import Address
from tickets.policy import Policy
from tickets.tokens import NOTE


def staff_letter(
    kind: str, to: Person, desk: Desk, policy: Policy, shows: Mapping[str, Value], *, letter: str = "", purpose: str = NOTE
) -> Letter:
    """`letter` names the template where it is not the kind; what else the row holds is the caller's to `replace`."""
    return Letter(
        kind=kind,
        recipient=Address(to.address, to.name),
        letter=letter or kind,
        language=language_of(to, desk),
        values={"desk": desk_words(desk, policy), "link": _page(shows, desk), **shows},
        purpose=purpose,
    )


def _page(shows: Mapping[str, Value], desk: Desk) -> str:
    """The ticket of the letter in the console."""
    ticket = shows.get("ticket")
    return desk.page(str(ticket.get("number") or "")) if isinstance(ticket, dict) else ""


def language_of(person: Person, desk: Desk) -> str:
    """His first, where staff.toml names one."""
    return person.languages[0] if person.languages else desk.language
