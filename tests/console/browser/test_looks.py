"""Every page: axe-core finds nothing, light and dark, and no page is wider than its screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import DEFAULT_OPTIONS, Axe
from playwright.sync_api import Page

from tests.console.browser.conftest import LEA, Front

pytestmark = pytest.mark.server

PAGES = (
    "/",
    "/held",
    "/failed",
    "/ignored",
    "/life",
    "/life/1",
    "/letters",
    "/letters/edit/en/acknowledgement",
    "/letters/versions/en/acknowledgement",
    "/letters/diff/en/acknowledgement",
    "/policy?audience=dealer&topic=troubleshooting.video_loss",
    "/people",
)
_CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}


def test_every_page_is_for_every_eye_hand_and_screen(front: Front) -> None:
    page = front.page(LEA)
    found = {path: told for path in PAGES if (told := list(_faults(page, path)))}
    page.context.close()
    assert found == {}


def _faults(page: Page, path: str) -> Iterator[str]:
    page.goto(path)
    yield from _axe(page)
    page.emulate_media(color_scheme="dark")
    yield from _axe(page, _CONTRAST)
    page.emulate_media(color_scheme="light")
    for width in (320, 360, 768, 1600):
        page.set_viewport_size({"width": width, "height": 900})
        if too_much := page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"):
            yield f"{too_much} px wider than a screen of {width}"


def _axe(page: Page, options: dict[str, list[str]] = DEFAULT_OPTIONS) -> Iterator[str]:
    for fault in Axe().run(page, options=options).response["violations"]:
        yield from (f"{fault['id']}: {node['html'][:200]} {node['failureSummary']}" for node in fault["nodes"][:3])
