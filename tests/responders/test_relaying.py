"""To whom an engineer's answer goes: values in, values out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from responders.relaying import readers
from tickets.correspondence import Correspondence
from tickets.directory import Person
from tickets.identity import Desk
from tickets.message import Address
from tickets.states import TicketStatus

ANA = Person(name="Ana", addresses=("ana@icrealtime.example", "a.reyes@icrealtime.example"))
BOB, CARL, JO = "bob@example.org", "carl@icrealtime.example", "jo@example.org"
DESK = Desk(staff=((ANA.address, "Ana"), (CARL, "Carl")))


def written_to(customer: str, *copied: str, reached: tuple[str, ...] = ()) -> list[str]:
    ticket = Correspondence(
        ticket_id=1,
        number=1001,
        subject="no picture",
        status=TicketStatus.OPEN,
        requester=Address(customer),
        customer=Address(customer),
        copied=tuple(Address(address) for address in copied),
        owner="",
        language="en",
        topic="",
        audience="unknown",
        lane="",
        opened_at=datetime(2026, 11, 23, 15, tzinfo=UTC),
        due_at=None,
        thread=(),
    )
    return [reader.address for reader in readers(ticket, reached, ANA, DESK)]


@pytest.mark.parametrize(
    ("customer", "copied", "to"),
    [
        (BOB, (JO,), [BOB, JO]),
        (CARL, (), [CARL]),  # a colleague's own request
        (BOB, (CARL,), [BOB]),  # a colleague who was copied hears of it otherwise
        ("support@icrealtime.example", (BOB,), [BOB]),  # a web form in our name; he was let in
        ("support@icrealtime.example", (), []),
        ("A.Reyes@icrealtime.example", (), []),  # the engineer himself
        ("", (), []),
    ],
)
def test_the_customer_gets_the_answer_though_he_be_one_of_us(customer: str, copied: tuple[str, ...], to: list[str]) -> None:
    assert written_to(customer, *copied) == to


def test_whom_the_engineers_own_mail_reached_gets_no_second_one() -> None:
    assert written_to(BOB, JO, reached=("BOB@example.org", "support@icrealtime.example")) == [JO]
