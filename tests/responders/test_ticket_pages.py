"""A letter to an engineer leads to its ticket's page, where the desk has a console that he can reach."""

from __future__ import annotations

import pytest

from responders.letters import Letters
from responders.staff_letter import staff_letter
from responders.vocabulary import Value
from tickets.directory import Person
from tickets.identity import Desk
from tickets.policy import Policy

ANA = Person(name="Ana Reyes", addresses=("ana@icrealtime.example",))


@pytest.mark.parametrize(
    ("console", "leads_to"), [("https://desk.example", "https://desk.example/tickets/1042"), ("", "")], ids=["with a console", "without"]
)
def test_the_link_of_a_letter_to_staff(console: str, leads_to: str) -> None:
    policy = Policy.load_default()
    shows: dict[str, Value] = {"ticket": {"number": "IC-1042", "subject": "black"}, "reason": "why", "body": "words"}
    letter = staff_letter("not_sent", ANA, Desk(console_url=console), policy, shows)
    assert letter.values["link"] == leads_to
    text = Letters.serving([]).render("not_sent", language="en", topic="", audience="staff", values=letter.values).text
    assert (leads_to in text) if leads_to else ("Open the ticket" not in text)


def test_a_letter_about_no_ticket_leads_nowhere() -> None:
    letter = staff_letter("handshake", ANA, Desk(console_url="https://desk.example"), Policy.load_default(), {"engineer": "Ana"})
    assert letter.values["link"] == ""
