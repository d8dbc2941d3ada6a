"""Restricted lanes, emergencies, repeated mails: desk-rules 19, 20 and 22."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests import desk as desks
from tests.desk import Desk
from tests.engineers import ANA, CARL, LEAD, answer, letters_to, staff, text_of
from tests.letters import mail
from tests.scenarios.conftest import Stage
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink

pytestmark = pytest.mark.server

BOB = "Bob Jones <bob@example.org>"
PROVEN = {"Authentication_Results": "mx.icrealtime.example; dmarc=pass header.from=example.org"}
LAWYER = "Fix camera 3, it shows video loss, serial 7E77893PAZBED9B, or you will hear from my lawyer. I am going to sue you."
THREAT = "You will regret this. I know where you work. Camera 3 still shows video loss, serial 7E77893PAZBED9B."
PRIVACY = "Somebody else sees my cameras! I looked into the app and a stranger is in my account and watches my living room."
SMOKE = "There is smoke coming out of the recorder and it smells burnt. What do I do?"
DARK = "Camera 3 of the recorder shows video loss since Monday."


@pytest.fixture
def desk(imap_server: Dovecot, sink: Sink, tmp_path: Path, database: str) -> Desk:
    """A desk with two engineers, a lead who handles every lane, and hotlines."""
    ports = {"support": imap_server.port, "sales": imap_server.port}
    phones = 'consumer_phone = "(877) 555-0101"\ndealer_phone = "(877) 555-0100"\nhelp_center_url = "https://help.icrealtime.example"'
    made = desks.make(tmp_path, imap=ports, smtp=(sink.port,), desk=phones, store=database)
    (tmp_path / "staff.toml").write_text(staff(), encoding="utf-8")
    return made


def told(stage: Stage) -> list[str]:
    """The texts that Bob got."""
    return [text_of(letter) for letter in letters_to(stage.sink, "bob@example.org")]


def noticed(stage: Stage) -> dict[str, int]:
    """How many mails about tickets each of us got, digests aside."""
    return {
        person: sum("digest" not in str(letter["Subject"]) for letter in letters_to(stage.sink, person)) for person in (ANA, CARL, LEAD)
    }


@pytest.mark.parametrize(("text", "lane"), [(THREAT, "threat"), (LAWYER, "legal"), (PRIVACY, "privacy")])
def test_desk_rule_19_a_restricted_letter_has_the_number_the_time_and_that_a_responsible_person_reads_it(
    stage: Stage, text: str, lane: str
) -> None:
    stage.write(mail(sender=BOB, subject="regret", text=text))
    stage.poll()
    (ticket,) = stage.tickets()
    assert ticket["lane"] == lane
    (letter,) = told(stage)
    assert "IC-1001" in letter
    assert "Your message reached us on" in letter
    assert "A responsible person will read this." in letter
    for unsaid in ("7E77893PAZBED9B", "regret", "http", "Serial", "dealer", "555-01"):
        assert unsaid not in letter, "no facts, no asks, no links"


def test_desk_rule_19_only_those_who_handle_the_lane_hear_of_it(stage: Stage) -> None:
    stage.write(mail(sender=BOB, subject="regret", text=THREAT))
    stage.poll()
    assert noticed(stage) == {ANA: 0, CARL: 0, LEAD: 1}
    due = datetime.fromisoformat(stage.tickets()[0]["due_at"])
    for minutes in (-10, 30, 600, 1500):
        stage.at(due + timedelta(minutes=minutes)).poll()
    after = noticed(stage)
    assert (after[ANA], after[CARL]) == (0, 0)
    assert "regret" not in str(letters_to(stage.sink, LEAD)[-1]["Subject"])


def test_desk_rule_19_a_threat_in_a_later_mail_takes_the_ticket_into_its_lane(stage: Stage) -> None:
    stage.write(mail(sender=BOB, text=DARK))
    stage.poll()
    stage.write(answer(letters_to(stage.sink, "bob@example.org")[-1], sender=BOB, text="Enough. Watch your back, I know where you are."))
    stage.poll()
    (ticket,) = stage.tickets()
    assert ticket["lane"] == "threat"
    assert "A responsible person will read this." in told(stage)[-1]
    stage.write(answer(letters_to(stage.sink, "bob@example.org")[-1], sender=BOB, text="The serial number is 7E77893PAZBED9B, by the way."))
    stage.poll()
    assert stage.tickets()[0]["lane"] == "threat", "no later mail takes it out"
    assert len(told(stage)) == 2


@pytest.mark.parametrize(
    ("text", "first_line"),
    [
        (SMOKE, "Please unplug the device now and leave it off."),
        (
            "We had a break-in last night, the burglars stole two recorders. I need the footage of the garage.",
            "Please copy the recording now",
        ),
    ],
)
def test_desk_rule_20_the_first_line_of_the_letter_helps_and_the_hotline_comes_next(stage: Stage, text: str, first_line: str) -> None:
    stage.write(mail(sender=BOB, text=text))
    stage.poll()
    lines = [line for line in told(stage)[0].split("\n") if line.strip()]
    assert first_line in lines[0]
    assert "555-01" in "".join(lines[1:4])
    assert "Hello" not in "".join(lines[:2])
    assert any("Urgent" in str(notice["Subject"]) for notice in letters_to(stage.sink, ANA))


def test_desk_rule_20_safety_is_never_steered_away_and_asked_nothing(stage: Stage) -> None:
    stage.write(mail(sender=BOB, subject="recorder", text=f"I am a homeowner. {SMOKE}"))
    stage.poll()
    letter = told(stage)[0]
    assert "your dealer or installer is the right person" not in letter
    assert "Serial number" not in letter


def test_desk_rule_20_an_emergency_in_a_later_mail_is_helped_at_once(stage: Stage) -> None:
    stage.write(mail(sender=BOB, text=DARK))
    stage.poll()
    stage.write(answer(letters_to(stage.sink, "bob@example.org")[-1], sender=BOB, text=f"Help! {SMOKE}"))
    stage.poll()
    assert stage.tickets()[0]["urgent"]
    assert "Please unplug the device now" in told(stage)[-1]
    assert "Urgent" in str(letters_to(stage.sink, ANA)[-1]["Subject"])


def test_desk_rule_22_the_same_proven_person_and_matter_joins_the_open_ticket(stage: Stage) -> None:
    stage.write(mail(sender=BOB, text=DARK, **PROVEN))
    stage.poll()
    due = stage.tickets()[0]["due_at"]
    stage.write(mail(sender=BOB, subject="STILL NOTHING", text=f"{DARK} Why does nobody answer?", **PROVEN))
    stage.poll()
    (ticket,) = stage.tickets()
    assert [entry["direction"] for entry in ticket["conversation"]].count("in") == 2
    assert ticket["due_at"] == due, "one due time, the oldest"
    again = told(stage)[-1]
    assert "We have your mails together in ticket IC-1001; there is no need to write again." in " ".join(again.split())
    assert "Serial number" not in again, "nothing is asked"
    assert "Thank you for writing" not in again, "no cheerful opening"
    assert noticed(stage)[LEAD] == 1


def test_desk_rule_22_who_proves_nothing_opens_a_ticket_of_his_own(stage: Stage) -> None:
    for _ in range(2):
        stage.write(mail(sender=BOB, text=DARK))
        stage.poll()
    assert len(stage.tickets()) == 2


def test_desk_rule_22_another_device_is_another_matter(stage: Stage) -> None:
    stage.write(mail(sender=BOB, text=f"{DARK} Serial 7E77893PAZBED9B.", **PROVEN))
    stage.poll()
    stage.write(mail(sender=BOB, text=f"{DARK} Serial 8D06F17PAJ0B44A.", **PROVEN))
    stage.poll()
    stage.write(mail(sender=BOB, subject="again", text="Nobody answers. Serial 7E77893PAZBED9B.", **PROVEN))
    stage.poll()
    assert [len([e for e in ticket["conversation"] if e["direction"] == "in"]) for ticket in stage.tickets()] == [2, 1]


def test_desk_rule_22_another_matter_is_another_ticket(stage: Stage) -> None:
    stage.write(mail(sender=BOB, text=DARK, **PROVEN))
    stage.poll()
    stage.write(mail(sender=BOB, subject="export", text="How do I export a clip to a USB stick?", **PROVEN))
    stage.poll()
    assert len(stage.tickets()) == 2


def test_desk_rule_22_what_was_answered_or_solved_is_not_joined_by_a_new_mail(stage: Stage) -> None:
    stage.write(mail(sender=BOB, text=DARK, **PROVEN))
    stage.poll()
    stage.desk.call("tickets", "solve", "IC-1001")
    stage.write(mail(sender=BOB, text=DARK, **PROVEN))
    stage.poll()
    assert len(stage.tickets()) == 2
