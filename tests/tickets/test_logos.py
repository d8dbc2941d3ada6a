"""Which pictures are logos of signatures: the same ones from the same people on two tickets."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from tests.tickets.test_related import ticket
from tickets.logos import Brought, logos, whose
from tickets.message import Attachment

LOGO, PHOTO = "a" * 64, "b" * 64
FREE = frozenset({"gmail.example"})


def files(*digests: str, size: int = 9_000, content_type: str = "image/png") -> tuple[Attachment, ...]:
    return tuple(Attachment(part="2", filename="image001.png", content_type=content_type, size=size, sha256=each) for each in digests)


def brought(ticket_id: int, *digests: str, of: str = "acme.example", size: int = 9_000, content_type: str = "image/png") -> Brought:
    return Brought(whose=of, ticket_id=ticket_id, files=files(*digests, size=size, content_type=content_type))


@pytest.fixture
def two(connection: Connection) -> tuple[int, int]:
    """Two tickets."""
    return ticket(connection, 1, "ann@acme.example"), ticket(connection, 2, "jo@acme.example")


def test_a_picture_that_comes_with_the_next_matter_too_is_a_logo(connection: Connection, two: tuple[int, int]) -> None:
    assert logos(connection, [brought(two[0], LOGO, PHOTO)]) == set()
    second = brought(two[1], LOGO)
    known = logos(connection, [second])
    assert known == {("acme.example", LOGO)}
    assert second.without(known) == ()


def test_the_screenshot_that_an_answer_brings_along_again_is_none(connection: Connection, two: tuple[int, int]) -> None:
    logos(connection, [brought(two[0], PHOTO)])
    assert logos(connection, [brought(two[0], PHOTO)]) == set()


def test_two_mails_of_one_group_are_enough(connection: Connection, two: tuple[int, int]) -> None:
    assert logos(connection, [brought(two[0], LOGO), brought(two[1], LOGO)]) == {("acme.example", LOGO)}


def test_the_same_picture_from_another_company_is_met_for_the_first_time(connection: Connection, two: tuple[int, int]) -> None:
    logos(connection, [brought(two[0], LOGO)])
    assert logos(connection, [brought(two[1], LOGO, of="bright.example")]) == set()


def test_photographs_and_papers_are_never_logos(connection: Connection, two: tuple[int, int]) -> None:
    for ticket_id in two:
        large, paper = brought(ticket_id, PHOTO, size=3_000_000), brought(ticket_id, LOGO, content_type="application/pdf")
        assert logos(connection, [large, paper]) == set()


def test_people_of_a_free_mail_domain_share_no_logo() -> None:
    assert whose("Ann@Gmail.example", FREE) == "ann@gmail.example"
    assert whose("ann@Acme.example", FREE) == "acme.example"
