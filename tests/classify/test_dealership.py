"""The answer to "are you a dealer?", and what it unlocks."""

from __future__ import annotations

import pytest

from classify.dealership import UNVERIFIED, dealership_of, decided_again
from classify.decide import Known
from tests.classify.test_decide import POLICY, reading
from tests.classify.wordings import worded
from tickets.understanding import Audience, Company, Dealership, ScopeDecision, Understanding

ASKED = reading(Audience.UNKNOWN, "troubleshooting.video_loss")
ACME = Company(name="Acme Security, Inc.", is_active=True)


def answered(text: str) -> Dealership | None:
    return dealership_of(worded(text), text)


def after(text: str, *companies: Company, known: Known | None = None) -> Understanding:
    answer = answered(text)
    assert answer is not None
    return decided_again(ASKED, answer, known or Known(), companies, POLICY)


@pytest.mark.parametrize(
    "text",
    [
        "Yes, we are a dealer: Acme Security, account 4711.",
        "yep authorized dealer, acct# 4711, Acme Security out of Tampa",
        "Dealer. Acme Security, 4711",
        "We're the installer on this job. The homeowner is upset, can you call?",
        "Sí, somos distribuidores, Acme Security, cuenta 4711",
        "Oui, nous sommes installateurs agréés, compte 4711",
        "Somos revendedores, conta 4711",
        "Ja, wir sind Errichter, Kundennummer 4711",
    ],
)
def test_a_dealers_answer_is_understood(text: str) -> None:
    found = answered(text)
    assert found is not None
    assert found.label is Audience.DEALER


@pytest.mark.parametrize(
    "text",
    [
        "No, I'm a homeowner.",
        "just a homeowner here, no dealer, 33012",
        "I am not an authorized dealer, I bought the house with the system in it",
        "homeowner",
        "No dealer. ZIP 33012",
        "No, no soy distribuidor, soy el dueño de la casa",
        "Non, je suis un particulier",
        "não, sou o proprietário",
        "Nein, ich bin Hausbesitzer",
    ],
)
def test_an_owners_answer_is_understood(text: str) -> None:
    found = answered(text)
    assert found is not None
    assert found.label is Audience.END_CUSTOMER


@pytest.mark.parametrize(
    "text",
    ["It is camera 3, serial 7E77893PAZBED9B.", "My dealer installed it in 2019.", "", "I'm a homeowner and also a dealer", "thanks!"],
)
def test_what_answers_nothing_decides_nothing(text: str) -> None:
    assert answered(text) is None


def test_a_bare_claim_unlocks_nothing_and_is_shown() -> None:
    decided = after("Yes, we are a dealer: Acme Security, account 4711.")
    assert decided.audience.label is Audience.UNKNOWN
    assert UNVERIFIED in decided.audience.because
    assert decided.scope.decision is ScopeDecision.PERSON


def test_company_and_account_of_the_directory_together_make_a_dealer() -> None:
    decided = after("Yes, we are a dealer: Acme Security, account 4711.", ACME)
    assert (decided.audience.label, decided.scope.decision) == (Audience.DEALER, ScopeDecision.SUPPORTED)


def test_an_account_number_under_another_name_makes_none() -> None:
    assert after("Yes, we are a dealer, account 4711. Bob's Cameras", ACME).audience.label is Audience.UNKNOWN


def test_an_address_of_the_directory_needs_no_number() -> None:
    known = Known(directory_audience=Audience.DEALER, is_active_dealer=True)
    assert after("Yes, dealer here.", known=known).scope.decision is ScopeDecision.SUPPORTED


def test_an_owner_is_believed_and_decided_as_one() -> None:
    decided = after("No, I'm a homeowner.")
    assert (decided.audience.label, decided.scope.decision) == (Audience.END_CUSTOMER, ScopeDecision.REFER_TO_DEALER)


def test_account_numbers_are_found_as_people_write_them() -> None:
    found = answered("Authorized dealer here. Acct no. AC-90133, previously customer number: 55120")
    assert found is not None
    assert found.accounts == ("ac-90133", "55120")


def test_a_long_hostile_answer_is_read_in_no_time() -> None:
    assert answered("dealer account " + "account no " * 50_000) is not None
