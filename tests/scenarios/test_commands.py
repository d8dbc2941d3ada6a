"""An engineer commands the desk in the first lines of a reply, from his own mail client (issue 5.4)."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path

import pytest

from tests import desk as desks
from tests.desk import Desk
from tests.engineers import ANA, CARL, LEAD, letters_to, reply, staff, text_of
from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage, on_both_databases
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink

pytestmark = pytest.mark.server

BOB, EVE = "bob@example.org", "eve@elsewhere.example"


@pytest.fixture
def desk(imap_server: Dovecot, sink: Sink, tmp_path: Path, database: str) -> Desk:
    """A desk with two engineers and a lead."""
    made = desks.make(tmp_path, imap={"support": imap_server.port}, smtp=(sink.port,), desk="plus_addressing = true", store=database)
    (tmp_path / "staff.toml").write_text(staff(), encoding="utf-8")
    return made


def notice(stage: Stage, to: str = ANA, **of_mail: str) -> Message:
    """A customer's mail is filed; the notice of it."""
    stage.write(mail(**of_mail))  # type: ignore[arg-type]
    stage.poll()
    return letters_to(stage.sink, to)[-1]


def commanded(stage: Stage, answers: Message, text: str, sender: str = ANA) -> str:
    """The engineer replies; the text of the receipt, or of his mail that came back."""
    stage.write(reply(answers, text, sender=sender))
    stage.poll()
    return " ".join(text_of(told(stage, sender)).replace("¦", "").split())


def told(stage: Stage, to: str = ANA) -> Message:
    """The newest letter to an engineer that is no notice."""
    return next(letter for letter in reversed(letters_to(stage.sink, to)) if re.search("Done|NOT SENT", str(letter["Subject"])))


def words_to_bob(stage: Stage) -> list[str]:
    """What he holds beside the acknowledgement."""
    return [text_of(letter) for letter in letters_to(stage.sink, BOB)[1:]]


def writes_again(stage: Stage, text: str, sender: str = BOB) -> None:
    """A customer answers the newest letter that Bob holds."""
    held = [received.raw for received in stage.sink.mails if BOB in received.recipients]
    stage.write(answer_to(held[-1], sender=sender, text=text))
    stage.poll()


@on_both_databases
def test_commands_are_done_and_only_the_words_below_them_leave(stage: Stage) -> None:
    answer = commanded(stage, notice(stage), "#promise friday 10:00\n#assign Carl\n\nHello Bob,\nI have asked a colleague. #1 unplug it.")
    (words,) = words_to_bob(stage)
    assert "Hello Bob,\nI have asked a colleague. #1 unplug it." in words
    assert "promise" not in words
    assert "promised: you answer by Friday" in answer
    assert "assigned to Carl Diaz" in answer
    (ticket,) = stage.tickets()
    assert (ticket["status"], ticket["owner"]) == ("OPEN", CARL)


@pytest.mark.parametrize("page", ["<ul><li>#note he never pays</ul>", "<ol><li>#note he never pays</ol>", "<p><b>#note</b> he never pays"])
def test_a_note_that_a_mail_program_has_made_a_list_of_is_kept(stage: Stage, page: str) -> None:
    raw = message_from_bytes(reply(notice(stage), "*#note he never pays*", quotes=False), policy=policy.SMTP)
    assert isinstance(raw, EmailMessage)
    raw.add_alternative(page, subtype="html")
    stage.write(raw.as_bytes())
    stage.poll()
    assert words_to_bob(stage) == []
    assert [entry["text"] for entry in stage.tickets()[0]["conversation"] if entry["direction"] == "note"] == ["he never pays"]


def test_a_note_amid_the_words_stops_them_all(stage: Stage) -> None:
    answer = commanded(stage, notice(stage), "Please reboot it. #note he never pays")
    assert "#note stands among your words" in answer
    assert "please reboot it" in answer.lower()
    assert words_to_bob(stage) == []


def test_one_wrong_command_stops_the_whole_mail_and_mended_it_goes_out(stage: Stage) -> None:
    answer = commanded(stage, notice(stage), "#close\n#snooze soon\nHello Bob, all is well.")
    assert "not sent" in answer
    assert '"soon" is no time ahead of us' in answer
    assert words_to_bob(stage) == []
    assert stage.tickets()[0]["status"] == "OPEN"
    assert "closed" in commanded(stage, told(stage), "#close\nHello Bob, all is well.")
    assert len(words_to_bob(stage)) == 1
    assert stage.tickets()[0]["status"] == "CLOSED"


def test_a_command_below_the_words_is_neither_done_nor_sent(stage: Stage) -> None:
    answer = commanded(stage, notice(stage), "Hello Bob, all is well.\n\n#close")
    assert "commands stand in the first lines" in answer
    assert words_to_bob(stage) == []
    assert stage.tickets()[0]["status"] == "OPEN"


@pytest.mark.parametrize("command", ["#note", "#called"])
def test_words_under_a_note_or_a_call_never_reach_the_customer(stage: Stage, command: str) -> None:
    commanded(stage, notice(stage), f"{command}\nHe is angry, and not without reason.")
    assert words_to_bob(stage) == []
    (ticket,) = stage.tickets()
    assert [entry["text"] for entry in ticket["conversation"] if entry["direction"] == "note"] == ["He is angry, and not without reason."]
    assert ticket["unanswered"] is (command == "#note")


def test_solve_alone_sends_nothing_and_the_customers_next_word_opens_it_again(stage: Stage) -> None:
    assert "nothing was sent" in commanded(stage, notice(stage), "#solve")
    assert words_to_bob(stage) == []
    assert stage.tickets()[0]["status"] == "SOLVED"
    writes_again(stage, "It is black again, since this morning.")
    assert stage.tickets()[0]["status"] == "OPEN"


def test_ask_alone_asks_in_the_customers_language_and_thread(stage: Stage) -> None:
    assert "asked for firmware" in commanded(stage, notice(stage), "#ask firmware")
    (words,) = words_to_bob(stage)
    assert "Firmware" in words or "firmware" in words
    assert stage.tickets()[0]["status"] == "PENDING"


def test_a_snooze_ends_with_the_customers_next_word(stage: Stage) -> None:
    assert "or until the customer writes" in commanded(stage, notice(stage), "#snooze 2 days")
    writes_again(stage, "It is black again, since this morning.")
    assert stage.tickets()[0]["unanswered"]
    assert "replied" in str(letters_to(stage.sink, ANA)[-1]["Subject"])


def test_quiet_keeps_the_notices_of_one_ticket_from_one_engineer(stage: Stage) -> None:
    commanded(stage, notice(stage), "#quiet")
    before = len(letters_to(stage.sink, ANA))
    writes_again(stage, "It is black again, since this morning.")
    assert len(letters_to(stage.sink, ANA)) == before
    assert "replied" in str(letters_to(stage.sink, CARL)[-1]["Subject"])


@pytest.mark.parametrize(
    ("when", "carl", "opens"), [("tomorrow 10:00", 1, "Appointment within 24 hours: "), ("in 30 days", 0, "The customer replied: ")]
)
def test_desk_rule_18_what_the_customer_writes_shortly_before_an_appointment_reaches_the_engineer_and_the_team(
    stage: Stage, when: str, carl: int, opens: str
) -> None:
    commanded(stage, notice(stage), f"#appointment {when}")
    before = len(letters_to(stage.sink, CARL))
    writes_again(stage, "I cannot make it, please cancel our appointment.")
    assert f"[IC-1001] {opens}camera 3" in str(letters_to(stage.sink, ANA)[-1]["Subject"])
    assert len(letters_to(stage.sink, CARL)) == before + carl


def test_desk_rule_18_a_near_appointment_is_no_time_for_quiet(stage: Stage) -> None:
    commanded(stage, notice(stage), "#appointment tomorrow 10:00")
    commanded(stage, letters_to(stage.sink, ANA)[-1], "#quiet")
    writes_again(stage, "I cannot make it, please cancel our appointment.")
    assert "Appointment within 24 hours" in str(letters_to(stage.sink, ANA)[-1]["Subject"])


def test_desk_rule_31_whoever_is_away_hands_over_and_hears_nothing(stage: Stage) -> None:
    first = notice(stage)
    commanded(stage, first, "#mine")
    assert "you are away until" in commanded(stage, first, "#away 3 days")
    assert "Ana Reyes is away" in str(letters_to(stage.sink, LEAD)[-1]["Subject"])
    before = len(letters_to(stage.sink, ANA))
    writes_again(stage, "It is black again, since this morning.")
    assert len(letters_to(stage.sink, ANA)) == before
    assert "replied" in str(letters_to(stage.sink, CARL)[-1]["Subject"])


def test_desk_rule_28_after_a_merge_every_later_mail_lands_in_the_ticket_that_stays(stage: Stage) -> None:
    notice(stage, message_id="one@example.org")
    other = notice(stage, subject="The recorder beeps", text="And my recorder beeps all day long.", message_id="two@example.org")
    assert "merged into IC-1001" in commanded(stage, other, "#merge 1001")
    writes_again(stage, "Both are as bad as before.")
    stays, merged = stage.tickets()
    assert stays["messages"] > merged["messages"]
    assert (merged["status"], merged["merged_into"]) == ("CLOSED", "IC-1001")
    assert "left the ticket" in commanded(stage, letters_to(stage.sink, ANA)[-1], "#undo")
    assert "IC-1002 stands by itself again" in commanded(stage, told(stage), "#undo")


def test_desk_rule_25_a_held_joiner_is_let_in_by_a_reply_to_the_notice_of_him(stage: Stage) -> None:
    notice(stage)
    writes_again(stage, "I am his wife; the camera at the door is black too.", EVE)
    assert f"{EVE} takes part from now on" in commanded(stage, letters_to(stage.sink, ANA)[-1], "#admit")
    stage.poll()
    (ticket,) = stage.tickets()
    assert EVE in {entry["from"] for entry in ticket["conversation"]}


def test_desk_rule_15_a_corrected_audience_changes_the_scope(stage: Stage) -> None:
    answer = commanded(stage, notice(stage), "#audience dealer\n#topic video loss\n#topic login")
    assert "troubleshooting.login, dealer: supported" in answer
    (ticket,) = stage.tickets()
    assert (ticket["audience"], ticket["topic"], ticket["scope"]) == ("dealer", "troubleshooting.login", "supported")


def test_use_puts_a_letter_of_the_desk_below_the_words(stage: Stage) -> None:
    commanded(stage, notice(stage), "#use sticker\nHello Bob, here is where to look.")
    (words,) = words_to_bob(stage)
    assert words.index("here is where to look") < words.index("white sticker with the QR code")


def test_desk_rule_21_an_incident_begins_after_a_count_and_a_yes(stage: Stage) -> None:
    first = notice(stage, text="Camera 3 shows video loss, no picture at all.")
    notice(stage, sender=EVE, text="Camera 9 shows video loss, no picture at all.", message_id="eve@elsewhere.example")
    topic = stage.tickets()[0]["topic"]
    answer = commanded(stage, first, f"#incident {topic}\nA server of ours is down.")
    assert f"2 tickets on {topic} would get one letter" in answer
    assert words_to_bob(stage) == []
    answer = commanded(stage, told(stage), f"#incident {topic} yes 2\nA server of ours is down.")
    assert "2 customers get one letter" in answer
    assert "A server of ours is down." in words_to_bob(stage)[-1]
    assert "A server of ours is down." in text_of(letters_to(stage.sink, EVE)[-1])


def test_help_lists_every_command(stage: Stage) -> None:
    assert "#appointment WHEN: records an appointment" in commanded(stage, notice(stage), "#help")


def test_a_forged_command_is_held_and_does_nothing(stage: Stage) -> None:
    stage.write(reply(notice(stage), "#close\nYour account is closed.", Authentication_Results=""))
    stage.poll()
    assert words_to_bob(stage) == []
    assert stage.tickets()[0]["status"] == "OPEN"


def test_a_customers_number_sign_is_no_command(stage: Stage) -> None:
    notice(stage, text="#close\n#note this is about camera #3, which is black.")
    writes_again(stage, "#solve\nIt is black again, since this morning.")
    (ticket,) = stage.tickets()
    assert (ticket["status"], ticket["unanswered"]) == ("OPEN", True)
