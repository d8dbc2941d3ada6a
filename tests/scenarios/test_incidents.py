"""One cause behind many tickets (desk-rules 21), and what the desk tells its leads of itself (desk-rules 36)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailroom import incidents
from mailroom.incidents import Announcement
from tests.desk import Desk
from tests.engineers import ANA, LEAD, PROVEN, answer, letters_to, reply, text_of
from tests.letters import mail
from tests.scenarios.conftest import Stage
from tickets.directory import Person
from tickets.waiting import Refused

pytestmark = pytest.mark.server

TOPIC = "troubleshooting.remote_access"
OFFLINE = "The app says offline for every device since this morning; on the recorder's own monitor all is well."
KNOWN = "The cloud service is down; we expect it back this afternoon."
LEA = Person(name="Lea Ortiz", addresses=(LEAD,), lead=True, signature="Lea Ortiz, IC Realtime")


@pytest.fixture
def desk(desk_of_engineers: Desk) -> Desk:
    return desk_of_engineers


def customers(count: int, first: int = 0) -> list[str]:
    return [f"customer-{number}@place-{number}.example" for number in range(first, first + count)]


def write_all(stage: Stage, people: list[str], text: str = OFFLINE) -> None:
    for number, person in enumerate(people):
        stage.write(mail(sender=person, subject=f"remote view offline {number}", text=f"{text} Site {number}."))
    stage.poll()
    assert {ticket["topic"] for ticket in stage.tickets()} == {TOPIC}


def texts(stage: Stage, person: str) -> list[str]:
    return [text_of(letter) for letter in letters_to(stage.sink, person)]


def start(stage: Stage, words: str = KNOWN) -> int:
    rules = stage.house.pipeline.rules()
    with stage.house.store.writing() as connection:
        return incidents.start_incident(
            connection, rules.desk, rules.policy, Announcement(topic=TOPIC, words=words, by=LEA), datetime.now(UTC)
        )


def answer_all(stage: Stage, confirmed: int) -> int:
    rules = stage.house.pipeline.rules()
    said = Announcement(topic=TOPIC, words="The cloud works again. Please restart the app.", by=LEA)
    with stage.house.store.writing() as connection:
        return incidents.answer_members(connection, rules.desk, rules.policy, said, datetime.now(UTC), confirmed=confirmed)


def test_desk_rule_21_every_member_gets_one_letter_and_then_no_other(stage: Stage) -> None:
    people = customers(3)
    write_all(stage, people)
    assert start(stage) == 3
    stage.poll()
    for person in people:
        assert len(texts(stage, person)) == 2, "the acknowledgement, then the incident's"
        assert KNOWN in " ".join(texts(stage, person)[1].split())
    due = datetime.fromisoformat(stage.tickets()[0]["due_at"])
    notices = len(letters_to(stage.sink, ANA))
    for hours in (0, 1, 24, 24 * 20):
        stage.at(due + timedelta(hours=hours)).poll()
    assert {len(texts(stage, person)) for person in people} == {2}
    escalated = [letter for letter in letters_to(stage.sink, ANA)[notices:] if "digest" not in str(letter["Subject"])]
    assert escalated == [], "its clocks stand still"
    assert {ticket["status"] for ticket in stage.tickets()} == {"OPEN"}


def test_desk_rule_21_a_request_that_comes_while_it_goes_on_gets_its_letter_and_no_notice(stage: Stage) -> None:
    write_all(stage, customers(1))
    start(stage)
    stage.poll()
    notices = len(letters_to(stage.sink, ANA))
    (late,) = customers(1, first=7)
    write_all(stage, [late])
    (letter,) = texts(stage, late)
    assert KNOWN in " ".join(letter.split())
    assert len(letters_to(stage.sink, ANA)) == notices
    stage.write(answer(letters_to(stage.sink, late)[0], sender=late, text="Thank you for telling me. It is the shop's app too."))
    stage.poll()
    assert len(letters_to(stage.sink, ANA)) == notices


def test_desk_rule_21_an_emergency_is_no_member(stage: Stage) -> None:
    write_all(stage, customers(1))
    start(stage)
    stage.write(mail(sender="eve@elsewhere.example", text=f"{OFFLINE} And there is smoke coming out of the recorder!"))
    stage.poll()
    assert "unplug the device" in texts(stage, "eve@elsewhere.example")[0]


def test_desk_rule_21_the_leads_answer_goes_to_each_separately_after_the_count_was_confirmed(stage: Stage) -> None:
    people = customers(3)
    write_all(stage, people)
    start(stage)
    stage.poll()
    with pytest.raises(Refused, match="has 3 members"):
        answer_all(stage, confirmed=2)
    assert answer_all(stage, confirmed=3) == 3
    stage.poll()
    for person in people:
        letter = letters_to(stage.sink, person)[-1]
        assert "restart the app" in text_of(letter)
        assert "Lea Ortiz" in text_of(letter)
        assert not [other for other in people if other != person and other in letter.as_string()]
    assert {(ticket["status"], ticket["owner"]) for ticket in stage.tickets()} == {("PENDING", LEAD)}


def test_desk_rule_21_by_command_an_incident_begins_after_a_count_and_a_yes(stage: Stage) -> None:
    write_all(stage, customers(2))
    notice = letters_to(stage.sink, ANA)[0]
    stage.write(reply(notice, f"#incident {TOPIC}", Authentication_Results=PROVEN))
    stage.poll()
    assert "2 tickets" in text_of(letters_to(stage.sink, ANA)[-1])
    assert [len(texts(stage, person)) for person in customers(2)] == [1, 1]
    stage.write(reply(notice, f"#incident {TOPIC} yes 2\n{KNOWN}", Authentication_Results=PROVEN))
    stage.poll()
    assert [len(texts(stage, person)) for person in customers(2)] == [2, 2]


def test_desk_rule_21_an_unusual_rate_of_one_topic_alerts_the_lead_once_and_says_when_it_is_over(stage: Stage) -> None:
    write_all(stage, customers(stage.house.pipeline.rules().policy.incident.tickets))
    now = datetime.now(UTC)
    for minutes in (1, 4, 5, 60):
        stage.at(now + timedelta(minutes=minutes)).poll()
    alarms = [letter for letter in letters_to(stage.sink, LEAD) if "needs you" in str(letter["Subject"])]
    assert len(alarms) == 1
    assert f"#incident {TOPIC}" in " ".join(text_of(alarms[0]).split())
    stage.at(now + timedelta(hours=3)).poll()
    assert [letter for letter in letters_to(stage.sink, LEAD) if "Over" in str(letter["Subject"])]


def test_desk_rule_36_a_mailbox_that_cannot_be_read_is_told_once_then_daily(stage: Stage) -> None:
    now = datetime.now(UTC)
    for hours in (1.1, 1.2, 2, 20, 25.5):
        stage.at(now + timedelta(hours=hours)).house.schedule.tick()
    stage.at(now + timedelta(hours=26)).house.pipeline.deliver()
    told = [text_of(letter) for letter in letters_to(stage.sink, LEAD) if "needs you" in str(letter["Subject"])]
    of_mailbox = [text for text in told if "The mailbox support was last read" in " ".join(text.split())]
    assert len(of_mailbox) == 2
