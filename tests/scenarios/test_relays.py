"""An engineer answers from his own mail client: the notice, the relay into the customer's thread, receipts, and what comes back."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path

import pytest

from tests import desk as desks
from tests.desk import Desk
from tests.engineers import ANA, CARL, LEAD, PROVEN, answer, bounce_of, letters_to, reply, reply_address, staff, text_of, told
from tests.letters import mail
from tests.scenarios.conftest import Stage, on_both_databases
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink

pytestmark = pytest.mark.server

BOB = "bob@example.org"


@pytest.fixture
def desk(request: pytest.FixtureRequest, imap_server: Dovecot, sink: Sink, tmp_path: Path, database: str) -> Desk:
    """A desk with two engineers and a lead; `request.param` are lines more for Ana."""
    ports = {"support": imap_server.port, "sales": imap_server.port}
    made = desks.make(tmp_path, imap=ports, smtp=(sink.port,), desk="plus_addressing = true", store=database)
    (tmp_path / "staff.toml").write_text(staff(ana=getattr(request, "param", "")), encoding="utf-8")
    return made


def ana_has(lines: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("desk", [pytest.param(lines, id="")], indirect=True)


def noticed(stage: Stage, **of_mail: str) -> Message:
    """A customer's mail is filed; Ana's notice of it."""
    stage.write(mail(**of_mail))  # type: ignore[arg-type]
    stage.poll()
    return letters_to(stage.sink, ANA)[-1]


def answered(stage: Stage, raw: bytes) -> list[Message]:
    """The desk has dealt with it: what the customer holds besides the acknowledgement."""
    stage.write(raw)
    stage.poll()
    return letters_to(stage.sink, BOB)[1:]


class TestNotices:
    def test_a_new_ticket_is_told_to_each_of_its_team_by_name(self, stage: Stage) -> None:
        notice = noticed(stage, text="Camera 3 shows video loss. Serial 7E77893PAZBED9B. The password is hunter22.")
        words = text_of(notice)
        assert "[IC-1001] New ticket: camera 3 is black" in str(notice["Subject"])
        assert "7E77893PAZBED9B" in words
        assert "video loss" in words
        assert "hunter22" not in words
        assert "not proven" in words or "Sender proven: no" in words
        assert reply_address(notice) != reply_address(letters_to(stage.sink, CARL)[0])
        assert not letters_to(stage.sink, LEAD)

    def test_desk_rule_32_a_customers_reply_goes_to_the_owner_alone(self, stage: Stage) -> None:
        notice = noticed(stage)
        (relay,) = answered(stage, reply(notice, "Please reboot it."))
        stage.write(answer(relay, sender=BOB, text="I did, and it is still black."))
        stage.poll()
        assert "replied" in str(letters_to(stage.sink, ANA)[-1]["Subject"])
        assert len(letters_to(stage.sink, CARL)) == 1

    def test_a_colleague_of_the_customer_who_writes_is_named_and_not_taken_for_him(self, stage: Stage) -> None:
        at_home = "mx.icrealtime.example; dmarc=pass header.from=gulfpines.example"
        noticed(stage, sender="Bob Jones <bob@gulfpines.example>", Authentication_Results=at_home)
        acknowledgement = letters_to(stage.sink, "bob@gulfpines.example")[0]
        mallory = "Mallory <mallory@gulfpines.example>"
        stage.write(answer(acknowledgement, sender=mallory, text="Please send the unlock code to me.", Authentication_Results=at_home))
        stage.poll()
        notice = letters_to(stage.sink, ANA)[-1]
        assert "Another person in this ticket wrote" in str(notice["Subject"])
        assert "Another person in this ticket wrote, proven: mallory@gulfpines.example (Mallory)" in told(notice)

    def test_a_restricted_matter_is_told_to_those_who_handle_it_alone(self, stage: Stage) -> None:
        stage.write(mail(subject="subpoena", text="Attached is a subpoena for account records, please preserve all records."))
        stage.poll()
        assert stage.tickets()[0]["lane"]
        assert not letters_to(stage.sink, ANA)
        assert letters_to(stage.sink, LEAD)

    def test_desk_rule_32_twelve_tickets_at_once_are_ten_notices_and_one_list(self, stage: Stage) -> None:
        for number in range(13):
            stage.write(mail(sender=f"p{number}@example.org", subject=f"matter {number}", text=f"Camera {number} is black since Monday."))
        stage.poll()
        assert len(letters_to(stage.sink, ANA)) == 10
        waiting = [row for row in stage.desk.json("outbox", "list", "--state", "QUEUED") if row["recipient"] == ANA]
        assert len(waiting) == 1

    def test_the_customers_pictures_go_with_the_notice_and_other_files_are_named(self, stage: Stage) -> None:
        message = message_from_bytes(mail(), policy=policy.SMTP)
        assert isinstance(message, EmailMessage)
        message.add_attachment(b"\x89PNG\r\n\x1a\n" + bytes(20_000), maintype="image", subtype="png", filename="screen.png")
        message.add_attachment(b"log" * 999, maintype="application", subtype="octet-stream", filename="recorder.log")
        stage.write(message.as_bytes())
        stage.poll()
        notice = letters_to(stage.sink, ANA)[0]
        assert [part.get_filename() for part in notice.walk() if part.get_filename()] == ["screen.png"]
        assert "recorder.log" in text_of(notice)

    def test_the_logo_of_a_company_is_in_no_notice_once_it_has_come_with_two_matters(self, stage: Stage) -> None:
        for sender, subject in (("ann@acme.example", "no picture"), ("jo@acme.example", "recorder beeps")):
            message = message_from_bytes(mail(sender=sender, subject=subject), policy=policy.SMTP)
            assert isinstance(message, EmailMessage)
            message.add_attachment(b"\x89PNG\r\n\x1a\n" + bytes(50_000), maintype="image", subtype="png", filename="image001.png")
            stage.write(message.as_bytes())
            stage.poll()
        first, second = letters_to(stage.sink, ANA)
        assert [part.get_filename() for part in first.walk() if part.get_filename()] == ["image001.png"]
        assert not [part for part in second.walk() if part.get_filename()]

    def test_a_held_joiner_is_shown_to_engineers_and_his_words_never_leave(self, stage: Stage) -> None:
        notice = noticed(stage)
        acknowledgement = letters_to(stage.sink, BOB)[0]
        stage.write(answer(acknowledgement, sender="eve@elsewhere.example", text="My alarm code is on the wall by the door."))
        stage.poll()
        joiner = letters_to(stage.sink, ANA)[-1]
        assert "Somebody else wrote" in str(joiner["Subject"])
        assert "alarm code" in text_of(joiner)
        assert not answered(stage, reply(notice, "See: my alarm code is on the wall by the door.\n\n" + text_of(joiner), quotes=False))


class TestRelays:
    @on_both_databases
    def test_the_engineers_words_reach_the_customer_in_his_thread(self, stage: Stage) -> None:
        stage.write(mail(message_id="first@example.org"))
        stage.poll()
        notice = letters_to(stage.sink, ANA)[0]
        (relay,) = answered(stage, reply(notice, "Hello Bob,\n\nplease reboot the camera and look again.\n\nBest,\nAna"))
        words = text_of(relay)
        assert "please reboot the camera and look again." in words
        assert "Ana Reyes, IC Realtime" in words
        assert "¦" not in words
        assert "support@icrealtime.example" in str(relay["From"])
        assert relay["In-Reply-To"] == "<first@example.org>"
        assert relay["Auto-Submitted"] is None
        (ticket,) = stage.tickets()
        assert (ticket["status"], ticket["unanswered"], ticket["owner"]) == ("PENDING", False, ANA)
        assert ticket["first_response_at"]
        assert [entry["text"] for entry in ticket["conversation"] if entry["kind"] == "relay"].count(words) <= 1

    def test_the_customers_answer_to_a_relay_lands_in_the_ticket(self, stage: Stage) -> None:
        (relay,) = answered(stage, reply(noticed(stage), "Please reboot it."))
        stage.write(mail(sender=BOB, to=reply_address(relay), subject=f"Re: {relay['Subject']}", text="Rebooted, and it works now? No."))
        stage.poll()
        (ticket,) = stage.tickets()
        assert (ticket["status"], ticket["unanswered"]) == ("OPEN", True)

    def test_an_answer_that_promises_more_leaves_the_turn_with_us(self, stage: Stage) -> None:
        answered(stage, reply(noticed(stage), "Thank you. Let me check this with our developers."))
        assert stage.tickets()[0]["status"] == "OPEN"
        assert not stage.tickets()[0]["unanswered"]

    def test_a_file_goes_with_the_answer_byte_for_byte(self, stage: Stage) -> None:
        notice = noticed(stage)
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = ANA, reply_address(notice), "Re: it"
        message["In-Reply-To"] = notice["Message-ID"]
        message["Authentication-Results"] = "mx.icrealtime.example; dmarc=pass header.from=icrealtime.example"
        message.set_content("The firmware is attached.")
        message.add_attachment(b"\x00\x01firmware\xff" * 99, maintype="application", subtype="octet-stream", filename="Größe 1.bin")
        (relay,) = answered(stage, message.as_bytes())
        (file,) = [part for part in relay.walk() if part.get_filename()]
        assert file.get_filename() == "Größe 1.bin"
        assert file.get_payload(decode=True) == b"\x00\x01firmware\xff" * 99

    def test_a_screenshot_in_the_words_goes_along_and_what_decorates_a_signature_does_not(self, stage: Stage) -> None:
        for number, goes_along in enumerate((["logo.png", "menu.png"], ["menu.png"])):  # a logo is known by the second matter
            notice = noticed(stage, subject=f"matter {number}")
            message = message_from_bytes(reply(notice, "Please open this menu:"), policy=policy.SMTP)
            assert isinstance(message, EmailMessage)
            message.add_alternative('<p>Please open this menu: <img src="cid:menu"><p>Ana <img src="cid:logo"><img src="cid:icon">', "html")
            page = message.get_payload()[1]  # type: ignore[index]
            for name, size in (("menu", 12_000 + number), ("logo", 20_000), ("icon", 900)):
                picture = b"\x89PNG\r\n\x1a\n" + bytes(size)
                page.add_related(picture, "image", "png", cid=f"<{name}>", filename=f"{name}.png")  # type: ignore[union-attr]
            relay = answered(stage, message.as_bytes())[-1]
            assert sorted(str(part.get_filename()) for part in relay.walk() if part.get_filename()) == goes_along

    def test_without_plus_addresses_the_thread_is_the_token(self, stage: Stage) -> None:
        (relay,) = answered(stage, reply(noticed(stage), "Please reboot it.", to="support@icrealtime.example"))
        assert "Please reboot it." in text_of(relay)

    def test_an_address_of_his_that_is_not_the_first_works_as_well(self, stage: Stage) -> None:
        assert answered(stage, reply(noticed(stage), "Please reboot it.", sender="ana.reyes@icrealtime.example"))

    def test_the_same_reply_in_two_mailboxes_is_sent_once(self, stage: Stage) -> None:
        raw = reply(noticed(stage), "Please reboot it.")
        stage.write(raw, "sales")
        assert len(answered(stage, raw)) == 1

    def test_a_note_stays_with_the_desk(self, stage: Stage) -> None:
        notice = noticed(stage)
        note_to = next(word for word in text_of(notice).split() if word.startswith("support+"))
        assert not answered(stage, reply(notice, "He called me an hour ago, very upset.", to=note_to))
        assert any(entry["direction"] == "note" for entry in stage.tickets()[0]["conversation"])

    def test_a_command_is_done_and_told_and_words_below_it_go_out(self, stage: Stage) -> None:
        (relay,) = answered(stage, reply(noticed(stage), "#mine\nPlease reboot it."))
        assert "#mine" not in text_of(relay)
        assert stage.tickets()[0]["owner"] == ANA
        assert "Done" in str(letters_to(stage.sink, ANA)[-1]["Subject"])


class TestAnswersThatLookLikeAMachines:
    """What a proven engineer answers by his own token is sent or comes back; only a header makes it a machine's."""

    def test_an_answer_in_the_words_of_an_acknowledgement_is_sent(self, stage: Stage) -> None:
        notice = noticed(stage, subject="Case 4711 has been created")
        (relay,) = answered(stage, reply(notice, "Hi Bob,\n\nThank you for contacting us. Please send us a photo of the box."))
        assert "photo of the box" in text_of(relay)

    def test_an_answer_that_a_filter_marked_is_sent(self, stage: Stage) -> None:
        assert len(answered(stage, reply(noticed(stage), "Please reboot it.", X_Spam_Flag="YES"))) == 1

    def test_a_file_that_a_filter_marked_comes_back_and_the_words_alone_go(self, stage: Stage) -> None:
        marked = message_from_bytes(reply(noticed(stage), "The firmware is attached.", X_Spam_Flag="YES"), policy=policy.SMTP)
        assert isinstance(marked, EmailMessage)
        marked.add_attachment(b"\x00\x01firmware" * 99, maintype="application", subtype="octet-stream", filename="firmware.bin")
        assert not answered(stage, marked.as_bytes())
        back = letters_to(stage.sink, ANA)[-1]
        assert "no file of it leaves" in told(back)
        assert len(answered(stage, reply(back, "The firmware is on our page.", X_Spam_Flag="YES"))) == 1

    def test_what_a_list_has_sent_on_comes_back(self, stage: Stage) -> None:
        raw = reply(noticed(stage), "Please reboot it.", In_Reply_To="", References="", Precedence="bulk", quotes=False)
        assert not answered(stage, raw)
        back = letters_to(stage.sink, ANA)[-1]
        assert "NOT SENT" in str(back["Subject"])
        assert "mass mail" in told(back)

    def test_an_answer_to_a_colleagues_notice_comes_back_whatever_its_looks(self, stage: Stage) -> None:
        noticed(stage)
        assert not answered(stage, reply(letters_to(stage.sink, CARL)[0], "Please reboot it.", X_Spam_Flag="YES"))
        assert "somebody else" in told(letters_to(stage.sink, ANA)[-1])

    @pytest.mark.parametrize("header", [{"Auto_Submitted": "auto-replied"}, {"Return_Path": "<>"}, {"subject": "Out of office: I am away"}])
    def test_a_machine_of_his_answers_nobody_and_is_not_answered(self, stage: Stage, header: dict[str, str]) -> None:
        notice = noticed(stage)
        before = len(letters_to(stage.sink, ANA))
        assert not answered(stage, reply(notice, "Thank you for contacting us. I am back on Monday.", **header))
        assert len(letters_to(stage.sink, ANA)) == before
        assert stage.status()["inbound"]["IGNORED"] == 1

    def test_without_proof_it_stays_a_machines(self, stage: Stage) -> None:
        assert not answered(stage, reply(noticed(stage), "Please reboot it.", X_Spam_Flag="YES", Authentication_Results=""))
        assert stage.status()["inbound"]["IGNORED"] == 1


class TestTicketsInANameOfOurs:
    """Whose requester is an address of the desk or one of us: an answer is written to a person, or it comes back."""

    def test_a_colleagues_own_request_is_answered_and_his_reply_is_a_customers(self, stage: Stage) -> None:
        notice = noticed(stage, sender=f"Carl Diaz <{CARL}>", subject="demo unit", Authentication_Results=PROVEN)
        stage.write(reply(notice, "Swap the cable please."))
        stage.poll()
        relay = letters_to(stage.sink, CARL)[-1]
        assert "Swap the cable please." in text_of(relay)
        assert stage.tickets()[0]["status"] == "PENDING"
        stage.write(answer(relay, sender=CARL, text="I did, and camera 3 is still black.", Authentication_Results=PROVEN))
        stage.poll()
        (ticket,) = stage.tickets()
        assert (ticket["status"], ticket["unanswered"]) == ("OPEN", True)
        assert "replied" in str(letters_to(stage.sink, ANA)[-1]["Subject"])

    @pytest.mark.parametrize(
        ("sender", "in_whose_name"),
        [
            ("Website <support@icrealtime.example>", "in the name of support@icrealtime.example"),
            (f"Ana Reyes <{ANA}>", "in your own name"),
            ("nobody", "of a mail that names no sender"),
        ],
    )
    def test_an_answer_to_nobody_comes_back_and_the_ticket_stays_open(self, stage: Stage, sender: str, in_whose_name: str) -> None:
        proof = PROVEN if ANA in sender else ""
        raw = mail(sender=sender, subject="contact form", **({"Authentication_Results": proof} if proof else {"Reply_To": BOB}))
        stage.write(raw.replace(b"From: nobody\r\n", b""))
        stage.poll()
        assert not answered(stage, reply(letters_to(stage.sink, ANA)[-1], "Please reboot it."))
        back = letters_to(stage.sink, ANA)[-1]
        assert "NOT SENT" in str(back["Subject"])
        assert in_whose_name in told(back)
        assert "with support@icrealtime.example in Cc" in told(back)
        (ticket,) = stage.tickets()
        assert (ticket["status"], ticket["unanswered"], ticket["first_response_at"]) == ("OPEN", True, None)

    def test_whom_his_own_mail_reached_is_not_written_to_again(self, stage: Stage) -> None:
        notice = noticed(stage, sender="Website <support@icrealtime.example>", Reply_To=BOB)
        assert not answered(stage, reply(notice, "Please reboot it.", Cc=BOB))
        assert stage.tickets()[0]["status"] == "PENDING"
        assert not [letter for letter in letters_to(stage.sink, ANA) if "NOT SENT" in str(letter["Subject"])]


class TestWhatComesBack:
    def test_an_unknown_command_sends_nothing_and_says_what_was_meant(self, stage: Stage) -> None:
        assert not answered(stage, reply(noticed(stage), "#snoze fri\nPlease reboot it."))
        back = letters_to(stage.sink, ANA)[-1]
        assert "NOT SENT" in str(back["Subject"])
        assert "did you mean #snooze?" in text_of(back)
        assert "Please reboot it." in text_of(back)
        assert len(answered(stage, reply(back, "Please reboot it."))) == 1
        assert stage.status()["inbound"]["HELD"] == 0

    def test_the_second_of_two_engineers_is_told_of_the_first_before_his_answer_goes(self, stage: Stage) -> None:
        noticed(stage)
        ana, carl = letters_to(stage.sink, ANA)[0], letters_to(stage.sink, CARL)[0]
        stage.write(reply(ana, "Please reboot it."))
        stage.write(reply(carl, "Please send the serial number.", sender=CARL))
        stage.poll()
        relays = letters_to(stage.sink, BOB)[1:]
        assert len(relays) == 1
        loser = CARL if "reboot" in text_of(relays[0]) else ANA
        back = letters_to(stage.sink, loser)[-1]
        assert "answered on" in text_of(back)
        assert len(answered(stage, reply(back, "And please send the serial number of it.", sender=loser))) == 2

    def test_the_same_words_again_are_not_sent_again(self, stage: Stage) -> None:
        notice = noticed(stage)
        answered(stage, reply(notice, "Please reboot it."))
        assert len(answered(stage, reply(notice, "Please reboot it."))) == 1
        assert "NOT SENT" in str(letters_to(stage.sink, ANA)[-1]["Subject"])

    def test_a_notice_of_a_colleague_is_no_right_and_a_fresh_one_is_given(self, stage: Stage) -> None:
        noticed(stage)
        carls = letters_to(stage.sink, CARL)[0]
        assert not answered(stage, reply(carls, "Please reboot it."))
        back = letters_to(stage.sink, ANA)[-1]
        assert "somebody else" in text_of(back)
        assert len(answered(stage, reply(back, "Please reboot it."))) == 1

    def test_a_relay_that_is_refused_gives_the_ticket_back_and_tells_the_engineer(self, stage: Stage) -> None:
        notice = noticed(stage)
        stage.sink.switches.refuse = {BOB: "550 5.1.1 no such user"}
        assert not answered(stage, reply(notice, "Please reboot it."))
        (ticket,) = stage.tickets()
        assert (ticket["status"], ticket["unanswered"], ticket["first_response_at"]) == ("OPEN", True, None)
        back = letters_to(stage.sink, ANA)[-1]
        assert "Not delivered" in str(back["Subject"])
        assert "no such user" in text_of(back)

    def test_a_relay_that_comes_back_later_gives_the_ticket_back_too(self, stage: Stage) -> None:
        (relay,) = answered(stage, reply(noticed(stage), "Please reboot it."))
        assert stage.tickets()[0]["status"] == "PENDING"
        stage.write(bounce_of(relay, BOB))
        stage.poll()
        (ticket,) = stage.tickets()
        assert (ticket["status"], ticket["unanswered"], ticket["first_response_at"]) == ("OPEN", True, None)
        assert "Not delivered" in str(letters_to(stage.sink, ANA)[-1]["Subject"])

    @ana_has("undo_seconds = 600")
    def test_stop_stops_an_answer_that_has_not_left(self, stage: Stage) -> None:
        assert not answered(stage, reply(noticed(stage), "Please reboot it."))
        receipt = letters_to(stage.sink, ANA)[-1]
        assert "600 seconds" in text_of(receipt)
        assert not answered(stage, reply(receipt, "Stop"))
        assert "stopped" in text_of(letters_to(stage.sink, ANA)[-1])
        (ticket,) = stage.tickets()
        assert (ticket["status"], ticket["unanswered"]) == ("OPEN", True)
        assert stage.status()["outbound"]["SUPPRESSED"] == 1

    @ana_has("undo_seconds = 600")
    def test_a_customer_who_writes_while_the_answer_waits_is_unanswered_still(self, stage: Stage) -> None:
        notice = noticed(stage)
        acknowledgement = letters_to(stage.sink, BOB)[0]
        answered(stage, reply(notice, "Please reboot it."))
        stage.write(answer(acknowledgement, sender=BOB, text="By the way, the recorder beeps as well."))
        stage.poll()
        assert "replied" in str(letters_to(stage.sink, ANA)[-1]["Subject"])
        assert stage.tickets()[0]["unanswered"]

    def test_an_answer_to_a_relay_of_somebody_who_left_the_desk_is_his_no_longer(self, stage: Stage) -> None:
        notice = noticed(stage)
        (stage.desk.folder / "staff.toml").write_text(staff().replace("ana", "eva"), encoding="utf-8")
        with stage.desk.house(stage.house.pipeline.workers) as house:
            again = Stage(house, stage.imap, stage.sink, stage.desk)
            assert not answered(again, reply(notice, "Please reboot it."))

    def test_whoever_leaves_the_directory_of_a_desk_that_runs_has_no_say_with_the_next_mail(self, stage: Stage) -> None:
        notice = noticed(stage)
        (stage.desk.folder / "staff.toml").write_text(staff().replace("ana", "eva"), encoding="utf-8")
        assert not answered(stage, reply(notice, "Please reboot it."))
        assert len(letters_to(stage.sink, ANA)) == 1
        (held,) = letters_to(stage.sink, ANA.replace("ana", "eva"))
        assert "held" in text_of(held)
