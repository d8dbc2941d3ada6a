"""By what right an engineer's mail speaks, who hears of a ticket, and what is a promise: values in, values out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailroom.engineers.promising import promises
from mailroom.engineers.proof import Proof, Right, prove
from mailroom.engineers.routing import Route, readers
from mailroom.engineers.words import cut
from tickets import tokens
from tickets.directory import Person, Staff, Team
from tickets.recall import Evidence, Thread, Token
from tickets.states import TicketStatus
from tickets.verdict import Trust, TrustLevel

NOW = datetime(2026, 11, 23, 15, tzinfo=UTC)
LIFE_AFTER_END = timedelta(days=30)
ANA = Person(name="Ana", addresses=("ana@desk.example", "a.reyes@desk.example"), teams=("recorders",))
CARL = Person(name="Carl", addresses=("carl@desk.example",), teams=("cameras",))
LEA = Person(name="Lea", addresses=("lea@desk.example",), lead=True)
RESTRICTED = Person(name="Rob", addresses=("rob@desk.example",), handles=("legal",))
STAFF = Staff(
    people=(ANA, CARL, LEA, RESTRICTED),
    teams=(Team(name="recorders", topics=("maintenance",)), Team(name="cameras", topics=("troubleshooting.video_loss",))),
)
PROVEN = Trust(level=TrustLevel.ALIGNED, because="our server says so")
MINE = Token(
    token="aaaabbbbccccdddd", ticket_id=1, purpose=tokens.RELAY, recipient="ana@desk.example", minted_at=NOW, is_revoked=False
)  # fmt: skip
OPEN = Thread(ticket_id=1, number=1001, status=TicketStatus.OPEN, requester="bob@x.example", participants=frozenset(), closed_at=None)
OTHER = replace(OPEN, ticket_id=2, number=1002)


def proof(*found: Token, thread: Thread = OPEN, trust: Trust = PROVEN, tagged: int | None = None) -> Proof:
    return prove(ANA, trust, Evidence(tokens=found, tagged=tagged, threads=(thread, OTHER)), NOW, LIFE_AFTER_END)


def test_proof_of_him_and_a_token_of_his_are_a_right() -> None:
    assert proof(MINE).right is Right.GRANTED
    assert proof(replace(MINE, recipient="a.reyes@desk.example")).right is Right.GRANTED


def test_one_without_the_other_is_none() -> None:
    assert proof(MINE, trust=Trust(level=TrustLevel.NONE, because="")).right is Right.NONE
    assert proof(MINE, trust=Trust(level=TrustLevel.FAILED, because="")).right is Right.NONE
    assert proof().right is Right.KNOWN


@pytest.mark.parametrize(
    "found",
    [
        (replace(MINE, recipient="carl@desk.example"),),
        (replace(MINE, is_revoked=True),),
        (MINE, replace(MINE, token="eeeebbbbccccdddd", ticket_id=2)),
    ],
    ids=["of a colleague", "revoked", "of two tickets"],
)
def test_a_token_that_is_not_wholly_his_is_refused(found: tuple[Token, ...]) -> None:
    assert proof(*found).right is Right.REFUSED


def test_desk_rule_29_a_token_lives_thirty_days_longer_than_its_ticket() -> None:
    ended = replace(OPEN, status=TicketStatus.CLOSED, closed_at=NOW - LIFE_AFTER_END)
    assert proof(MINE, thread=ended).right is Right.GRANTED
    assert proof(MINE, thread=replace(ended, closed_at=NOW - LIFE_AFTER_END - timedelta(seconds=1))).right is Right.REFUSED


def test_a_subject_that_names_another_ticket_is_refused() -> None:
    assert proof(MINE, tagged=2).right is Right.REFUSED
    assert proof(MINE, tagged=1).right is Right.GRANTED


def test_where_both_addresses_are_named_the_words_stay_with_the_desk() -> None:
    assert proof(MINE, replace(MINE, token="nnnnbbbbccccdddd", purpose=tokens.NOTE)).is_note


def route(**changes: object) -> Route:
    return Route(**{"topic": "maintenance.disk_alarm", "audience": "dealer", **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("asked", "away", "told"),
    [
        (route(), (), [ANA]),
        (route(topic="troubleshooting.video_loss"), (), [CARL]),
        (route(topic="rma"), (), [LEA]),
        (route(owner="carl@desk.example"), (), [CARL]),
        (route(owner="carl@desk.example"), ("carl@desk.example",), [ANA]),
        (route(), ("ana@desk.example",), [LEA]),
        (route(team="cameras"), (), [CARL]),
        (route(is_angry=True), (), [ANA, LEA]),
        (route(owner="carl@desk.example", is_short_notice=True), (), [CARL, ANA]),
        (route(owner="carl@desk.example", is_short_notice=True, lane="legal"), (), [RESTRICTED]),
        (route(lane="legal", owner="ana@desk.example"), (), [RESTRICTED]),
        (route(lane="privacy"), (), [LEA]),
        (route(), ("ana@desk.example", "lea@desk.example"), [LEA]),
    ],
)
def test_who_hears_of_a_ticket(asked: Route, away: tuple[str, ...], told: list[Person]) -> None:
    assert list(readers(STAFF, asked, away)) == told


@pytest.mark.parametrize(
    ("language", "away", "told"),
    [
        ("es", (), ["eva"]),
        ("en", (), ["ana"]),
        ("de", (), ["ana", "eva"]),  # nobody speaks it: everybody reads it
        ("", (), ["ana", "eva"]),
        ("es", ("eva@desk.example",), ["ana"]),
    ],
)
def test_desk_rule_37_who_speaks_the_customers_language_hears_of_it(language: str, away: tuple[str, ...], told: list[str]) -> None:
    eva = Person(name="eva", addresses=("eva@desk.example",), teams=("support",), languages=("es",))
    ana = Person(name="ana", addresses=("ana@desk.example",), teams=("support",))
    staff = Staff(people=(ana, eva, LEA), teams=(Team(name="support"),))
    assert [person.name for person in readers(staff, route(language=language), away)] == told
    assert list(readers(staff, route(language=language, owner="ana@desk.example"), ())) == [ana]


@pytest.mark.parametrize(
    "words",
    [
        "I will look into it.",
        "Let me check.",
        "I'll ask our developers",
        "We are looking into it",
        "Voy a revisar el caso.",
        "Le aviso mañana.",
    ],
)
def test_words_that_promise_more(words: str) -> None:
    assert promises(words)


@pytest.mark.parametrize("words", ["Please reboot it.", "Let me know how it goes.", "I will need the serial number.", "We'll wait for it."])
def test_words_that_leave_the_turn_to_the_customer(words: str) -> None:
    assert not promises(words)


NOTICE = """¦¦¦ Answer above this line. What is marked ¦ stays with the desk. ¦¦¦

- ¦ IC-0900: the same serial number 7E77893PAZBED9B; other person: do not
  quote
- Serial number: 7E77893PAZBED9B

> it is black

¦ the end"""


def test_the_customers_own_words_and_devices_may_stand_in_an_answer() -> None:
    left = cut("You wrote: it is black.\nSerial number: 7E77893PAZBED9B\nIs that the one?", NOTICE)
    assert left.trace == ""


def test_six_words_of_an_internal_line_are_a_trace_however_they_are_folded() -> None:
    assert cut("see the\nsame serial number 7e77893pazbed9b, other\nperson", NOTICE).trace


def test_words_below_the_notice_are_not_lost() -> None:
    assert cut(f"{NOTICE}\n\nPlease reboot it.", NOTICE).trace
    assert cut(f"Please reboot it.\n{NOTICE}", NOTICE).text == "Please reboot it."
