"""Pages from templates: Jinja for the console, whose templates are code of ours.

Not the engine of the letters (`responders.render`): that one is bounded for words that staff edit. Here every value is escaped by
default and a missing name is an error; nothing in a page may be a script or a style, which the policy of `mailroom.console.door` refuses.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from mailroom.console.visit import Role, Visit
from tickets.spoken import span

_PAGES = Path(__file__).parent / "pages"
_ASSETS = Path(__file__).parent / "assets"
_SAID = "mailroom-said"  # the cookie that carries one line over a redirect
_MOST_SAID = 500

#: (path, word, role) of the frame's navigation, in order
NAVIGATION: tuple[tuple[str, str, Role], ...] = (
    ("/", "Today", "engineer"),
    ("/tickets", "Tickets", "engineer"),
    ("/held", "Held", "engineer"),
    ("/failed", "Failed", "engineer"),
    ("/letters", "Letters", "letters"),
    ("/policy", "Policy", "engineer"),
    ("/people", "People", "engineer"),
)


def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
    made.filters |= {"when": when, "ago": ago, "moment": moment, "plural": plural, "words": words, "span": span}
    made.globals |= {"stamp": _stamp()}
    return made


def page(visit: Visit, name: str, *, status: int = 200, **values: Any) -> Response:
    """The page `pages/NAME.html`, which extends frame.html, with these values and what every page knows."""
    said = unquote(visit.request.cookies.get(_SAID, ""))
    known = {"visit": visit, "desk": visit.console.desk, "now": visit.now, "said": said, "navigation": _navigation(visit)}
    response = _written(visit.request, name, known | values, status)
    if said:
        response.delete_cookie(_SAID)
    return response


def plain_page(request: Request, name: str, *, status: int = 200, **values: Any) -> Response:
    """A page for somebody who is not known: it extends bare.html and shows nothing of the desk but its name."""
    return _written(request, name, {"desk": request.app.state.console.desk, **values}, status)


def done(visit: Visit, to: str, said: str = "") -> Response:
    """After a change: back to a page, which says in one line what was done."""
    response = RedirectResponse(to, status_code=303)
    if said:
        response.set_cookie(_SAID, quote(said[:_MOST_SAID]), max_age=60, httponly=True, samesite="lax", secure=visit.console.is_secure)
    return response


def _written(request: Request, name: str, values: Mapping[str, Any], status: int) -> Response:
    template = request.app.state.pages.get_template(f"{name}.html")
    return HTMLResponse(template.render(values), status_code=status)


def _navigation(visit: Visit) -> list[dict[str, Any]]:
    here = visit.request.url.path
    return [
        {"path": path, "word": word, "is_here": here == path or (path != "/" and here.startswith(path + "/"))}
        for path, word, role in NAVIGATION
        if visit.may(role)
    ]


def _stamp() -> str:
    """Changes with any asset, so that a browser keeps them as long as they are what they were."""
    octets = b"".join(file.read_bytes() for file in sorted(_ASSETS.iterdir()))
    return hashlib.sha256(octets).hexdigest()[:12]


def when(value: datetime | str | None, zone: ZoneInfo, now: datetime | None = None) -> str:
    """ "Mon 23 Nov 10:20", with the year where it is another one; '' for None. Takes ISO 8601 as well."""
    at = moment(value)
    if at is None:
        return ""
    here = at.astimezone(zone)
    year = f" {here.year}" if now and here.year != now.astimezone(zone).year else ""
    return f"{here:%a} {here.day} {here:%b}{year} {here:%H:%M}"


def ago(value: datetime | str | None, now: datetime) -> str:
    """ "3 min", "2 h", "5 days": how far off a moment is, whichever way; '' for None."""
    at = moment(value)
    if at is None:
        return ""
    seconds = abs(int((now - at) / timedelta(seconds=1)))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    if seconds < 48 * 3600:
        return f"{seconds // 3600} h"
    return f"{seconds // 86400} days"


def moment(value: datetime | str | None) -> datetime | None:
    if isinstance(value, datetime):
        return value
    return datetime.fromisoformat(value) if value else None


def plural(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


def words(code: str) -> str:
    """ "troubleshooting.video_loss" as people read it: "video loss"."""
    return code.rpartition(".")[2].replace("_", " ")
