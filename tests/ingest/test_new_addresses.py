"""A change of address in an automatic reply is told from a colleague to ask meanwhile."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.new_addresses import announced
from tickets.message import Address, Message


def found(text: str) -> str:
    return announced(Message(message_id="a@x.example", sender=Address("bob@old.example"), text=text))


@pytest.mark.parametrize(
    "text",
    [
        "My email address has changed. Please write to bob@new.example from now on.",
        "Please note my new e-mail address: bob@new.example",
        "This mailbox is no longer monitored, please use Bob@New.example instead.",
        "Please update your records: bob@old.example is now bob@new.example.",
        "I am no longer with Acme. For questions contact bob@new.example.",
        "Mi nueva dirección de correo es bob@new.example.",
        "Ma nouvelle adresse est bob@new.example",
        "Meine E-Mail-Adresse hat sich geändert: bob@new.example",
        "Meu novo e-mail é bob@new.example",
    ],
)
def test_a_change_of_address_is_found(text: str) -> None:
    assert found(text) == "bob@new.example"


@pytest.mark.parametrize(
    "text",
    [
        "I am out of the office until Monday. Please contact sue@old.example in urgent cases.",
        "Estoy de vacaciones; para urgencias escriba a sue@old.example.",
        "My email address is bob@old.example.",
        "We have a new e-mail system. Nothing changes for you.",
        "",
    ],
)
def test_a_colleague_to_ask_meanwhile_is_none(text: str) -> None:
    assert found(text) == ""


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert isinstance(found(f"my new address {text}"), str)
