"""What is restricted stays with those who handle it, whatever somebody else does at the console."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from mailroom.console.console import Console
from tests.console.conftest import ANA, BEN, STAFF, Clock, token_of
from tests.console.test_tickets import do, open_ticket
from tickets.schema import tickets

Visitor = Callable[[str], TestClient]


@pytest.fixture
def two(console: Console, clock: Clock) -> None:
    """IC-1001 is restricted, IC-1002 is not; both are of Bob."""
    open_ticket(console, clock, 1001, lane="legal")
    open_ticket(console, clock, 1002)


def merged(console: Console) -> list[int]:
    with console.store.reading() as connection:
        return list(connection.execute(select(tickets.c.number).where(tickets.c.merged_into.is_not(None))).scalars())


def test_nobody_gets_at_a_restricted_ticket_by_merging_his_own_into_it(console: Console, visitor: Visitor, two: None) -> None:
    """His reply address would have led into it from then on."""
    told = do(visitor(BEN), 1002, "merge", "1001")
    assert told == "there is no ticket 1001 that you may see"
    assert merged(console) == []
    assert do(visitor(BEN), 1002, "merge", "4711") == "there is no ticket 4711 that you may see", "what is hidden is told by no other words"


def test_a_restricted_ticket_is_not_poured_into_one_that_everybody_sees(console: Console, visitor: Visitor, two: None) -> None:
    assert "merge 1002 into 1001" in do(visitor(ANA), 1001, "merge", "1002")
    assert merged(console) == []
    do(visitor(ANA), 1002, "merge", "1001")
    assert merged(console) == [1002]
    assert "gatehouse 1001" not in visitor(BEN).get("/tickets/1002?itself=1").text


def test_a_lead_who_does_not_handle_it_merges_nothing_either(console: Console, visitor: Visitor, two: None, folder: Path) -> None:
    (folder / "staff.toml").write_text(STAFF.replace('addresses = ["ben@', 'handles = ["*"]\naddresses = ["ben@'), encoding="utf-8")
    assert "that you may see" in do(visitor(ANA), 1002, "merge", "1001")
    do(visitor(BEN), 1002, "merge", "1001")
    assert merged(console) == [1002]


@pytest.mark.parametrize("path", ["/tickets/{}", "/mails/{}", "/mails/{}/html", "/sent/{}", "/life/{}", "/life/{}/mail.eml"])
def test_a_number_that_no_machine_counts_to_is_none(visitor: Visitor, path: str) -> None:
    assert visitor(BEN).get(path.format("9" * 5000)).status_code == 404


def test_a_mail_that_no_machine_counts_to_is_taken_out_of_nothing(visitor: Visitor, two: None) -> None:
    browser = visitor(BEN)
    token = token_of(browser.get("/tickets/1002").text)
    assert browser.post("/tickets/1002/split", data={"token": token, "mail": "9" * 5000}).status_code == 409
