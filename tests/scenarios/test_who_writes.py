"""A ticket whose writer nobody knows asks "are you a dealer?", and is decided again on the answer (desk-rules 15)."""

from __future__ import annotations

from email import message_from_bytes
from typing import Any

import pytest
from sqlalchemy import insert

from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage, on_both_databases
from tickets.schema import dealers

pytestmark = [pytest.mark.server, on_both_databases]

SOMEBODY = "Pat <pat@northgate-mail.example>"
REQUEST = "Remote access stopped working after the router was changed."


def asked(stage: Stage) -> None:
    stage.write(mail(sender=SOMEBODY, subject="remote access", text=REQUEST))
    stage.poll()
    (ticket,) = stage.tickets()
    assert (ticket["audience"], ticket["scope"]) == ("unknown", "person"), ticket["audience"]
    assert b"dealer or installer" in message_from_bytes(stage.letters[0]).get_payload(0).get_payload(decode=True)


def after(stage: Stage, text: str) -> dict[str, Any]:
    stage.write(answer_to(stage.letters[0], sender=SOMEBODY, text=text))
    stage.poll()
    (ticket,) = stage.tickets()
    return ticket


def told(ticket: dict[str, Any]) -> str:
    return " ".join(event["because"] for event in ticket["events"] if event["what"] == "who writes was decided again")


def test_a_homeowner_is_told_once_where_help_is(stage: Stage) -> None:
    asked(stage)
    ticket = after(stage, "No, I'm a homeowner. Serial 7E77893PAZBED9B")
    assert (ticket["audience"], ticket["scope"], ticket["status"]) == ("end_customer", "refer_to_dealer", "OPEN")
    assert b"no dealer" in message_from_bytes(stage.letters[1]).get_payload(0).get_payload(decode=True)
    stage.write(answer_to(stage.letters[1], sender=SOMEBODY, text="I'm a homeowner, as I said, and it is still black."))
    stage.poll()
    assert len(stage.letters) == 2, "he knows it by now"


def test_a_bare_claim_unlocks_nothing_and_the_engineer_sees_it(stage: Stage) -> None:
    asked(stage)
    ticket = after(stage, "Yes, we are a dealer: Acme Security, account 4711.")
    assert (ticket["audience"], ticket["scope"]) == ("unknown", "person")
    assert "says dealer, unverified" in told(ticket)
    assert len(stage.letters) == 1


def test_company_and_account_of_the_directory_make_a_dealer_who_is_asked_for_what_is_missing(stage: Stage) -> None:
    row = {"key": "acme.example", "company": "Acme Security, Inc.", "account": "4711", "tier": "gold", "is_active": True}
    with stage.house.store.writing() as connection:
        connection.execute(insert(dealers).values(row))
    asked(stage)
    ticket = after(stage, "Yes, authorized dealer: Acme Security, account 4711. Serial 7E77893PAZBED9B")
    assert (ticket["audience"], ticket["scope"], ticket["sla"]) == ("dealer", "supported", True)
    assert "company and account number stand together" in told(ticket)
    assert len(stage.letters) == 2, "what is missing is asked now that we help"
