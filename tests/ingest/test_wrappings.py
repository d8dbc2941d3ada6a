"""Files and mails inside other formats: uuencode, yEnc, TNEF, rich text, S/MIME, calendars, contact cards, flowed text."""

from __future__ import annotations

import binascii
import struct
import time

import pytest

from ingest import calendar, enriched, flowed, rtf, smime, tnef, uu, vcard
from ingest.parse import parse

SIGNED_TEXT = b"Content-Type: text/plain\r\n\r\nhello signed\r\n"
SIGNED_DATA, DATA = bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a864886f70d010701")
RICH = bytes.fromhex("2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0")  # MS-OXRTFCP 4.1


def uuencoded(name: str, content: bytes) -> bytes:
    lines = [binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45)]
    return b"begin 644 " + name.encode() + b"\n" + b"".join(lines) + b"`\nend\n"


def test_uuencoded_blocks_are_found_between_words() -> None:
    content = bytes(range(256))
    body = b"see\n" + uuencoded("a.bin", content) + b"and\n" + uuencoded("b.bin", b"x")
    assert [(b.filename, b.content) for b in uu.blocks(body)] == [(b"a.bin", content), (b"b.bin", b"x")]


def test_a_sentence_that_begins_is_no_file() -> None:
    assert list(uu.blocks(b"begin 644 people\nand write to all of them, please, at once\n")) == []


def test_a_cut_block_gives_what_is_left() -> None:
    assert next(uu.blocks(uuencoded("a.bin", b"y" * 200)[:-60])).content.startswith(b"y" * 90)


def test_rubbish_in_the_unused_bits_of_a_last_uuencoded_line_costs_no_octet() -> None:
    content = b"x" * 40 + b"\xff"  # fills 54 letters and two thirds of another; the last letter stands for nothing
    letters = binascii.b2a_uu(content).rstrip(b"\n")
    found = uu.first(uuencoded("a.bin", content).replace(letters, letters[:-2] + b"__"))
    assert found is not None
    assert found.content == content


def test_yenc_is_decoded() -> None:
    content = bytes(range(256))
    letters = b"".join(b"=" + bytes([(o + 106) % 256]) if (o + 42) % 256 in (0, 10, 13, 61) else bytes([(o + 42) % 256]) for o in content)
    body = b"hi\r\n=ybegin line=300 size=256 name=a.bin\r\n" + letters + b"\r\n=yend size=256\r\nbye"
    (block,) = uu.blocks(body)
    assert (block.filename, block.content) == (b"a.bin", content)
    assert body[block.end :] == b"bye"


def ber(tag: int, *contents: bytes, indefinite: bool = False) -> bytes:
    content = b"".join(contents)
    if indefinite:
        return bytes([tag, 0x80]) + content + b"\0\0"
    return bytes([tag, 0x82]) + len(content).to_bytes(2) + content


@pytest.mark.parametrize("indefinite", [False, True])
def test_an_opaque_signature_gives_the_signed_mail(indefinite: bool) -> None:
    pieces = ber(0x24, ber(0x04, SIGNED_TEXT[:10]), ber(0x04, SIGNED_TEXT[10:]), indefinite=indefinite)
    encapsulated = ber(0x30, ber(0x06, DATA), ber(0xA0, pieces, indefinite=indefinite), indefinite=indefinite)
    signed = ber(0x30, ber(0x02, b"\1"), ber(0x31), encapsulated, ber(0x31), indefinite=indefinite)
    wrapper = ber(0x30, ber(0x06, SIGNED_DATA), ber(0xA0, signed, indefinite=indefinite), indefinite=indefinite)
    assert smime.signed_content(wrapper) == SIGNED_TEXT
    mail = b"From: a@b.example\nContent-Type: application/pkcs7-mime; smime-type=signed-data\nContent-Transfer-Encoding: base64\n\n"
    message = parse(mail + binascii.b2a_base64(wrapper))
    assert message.text == "hello signed\n"
    assert message.notes == ("signed with S/MIME",)


def test_an_encrypted_opaque_mail_is_labelled_and_kept() -> None:
    message = parse(b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\n\n0\x80garbage")
    assert message.notes == ("encrypted with S/MIME",)
    assert [a.filename for a in message.attachments] == ["smime.p7m"]


@pytest.mark.parametrize("octets", [b"", b"\x30", b"\x30\x80" * 5_000, b"\x30\x84\xff\xff\xff\xff", b"\x30\x80\x06\x00" * 900])
def test_broken_ber_is_no_signature(octets: bytes) -> None:
    assert smime.signed_content(octets) is None


def tnef_object(level: int, name: int, kind: int, content: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, kind, len(content)) + content + struct.pack("<H", sum(content) % 65_536)


def winmail(*objects: bytes) -> bytes:
    return b"\x78\x9f\x3e\x22\x01\x00" + b"".join(objects)


def test_winmail_gives_its_text_and_files() -> None:
    stream = winmail(
        tnef_object(1, 0x9007, 6, struct.pack("<II", 1252, 0)),
        tnef_object(1, 0x800C, 2, b"the camera is dark\0"),
        tnef_object(2, 0x9002, 6, b"\1\0" + b"\0" * 12),
        tnef_object(2, 0x8010, 1, b"site.txt\0"),
        tnef_object(2, 0x800F, 6, b"north gate"),
    )
    found = tnef.unpacked(stream)
    assert found is not None
    assert found.text == "the camera is dark"
    assert found.files == (tnef.File("site.txt", b"north gate"),)
    header = b"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
    message = parse(header + binascii.b2a_base64(stream))
    assert message.text == "the camera is dark"
    assert [(a.part, a.filename) for a in message.attachments] == [("1/0", "site.txt")]


@pytest.mark.parametrize("stream", [b"", b"PK", winmail(), winmail(b"\2" * 40), winmail(tnef_object(1, 0x9003, 6, b"\xff" * 64))])
def test_a_damaged_winmail_is_no_error(stream: bytes) -> None:
    tnef.unpacked(stream)


def test_compressed_rich_text_gives_its_words() -> None:
    assert rtf.decompressed(RICH) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    assert rtf.to_text(rtf.decompressed(RICH)) == "hello world"


def test_rich_text_keeps_paragraphs_and_letters_and_skips_fonts() -> None:
    assert rtf.to_text(b"{\\rtf1{\\fonttbl{\\f0 Arial;}}one\\par tw\\'f6 \\u8364?{\\*\\x y}\\tab z}") == "one\ntwö €?\tz"


def test_a_cancelled_visit_with_a_zone_keeps_the_zone() -> None:
    text = "BEGIN:VCALENDAR\nMETHOD:CANCEL\nBEGIN:VEVENT\nDTSTART;TZID=Eastern:20260304T100000\nSUMMARY:Visit\\, north\n  gate\nEND:VEVENT"
    assert calendar.summary(text) == 'cancels "Visit, north gate" on 2026-03-04 at 10:00 Eastern'
    assert calendar.summary("BEGIN:VCALENDAR\nEND:VCALENDAR") == ""


def test_a_contact_card_is_told_in_a_line() -> None:
    card = "BEGIN:VCARD\nFN:Maria Lopez\nORG:Bright Cams;Service\nitem1.TEL;TYPE=cell:+1 555 0100\nEND:VCARD"
    assert vcard.summary(card) == "contact card: Maria Lopez, Bright Cams, Service, +1 555 0100"
    assert vcard.summary("hello") == ""


def test_flowed_text_joins_soft_breaks_and_keeps_quotations_apart() -> None:
    assert flowed.unflowed("one \ntwo\n> a \n> b\n-- \nMaria", delete_space=False) == "one two\n> a b\n-- \nMaria"
    assert flowed.unflowed("日本 \n語", delete_space=True) == "日本語"


def test_enriched_text_gives_its_words_without_commands_and_parameters() -> None:
    rich = "<bold>The</bold> camera\nis <color><param>red</param>dark</color>.\n\n1 << 2<nl>bye"
    assert enriched.to_text(rich) == "The camera is dark.\n1 < 2\nbye"


@pytest.mark.parametrize("piece", ["<param>", "\n", "<", "<<", "<nl>"])
def test_enriched_text_without_end_takes_no_time(piece: str) -> None:
    began = time.process_time()
    enriched.to_text(piece * 300_000)
    assert time.process_time() - began < 2
