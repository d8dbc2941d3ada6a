"""One letter at its editor's: the words, and beside them what the gate says and how it reads, while he types.

Nothing is kept before it is published, and what does not pass the gate is not published: the words stay in the field, the fault beside.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from mailroom.console.console import Console
from mailroom.console.editing import Tried, tried
from mailroom.console.framing import in_frame
from mailroom.console.gate import may, missing
from mailroom.console.letters import author, named, said_live
from mailroom.console.looks import Looks
from mailroom.console.showing import done, page
from mailroom.console.visit import Visit
from mailroom.publishing import publish as go_live
from mailroom.templates_check import variables
from responders.sources import Source
from tickets.templates import Edit

_REFUSED, _OVERTAKEN = 422, 409


def routes(_: Console) -> list[Route]:
    looks = Looks()
    gated = may("letters")
    return [
        Route("/letters/edit/{language}/{stem:path}", gated(partial(edit, looks=looks))),
        Route("/letters/beside/{language}/{stem:path}", gated(partial(beside, looks=looks)), methods=["POST"]),
        Route("/letters/look/{key}", gated(partial(look, looks=looks))),
        Route("/letters/publish/{language}/{stem:path}", gated(partial(publish, looks=looks)), methods=["POST"]),
    ]


def edit(visit: Visit, *, looks: Looks) -> Response:
    words = _serving(visit).words
    return _editor(visit, looks, words, _tried(visit, words, visit.asked("case")))


def beside(visit: Visit, *, looks: Looks) -> Response:
    """The part beside the words alone, for htmx."""
    language, stem = named(visit)
    return page(visit, "letter_beside", language=language, stem=stem, **_shown(looks, _tried(visit, _words(visit), visit.said("case"))))


def look(visit: Visit, *, looks: Looks) -> Response:
    html = looks.find(str(visit.request.path_params["key"]))
    if html is None:
        raise missing("A later look has taken its place.")
    return in_frame(html)


def publish(visit: Visit, *, looks: Looks) -> Response:
    """LIVE, or the editor again with the words and what keeps them from that."""
    wanted = _edit(visit, _words(visit))
    found = _tried(visit, wanted.words, visit.said("case"))
    if not found.may_go_live:
        return _editor(visit, looks, wanted.words, found, status=_REFUSED)
    if _is_overtaken(visit):
        return _editor(visit, looks, wanted.words, found, status=_OVERTAKEN)
    verdict = go_live(visit.console.publishing, wanted)
    if verdict is None or not verdict.is_live:  # something else was published between the two looks
        return _editor(visit, looks, wanted.words, _tried(visit, wanted.words), status=_REFUSED)
    return done(visit, f"/letters/edit/{wanted.language}/{wanted.stem}", said_live(verdict))


def _editor(visit: Visit, looks: Looks, words: str, found: Tried, *, status: int = 200) -> Response:
    language, stem = named(visit)
    serving = _serving(visit)
    known: dict[str, Any] = {
        "language": language,
        "stem": stem,
        "words": words,
        "serving": serving,
        "is_refused": status == _REFUSED,
        "is_overtaken": status == _OVERTAKEN,
        "variables": variables(stem),
    }
    return page(visit, "letter", status=status, **known, **_shown(looks, found))


def _tried(visit: Visit, words: str, case: str = "") -> Tried:
    """On letters to real people only for who may see their tickets."""
    return tried(visit.console.publishing, _edit(visit, words), case, sees=lambda lane: visit.may("engineer") and visit.sees(lane))


def _shown(looks: Looks, found: Tried) -> dict[str, Any]:
    return {"tried": found, "key": looks.keep(found.shown.html) if found.shown else ""}


def _serving(visit: Visit) -> Source:
    """What is sent under this name today; for a variant that nobody wrote yet, what is sent in its place."""
    language, stem = named(visit)
    letters = visit.console.letters()
    found = letters.source(language, stem) or letters.source(language, stem.partition(".")[0])
    if found is None:
        raise missing(f"{language} has no {stem}: it comes in the desk's language.")
    return found


def _is_overtaken(visit: Visit) -> bool:
    """Somebody has published since this editor was opened."""
    return visit.said("base") != _serving(visit).digest


def _edit(visit: Visit, words: str) -> Edit:
    language, stem = named(visit)
    return Edit(language=language, stem=stem, words=words, author=author(visit), origin="the console")


def _words(visit: Visit) -> str:
    """As a file has them: browsers post CR LF."""
    return visit.said("words").replace("\r\n", "\n")
