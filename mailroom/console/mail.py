"""A mail shown safely: its words, what the desk read in them, and its HTML in a frame that can do nothing.

Three layers, each of which is enough: what the sanitizer let through (`mailroom.console.sanitized`); the frame's sandbox, in which no
script runs and nothing navigates; the framed page's own policy, under which nothing is fetched but the mail's own pictures, inline.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import Route

from mailroom.console.console import Console
from mailroom.console.framing import POLICY, in_frame
from mailroom.console.gate import may, missing
from mailroom.console.opened import FileOf, Opened, open_mail
from mailroom.console.showing import page
from mailroom.console.visit import Visit
from tickets import kept as kept_mails
from tickets.kept import Kept

_SHELL = (
    '<!doctype html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light"><title>mail</title>'
    "<style>body{{margin:12px;font:14px/1.5 system-ui,sans-serif;color:#1b232d;background:#fff;overflow-wrap:anywhere}}"
    "img{{max-width:100%;height:auto}}blockquote{{margin:0 0 0 4px;padding-left:10px;border-left:3px solid #d9dfe6;color:#566270}}</style>"
    "</head><body>{}</body></html>"
)


def routes(_: Console) -> list[Route]:
    return [
        Route("/mails/{id:number}", show),
        Route("/mails/{id:number}/html", framed),
        Route("/mails/{id:number}/files/{part:path}", download),
        Route("/sent/{id:number}", show_letter),
        Route("/sent/{id:number}/html", framed_letter),
    ]


@may("engineer")
def show(visit: Visit) -> Response:
    kept = _mail(visit)
    return page(visit, "mail", kept=kept, mail=_opened(visit, kept), path=f"/mails/{kept.id}")


@may("engineer")
def framed(visit: Visit) -> Response:
    return _framed(_opened(visit, _mail(visit)))


@may("engineer")
def show_letter(visit: Visit) -> Response:
    kept = _letter(visit)
    return page(visit, "mail", kept=kept, mail=_opened(visit, kept), path=f"/sent/{kept.id}")


@may("engineer")
def framed_letter(visit: Visit) -> Response:
    return _framed(_opened(visit, _letter(visit)))


@may("engineer")
def download(visit: Visit) -> Response:
    """One file, as a download of no type that a browser would open by itself; its name was made safe when the mail was parsed."""
    kept, part = _mail(visit), str(visit.request.path_params["part"])
    found = visit.console.workers.look(FileOf(part), kept.raw) if kept.raw else None
    if found is None:
        raise missing("This file cannot be had any more: retention took the mail, or no worker can read it.")
    name = found.filename or f"file-{part.replace('/', '-')}"
    headers = {"content-disposition": f"attachment; filename*=utf-8''{quote(name)}", "content-security-policy": POLICY}
    return Response(found.content, media_type="application/octet-stream", headers=headers)


def _framed(opened: Opened | None) -> Response:
    if opened is None or opened.html is None:
        raise missing("This mail has no HTML that can be shown.")
    return in_frame(_SHELL.format(opened.html.html))


def _mail(visit: Visit) -> Kept:
    with visit.console.store.reading() as connection:
        return _seen(visit, kept_mails.mail(connection, visit.number("id")))


def _letter(visit: Visit) -> Kept:
    with visit.console.store.reading() as connection:
        return _seen(visit, kept_mails.letter(connection, visit.number("id")))


def _seen(visit: Visit, kept: Kept | None) -> Kept:
    if kept is None:
        raise missing("There is no such mail.")
    if not visit.sees(kept.lane):
        raise missing(f"This mail is shown to those who handle {kept.lane} alone.")
    return kept


def _opened(visit: Visit, kept: Kept) -> Opened | None:
    """None: retention took it, or no worker can read it."""
    return visit.console.workers.look(open_mail, kept.raw) if kept.raw else None
