"""The console's pages as pictures: `python -m tests.bench.console_pictures FOLDER` needs Debian's chromium. For eyes, not for a test.

The desk is the demo's, after its day: each page light and dark, at 1600 and 360 pixels; and those of the README, which are small.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page

from mailroom.console.console import Console, console_of
from mailroom.console.cookies import SESSION
from mailroom.console.known import begin
from mailroom.console.serving import serving
from mailroom.demo import show
from mailroom.settings import ConsoleTable
from mailroom.wiring import House
from tests.servers import chromium
from tests.servers.ports import free_port, listens, soon
from tickets import views
from tickets.states import InboundState

_WIDTHS = (1600, 360)
_HEIGHT = 1000
_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
#: page, width, height, colours
_OF_README = (("ticket", 1240, 860, "light"), ("letter", 1240, 860, "dark"), ("today", 360, 860, "light"))
_COLOURS = 160  # of a small picture: text and a few marks need no more


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with show._stage() as (house, imap, _):
        for seed in show._seeds():
            show._deliver(house, imap, seed)
        table = ConsoleTable(listen=f"127.0.0.1:{free_port()}")
        console = console_of(house.settings.model_copy(update={"console": table}), house.store, house.pipeline.workers)
        with serving(console), chromium.running() as browser:
            assert soon(lambda: listens(console.port))
            for picture in _pictures(browser, console, _pages(house), folder):
                print(picture)


def _pages(house: House) -> Mapping[str, str]:
    """Name of the picture to the page that it shows."""
    with house.store.reading() as connection:
        held = views.waiting(connection, InboundState.HELD)[0]
        tickets = views.ticket_list(connection, str)
    ticket = max(tickets, key=lambda one: len(one["serials"]) * 10 + one["messages"])
    return {
        "today": "/",
        "tickets": "/tickets",
        "ticket": f"/tickets/{ticket['number']}",
        "mail": f"/mails/{held['id']}",
        "held": "/held",
        "ignored": "/ignored",
        "life": f"/life/{held['id']}",
        "letters": "/letters",
        "letter": "/letters/edit/en/acknowledgement",
        "versions": "/letters/versions/en/acknowledgement",
        "policy": "/policy?audience=end_customer&topic=troubleshooting.video_loss",
        "people": "/people",
    }


def _pictures(browser: Browser, console: Console, pages: Mapping[str, str], folder: Path) -> Iterator[Path]:
    person = begin(console, console.staff().people[0]).cookie
    for width in _WIDTHS:
        for scheme in _SCHEMES:
            with _window(browser, console, person, (width, _HEIGHT), scheme) as page:
                for name, path in pages.items():
                    page.goto(path, wait_until="networkidle")
                    yield _whole(page, folder / f"{name}-{width}-{scheme}.png")
    for name, width, height, scheme in _OF_README:
        with _window(browser, console, person, (width, height), scheme) as page:
            page.goto(pages[name], wait_until="networkidle")
            yield _small(page, folder / f"console-{name}.png")


@contextmanager
def _window(browser: Browser, console: Console, cookie: str, size: tuple[int, int], scheme: Literal["light", "dark"]) -> Iterator[Page]:
    width, height = size
    context = browser.new_context(base_url=console.address, viewport={"width": width, "height": height}, color_scheme=scheme)
    context.add_cookies([{"name": SESSION, "value": cookie, "url": console.address}])
    yield context.new_page()
    context.close()


def _whole(page: Page, target: Path) -> Path:
    page.screenshot(path=target, full_page=True)
    return target


def _small(page: Page, target: Path) -> Path:
    page.screenshot(path=target)
    with Image.open(target) as picture:
        picture.convert("RGB").quantize(_COLOURS).save(target, optimize=True)
    return target


if __name__ == "__main__":
    main()
