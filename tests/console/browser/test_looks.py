"""Every page: axe-core finds nothing, light and dark, and no page is wider than its screen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from mailroom.publishing import publish
from tests.console.browser.conftest import LEA, Front
from tests.letters import answer_to, mail
from tests.mailroom.hostile import RAISE
from tickets import suppression
from tickets.states import InboundState
from tickets.templates import Edit

pytestmark = pytest.mark.server

_ALL = {"resultTypes": ["violations"], "iframes": False}  # what stands in a frame is a mail of others
_CONTRAST = {**_ALL, "runOnly": ["color-contrast"]}


def test_every_page_is_for_every_eye_hand_and_screen(front: Front) -> None:
    known, stranger = front.page(LEA), front.page()
    found = {path: told for path in _pages(front) if (told := list(_faults(known, path)))}
    found |= {path: told for path in ("/sign-in", "/sign-in/a-link", "/nothing") if (told := list(_faults(stranger, path)))}
    for page in (known, stranger):
        page.context.close()
    assert found == {}


def _pages(front: Front) -> Iterator[str]:
    """Each page of the console, with something on it."""
    front.write(mail(sender="Bob Jones <bob@looked.example>", subject="camera 3", text="Recorder 7E77893PAZBED9B: camera 3 is black. " * 8))
    letter = front.letter_to("bob@looked.example").as_bytes().replace(b"\n", b"\r\n")
    front.write(answer_to(letter, sender="Mary <mary@seen.example>", text="It is camera 4 as well."))
    front.write(mail(sender="mallory@seen.example", text=RAISE.decode()))
    front.write(mail(sender="news@seen.example", List_Unsubscribe="<https://news.example/off>", Precedence="bulk"))
    held = front.await_waiting(InboundState.HELD, "mary@seen.example")
    failed = front.await_waiting(InboundState.FAILED, "mallory@seen.example")
    front.await_waiting(InboundState.IGNORED, "news@seen.example")
    _edit(front, "closed", "Good bye.")
    _edit(front, "closed", "{{ no.such.thing }}")
    with front.house.store.writing() as connection:
        suppression.suppress(connection, "gone@seen.example", "5.1.1 no such user", front.console.clock())
    yield from ("/", "/tickets", "/tickets?q=camera", f"/tickets/{held['number']}", f"/mails/{held['id']}")
    yield from ("/held", "/failed", "/ignored", "/life", f"/life/{held['id']}", f"/life/{failed['id']}")
    yield from ("/letters", "/letters/edit/en/acknowledgement", "/letters/versions/en/closed", "/letters/diff/en/closed")
    yield from ("/policy?audience=dealer&topic=troubleshooting.video_loss", "/people", "/sent/1", "/tickets/99999")


def _edit(front: Front, stem: str, more: str) -> None:
    source = front.console.letters().source("en", stem)
    assert source is not None
    edit = Edit(language="en", stem=stem, words=f"{source.words}\n{more}\n", author="Lea Ortiz", origin="a test")
    publish(front.console.publishing, edit)


def _faults(page: Page, path: str) -> Iterator[str]:
    """With whatever is folded laid open."""
    page.goto(path)
    page.evaluate("document.querySelectorAll('details').forEach(folded => { folded.open = true; })")
    yield from _axe(page)
    page.emulate_media(color_scheme="dark")
    yield from _axe(page, _CONTRAST)
    page.emulate_media(color_scheme="light")
    for width in (320, 360, 768, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        if too_much := page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"):
            yield f"{too_much} px wider than a screen of {width}"


def _axe(page: Page, options: dict[str, Any] = _ALL) -> Iterator[str]:
    for fault in Axe().run(page, options=options).response["violations"]:
        yield from (f"{fault['id']}: {node['html'][:200]} {node['failureSummary']}" for node in fault["nodes"][:3])
