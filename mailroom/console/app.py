"""The console as one ASGI application: the door, the pages, and the files that they use."""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from mailroom.console import signing_in
from mailroom.console.console import Console
from mailroom.console.door import Door
from mailroom.console.numbers import know_numbers
from mailroom.console.pages_in_order import PAGES
from mailroom.console.showing import environment, plain_page
from tickets.errors import WorldError

_ASSETS = Path(__file__).parent / "assets"


def application(console: Console) -> Starlette:
    know_numbers()
    app = Starlette(
        routes=[
            Mount("/assets", _Assets(directory=_ASSETS)),
            *signing_in.routes(console),
            *(route for page in PAGES for route in page(console)),
        ],
        middleware=[Middleware(Door, console=console)],
        exception_handlers={HTTPException: _not_here, WorldError: _not_now, 500: _our_fault},
    )
    app.state.console = console
    app.state.pages = environment()
    return app


class _Assets(StaticFiles):
    """Pages name them with a stamp of their content, so a browser may keep them."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = "public, max-age=604800"
        return response


async def _not_here(request: Request, err: Exception) -> Response:
    """Before anybody is known, whatever is not there is only that."""
    status = err.status_code if isinstance(err, HTTPException) else 404
    return plain_page(request, "trouble", status=status, because="There is no such page.")


async def _not_now(request: Request, err: Exception) -> Response:  # noqa: ARG001
    return plain_page(request, "trouble", status=503, because="The database did not answer. Nothing was changed; try again in a moment.")


async def _our_fault(request: Request, err: Exception) -> Response:  # noqa: ARG001
    return plain_page(request, "trouble", status=500, because="This is a fault of ours, and the log names it. Nothing was changed.")
