"""A digest is answered: each line against how its ticket stands now."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, update

from mailroom.engineers.digest_answer import answered
from mailroom.engineers.lines import orders
from tests.mailroom.engineers.tickets_at_hand import ANA, BEN, NOW, TERMS, now_is, story, ticket
from tickets import digests, outbox
from tickets.digests import Packing, Written
from tickets.directory import Person
from tickets.message import Address
from tickets.outbox import Letter
from tickets.schema import tickets
from tickets.tokens import LINES

AT = NOW - timedelta(hours=12)


def digest(connection: Connection, *ticket_ids: int, to: Person = ANA) -> int:
    """A digest of twelve hours ago with these tickets as its lines; its letter's id."""
    letter = Letter(kind="digest", recipient=Address(to.address), letter="digest", language="en", values={}, purpose=LINES)
    letter_id = outbox.queue(connection, letter, token="a" * 16, domain="icrealtime.example", now=AT)
    written = Written(
        night=date(2026, 11, 22),
        person=to.address,
        letter=letter_id,
        lines=dict(enumerate(ticket_ids, start=1)),
        table=Packing().packed(),
        at=AT,
    )
    assert digests.keep(connection, written)
    return letter_id


def say(connection: Connection, letter_id: int, text: str, by: Person = ANA, **later: Any) -> tuple[str, ...]:
    return answered(connection, TERMS, letter_id, by, orders(text), NOW + timedelta(**later))


def change(connection: Connection, ticket_id: int, **values: Any) -> None:
    connection.execute(update(tickets).where(tickets.c.id == ticket_id).values(values))


def test_desk_rule_34_lines_are_done_each_with_its_own_ticket(connection: Connection) -> None:
    one, two = ticket(connection, 1042), ticket(connection, 1043)
    told = say(connection, digest(connection, one, two), "1 take\n2 snooze fri")
    assert now_is(connection, one).owner == ANA.address
    assert now_is(connection, two).snoozed_until is not None
    assert told[0].startswith('"1 take": IC-1042: ')
    assert len(told) == 2


def test_desk_rule_34_what_a_colleague_answered_meanwhile_is_told_and_left(connection: Connection) -> None:
    one, two = ticket(connection, 1042), ticket(connection, 1043)
    letter = digest(connection, one, two)
    change(connection, one, answered_at=NOW - timedelta(hours=1), owner=BEN.address)
    told = say(connection, letter, "1-2 solve")
    assert told[0].startswith("1 (IC-1042): it was answered by Ben Ito at ")
    assert told[0].endswith("nothing was done")
    assert (now_is(connection, one).status, now_is(connection, two).status) == ("OPEN", "SOLVED")


def test_his_own_answer_stands_in_no_ones_way(connection: Connection) -> None:
    one = ticket(connection)
    letter = digest(connection, one)
    change(connection, one, answered_at=NOW - timedelta(hours=1), owner=ANA.address)
    say(connection, letter, "1 solve")
    assert now_is(connection, one).status == "SOLVED"


def test_what_has_ended_is_left(connection: Connection) -> None:
    one = ticket(connection, status="CLOSED")
    assert say(connection, digest(connection, one), "1 take") == ("1 (IC-1042): it is closed already; nothing was done",)


def test_desk_rule_16_ok_confirms_a_steer_and_nothing_else(connection: Connection) -> None:
    steered = ticket(connection, 1042, scope="refer_to_dealer", acknowledged_at=NOW)
    plain = ticket(connection, 1043)
    told = say(connection, digest(connection, steered, plain), "1-2 ok")
    assert now_is(connection, steered).status == "SOLVED"
    assert ("the steer was confirmed", f"by {ANA.address}") in story(connection, steered)
    assert now_is(connection, plain).status == "OPEN"
    assert told == (
        "2 (IC-1043): no letter steered it, so there is nothing to confirm; nothing was done",
        '"1-2 ok": IC-1042: confirmed',
    )


def test_who_wrote_again_after_the_letter_that_steered_him_is_not_confirmed_away(connection: Connection) -> None:
    one = ticket(connection, scope="refer_to_dealer", acknowledged_at=NOW - timedelta(minutes=30), last_message_at=NOW)
    say(connection, digest(connection, one), "1 ok")
    assert now_is(connection, one).status == "OPEN"


def test_a_number_that_the_digest_has_not_is_told(connection: Connection) -> None:
    assert say(connection, digest(connection, ticket(connection)), "7 take") == ("7: there is no such line; nothing was done",)


def test_a_digest_of_a_colleague_gives_no_right(connection: Connection) -> None:
    one = ticket(connection)
    told = say(connection, digest(connection, one, to=BEN), "1 solve", by=ANA)
    assert "no digest of yours" in told[0]
    assert now_is(connection, one).status == "OPEN"


def test_numbers_end_after_seven_days(connection: Connection) -> None:
    one = ticket(connection)
    told = say(connection, digest(connection, one), "1 solve", days=7)
    assert "older than 7 days" in told[0]
    assert now_is(connection, one).status == "OPEN"


def test_an_answer_without_an_order_is_told_how_one_is_written(connection: Connection) -> None:
    assert "1 take" in say(connection, digest(connection, ticket(connection)), "thank you!")[0]
