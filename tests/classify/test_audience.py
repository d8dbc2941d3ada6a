from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.sender import sender_hints
from classify.words import words
from tests.classify.wordings import audience as audience_of
from tests.classify.wordings import worded
from tickets.understanding import Audience


@pytest.mark.parametrize(
    ("text", "address", "signature"),
    [
        ("Our client's NVR7000K lost two channels, I am on site with a tech. Dealer acct 20418.", "mark@gulfsparksystems.com", "Lead Tech"),
        ("Buenas, somos integradores, mi cliente en Laredo no ve las cámaras.", "soporte@redesyseguridad.com.mx", ""),
        ("Need an RMA for three domes, PO 4471, ship to our shop.", "service@highplainsalarm.com", "High Plains Alarm, TX Lic. B-10223"),
    ],
)
def test_who_acts_for_others_is_a_dealer(text: str, address: str, signature: str) -> None:
    assert audience_of(worded(text, address=address, signature=signature)).label is Audience.DEALER


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("My grandson put the cameras in my house. How do I look at yesterday on my phone?", "marjorie@charter.net"),
        ("I am the principal. The camera at our school's front door is black.", "office@pikecreek.k12.mo.us"),
        ("I run IT for our packaging plant. Our recorder must move to another subnet on Friday night.", "afitch@fennimorefoods.com"),
    ],
)
def test_who_uses_the_system_is_an_end_customer(text: str, address: str) -> None:
    assert audience_of(worded(text, address=address, name="A. Fitch", signature="IT Manager")).label is Audience.END_CUSTOMER


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("does p2p need port 37777 open or not", "j.k.1988@gmail.com"),
        ("Dear manager, we are a factory of IP cameras, best price FOB Shenzhen, MOQ 50.", "lily@cctv-factory-oem.cn"),
        ("Our records show an open invoice, please send a W-9.", "ap@sunbeltpallet.com"),
    ],
)
def test_a_mail_that_does_not_tell_is_unknown(text: str, address: str) -> None:
    assert audience_of(worded(text, address=address)).label is Audience.UNKNOWN


def test_the_audience_tells_why() -> None:
    label = audience_of(worded("my client's recorder is offline", address="joe@tristatesecurity.com"))
    assert label.because


def test_a_free_mail_domain_is_no_company() -> None:
    assert "free_mail" in sender_hints(words("hello"), (), "security.systems@gmail.com", "")
    assert "trade_domain" in sender_hints(words("hello"), (), "joe@midsouth-security.com", "")


def test_a_place_of_ones_own_is_a_claim() -> None:
    assert "own_place" in sender_hints(words("the camera at my house"), (), "a@b.example", "")
    assert "tells_nothing" in sender_hints(words("the camera is black"), (), "a@b.example", "")


@given(st.text(max_size=500), st.emails())
@settings(max_examples=40, deadline=None)
def test_any_mail_has_an_audience(text: str, address: str) -> None:
    assert 0 <= audience_of(worded(text, address=address, signature=text)).confidence <= 1
