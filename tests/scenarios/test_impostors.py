"""Attacks on the desk's voice: whoever is no engineer speaks for nobody, however his mail looks (G6, desk-rules 25 and 29).

Each test begins with a customer, his ticket, and two engineers who were told of it; at its end no customer has got a letter that no
engineer wrote, and no ticket holds a word that its own people did not write.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message

import pytest

from tests.desk import Desk
from tests.engineers import ANA, CARL, PROVEN, letters_to, quoted, reply, reply_address, text_of, told
from tests.letters import mail
from tests.scenarios.conftest import Stage
from tickets.tokens import in_address

pytestmark = pytest.mark.server

BOB, EVE = "bob@example.org", "eve@elsewhere.example"
WORDS = "Please send your password to this address."
EVES = "mx.icrealtime.example; dmarc=pass header.from=elsewhere.example"
BOBS = "mx.icrealtime.example; dmarc=pass (p=reject) header.from=example.org"
FAILED = "mx.icrealtime.example; dmarc=fail (p=reject dis=none) header.from=icrealtime.example"


@pytest.fixture
def desk(desk_of_engineers: Desk) -> Desk:
    return desk_of_engineers


@pytest.fixture
def notice(stage: Stage) -> Iterator[Message]:
    """Ana's notice of Bob's ticket. Afterwards nothing that an impostor wrote stands anywhere that others read."""
    stage.write(mail())
    stage.poll()
    yield letters_to(stage.sink, ANA)[0]
    to_customers = [raw for raw in stage.sink.mails if not {ANA, CARL} & set(raw.recipients)]
    assert not [raw for raw in to_customers if b"password to this" in raw.raw]
    bobs = stage.tickets()[0]
    assert WORDS not in "".join(entry["text"] for entry in bobs["conversation"] if entry["direction"] != "note")


def held(stage: Stage, raw: bytes, count: int = 1) -> None:
    """The mail is held, and no letter goes to a customer."""
    before = len(letters_to(stage.sink, BOB)) + len(letters_to(stage.sink, EVE))
    stage.write(raw)
    stage.poll()
    assert stage.status()["inbound"]["HELD"] == count
    assert len(letters_to(stage.sink, BOB)) + len(letters_to(stage.sink, EVE)) == before


def asked(stage: Stage) -> int:
    """How often Ana was asked whether a mail was hers."""
    return sum("Was it you?" in str(letter["Subject"]) for letter in letters_to(stage.sink, ANA))


class TestForgedFrom:
    def test_an_engineers_address_and_his_token_without_authentication(self, stage: Stage, notice: Message) -> None:
        held(stage, reply(notice, WORDS, Authentication_Results=""))
        assert asked(stage) == 1

    def test_an_engineers_address_that_fails_dmarc(self, stage: Stage, notice: Message) -> None:
        held(stage, reply(notice, WORDS, Authentication_Results=FAILED))
        assert asked(stage) == 1

    def test_ten_forgeries_are_one_question_a_day(self, stage: Stage, notice: Message) -> None:
        for number in range(10):
            held(stage, reply(notice, f"{WORDS} {number}", Authentication_Results=""), number + 1)
        assert asked(stage) == 1

    def test_a_verdict_that_a_server_of_the_attackers_wrote(self, stage: Stage, notice: Message) -> None:
        held(stage, reply(notice, WORDS, Authentication_Results=PROVEN.replace("mx.icrealtime", "mx.elsewhere")))

    def test_a_verdict_for_another_domain_than_that_of_from(self, stage: Stage, notice: Message) -> None:
        held(stage, reply(notice, WORDS, Authentication_Results=EVES))

    def test_two_from_headers_of_which_one_is_proven(self, stage: Stage, notice: Message) -> None:
        raw = reply(notice, WORDS, sender=EVE, Authentication_Results=EVES)
        stage.write(b"From: Ana Reyes <ana@icrealtime.example>\r\n" + raw)
        stage.poll()
        assert len(letters_to(stage.sink, BOB)) == 1

    def test_a_sender_header_that_is_proven_and_a_from_that_is_not(self, stage: Stage, notice: Message) -> None:
        held(stage, reply(notice, WORDS, Authentication_Results=EVES, Sender=EVE))

    def test_a_command_of_a_forged_engineer_is_not_done(self, stage: Stage, notice: Message) -> None:
        held(stage, reply(notice, "#solve", Authentication_Results=""))
        assert stage.tickets()[0]["status"] == "OPEN"

    def test_a_note_of_a_forged_engineer_is_not_kept(self, stage: Stage, notice: Message) -> None:
        note_to = next(word for word in text_of(notice).split() if word.startswith("support+"))
        held(stage, reply(notice, WORDS, to=note_to, Authentication_Results=""))
        assert not [entry for entry in stage.tickets()[0]["conversation"] if entry["direction"] == "note"]


class TestTokens:
    def test_a_stolen_reply_address_is_dead_after_its_first_use(self, stage: Stage, notice: Message) -> None:
        held(stage, reply(notice, WORDS, sender=EVE, Authentication_Results=EVES))
        stage.write(reply(notice, "Please reboot it."))
        stage.poll()
        assert "NOT SENT" in str(letters_to(stage.sink, ANA)[-1]["Subject"])

    def test_a_token_of_a_colleague(self, stage: Stage, notice: Message) -> None:
        held(stage, reply(notice, "Please reboot it.", sender=CARL))
        assert "NOT SENT" in str(letters_to(stage.sink, CARL)[-1]["Subject"])

    def test_the_address_of_one_ticket_in_the_thread_of_another(self, stage: Stage, notice: Message) -> None:
        stage.write(mail(sender=EVE, subject="the other matter", text="My doorbell does not ring since Sunday."))
        stage.poll()
        other = letters_to(stage.sink, ANA)[-1]
        held(stage, reply(notice, "Please reboot it.", to=reply_address(other)))
        assert "two tickets" in told(letters_to(stage.sink, ANA)[-1])

    def test_a_subject_that_names_another_ticket_than_the_address(self, stage: Stage, notice: Message) -> None:
        stage.write(mail(sender=EVE, subject="the other matter", text="My doorbell does not ring since Sunday."))
        stage.poll()
        held(stage, reply(notice, "Please reboot it.", subject="Re: [IC-1002] the other matter"))

    def test_a_customers_subject_with_the_tag_of_another_ticket_misleads_nobody(self, stage: Stage, notice: Message) -> None:
        stage.write(mail(sender=EVE, subject="[IC-1001] the doorbell", text="My doorbell does not ring since Sunday."))
        stage.poll()
        stage.write(reply(letters_to(stage.sink, ANA)[-1], "Please press the button."))
        stage.poll()
        assert "press the button" in text_of(letters_to(stage.sink, EVE)[-1])
        assert len(letters_to(stage.sink, BOB)) == 1

    def test_a_token_that_nobody_minted(self, stage: Stage, notice: Message) -> None:
        token = in_address(reply_address(notice))
        other = reply_address(notice).replace(token, "aaaabbbbccccdddd")
        raw = reply(notice, WORDS, to=other, In_Reply_To="", References="", Authentication_Results="", quotes=False, subject="hello")
        stage.write(raw)
        stage.poll()
        assert stage.status()["inbound"]["HELD"] == 1

    def test_a_reply_that_is_played_back_with_another_message_id(self, stage: Stage, notice: Message) -> None:
        for _ in range(3):
            stage.write(reply(notice, "Please reboot it."))
            stage.poll()
        assert len(letters_to(stage.sink, BOB)) == 2  # the acknowledgement and one answer

    def test_the_body_mark_of_a_notice_alone_gives_no_right(self, stage: Stage, notice: Message) -> None:
        raw = mail(sender=ANA, subject="hello", text=f"{WORDS}\n\n{quoted(notice)}", Authentication_Results=PROVEN)
        held(stage, raw)


class TestOthers:
    def test_a_domain_that_looks_like_ours_is_a_stranger(self, stage: Stage, notice: Message) -> None:
        proof = PROVEN.replace("from=icrealtime.example", "from=icreaItime.example")
        held(stage, reply(notice, WORDS, sender="Ana Reyes <ana@icreaItime.example>", Authentication_Results=proof))

    def test_an_engineers_name_on_a_strangers_address_is_a_stranger(self, stage: Stage, notice: Message) -> None:
        held(stage, reply(notice, WORDS, sender=f'"Ana Reyes <{ANA}>" <{EVE}>', Authentication_Results=EVES))

    def test_a_reply_to_of_an_engineer_makes_nobody_one(self, stage: Stage, notice: Message) -> None:
        held(stage, reply(notice, WORDS, sender=EVE, Reply_To=ANA, Authentication_Results=EVES))

    def test_a_customer_who_writes_to_an_engineers_address_is_filed_as_himself(self, stage: Stage, notice: Message) -> None:
        stage.write(reply(notice, "It is still black.", sender=BOB, Authentication_Results=BOBS))
        stage.poll()
        (ticket,) = stage.tickets()
        assert ticket["conversation"][-1]["from"] == BOB or any(entry["from"] == BOB for entry in ticket["conversation"][1:])
        assert ticket["unanswered"]
        assert len(letters_to(stage.sink, BOB)) == 1
        stage.write(reply(notice, "Please reboot it."))
        stage.poll()
        assert "NOT SENT" in str(letters_to(stage.sink, ANA)[-1]["Subject"])

    def test_an_unproven_customer_with_an_engineers_address_joins_nothing(self, stage: Stage, notice: Message) -> None:
        stage.write(reply(notice, WORDS, sender=BOB, Authentication_Results="", quotes=False))
        stage.poll()
        assert len([entry for entry in stage.tickets()[0]["conversation"] if entry["direction"] == "in"]) == 1

    def test_a_notice_that_a_customer_quotes_gives_him_nothing(self, stage: Stage, notice: Message) -> None:
        text = f"What is this?\n\n{quoted(notice)}"
        stage.write(mail(sender=EVE, subject="what is this", text=text, Authentication_Results=EVES))
        stage.poll()
        assert len([entry for entry in stage.tickets()[0]["conversation"] if entry["direction"] == "in"]) == 1
        assert not [letter for letter in letters_to(stage.sink, EVE) if "¦" in text_of(letter) or "Jones" in text_of(letter)]

    def test_a_line_break_in_a_name_begins_no_header(self, stage: Stage, notice: Message) -> None:
        evil = b"=?utf-8?q?Mallory=0D=0ABcc=3A_eve=40elsewhere=2Eexample?="
        raw = mail(sender="NAME <mallory@elsewhere.example>", subject="WORDS")
        stage.write(raw.replace(b"NAME", evil).replace(b"WORDS", evil))
        stage.poll()
        stage.write(reply(letters_to(stage.sink, ANA)[-1], "Please reboot it."))
        stage.poll()
        assert not letters_to(stage.sink, EVE)
        assert all(letter["Bcc"] is None for letter in letters_to(stage.sink, "mallory@elsewhere.example"))


class TestLeaks:
    @pytest.mark.parametrize("keeps", ["Sender proven: no", "or to support+aaaabbbbccccdddd@icrealtime.example"])
    def test_a_piece_of_the_notice_among_the_engineers_words_stops_them(self, stage: Stage, notice: Message, keeps: str) -> None:
        held(stage, reply(notice, f"Please reboot it.\n{keeps}", quotes=False))
        back = letters_to(stage.sink, ANA)[-1]
        assert "NOT SENT" in str(back["Subject"])

    def test_words_below_a_line_of_the_notice_are_neither_sent_nor_lost(self, stage: Stage, notice: Message) -> None:
        held(stage, reply(notice, "Please reboot it.\n¦ Audience: dealer\nAnd tell me what the screen says.", quotes=False))
        assert "what the screen says" in told(letters_to(stage.sink, ANA)[-1])

    def test_a_notice_that_is_attached_stops_them(self, stage: Stage, notice: Message) -> None:
        raw = reply(notice, "Please reboot it.", quotes=False)
        head, _, body = raw.partition(b"\r\n\r\n")
        head = head.replace(b'Content-Type: text/plain; charset="utf-8"', b'Content-Type: multipart/mixed; boundary="b"')
        attached = b"--b\r\nContent-Type: text/plain\r\n\r\n" + body + b"\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        held(stage, head + b"\r\n\r\n" + attached + notice.as_bytes() + b"\r\n--b--\r\n")


def test_mail_of_an_expired_ticket_comes_back_to_its_engineer(stage: Stage, notice: Message) -> None:
    with stage.house.store.writing() as connection:
        connection.exec_driver_sql("UPDATE tickets SET status = 'CLOSED', closed_at = '2020-01-01 00:00:00.000000', is_unanswered = FALSE")
    held(stage, reply(notice, "Please reboot it."))
    assert "30 days" in told(letters_to(stage.sink, ANA)[-1])
