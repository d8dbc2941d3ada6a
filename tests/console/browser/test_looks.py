"""Every page as people with every eye, hand and screen meet it: axe-core finds nothing, and nothing is wider than the screen."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.console.browser.conftest import LEA, Front

pytestmark = pytest.mark.server

#: those before it are met without a name
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
#: what a finding depends on is the colours and the width: each is seen once
VIEWS = [(360, True), (1600, False)]


@pytest.mark.parametrize(("width", "dark"), VIEWS)
def test_axe_finds_nothing_on_any_page(front: Front, width: int, dark: bool) -> None:
    page = front.page(LEA, width=width, dark=dark)
    found = {path: told for path in PAGES if (told := list(_faults(page, path)))}
    page.context.close()
    assert found == {}


def test_no_page_is_wider_than_the_screen(front: Front) -> None:
    page = front.page(LEA)
    found = [(path, width, too_much) for path in PAGES for width in (320, 360, 768, 1600) if (too_much := _overflow(page, path, width))]
    page.context.close()
    assert found == []


def _faults(page: Page, path: str) -> Iterator[str]:
    page.goto(path)
    for fault in Axe().run(page).response["violations"]:
        yield from (f"{fault['id']}: {node['html'][:200]} {node['failureSummary']}" for node in fault["nodes"][:3])


def _overflow(page: Page, path: str, width: int) -> int:
    """Pixels that would have to be scrolled to."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(path)
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
