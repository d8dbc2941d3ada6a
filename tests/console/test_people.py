"""People and the policy at the console."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from starlette.testclient import TestClient

from mailroom.console.console import Console
from tests.console.conftest import ANA, BEN, Clock, token_of
from tickets import absences, suppression
from tickets.directory import import_dealers

Visitor = Callable[[str], TestClient]


def test_everybody_stands_there_with_his_teams_and_his_absence(console: Console, visitor: Visitor, clock: Clock) -> None:
    with console.store.writing() as connection:
        absences.leave(connection, BEN, clock() + timedelta(days=2), "a test")
    page = visitor(ANA).get("/people").text
    assert "Ben Ode" in page
    assert "away until Wed 04 Mar 2026" in page
    assert "has no test notice yet" in page


def test_a_dealer_is_found_by_a_piece_of_his_company(console: Console, visitor: Visitor, tmp_path: Path) -> None:
    file = tmp_path / "some.csv"
    file.write_text("domain,company,account,tier\nacme.example,Acme <b>Security</b>,4711,gold\nbolt.example,Bolt,4712,\n", encoding="utf-8")
    with console.store.writing() as connection:
        import_dealers(connection, file)
    page = visitor(BEN).get("/people", params={"dealer": "acme"}).text
    assert "Acme &lt;b&gt;Security&lt;/b&gt;" in page
    assert "bolt.example" not in page


def test_an_address_is_written_to_again_once(console: Console, visitor: Visitor, clock: Clock) -> None:
    with console.store.writing() as connection:
        suppression.suppress(connection, "gone@example.org", "5.1.1 no such user", clock())
    browser = visitor(BEN)
    page = browser.get("/people").text
    assert "5.1.1 no such user" in page
    form = {"token": token_of(page), "address": "gone@example.org"}
    assert browser.post("/people/suppressed", data=form).status_code == 303
    assert browser.post("/people/suppressed", data=form).status_code == 409
    with console.store.reading() as connection:
        assert suppression.listed(connection) == []


def test_a_case_is_explained_step_by_step_with_its_clause(visitor: Visitor) -> None:
    asked = {"audience": "end_customer", "topic": "troubleshooting.video_loss", "at": "2026-03-02T18:00", "channel": "email"}
    page = visitor(BEN).get("/policy", params=asked).text
    assert "refer to dealer" in page
    assert 'href="#clause-7.2.1"' in page
    assert "Tuesday, March 3 at 9:30 AM Eastern" in page


def test_a_case_that_the_policy_does_not_know_is_told_and_no_fault_of_ours(visitor: Visitor) -> None:
    for asked in (
        {"audience": "nobody", "topic": "rma"},
        {"audience": "dealer", "topic": "rma", "at": "soon"},
        {"audience": "dealer", "topic": "rma", "at": "0001-01-01"},
    ):
        page = visitor(BEN).get("/policy", params=asked)
        assert page.status_code == 200
    assert "no audience" in visitor(BEN).get("/policy?audience=nobody&topic=rma").text
