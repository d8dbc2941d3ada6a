"""Letters at the console: what passes the gate serves, what does not changes nothing, and nobody's edit is lost under another's."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from httpx2 import Response
from sqlalchemy import insert
from starlette.testclient import TestClient

from mailroom.console.console import Console
from tests.console.conftest import ANA, BOTH, LIA, token_of
from tickets import outbox, templates
from tickets.message import Address
from tickets.outbox import Letter, Owed
from tickets.schema import tickets
from tickets.states import TicketStatus
from tickets.templates import Version
from tickets.tokens import mint

Visitor = Callable[[str], TestClient]

CLOSED = "/letters/edit/en/closed"


def history(console: Console, stem: str = "closed") -> list[Version]:
    with console.store.reading() as connection:
        return templates.history(connection, stem, "en")


def words(console: Console, stem: str = "closed") -> str:
    found = console.letters().source("en", stem)
    assert found is not None
    return found.words


def opened(page: str) -> dict[str, str]:
    """The hidden fields of an editor that was opened."""
    return {"token": token_of(page.partition('id="editor"')[2]), "base": page.partition('name="base" value="')[2].partition('"')[0]}


def publish(browser: TestClient, said: str, stem: str = "closed", form: dict[str, str] | None = None) -> Response:
    fields = form or opened(browser.get(f"/letters/edit/en/{stem}").text)
    return browser.post(f"/letters/publish/en/{stem}", data={**fields, "words": said.replace("\n", "\r\n")})


def test_what_passes_the_gate_is_live_with_its_author(console: Console, visitor: Visitor) -> None:
    wanted = words(console) + "\nGood bye.\n"
    assert publish(visitor(LIA), wanted).headers["location"] == CLOSED
    (version,) = history(console)
    assert (version.words, version.author, version.origin) == (wanted, f"Lia Moe <{LIA}>", "the console")
    assert words(console) == wanted


def test_what_does_not_pass_is_kept_nowhere_but_in_the_field(console: Console, visitor: Visitor) -> None:
    answer = publish(visitor(LIA), words(console) + "\n{{ tickt.number }} <script>alert(1)</script>\n")
    assert answer.status_code == 422
    assert "did you mean `ticket`?" in unescape(answer.text)
    assert "{{ tickt.number }} &lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert history(console) == []


def test_an_edit_does_not_bury_one_that_came_meanwhile(console: Console, visitor: Visitor) -> None:
    lia, ana = visitor(LIA), visitor(ANA)
    form = opened(lia.get(CLOSED).text)
    publish(ana, words(console) + "\nAna was here.\n")
    late = publish(lia, words(console) + "\nLia was here.\n", form=form)
    assert late.status_code == 409
    assert "Lia was here." in late.text
    assert len(history(console)) == 1
    assert publish(lia, words(console) + "\nLia was here.\n", form=opened(late.text)).status_code == 303
    assert [version.state for version in history(console)] == ["LIVE", "RETIRED"]


def test_beside_the_words_stands_the_gates_word_and_a_look_that_can_do_nothing(console: Console, visitor: Visitor) -> None:
    browser = visitor(LIA)
    form = {**opened(browser.get(CLOSED).text), "words": words(console) + "\nGood bye.\n"}
    beside = browser.post("/letters/beside/en/closed", data=form).text
    assert "It may be published" in beside
    assert "<html" not in beside
    look = browser.get(beside.partition('src="')[2].partition('"')[0])
    assert "Good bye." in look.text
    assert look.headers["content-security-policy"].startswith("sandbox; default-src 'none';")
    assert visitor("").get(look.request.url.path).status_code == 303
    assert browser.get("/letters/look/none").status_code == 404
    assert history(console) == []


def test_an_earlier_version_and_the_shipped_one_come_back(console: Console, visitor: Visitor) -> None:
    browser, shipped = visitor(LIA), words(console)
    for said in ("one", "two"):
        publish(browser, f"{shipped}\n{said}\n")
    form = {"token": opened(browser.get(CLOSED).text)["token"]}
    page = browser.get("/letters/versions/en/closed").text
    first = history(console)[-1].id
    assert f'action="/letters/restore/{first}"' in page
    browser.post(f"/letters/restore/{first}", data=form)
    assert words(console) == f"{shipped}\none\n"
    assert "+one" in browser.get("/letters/diff/en/closed?old=shipped&new=live").text
    browser.post("/letters/retire/en/closed", data=form)
    assert words(console) == shipped
    assert browser.post("/letters/retire/en/closed", data=form).status_code == 409
    assert browser.post("/letters/restore/99999", data=form).status_code == 404


@pytest.mark.parametrize("variant", ["dealer", "troubleshooting.video_loss"])
def test_a_variant_begins_with_the_plain_words_and_is_kept_when_it_is_published(console: Console, visitor: Visitor, variant: str) -> None:
    browser = visitor(LIA)
    to = browser.get("/letters/variant", params={"language": "en", "name": "closed", "variant": variant}).headers["location"]
    assert to == f"/letters/edit/en/closed.{variant}"
    page = browser.get(to).text
    assert "Nobody wrote this variant yet" in page
    assert publish(browser, words(console) + "\nDear colleague.\n", f"closed.{variant}", opened(page)).status_code == 303
    assert history(console, f"closed.{variant}")[0].state == "LIVE"


def test_a_variant_for_nobody_is_refused(console: Console, visitor: Visitor) -> None:
    answer = publish(visitor(LIA), words(console), "closed.deeler")
    assert answer.status_code == 422
    assert "did you mean `dealer`?" in unescape(answer.text)


def owe(console: Console, number: int, lane: str) -> None:
    """A letter to Bob, whose ticket is in this lane."""
    now = console.clock()
    about = {"number": number, "status": TicketStatus.OPEN, "subject": "", "requester": "bob@example.org", "lane": lane}
    with console.store.writing() as connection:
        row = {**about, "opened_at": now, "last_message_at": now}
        ticket = connection.execute(insert(tickets).values(row).returning(tickets.c.id)).scalar_one()
        recipient = Address(f"bob-{number}@example.org")
        letter = Letter(kind="reminder", recipient=recipient, letter="closed", language="en", values={"days": 3}, ticket_id=ticket)
        outbox.queue_all(connection, [Owed(letter=letter, token=mint(bytes([number % 256] * 10)))], domain="x.example", now=now)


@pytest.mark.parametrize(("who", "sees"), [(LIA, []), (BOTH, [1001]), (ANA, [1001, 1002])])
def test_real_letters_are_shown_to_who_may_see_their_tickets(console: Console, visitor: Visitor, who: str, sees: list[int]) -> None:
    for number, lane in ((1001, ""), (1002, "legal")):
        owe(console, number, lane)
    page = visitor(who).get(CLOSED).text
    assert [number for number in (1001, 1002) if f"bob-{number}@example.org" in page] == sees
