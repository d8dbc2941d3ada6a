"""Tickets at the console: found, shown with proofs, corrected and moved as an engineer's mail would, hidden where they must be."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import insert, select, update
from starlette.testclient import TestClient

from ingest.intake import keep_one
from mailroom.console.console import Console
from tests.console.conftest import ANA, BEN, Clock, token_of
from tests.letters import mail
from tickets import search
from tickets.facts import Place
from tickets.schema import corrections, events, facts, inbound, messages, tickets
from tickets.states import InboundState, TicketStatus

Visitor = Callable[[str], TestClient]

SERIAL = "7E77893PAZBED9B"


@pytest.fixture
def ticket(console: Console, clock: Clock) -> int:
    """IC-1001 of Bob, misread as `other`; its number."""
    return open_ticket(console, clock, 1001)


def open_ticket(console: Console, clock: Clock, number: int, **more: object) -> int:
    raw = mail(subject=f"gatehouse {number}", text=f"The picture is black. Serial {SERIAL}.")
    (row,) = keep_one(console.store, "support", raw, arrived_at=clock(), now=clock())
    at = {"opened_at": clock(), "last_message_at": clock(), "due_at": clock() + timedelta(hours=2)}
    about = {"number": number, "status": TicketStatus.OPEN, "subject": f"gatehouse {number}", "requester": "bob@example.org"}
    with console.store.writing() as connection:
        ticket_id = connection.execute(insert(tickets).values({**about, **at, **more}).returning(tickets.c.id)).scalar_one()
        connection.execute(update(inbound).where(inbound.c.id == row).values(ticket_id=ticket_id, state=InboundState.FILED))
        said = {
            "ticket_id": ticket_id,
            "inbound_id": row,
            "direction": "in",
            "kind": "personal",
            "sender": "bob@example.org",
            "at": clock(),
        }
        text = {"text": "The picture is <b>black</b>.", "proof": "a new request"}
        message = connection.execute(insert(messages).values({**said, **text}).returning(messages.c.id)).scalar_one()
        detail = {"confidence": 1.0, "line": f"Serial {SERIAL}.", "did_you_mean": "", "masked": False}
        fact = {"ticket_id": ticket_id, "message_id": message, "kind": "serial", "value": SERIAL, "place": Place.NEW, "detail": detail}
        connection.execute(insert(facts).values(fact))
        search.catch_up(connection)
    return number


def do(client: TestClient, number: int, command: str, argument: str = "") -> str:
    """What the page says afterwards: that it was done, or why not."""
    token = token_of(client.get(f"/tickets/{number}").text)
    answer = client.post(f"/tickets/{number}/do", data={"token": token, "command": command, "argument": argument})
    page = client.get(answer.headers["location"]) if answer.status_code == 303 else answer
    found = re.search(r'<p (?:class="said" role="status"|role="alert")>(.*?)</p>', page.text, re.DOTALL)
    return unescape(found[1]) if found else ""


def standing(console: Console) -> dict[str, object]:
    with console.store.reading() as connection:
        return dict(connection.execute(select(tickets)).first()._mapping)  # type: ignore[union-attr]


@pytest.mark.parametrize("asked", [SERIAL, "7e77893", "bob@example.org", "gateh", "black picture"])
def test_a_ticket_is_found_by_serial_person_and_words(visitor: Visitor, ticket: int, asked: str) -> None:
    assert f'href="/tickets/{ticket}"' in visitor(BEN).get("/tickets", params={"q": asked}).text


def test_a_number_leads_to_its_ticket_at_once(visitor: Visitor, ticket: int) -> None:
    for asked in ("IC-1001", "ic-1001", "#1001", "1001"):
        assert visitor(BEN).get("/tickets", params={"q": asked}).headers["location"] == f"/tickets/{ticket}"
    assert visitor(BEN).get("/tickets", params={"q": "1002"}).status_code == 200


def test_a_long_list_goes_on_where_the_page_ended(console: Console, visitor: Visitor, clock: Clock) -> None:
    for number in range(1001, 1061):
        open_ticket(console, clock, number)
    seen, page = [], visitor(BEN).get("/tickets?turn=unanswered").text
    while True:
        seen += re.findall(r'data-main href="/tickets/(\d+)"', page)
        further = re.search(r'rel="next" href="([^"]+)"', page)
        if not further:
            break
        page = visitor(BEN).get(unescape(further[1])).text
    assert seen == [str(number) for number in range(1060, 1000, -1)]


def test_a_fact_stands_beside_the_line_that_proves_it_and_words_stay_words(visitor: Visitor, ticket: int) -> None:
    page = visitor(BEN).get(f"/tickets/{ticket}").text
    assert f"<q>Serial {SERIAL}.</q>" in page
    assert "The picture is &lt;b&gt;black&lt;/b&gt;." in page


def test_a_corrected_topic_is_decided_anew_and_learned_from(console: Console, visitor: Visitor, ticket: int) -> None:
    said = do(visitor(BEN), ticket, "topic", "troubleshooting.video_loss")
    assert "now troubleshooting.video_loss" in said
    assert standing(console)["topic"] == "troubleshooting.video_loss"
    with console.store.reading() as connection:
        row = connection.execute(select(corrections)).one()
    assert (row.what, row.was, row.became, row.by) == ("topic", "other", "troubleshooting.video_loss", BEN)
    assert row.inbound_id is not None


def test_who_writes_and_a_serial_number_are_corrected_too(console: Console, visitor: Visitor, ticket: int) -> None:
    browser = visitor(BEN)
    do(browser, ticket, "audience", "dealer")
    do(browser, ticket, "serial", "8D06-F17P AJ0B44A")
    assert standing(console)["audience"] == "dealer"
    page = browser.get(f"/tickets/{ticket}").text
    assert "8D06F17PAJ0B44A" in page
    assert f"written down by {BEN}" in page


def test_what_cannot_be_done_is_refused_in_the_words_of_a_mail(visitor: Visitor, ticket: int) -> None:
    browser = visitor(BEN)
    assert do(browser, ticket, "serial", "?") == '"?" is no serial number: letters and digits, six or more'
    assert "is no time ahead of us" in do(browser, ticket, "snooze", "yesterdays")
    assert do(browser, ticket, "ask") == 'there is no command "ask" here', "it would write to the customer"


def test_a_ticket_changes_hands_and_turns_and_the_journal_says_by_whom(console: Console, visitor: Visitor, ticket: int) -> None:
    browser = visitor(BEN)
    do(browser, ticket, "mine")
    assert standing(console)["owner"] == BEN
    do(browser, ticket, "assign", ANA)
    assert standing(console)["owner"] == ANA
    do(browser, ticket, "note", "he will call\nback")
    do(browser, ticket, "solve")
    assert standing(console)["status"] == TicketStatus.SOLVED
    do(browser, ticket, "reopen")
    assert standing(console)["status"] == TicketStatus.OPEN
    with console.store.reading() as connection:
        told = [row.because for row in connection.execute(select(events.c.because).where(events.c.ticket_id.is_not(None)))]
        note = connection.execute(select(messages.c.sender, messages.c.text).where(messages.c.direction == "note")).one()
    assert len(told) >= 4
    assert all("ben" in because.lower() for because in told)
    assert note == (BEN, "he will call\nback")


def test_only_a_mail_that_joined_can_be_taken_out(visitor: Visitor, ticket: int) -> None:
    browser = visitor(BEN)
    token = token_of(browser.get(f"/tickets/{ticket}").text)
    for wanted in ("1", "2", "x", ""):
        assert browser.post(f"/tickets/{ticket}/split", data={"token": token, "mail": wanted}).status_code == 409


def test_a_merged_ticket_leads_to_the_one_that_holds_it(console: Console, visitor: Visitor, clock: Clock, ticket: int) -> None:
    open_ticket(console, clock, 1002)
    browser = visitor(BEN)
    assert "IC-1002" in do(browser, ticket, "merge", "1002") or browser.get(f"/tickets/{ticket}").status_code == 303
    assert browser.get(f"/tickets/{ticket}").headers["location"] == "/tickets/1002"
    assert "stands by itself again" in do(browser, 1002, "undo") or browser.get(f"/tickets/{ticket}").status_code == 200


def test_a_restricted_ticket_is_shown_to_who_handles_it_and_to_nobody_else(console: Console, visitor: Visitor, clock: Clock) -> None:
    number = open_ticket(console, clock, 1001, lane="legal")
    lead, engineer = visitor(ANA), visitor(BEN)
    assert lead.get(f"/tickets/{number}").status_code == 200, "nobody handles it, so a lead does"
    for path in (f"/tickets/{number}", "/mails/1", "/mails/1/html", "/life/1"):
        answer = engineer.get(path)
        assert answer.status_code == 404, path
        assert "gatehouse" not in answer.text, path
    for path in ("/", "/tickets", "/tickets?q=gatehouse", f"/tickets?q={SERIAL}"):
        assert "gatehouse 1001" not in engineer.get(path).text, path
    token = token_of(engineer.get("/").text)
    assert engineer.post(f"/tickets/{number}/do", data={"token": token, "command": "solve"}).status_code == 404
    assert standing(console)["status"] == TicketStatus.OPEN


def test_today_shows_what_is_late_before_what_will_be(console: Console, visitor: Visitor, clock: Clock) -> None:
    open_ticket(console, clock, 1001)
    open_ticket(console, clock, 1002, due_at=clock() - timedelta(hours=3))
    page = visitor(BEN).get("/").text
    assert re.findall(r'data-main href="/tickets/(\d+)"', page) == ["1002", "1001"]
    assert "3 h late" in page


def test_the_figures_of_a_chart_stand_in_a_table_as_well(console: Console, visitor: Visitor, clock: Clock) -> None:
    open_ticket(console, clock, 1001, acknowledged_at=clock() + timedelta(seconds=2))
    page = visitor(BEN).get("/").text
    assert "1 of 1 (100.0 %)" in page
    assert page.count("<table><caption") == page.count('role="img"') == 4


def test_a_mailbox_that_was_never_reached_is_told(folder: object, visitor: Visitor) -> None:
    assert "None is configured." in visitor(BEN).get("/").text
