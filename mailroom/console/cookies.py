"""The console's cookies: the session, and the browser that asked for a link."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from mailroom.console.console import Console

SESSION = "mailroom-session"
BROWSER = "mailroom-browser"


def given(console: Console, request: Request, name: str) -> str:
    return request.cookies.get(_name(console, name), "")


def give(console: Console, response: Response, name: str, value: str) -> None:
    """Until the browser is closed; the row in the database says when it is over.

    SameSite is Lax and not Strict: a link in a notice opens the ticket, and must find its reader signed in.
    """
    response.set_cookie(_name(console, name), value, httponly=True, samesite="lax", secure=console.is_secure)


def take(console: Console, response: Response, name: str) -> None:
    response.delete_cookie(_name(console, name), httponly=True, samesite="lax", secure=console.is_secure)


def _name(console: Console, name: str) -> str:
    """By its prefix a browser takes the cookie from this very host alone, so that no neighbour can plant one; that needs TLS."""
    return f"__Host-{name}" if console.is_secure else name
