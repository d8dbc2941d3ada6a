"""Every page answers those whom it is for, and nobody else; on a desk that has nothing yet."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from starlette.testclient import TestClient

from tests.console.conftest import ANA, BEN, LIA

Visitor = Callable[[str], TestClient]

OF_ENGINEERS = ("/held", "/failed", "/ignored", "/life", "/life?q=nothing", "/life?q=IC-x", "/people", "/people?dealer=acme", "/policy")
OF_LETTERS = (
    "/letters",
    "/letters/edit/en/acknowledgement",
    "/letters/edit/es/tips/question.export",
    "/letters/edit/en/phrases",
    "/letters/edit/en/closed.dealer",
    "/letters/versions/en/acknowledgement",
    "/letters/diff/en/acknowledgement",
)


@pytest.mark.parametrize("path", [*OF_ENGINEERS, *OF_LETTERS])
def test_a_lead_sees_every_page(visitor: Visitor, path: str) -> None:
    page = visitor(ANA).get(path)
    assert page.status_code == 200
    assert "<h1>" in page.text


@pytest.mark.parametrize("path", OF_LETTERS)
def test_letters_are_for_those_whose_role_they_are(visitor: Visitor, path: str) -> None:
    assert visitor(LIA).get(path).status_code == 200
    assert visitor(BEN).get(path).status_code == 403


@pytest.mark.parametrize("path", [path for path in OF_ENGINEERS if path != "/policy"])
def test_mails_and_people_are_not_for_who_edits_letters_alone(visitor: Visitor, path: str) -> None:
    assert visitor(BEN).get(path).status_code == 200
    assert visitor(LIA).get(path).status_code == 403


@pytest.mark.parametrize("stem", ["nothing", "%2e%2e/%2e%2e/secret", "tips/%2e%2e/secret", "tips/a/b", "ACK", "a..b"])
def test_what_can_be_no_letter_is_no_page_and_no_file(visitor: Visitor, stem: str) -> None:
    for part in ("edit", "versions", "diff"):
        assert visitor(ANA).get(f"/letters/{part}/en/{stem}?old=file").status_code == 404
    assert visitor(ANA).get("/letters/edit/..%2f..%2fetc/acknowledgement").status_code == 404


def test_a_number_that_nothing_has_is_no_page_however_long(visitor: Visitor) -> None:
    for path in ("/life/{}", "/life/{}/mail.eml", "/mails/{}", "/sent/{}", "/tickets/{}"):
        for number in (0, 99999, 10**30):
            assert visitor(ANA).get(path.format(number)).status_code == 404, path
