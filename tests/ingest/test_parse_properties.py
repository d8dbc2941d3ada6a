"""Any bytes give a message, quickly: random octets, real mails cut and mixed, and what an attacker would send."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.parse import parse
from tickets.message import Message

SAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parent.parent / "mail").glob("*.eml"))]
HEADER = b"From: a@b.example\r\nSubject: x\r\n"
MIXED = HEADER + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
FRAGMENTS = [
    *(b"\r\n", b"\n", b"\r", b"\0", b"\x1b$B", b"\xff\xfe", b"\xe2\x80"),
    *(b"--b\r\n", b"--b--\r\n", b"begin 644 x\n", b"=ybegin name=x\n"),
    *(b"From: ", b"Date: ", b"=?utf-8?B?", b"=?utf-8?B?YW!xyz?=", b"?=", b"; name*0*=utf-8''%"),
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n",
    b"Content-Type: message/rfc822\r\n\r\n",
    b"Content-Type: text/html\r\n\r\n<p><a href=",
    b"Content-Type: application/ms-tnef\r\n\r\n\x78\x9f\x3e\x22",
    b"Content-Transfer-Encoding: base64\r\n",
]
quick = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def is_whole(message: Message) -> bool:
    """Every text is text: it can be written as UTF-8 and holds no NUL."""
    texts = [message.subject, message.text, *(a.filename for a in message.attachments), *(value for _, value in message.headers)]
    return all("\0" not in text for text in texts) and bool("".join(texts).encode("utf-8") or True)


@quick
@given(st.binary(max_size=2_000))
def test_any_octets_give_a_message(raw: bytes) -> None:
    assert is_whole(parse(raw))


@quick
@given(st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=20), max_size=40))
def test_fragments_of_mail_in_any_order_give_the_same_message_twice(pieces: list[bytes]) -> None:
    raw = b"".join(pieces)
    assert is_whole(parse(raw))
    assert parse(raw) == parse(raw)


@quick
@given(st.sampled_from(SAMPLES), st.data())
def test_a_real_mail_cut_and_changed_anywhere_gives_a_message(raw: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, min(len(raw), start + 500)))
    assert is_whole(parse(raw[:start] + data.draw(st.sampled_from([b"", *FRAGMENTS])) + raw[end:]))


HOSTILE = {
    "100,000 parts": (MIXED + b"--b\r\n\r\nhello\r\n" * 100_000, "too-many-parts"),
    "1,000 levels": (b"".join(b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(1_000)), "too-deep"),
    "a header of 20 MB": (b"Subject: x\r\nX: " + b"a" * 20_000_000 + b"\r\n\r\nhi", "header-too-long"),
    "a million fields": (HEADER + b"X: a\r\n" * 1_000_000 + b"\r\nhi", "too-many-header-fields"),
    "5 MB on one line": (HEADER + b"\r\n" + b"a" * 5_000_000, "text-too-long"),
    "a million lines": (HEADER + b"\r\n" + b"a\n" * 1_000_000, "text-too-long"),
    "delimiters that are none": (MIXED + b"\n--bX" * 500_000, "too-many-parts"),
    "a charset that unpacks": (HEADER + b"Content-Type: text/plain; charset=zlib\r\n\r\n\x9c\xed" * 1_000, "charset-guessed"),
    "escapes without end": (HEADER + b"Content-Type: text/plain; charset=iso-2022-jp\r\n\r\n" + b"\x1b$B" * 500_000, ""),
    "empty objects of winmail": (MIXED + b"--b\r\nContent-Type: application/ms-tnef\r\n\r\n\x78\x9f\x3e\x22\x01\0" + b"\2" * 2_000_000, ""),
    "BER without end": (HEADER + b"Content-Type: application/pkcs7-mime\r\n\r\n" + b"\x30\x80" * 500_000, ""),
    "uuencode that begins again": (HEADER + b"\r\n" + b"begin 644 x\n#86)C\n" * 100_000, ""),
    "nothing but CR": (b"\r" * 2_000_000, "no-sender"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mail_ends_soon_and_says_what_was_cut(name: str) -> None:
    raw, defect = HOSTILE[name]
    started = time.process_time()
    message = parse(raw)
    assert time.process_time() - started < 2
    assert any(each.startswith(defect) for each in message.defects)
