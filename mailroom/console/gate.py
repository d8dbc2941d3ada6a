"""The gate of every page: who may, and whether he meant it. A page without it does not exist (a test walks the routes).

GET changes nothing, since mail scanners and browsers fetch ahead (desk-rules 33): what changes is a POST with the session's own token.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from mailroom.console import cookies
from mailroom.console.console import Console
from mailroom.console.known import Known, recognise
from mailroom.console.showing import page as shown
from mailroom.console.visit import Role, Visit
from mailroom.console.visit import may as is_allowed
from tickets.waiting import Refused

Page = Callable[[Visit], Response]
Endpoint = Callable[[Request], Awaitable[Response]]

_MOST_BYTES = 40 * 1024 * 1024  # of a form: a mended mail is the largest thing that anybody posts
_MOST_FIELDS = 200
_LONGEST_FIELD = 1024 * 1024


def may(*roles: Role) -> Callable[[Page], Endpoint]:
    """A page for people of one of these roles; a lead may everything. The page is an ordinary function and runs in a thread."""

    def gated(page: Page) -> Endpoint:
        @wraps(page)
        async def endpoint(request: Request) -> Response:
            console: Console = request.app.state.console
            known = await run_in_threadpool(recognise, console, request)
            if known is None:
                return _to_sign_in(request)
            response = await _visited(console, request, known, roles, page)
            if known.is_new:
                cookies.give(console, response, cookies.SESSION, known.cookie)
            return response

        return endpoint

    return gated


def missing(what: str) -> HTTPException:
    """To be raised: there is no such thing to show, and what to try instead."""
    return HTTPException(404, what)


async def _visited(console: Console, request: Request, known: Known, roles: tuple[Role, ...], page: Page) -> Response:
    visit = Visit(request=request, console=console, person=known.person, token=known.token, now=console.clock())
    if not any(is_allowed(known.person, role) for role in roles):
        return _refused(visit, 403, f"This page is for {' and '.join(roles)}; a lead can name your role in staff.toml.")
    if request.method != "POST":
        return await run_in_threadpool(_answered, page, visit)
    if _is_too_large(request):
        return _refused(visit, 413, f"At most {_MOST_BYTES // 1024 // 1024} MB can be posted here; nothing was changed.")
    async with request.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=_LONGEST_FIELD) as form:
        if not known.wrote(str(form.get("token", ""))):
            return _refused(visit, 403, "This form was not written by your session. Nothing was changed; open the page again.")
        posted = Visit(request=request, console=console, person=known.person, token=known.token, now=visit.now, form=form)
        return await run_in_threadpool(_answered, page, posted)


def _answered(page: Page, visit: Visit) -> Response:
    try:
        return page(visit)
    except Refused as refused:
        return _refused(visit, 409, str(refused))
    except HTTPException as err:
        return _refused(visit, err.status_code, err.detail)


def _refused(visit: Visit, status: int, because: str) -> Response:
    return shown(visit, "refused", status=status, because=because)


def _is_too_large(request: Request) -> bool:
    """A body without a length is refused too: it could be of any."""
    length = request.headers.get("content-length", "")
    return not length.isdecimal() or int(length) > _MOST_BYTES


def _to_sign_in(request: Request) -> Response:
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    to = f"/sign-in?onward={quote(wanted)}" if request.method == "GET" else "/sign-in"
    if "hx-request" in request.headers:
        return Response(status_code=204, headers={"HX-Redirect": to})
    return RedirectResponse(to, status_code=303)
