"""Coming in by a link that is mailed to a staff address.

The link works once, for minutes, in the browser that asked; opening it shows a button, since mail scanners open links too. Whether an
address is one of ours is told to nobody: the answer is the same, and the letter is made after it was sent, so its time is the same too.
"""

from __future__ import annotations

import secrets

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mailroom.console import cookies
from mailroom.console.console import Console
from mailroom.console.known import begin, end, recognise, source
from mailroom.console.showing import plain_page
from responders.staff_letter import staff_letter
from tickets import journal, outbox, sessions
from tickets.directory import Person
from tickets.letter_kinds import SIGN_IN
from tickets.sessions import LINK_WORKS, Asked
from tickets.tokens import mint

_MOST_BYTES = 4096  # of a form that a stranger posts
_MINUTES = int(LINK_WORKS.total_seconds() // 60)


def routes(console: Console) -> list[Route]:
    if console.settings.console.proxy_header:
        return [Route("/sign-in", not_known)]
    return [
        Route("/sign-in", ask, methods=["GET", "POST"]),
        Route("/sign-in/{token}", enter, methods=["GET", "POST"]),
        Route("/sign-out", leave, methods=["POST"]),
    ]


async def not_known(request: Request) -> Response:
    """The proxy named nobody, or somebody who does not stand in staff.toml."""
    return plain_page(request, "not_known", status=403)


async def ask(request: Request) -> Response:
    console: Console = request.app.state.console
    if request.method == "GET":
        return plain_page(request, "sign_in", onward=onward(request.query_params.get("onward", "")), asked="", is_too_often=False)
    form = await _small_form(request)
    address, wanted = form.get("address", "").strip()[:320], onward(form.get("onward", ""))
    if not await run_in_threadpool(_may_ask, console, source(console, request)):
        return plain_page(request, "sign_in", status=429, onward=wanted, asked="", is_too_often=True)
    browser = cookies.given(console, request, cookies.BROWSER) or console.token()
    asked = Asked(token=console.token(), browser=browser, address=address, source=source(console, request), onward=wanted)
    response = plain_page(request, "sign_in", onward=wanted, asked=address, is_too_often=False)
    response.background = BackgroundTask(send_link, console, asked)
    cookies.give(console, response, cookies.BROWSER, browser)
    return response


async def enter(request: Request) -> Response:
    console: Console = request.app.state.console
    if request.method == "GET":
        return plain_page(request, "enter")
    browser = cookies.given(console, request, cookies.BROWSER)
    return await run_in_threadpool(_entered, console, request, browser)


async def leave(request: Request) -> Response:
    """Sign out: the row goes, so that a copy of the cookie opens nothing."""
    console: Console = request.app.state.console
    known = await run_in_threadpool(recognise, console, request)
    form = await _small_form(request)
    if known and known.wrote(form.get("token", "")):
        await run_in_threadpool(end, console, request)
    response = RedirectResponse("/sign-in", status_code=303)
    cookies.take(console, response, cookies.SESSION)
    return response


def send_link(console: Console, asked: Asked) -> None:
    """Queue the letter with the link, where the address is one of ours and has not been asked for too often."""
    person = console.staff().person(asked.address) if asked.address else None
    now = console.clock()
    with console.store.writing() as connection:
        if sessions.ask(connection, asked, now) and person:
            letter = staff_letter(SIGN_IN, person, console.desk, console.policy(), {"link": link(console, asked), "minutes": _MINUTES})
            outbox.queue(connection, letter, token=mint(secrets.token_bytes(10)), domain=console.desk.domain, now=now)


def link(console: Console, asked: Asked) -> str:
    return f"{console.address}/sign-in/{asked.token}"


def lend(console: Console, person: Person) -> str:
    """A link for whoever holds the shell: bound to no browser yet, once and for minutes all the same."""
    asked = Asked(token=console.token(), browser="", address=person.address, source="shell")
    with console.store.writing() as connection:
        sessions.ask(connection, asked, console.clock())
    return link(console, asked)


def onward(wanted: str) -> str:
    """A page of ours, or ''. "//elsewhere.example" and "/\\elsewhere" are other hosts to a browser."""
    return wanted if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable() else ""


def _may_ask(console: Console, from_where: str) -> bool:
    with console.store.reading() as connection:
        return sessions.may_ask(connection, from_where, console.clock())


def _entered(console: Console, request: Request, browser: str) -> Response:
    now = console.clock()
    with console.store.writing() as connection:
        asked = sessions.use(connection, str(request.path_params["token"]), browser, now)
        person = console.staff().person(asked.address) if asked else None
        if person:
            journal.note(connection, now, "signed in", f"{person.address}, at the console by a mailed link")
    if asked is None or person is None:
        return plain_page(request, "no_entry", status=403)
    known = begin(console, person)
    response = RedirectResponse(onward(asked.onward) or "/", status_code=303)
    cookies.give(console, response, cookies.SESSION, known.cookie)
    return response


async def _small_form(request: Request) -> dict[str, str]:
    """What a stranger posts: a few short fields, or nothing."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > _MOST_BYTES:
        return {}
    async with request.form(max_files=0, max_fields=5, max_part_size=_MOST_BYTES) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}
