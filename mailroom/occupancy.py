"""One database, one desk: a wrong `store.url` is noticed before two desks mix their tickets and answer each other's mail.

Two processes of one desk share an address, on however many machines they run; two desks that live at the same time and share none are two.
"""

from __future__ import annotations

from datetime import datetime

from mailroom.live_files import Unfit
from tickets import occupants
from tickets.identity import Desk
from tickets.store import Store


def see_that_it_is_ours(store: Store, desk: Desk, now: datetime) -> None:
    """Raises Unfit where another desk is at work in this database."""
    if stranger := stranger_in(store, desk, now):
        raise Unfit(
            f"store.url: the desk of {stranger} is at work in this database, and has no address of ours"
            f" ({occupants.name_of(desk.addresses)}): give each desk a database of its own. If it is this desk, and all its addresses"
            " changed, stop what runs with the old ones and start again; after a kill, five minutes later"
        )


def stranger_in(store: Store, desk: Desk, now: datetime) -> str:
    """The addresses of another desk that is at work in this database; '' where there is none."""
    with store.reading() as connection:
        return next(iter(occupants.others(connection, desk.addresses, now)), "")
