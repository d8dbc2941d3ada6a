"""Every page of the console, in the order of its navigation: each module has `routes(desk: Console) -> list[Route]`."""

from __future__ import annotations

from collections.abc import Callable

from starlette.routing import Route

from mailroom.console import letter, letters, life, mail, people, policy, ticket, ticket_list, today, waiting
from mailroom.console.console import Console

PAGES: tuple[Callable[[Console], list[Route]], ...] = (
    today.routes,
    ticket_list.routes,
    ticket.routes,
    mail.routes,
    waiting.routes,
    life.routes,
    letters.routes,
    letter.routes,
    policy.routes,
    people.routes,
)
