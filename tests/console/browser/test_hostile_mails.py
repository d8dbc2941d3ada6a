"""Hostile mails in a real browser: no script runs, nothing is fetched, nothing leaves its frame. Each layer holds by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, Route

from ingest.intake import keep_one
from mailroom.console.framing import POLICY
from tests.console.browser.conftest import ANA, Front
from tests.console.hostile import HOSTILE, TRAP, mail

pytestmark = pytest.mark.server

#: beside the frame of the page that is open, one as it is for each other mail
_MORE_FRAMES = """rows => Promise.all(rows.map(row => new Promise(done => {
    const first = document.querySelector("iframe"), frame = first.cloneNode();
    frame.loading = "eager"; frame.onload = done; frame.src = `/mails/${row}/html`;
    first.after(frame);
})))"""


class Watched:
    """A page whose every request, dialog, window and address is written down."""

    def __init__(self, front: Front) -> None:
        self.page: Page = front.page(ANA)
        self._host = urlsplit(front.url).netloc
        self.strayed: list[str] = []
        self.page.on("request", self._asked)
        self.page.on("dialog", lambda dialog: self.strayed.append(f"dialog {dialog.message}"))
        self.page.context.on("page", lambda window: self.strayed.append(f"window {window.url}"))
        self.page.on("download", lambda download: self.strayed.append(f"download {download.url}"))

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).netloc != self._host and not request.url.startswith("data:image/"):
            self.strayed.append(f"request {request.url}")

    def harm(self, rows: list[int]) -> list[str]:
        """What went wrong while these mails stood open beside each other, and somebody clicked into each."""
        path = f"/mails/{rows[0]}"
        self.page.goto(path)
        self.page.evaluate(_MORE_FRAMES, rows[1:])
        frames = self.page.locator("iframe")
        for number in range(frames.count()):
            frames.nth(number).click(position={"x": 30, "y": 22})  # where the first words of a mail stand
        assert frames.count() == len(rows)
        return [*self.strayed, *self._moved(path), *["a script ran"] * bool(self.page.evaluate("window.harmed"))]

    def _moved(self, path: str) -> Iterator[str]:
        here = [self.page.url, *(frame.url for frame in self.page.main_frame.child_frames)]
        yield from (url for url in here if not urlsplit(url).path.startswith("/mails/"))
        if urlsplit(self.page.url).path != path:
            yield f"the page moved on to {self.page.url}"


@pytest.fixture
def rows(front: Front) -> list[int]:
    """The mails, received by another way than the mailbox, as silent history: they are opened whatever becomes of them."""
    now = datetime.now(UTC)
    mails = [keep_one(front.house.store, "pipe:test", mail(name), arrived_at=now, now=now, is_silent=True) for name in HOSTILE]
    return [row for (row,) in mails]


def test_no_script_runs_nothing_is_fetched_and_nothing_leaves_its_frame(front: Front, rows: list[int]) -> None:
    assert len(rows) >= 20
    assert Watched(front).harm(rows) == []


def test_a_sanitizer_that_let_everything_through_would_still_harm_nobody(front: Front, rows: list[int]) -> None:
    watched, untouched = Watched(front), dict(zip(rows, HOSTILE.values(), strict=True))

    def as_it_was_sent(route: Route) -> None:
        words = untouched[int(urlsplit(route.request.url).path.split("/")[2])]
        body = f"<!doctype html><html><body>x {words}</body></html>"
        route.fulfill(body=body, content_type="text/html", headers={"content-security-policy": POLICY})

    watched.page.route("**/html", as_it_was_sent)
    assert [harm for harm in watched.harm(rows) if not _is_stopped(harm)] == []


def _is_stopped(what: str) -> bool:
    """A browser tells of a request that its policy then stops; nobody could answer it, since the trap's name is none."""
    return what.startswith("request ") and TRAP in what
