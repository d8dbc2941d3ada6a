"""Held, ignored and failed mails at the console: a person's word, a mended mail, and what is not for every eye."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from httpx2 import Response
from sqlalchemy import insert, update
from starlette.testclient import TestClient

from ingest.intake import keep_one
from mailroom.console.console import Console
from tests.console.conftest import ANA, BEN, Clock, token_of
from tests.letters import mail
from tickets import views
from tickets.schema import inbound, tickets
from tickets.states import InboundState, TicketStatus

Visitor = Callable[[str], TestClient]

RAW = mail(sender="mary@elsewhere.example", subject="my camera", text="It is camera 4 too.")


@pytest.fixture
def wait(console: Console, clock: Clock) -> Callable[..., int]:
    """A mail in a state, of a ticket in a lane where one is named; its id."""

    def waiting(state: InboundState, lane: str | None = None) -> int:
        (row,) = keep_one(console.store, "support", RAW, arrived_at=clock(), now=clock())
        with console.store.writing() as connection:
            named = {"state": state, "because": "a test said so", "sender": "mary@elsewhere.example", "subject": "my camera"}
            if lane is not None:
                about = {"number": 1001, "status": TicketStatus.OPEN, "subject": "", "requester": "bob@example.org", "lane": lane}
                opened = {"opened_at": clock(), "last_message_at": clock()}
                ticket = connection.execute(insert(tickets).values(about | opened).returning(tickets.c.id)).scalar_one()
                named["ticket_id"] = str(ticket)
            connection.execute(update(inbound).where(inbound.c.id == row).values(named))
        return row

    return waiting


def say(client: TestClient, path: str, **form: str) -> Response:
    return client.post(path, data={"token": token_of(client.get("/people").text), **form})


def state_of(console: Console, row: int) -> tuple[str, str]:
    with console.store.reading() as connection:
        mail = views.life(connection, row, str)["inbound"]
    return mail["state"], mail["because"]


@pytest.mark.parametrize(
    ("state", "word", "becomes"),
    [
        (InboundState.HELD, "admit", ("RECEIVED", f"admitted by {BEN}")),
        (InboundState.HELD, "release", ("RECEIVED", f"made a ticket of its own by {BEN}")),
        (InboundState.HELD, "reject", ("IGNORED", f"rejected by {BEN}")),
        (InboundState.IGNORED, "release", ("RECEIVED", f"released by {BEN}")),
        (InboundState.FAILED, "retry", ("RECEIVED", f"tried again by {BEN}")),
        (InboundState.FAILED, "drop", ("IGNORED", f"dropped by {BEN}")),
    ],
)
def test_each_word_does_what_its_command_does_and_names_who_said_it(
    console: Console, visitor: Visitor, wait: Callable[..., int], state: InboundState, word: str, becomes: tuple[str, str]
) -> None:
    row, browser = wait(state, lane=""), visitor(BEN)
    assert f'action="/waiting/{row}/{word}"' in browser.get(f"/{state.lower()}").text
    assert say(browser, f"/waiting/{row}/{word}").headers["location"] == f"/{state.lower()}"
    assert state_of(console, row) == becomes


def test_a_word_that_comes_too_late_is_refused_with_what_happened_meanwhile(visitor: Visitor, wait: Callable[..., int]) -> None:
    row, browser = wait(InboundState.HELD, lane=""), visitor(BEN)
    say(browser, f"/waiting/{row}/reject")
    late = say(browser, f"/waiting/{row}/admit")
    assert late.status_code == 409
    assert f"Mail {row} is IGNORED by now: rejected by {BEN}" in late.text


def test_nobody_is_let_into_a_ticket_that_his_mail_does_not_name(visitor: Visitor, wait: Callable[..., int]) -> None:
    row, browser = wait(InboundState.HELD), visitor(BEN)
    assert f"/waiting/{row}/admit" not in browser.get("/held").text
    assert say(browser, f"/waiting/{row}/admit").status_code == 409


def test_a_restricted_mail_is_counted_for_all_and_shown_to_who_handles_its_lane(
    console: Console, visitor: Visitor, wait: Callable[..., int]
) -> None:
    row, engineer = wait(InboundState.HELD, lane="legal"), visitor(BEN)
    listed = engineer.get("/held").text
    assert "1 mail is in a restricted lane" in listed
    for path in ("/held", "/life?q=1", "/life?q=IC-1001", f"/life/{row}", f"/life/{row}/mail.eml"):
        assert "my camera" not in engineer.get(path).text
    assert say(engineer, f"/waiting/{row}/reject").status_code == 404
    assert state_of(console, row)[0] == "HELD"
    assert "my camera" in visitor(ANA).get("/held").text


def test_a_raw_mail_is_a_download_and_never_a_page(visitor: Visitor, wait: Callable[..., int]) -> None:
    row = wait(InboundState.FAILED)
    raw = visitor(BEN).get(f"/life/{row}/mail.eml")
    assert raw.content == RAW
    assert raw.headers["content-type"] == "application/octet-stream"
    assert raw.headers["content-disposition"].startswith("attachment")


def test_a_mended_mail_is_read_in_the_place_of_one_that_failed(console: Console, visitor: Visitor, wait: Callable[..., int]) -> None:
    row, browser = wait(InboundState.FAILED), visitor(BEN)
    form, mended = {"token": token_of(browser.get("/people").text)}, RAW.replace(b"camera 4", b"camera 5")
    assert browser.post(f"/life/{row}/mended", data=form).status_code == 409, "no file was chosen"
    assert browser.post(f"/life/{row}/mended", data=form, files={"mail": ("mended.eml", mended)}).status_code == 303
    assert state_of(console, row) == ("RECEIVED", f"replaced by {BEN}")
    assert browser.get(f"/life/{row}/mail.eml").content == mended


def test_a_mail_is_followed_by_its_id_its_message_id_or_its_ticket(visitor: Visitor, wait: Callable[..., int]) -> None:
    row, browser = wait(InboundState.HELD, lane=""), visitor(BEN)
    message_id = RAW.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode()
    for asked in (str(row), message_id, "IC-1001"):
        assert browser.get("/life", params={"q": asked}).headers["location"] == f"/life/{row}"
    assert "Nothing is known" in browser.get("/life", params={"q": "IC-99999999999999999999"}).text
    assert "Nothing is known" in browser.get("/life", params={"q": "9" * 30}).text
