"""Letters: the shelf of all of them, and the versions of one: who wrote what, what changed, and an earlier one again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mailroom.console.console import Console
from mailroom.console.gate import may, missing
from mailroom.console.shelf import shelf
from mailroom.console.showing import done, page
from mailroom.console.visit import Visit
from mailroom.publishing import Verdict, retire
from mailroom.versions import Book, NoSuchVersion, restore
from responders.lexicon import LETTERS, PARTS
from responders.sources import PHRASES
from tickets.waiting import Refused

_NAME = re.compile(r"[a-z_]{1,60}(?:[./][a-z_]{1,60}(?:\.[a-z_]{1,60})?)?")  # a path on disk is made of it


def routes(_: Console) -> list[Route]:
    return [
        Route("/letters", show),
        Route("/letters/variant", add),
        Route("/letters/versions/{language}/{stem:path}", versions),
        Route("/letters/diff/{language}/{stem:path}", diff),
        Route("/letters/restore/{version:number}", restore_, methods=["POST"]),
        Route("/letters/retire/{language}/{stem:path}", retire_, methods=["POST"]),
    ]


@may("letters")
def show(visit: Visit) -> Response:
    policy, languages = visit.console.policy(), visit.console.letters().languages
    variants = (*policy.audiences, *policy.topics)
    return page(visit, "letters", boards=shelf(visit.console.publishing), languages=languages, names=tuple(LETTERS), variants=variants)


@may("letters")
def add(visit: Visit) -> Response:
    """A variant begins with the words of the plain letter; nothing is kept before it is published."""
    language, name, variant = (visit.asked(field) for field in ("language", "name", "variant"))
    return RedirectResponse(f"/letters/edit/{language}/{known(visit, language, f'{name}.{variant}')[1]}", status_code=303)


@may("letters")
def versions(visit: Visit) -> Response:
    book = book_of(visit)
    serving = visit.console.letters().source(book.language, book.stem)
    return page(visit, "letter_versions", book=book, versions=book.history(), is_shipped=serving is None or serving.is_shipped)


@may("letters")
def diff(visit: Visit) -> Response:
    """Between two versions; without names, what the last edit changed."""
    book = book_of(visit)
    old, new = (visit.asked("old"), visit.asked("new") or "live") if visit.asked("old") else book.usual_pair()
    try:
        changed = book.diff(old, new)
    except NoSuchVersion as err:
        raise missing(str(err)) from err
    return page(visit, "letter_diff", book=book, old=old, new=new, lines=list(_lines(changed)))


@may("letters")
def restore_(visit: Visit) -> Response:
    try:
        verdict = restore(visit.console.publishing, visit.number("version"), author(visit))
    except NoSuchVersion as err:
        raise missing(str(err)) from err
    if not verdict.is_live:
        raise Refused("These words do not pass today's gate: " + "; ".join(map(str, verdict.faults)))
    return done(visit, f"/letters/versions/{verdict.edit.language}/{verdict.edit.stem}", said_live(verdict))


@may("letters")
def retire_(visit: Visit) -> Response:
    language, stem = named(visit)
    if not retire(visit.console.publishing, language, stem, f"retired by {author(visit)}"):
        raise Refused(f"The desk has no {stem}/{language} of its own: the shipped one serves.")
    return done(visit, f"/letters/versions/{language}/{stem}", f"{stem}/{language} is the shipped one again.")


def said_live(verdict: Verdict) -> str:
    return f"{verdict.edit.stem}/{verdict.edit.language} is LIVE, version {verdict.version}: the next letter has it."


def author(visit: Visit) -> str:
    return f"{visit.person.name} <{visit.person.address}>"


def book_of(visit: Visit) -> Book:
    """The versions of the letter that the path names. The files of the in-tray are none of them: those are edited where they lie."""
    language, stem = named(visit)
    settings = visit.console.settings
    return Book(publishing=visit.console.publishing, folder=settings.path(settings.files.templates), language=language, stem=stem)


def named(visit: Visit) -> tuple[str, str]:
    """(language, stem) of the path; 404 for what can be no letter."""
    return known(visit, str(visit.request.path_params["language"]), str(visit.request.path_params["stem"]))


def known(visit: Visit, language: str, stem: str) -> tuple[str, str]:
    name = stem.partition("/")[0].partition(".")[0]
    if language not in visit.console.letters().languages or not _NAME.fullmatch(stem) or name not in {*LETTERS, *PARTS, PHRASES}:
        raise missing(f"No letter can be named {stem[:80]} in the language {language[:20]}.")
    return language, stem


_KINDS = {"+": "added", "-": "removed", "@": "place"}


def _lines(changed: str) -> Iterator[tuple[str, str]]:
    """(what it is, the line); the two that name the files are left out."""
    for line in changed.split("\n")[2:]:
        yield _KINDS.get(line[:1], "same"), line
