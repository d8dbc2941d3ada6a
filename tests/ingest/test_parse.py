from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.parse import parse
from tests.ingest.raw import file_part, mail, multipart, octets, text_part
from tickets.message import Address, Message

PNG = "iVBORw0KGgo="
SAMPLES = Path(__file__).parent.parent / "mail"


def sample(name: str) -> Message:
    return parse((SAMPLES / f"{name}.eml").read_bytes())


def test_a_plain_mail_gives_sender_subject_and_text() -> None:
    message = mail("The recorder beeps.\n")
    assert message.sender == Address("maria@brightcams.example", "Maria Lopez")
    assert message.subject == "No picture"
    assert message.text == "The recorder beeps.\n"


def test_nothing_at_all_is_a_message() -> None:
    message = parse(b"")
    assert message.text == ""
    assert message.sender is None
    assert "no-sender" in message.defects


def test_words_without_a_header_are_text() -> None:
    assert parse(b"help, the camera is dark").text == "help, the camera is dark"


def test_of_an_alternative_the_plain_text_is_read() -> None:
    message = multipart(text_part("plain words"), text_part("<p>rich words</p>", "html"), kind="alternative")
    assert message.text.strip() == "plain words"
    assert message.attachments == ()


@pytest.mark.parametrize("stub", ["", "Please use an HTML capable mail program to read this message"])
def test_a_plain_part_that_says_nothing_gives_way_to_the_html(stub: str) -> None:
    message = multipart(text_part(stub), text_part("<p>The camera is dark</p>", "html"), kind="alternative")
    assert message.text.strip() == "The camera is dark"


def test_a_text_in_pieces_with_a_picture_between_is_one_text() -> None:
    message = multipart(text_part("above"), file_part("a.png", PNG, "image/png"), text_part("below"))
    assert message.text.split() == ["above", "below"]
    assert [a.filename for a in message.attachments] == ["a.png"]


TWO_PARTS = f"--x\n{text_part('It is dark.')}\n--x\n{file_part('a.png', PNG)}\n--x--\n"


@pytest.mark.parametrize(
    "headers",
    [
        "Content-Type: text/plain\nContent-Type: multipart/mixed; boundary=x\n",
        "Content-Type: multipart/mixed; boundary=x\nContent-Type: text/plain\n",
        "MIME-Version: 1.0\n",
    ],
    ids=["added below", "added above", "lost"],
)
def test_parts_whose_field_was_doubled_or_lost_are_parts(headers: str) -> None:
    message = mail(TWO_PARTS, headers=headers)
    assert message.text == "It is dark."
    assert [a.filename for a in message.attachments] == ["a.png"]


def test_a_second_field_that_the_body_does_not_obey_changes_nothing() -> None:
    assert mail("<p>It is dark.", headers="Content-Type: text/html\nContent-Type: multipart/mixed; boundary=x\n").text == "It is dark."


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r", "\r\r\n", "\n\r"])
def test_whatever_ends_the_lines_the_mail_is_the_same(line_end: str) -> None:
    raw = "From: a@x.example\nSubject: dark\n\nIt is\n\ndark.\n".replace("\n", line_end).encode()
    message = parse(raw)
    assert (message.subject, message.text.strip()) == ("dark", "It is\n\ndark.")


@pytest.mark.parametrize(
    ("kind", "octets", "text"),
    [
        ("enriched", "<bold>The camera</bold> is dark", "The camera is dark"),
        ("rtf", r"{\rtf1 The camera\par is dark}", "The camera\nis dark"),
        ("x-unheard-of", "The camera is dark", "The camera is dark"),
        ("plain", "<!DOCTYPE html><html><p>The camera is dark</p>", "The camera is dark"),
    ],
)
def test_any_kind_of_text_that_stands_alone_is_what_the_sender_says(kind: str, octets: str, text: str) -> None:
    assert mail(octets, headers=f"Content-Type: text/{kind}\n").text == text


def test_of_related_parts_the_root_is_the_text_wherever_it_stands() -> None:
    picture = f"Content-Type: image/png\nContent-ID: <a>\nContent-Transfer-Encoding: base64\n\n{PNG}"
    page = "Content-Type: text/html\nContent-ID: <root>\n\n<img src=cid:a>The camera is dark"
    assert multipart(picture, page, kind="related", parameters='; start="<root>"').text == "The camera is dark"
    assert multipart(picture, page, kind="related").text == "The camera is dark"


def test_a_mail_sent_as_a_nameless_kind_of_file_is_passed_on_all_the_same() -> None:
    inner = base64.b64encode(b"From: Bob <b@x.example>\nSubject: dark\n\nIt is dark").decode()
    message = multipart(text_part("see below"), file_part("a.eml", inner))
    assert message.forwarded is not None
    assert (message.forwarded.subject, message.forwarded.text) == ("dark", "It is dark")


def test_an_invitation_that_comes_as_a_view_and_as_a_file_is_told_once() -> None:
    event = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nDTSTART:20260304T100000Z\nEND:VEVENT\nEND:VCALENDAR"
    message = multipart(f"Content-Type: text/calendar\n\n{event}", f"Content-Type: application/ics; name=a.ics\n\n{event}")
    assert message.text == "proposes a visit on 2026-03-04 at 10:00 UTC"


def test_a_named_text_behind_the_first_is_an_attachment() -> None:
    message = multipart(text_part("see log"), 'Content-Type: text/plain; name="nvr.log"\n\n12:00 video loss')
    assert message.text == "see log"
    assert [a.filename for a in message.attachments] == ["nvr.log"]


def test_a_picture_that_the_html_shows_is_inline_and_one_beside_it_is_not() -> None:
    shown = f"Content-Type: image/png\nContent-ID: <logo@x>\nContent-Transfer-Encoding: base64\n\n{PNG}"
    message = multipart(text_part('<img src="cid:logo@x">', "html"), shown, file_part("site.png", PNG, "image/png"))
    assert [a.inline for a in message.attachments] == [True, False]


def test_a_picture_that_the_client_failed_to_embed_is_no_attachment() -> None:
    message = multipart(text_part("<p>look</p>", "html"), "Content-Type: image/png; name=1.png\n\n", kind="related")
    assert message.attachments == ()
    assert "inline-picture-empty" in message.defects


def test_a_wrong_boundary_is_found_in_the_body() -> None:
    message = mail("--real\nContent-Type: text/plain\n\nhello\n--real--\n", headers="Content-Type: multipart/mixed; boundary=other\n")
    assert message.text == "hello"
    assert "boundary-wrong" in message.defects


def test_a_multipart_that_is_not_closed_keeps_its_last_part() -> None:
    message = mail("--b\n\nfirst\n--b\n\nlast words", headers="Content-Type: multipart/mixed; boundary=b\n")
    assert "last words" in message.text
    assert "multipart-not-closed" in message.defects


def test_a_multipart_without_any_part_is_read_as_text() -> None:
    message = mail("just words\n", headers="Content-Type: multipart/mixed; boundary=b\n")
    assert message.text.strip() == "just words"


def test_parts_behind_a_closing_delimiter_are_still_read() -> None:
    message = mail("--b\n\none\n--b--\n--b\n\ntwo\n--b--\n", headers="Content-Type: multipart/mixed; boundary=b\n")
    assert message.text.split() == ["one", "two"]


def test_a_doubled_delimiter_makes_no_part() -> None:
    message = sample("boundary_doubled")
    assert [(a.part, a.filename, a.size) for a in message.attachments] == [("2", "The Mutt E-Mail Client.html", 10957)]


def test_truncated_base64_gives_what_is_left() -> None:
    message = multipart(text_part("x"), file_part("a.bin", "aGVsbG8gd29ybGQh\naGVsb"))
    assert message.attachments[0].content.startswith(b"hello world")
    assert "base64-truncated" in message.defects


def test_words_that_are_called_base64_stay_words() -> None:
    message = mail("the camera in the north gate is dark since monday\n", headers="Content-Transfer-Encoding: base64\n")
    assert message.text == "the camera in the north gate is dark since monday\n"
    assert "base64-is-none" in message.defects


def test_uuencoded_files_leave_the_text() -> None:
    message = mail("see file\nbegin 644 test.txt\n#86)C\n`\nend\nbye\n")
    assert message.text == "see file\nbye\n"
    assert [(a.part, a.filename, a.content) for a in message.attachments] == [("1/0", "test.txt", b"abc")]


def test_uuencoded_parts_and_blocks_of_real_mail_are_decoded() -> None:
    sizes = [(a.filename, a.size) for a in sample("parts_uuencoded").attachments]
    assert sizes == [("blueball.png", 1325), ("greenball.png", 1298), ("hareandtoroise.txt", 762)]
    assert len(sample("files_uuencoded_in_text").attachments) == 3


def test_an_attached_mail_is_a_file_and_a_forward() -> None:
    message = sample("forward_attached")
    assert [a.filename for a in message.attachments] == ["Test 6.eml"]
    assert message.forwarded is not None
    assert message.forwarded.sender == Address("dhaswell@zedcore.com", "Daniel Haswell")
    assert message.forwarded.subject == "Test 6"
    assert "original email" in message.forwarded.text
    assert "original email" not in message.text


def test_a_mail_that_is_another_mail_is_unwrapped() -> None:
    message = mail("From: Bo <bo@x.example>\nSubject: inner\n\nthe camera is dark\n", headers="Content-Type: message/rfc822\n")
    assert message.text == "the camera is dark\n"
    assert message.subject == "No picture"
    assert message.forwarded is not None
    assert message.forwarded.sender == Address("bo@x.example", "Bo")


def test_files_of_an_unwrapped_mail_are_numbered_within_it() -> None:
    inner = f"Subject: inner\nContent-Type: multipart/mixed; boundary=b2\n\n--b2\n\nhi\n--b2\n{file_part('a.png', PNG)}\n--b2--\n"
    message = mail(inner, headers="Content-Type: message/rfc822\n")
    assert [(a.part, a.content_type) for a in message.attachments] == [("1/2", "image/png")]


def test_a_report_shows_its_machine_parts_and_passes_nothing_on() -> None:
    status = "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@b.example\nAction: failed\n"
    returned = "Content-Type: message/rfc822\n\nSubject: our letter\nMessage-ID: <1@us>\n\nhello\n"
    message = multipart(text_part("not delivered"), status, returned, kind="report", parameters="; report-type=delivery-status")
    assert message.content_type == "multipart/report; report-type=delivery-status"
    assert [p.content_type for p in message.machine_parts] == ["message/delivery-status", "message/rfc822"]
    assert "a@b.example" in message.machine_parts[0].text
    assert message.forwarded is None


def test_an_invitation_alone_is_told_in_words() -> None:
    calendar = "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nDTSTART:20260304T150000Z\nSUMMARY:Site visit\nLOCATION:Boca\nEND:VEVENT\n"
    message = mail(calendar, headers="Content-Type: text/calendar; method=REQUEST\n")
    assert message.text == 'proposes "Site visit" on 2026-03-04 at 15:00 UTC at Boca'
    assert [a.filename for a in message.attachments] == ["invitation.ics"]


def test_an_invitation_beside_a_text_is_a_note() -> None:
    message = sample("invitation_beside_text")
    assert message.text.strip() == "1"
    assert message.notes == ('proposes "1" on 2014-03-28 at 11:03 Fle Standard Time at Meeting Room',)


def test_a_detached_signature_is_a_note_and_no_attachment() -> None:
    message = multipart(text_part("signed words"), "Content-Type: application/pgp-signature\n\n-----BEGIN", kind="signed")
    assert message.attachments == ()
    assert message.notes == ("signed with PGP",)


def test_an_encrypted_mail_says_so() -> None:
    version = "Content-Type: application/pgp-encrypted\n\nVersion: 1"
    hidden = "Content-Type: application/octet-stream\n\n-----BEGIN PGP MESSAGE-----"
    message = multipart(version, hidden, kind="encrypted", parameters='; protocol="application/pgp-encrypted"')
    assert "encrypted with PGP" in message.notes
    assert message.text == ""


def test_the_first_fragment_of_a_mail_in_pieces_is_read_as_that_mail() -> None:
    fragment = "Subject: whole\nContent-Type: text/plain\n\nbeginning of a long"
    message = mail(fragment, headers="Content-Type: message/partial; id=x; number=1; total=3\n")
    assert message.text == "beginning of a long"
    assert message.notes == ("piece 1 of 3 of a mail that was sent in pieces",)


def test_the_same_octets_give_the_same_message() -> None:
    raw = (SAMPLES / "files_uuencoded_in_text.eml").read_bytes()
    assert parse(raw) == parse(raw)


def test_the_date_keeps_the_offset_of_its_sender() -> None:
    message = mail("x", headers="Date: Tue, 3 Mar 2026 10:04:00 -0500\n")
    assert message.date == datetime(2026, 3, 3, 15, 4, tzinfo=UTC)
    assert message.date.utcoffset() == timedelta(hours=-5)


@pytest.mark.parametrize("value", ["2026-03-03T15:04:00Z", "Tue Mar  3 15:04:00 2026", "Tue, 3 Mar 2026 15:04"])
def test_a_date_outside_the_law_is_read_with_a_defect(value: str) -> None:
    message = mail("x", headers=f"Date: {value}\n")
    assert message.date == datetime(2026, 3, 3, 15, 4, tzinfo=UTC)
    assert "date-invalid-date-syntax" in message.defects


@pytest.mark.parametrize("value", ["yesterday", "Mon, 30 Feb 2026 10:00:00 +0000", "Tue, 3 Mar 2026 10:04:00 +9999"])
def test_a_date_that_is_none_is_no_error(value: str) -> None:
    assert isinstance(mail("x", headers=f"Date: {value}\n").defects, tuple)


def test_message_ids_stand_without_brackets() -> None:
    message = mail("x", headers="Message-ID: <a@b>\nReferences: <1@x>\n <2@x>\nIn-Reply-To: <2@x> of yesterday\n")
    assert (message.message_id, message.references, message.in_reply_to) == ("a@b", ("1@x", "2@x"), ("2@x",))


def test_without_from_the_sender_is_who_handed_it_in_and_never_reply_to() -> None:
    message = parse(octets("Sender: list@x.example\nReply-To: forger@y.example\n\nhi"))
    assert message.sender == Address("list@x.example")
    assert "sender-by-sender" in message.defects


def test_a_list_that_writes_itself_into_from_stays_the_sender_and_is_noted() -> None:
    message = mail("x", headers="X-Original-From: Ana <ana@y.example>\n")
    assert message.sender == Address("maria@brightcams.example", "Maria Lopez")
    assert message.notes == ("passed on by maria@brightcams.example, which names Ana <ana@y.example> as the sender",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("录像机不能上线,型号 NVR7000K,序列号 7B0F3A1PAZ88D5C。谢谢。", "zh"),
        ("録画が止まりました。型番はNVR7000Kです。", "ja"),
        ("카메라가 오프라인입니다", "ko"),
        ("Не работает камера", "ru"),
        ("القناة 3 لا تعمل", "ar"),
        ("王伟 NVR7000K", ""),
        ("Иванов NVR7000K", ""),
        ("Jean NVR7000K", ""),
    ],
)
def test_few_letters_of_another_script_tell_a_language_and_a_name_tells_none(text: str, expected: str) -> None:
    raw = f"From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    assert parse(raw.encode()).language == expected


def test_the_language_of_the_new_text_is_told_and_unknown_when_short() -> None:
    assert mail("La cámara del patio no funciona desde ayer, necesito ayuda por favor").language == "es"
    assert mail("ok").language == ""
