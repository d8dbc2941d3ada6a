"""Today: what waits, what is late, and whether the desk itself is well."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from mailroom.console.console import Console
from mailroom.console.gate import may
from mailroom.console.showing import page
from mailroom.console.visit import Visit
from tickets import views


def routes(_: Console) -> list[Route]:
    return [Route("/", today)]


@may("engineer", "letters")
def today(visit: Visit) -> Response:
    with visit.console.store.reading() as connection:
        status = views.status(connection)
    return page(visit, "today", status=200, figures=status)
