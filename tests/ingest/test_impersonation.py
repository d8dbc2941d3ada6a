"""Warnings about senders who would like to be somebody else, and no word about the ordinary ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.impersonation import own_domains, warnings
from tests.ingest.mails import CUSTOMER, DESK, mail
from tickets.identity import Desk
from tickets.message import Address

OURS = Desk(address="support@icrealtime.com", name="IC Realtime Support", staff=DESK.staff)


def warned(sender: Address, *reply_to: Address) -> str:
    return " ".join(warnings(mail(sender=sender, reply_to=reply_to), OURS))


@pytest.mark.parametrize(
    "domain",
    [
        "icrealtirne.com",
        "icreaItime.com",
        "1crealtime.com",
        "icrealtime.net",
        "icrealtme.com",
        "icraeltime.com",
        "icrealtimee.com",
        "icrealtime-support.com",
        "support-icrealtime.com",
        "icrеaltime.com",
        "xn--icraltime-i0h.com",
    ],
)
def test_a_domain_that_looks_like_ours_is_flagged(domain: str) -> None:
    assert "looks like ours" in warned(Address(f"support@{domain.lower()}"))


@pytest.mark.parametrize(
    "domain", ["icrealtime.com", "mail.icrealtime.com", "gmail.com", "brightcams.example", "realtime.com", "icloud.com", "ic.com"]
)
def test_an_ordinary_domain_is_not(domain: str) -> None:
    assert "looks like" not in warned(Address(f"jo@{domain}"))


def test_the_name_of_our_staff_on_a_foreign_address_is_flagged() -> None:
    assert "shows the name of our Ana Ruiz" in warned(Address("ana.ruiz@gmail.com", "Ana Ruiz"))
    assert "shows the name of our Ruiz, Ana" in warned(Address("x@evil.example", "Ruiz, Ana"))
    assert "shows our desk's name" in warned(Address("x@evil.example", "IC Realtime Support"))
    assert warned(Address("ana@icrealtime.example", "Ana Ruiz")) == ""


def test_an_address_shown_as_a_name_is_flagged_when_it_is_another_one() -> None:
    assert "shows the address" in warned(Address("x@evil.example", "support@icrealtime.com"))
    assert warned(Address("jo@brightcams.example", "jo@brightcams.example")) == ""


def test_an_answer_that_would_go_elsewhere_is_shown() -> None:
    assert "an answer would go to eve@evil.example" in warned(CUSTOMER, Address("eve@evil.example"))
    assert warned(CUSTOMER, Address("office@brightcams.example")) == ""


def test_a_mail_without_sender_earns_no_warning() -> None:
    assert warnings(mail(sender=None), OURS) == ()


def test_a_free_mail_domain_of_staff_is_not_ours() -> None:
    desk = Desk(address="support@icrealtime.com", staff=(("ana@gmail.com", "Ana Ruiz"),))
    assert own_domains(desk) == {"icrealtime.com"}


@given(name=st.text(max_size=60), local=st.text(max_size=20), domain=st.text(max_size=70))
def test_any_sender_is_looked_at(name: str, local: str, domain: str) -> None:
    assert isinstance(warnings(mail(sender=Address(f"{local}@{domain}", name)), OURS), tuple)
