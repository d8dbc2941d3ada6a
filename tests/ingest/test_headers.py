from __future__ import annotations

import pytest

from ingest import encoded_words, headers, parameters
from ingest.limits import LIMITS
from ingest.parse import parse


def read(raw: bytes) -> headers.Header:
    return headers.read(raw, 0, len(raw), LIMITS)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r", b"\r\r\n"])
def test_every_line_end_that_gateways_write_ends_a_line(line_end: bytes) -> None:
    raw = line_end.join([b"From: a@b.example", b"Subject: one", b" two", b"", b"body"])
    header = read(raw)
    assert [(f.name, f.value) for f in header.fields] == [("from", b"a@b.example"), ("subject", b"one two")]
    assert raw[header.body_start :] == b"body"


def test_an_mbox_line_and_blank_lines_on_top_are_no_header() -> None:
    header = read(b"\n   \n\nFrom joe@x Mon Jan  1 00:00:00 2026\nSubject: hi\n\nbody")
    assert header.get("subject") == b"hi"
    assert header.defects == ("blank-lines-before-header",)


def test_a_blank_before_the_first_field_is_forgiven() -> None:
    assert read(b" From: a@b.example\nSubject: hi\n\nbody").get("from") == b"a@b.example"


def test_a_missing_blank_line_loses_no_word_of_the_text() -> None:
    raw = b"Subject: hi\nDear support,\nSerial: 4F0733A\n"
    header = read(raw)
    assert raw[header.body_start :] == b"Dear support,\nSerial: 4F0733A\n"
    assert header.defects == ("no-blank-line-after-header",)


def test_folded_lines_that_lost_their_blank_stay_in_the_header() -> None:
    header = read(b"Received: from a\nby b with SMTP\nFrom: x@y.example\nSubject: hi\n\nbody")
    assert header.get("received") == b"from a by b with SMTP"
    assert header.get("from") == b"x@y.example"


def test_of_a_doubled_field_the_first_that_says_anything_counts() -> None:
    assert read(b"Subject:\nSubject: real\nSubject: second\n\n").get("subject") == b"real"


def test_a_header_past_its_limit_is_cut_and_the_body_is_found() -> None:
    raw = b"Subject: hi\nX-Pad: " + b"a" * 400_000 + b"\n\nbody"
    header = read(raw)
    assert header.get("subject") == b"hi"
    assert raw[header.body_start :] == b"body"
    assert header.defects == ("header-too-long",)


@pytest.mark.parametrize("name", [b"X-A", b"X-AB", b"X-ABC", b"X-ABCD"])
def test_fields_behind_the_limit_are_no_text(name: bytes) -> None:
    message = parse(b"Subject: hi\n" + (name + b": b\n") * 60_000 + b"\nbody")
    assert message.text == "body"
    assert "header-too-long" in message.defects


@pytest.mark.parametrize(
    ("sent", "subject"),
    [("Fr+APY-sche", "Frösche"), ("call +1 555", "call +1 555"), ("=?utf-8?B?Rnr+w7Y=?= x", "Fz\ufffdö x")],
)
def test_a_bare_subject_of_a_mail_in_utf_7_is_in_utf_7_too(sent: str, subject: str) -> None:
    message = parse(f"From: desk+APY-x@a.example\nSubject: {sent}\nContent-Type: text/plain; charset=utf-7\n\nhi".encode())
    assert message.subject == subject
    assert message.sender is not None
    assert message.sender.address == "desk+APY-x@a.example"


@pytest.mark.parametrize(
    ("encoded", "text"),
    [
        ("=?utf-8?Q?Fr=C3=B6sche?=", "Frösche"),
        ("=?utf-8?Q?Fr=C3?= =?utf-8?Q?=B6sche?=", "Frösche"),
        ("=?utf-8?B?RnLD?=\r\n =?utf-8?B?tnNjaGU=?=", "Frösche"),
        ("=?iso-8859-1*de?q?a=E9?= b", "aé b"),
        ("a =?utf-8?q?b_c?= d", "a b c d"),
        ("=?gb2312?B?0LvQuw==?=", "谢谢"),
        ("=?utf-8?q?two words?=", "two words"),
        ("=?nonsense?q?abc?=", "abc"),
        ("=?utf-8?q?open", "=?utf-8?q?open"),
        ("=?utf-8?B?YWJ=jZA=?=", "abcd"),
        ("=?utf-8?B?YWJjZ?=", "abc"),
    ],
)
def test_encoded_words_as_they_are_really_sent(encoded: str, text: str) -> None:
    assert encoded_words.decode(encoded) == text


def test_raw_eight_bit_fields_are_read_in_the_charset_of_the_body() -> None:
    raw = "Subject: Камера не работает\nContent-Type: text/plain; charset=koi8-r\n\nпомогите".encode("koi8-r")
    message = parse(raw)
    assert message.subject == "Камера не работает"
    assert "header-not-in-utf-8" in message.defects


@pytest.mark.parametrize(
    ("field", "filename"),
    [
        (b'attachment; filename="a;b=c.pdf"; size=3', "a;b=c.pdf"),
        (b"attachment; filename=My File.pdf; size=3", "My File.pdf"),
        (b"attachment; filename*=utf-8''%C3%B6.pdf", "ö.pdf"),
        (b"attachment; filename*1*=%C3%B6; filename*0*=utf-8''a; filename*2=.pdf", "aö.pdf"),
        (b'attachment; filename="=?utf-8?Q?a=20?= =?utf-8?Q?b?="', "a b"),
        (b'attachment; filename="never closed.pdf', "never closed.pdf"),
        (b'attachment; filename="a\\"b.pdf"', 'a"b.pdf'),
        ("attachment; filename=Größe.pdf".encode(), "Größe.pdf"),
        (rb'attachment; filename="C:\TEMP\nsmail.png"', "C:\\TEMP\\nsmail.png"),
    ],
)
def test_names_of_files_in_every_spelling(field: bytes, filename: str) -> None:
    assert parameters.read(field).get("filename") == filename


def test_a_content_type_without_its_semicolon_is_understood() -> None:
    read_type = parameters.read(b"text/plain charset=utf-8")
    assert (read_type.value, read_type.get("charset")) == ("text/plain", "utf-8")
