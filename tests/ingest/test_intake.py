"""The content digest: one for the same mail, whatever brought it; another for another mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.intake import Start, content_digest, message_id
from tests.letters import mail

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
MAIL = mail(message_id="one@example.org")

TRACE = (
    b"Received: from mx.example by imap.example; Mon, 23 Nov 2026 10:00:01 +0000\r\n",
    b"Delivered-To: sales@icrealtime.example\r\n",
    b"X-Spam-Score: 0.1\r\n\tfolded\r\n",
    b"Authentication-Results: mx.example; dkim=pass\r\n",
)


@given(st.permutations(TRACE), st.booleans())
def test_trace_headers_and_line_ends_change_nothing(trace: list[bytes], by_pipe: bool) -> None:
    copy = b"".join(trace) + MAIL
    assert content_digest(copy.replace(b"\r\n", b"\n") if by_pipe else copy) == content_digest(MAIL)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Subject: camera 3 is black", b"SUBJECT:  camera 3\r\n is black"),
        (b"Subject: camera 3 is black", b"subject :camera 3 is black"),
        (b"since Monday.\r\n", b"since Monday.\r\n\r\n\r\n"),
    ],
    ids=["folded and in capitals", "a blank before the colon", "blank lines at the end"],
)
def test_what_relays_do_to_a_mail_changes_nothing(old: bytes, new: bytes) -> None:
    assert old in MAIL
    assert content_digest(MAIL.replace(old, new)) == content_digest(MAIL)


@pytest.mark.parametrize("name", ["From", "To", "Date", "Subject", "Message-ID"])
def test_every_header_that_its_sender_wrote_counts(name: str) -> None:
    assert content_digest(
        MAIL.replace(f"\r\n{name}: ".encode(), f"\r\n{name}: x".encode(), 1).replace(b"From: B", b"From: C")
    ) != content_digest(MAIL)


@given(st.binary(min_size=1).filter(lambda words: words.strip(b"\r\n") != b""))
def test_other_words_are_another_mail(words: bytes) -> None:
    assert content_digest(MAIL + words + b"!") != content_digest(MAIL)


@given(st.binary())
def test_any_octets_have_a_digest(raw: bytes) -> None:
    assert len(content_digest(raw)) == 64
    assert isinstance(message_id(raw), str)


@pytest.mark.parametrize("piece", [b"a", b"\r\n ", b"\r", b"Subject: ", b"\n\t", b" :", b"From"])
def test_a_hostile_header_costs_no_more_than_its_length(piece: bytes) -> None:
    assert len(content_digest(piece * (3_000_000 // len(piece)))) == 64


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (b"Message-ID: <a@b>", "a@b"),
        (b"message-id:<a@b>", "a@b"),
        (b"Message-ID:\r\n <a@b>", "a@b"),
        (b"X-Message-ID: <a@b>", ""),
        (b"Message-ID: <caf\xe9@b>", "caf\ufffd@b"),
        (b"Message-ID: <" + b"a" * 5000 + b"@b>", "a" * 998),
        (b"Subject: none", ""),
    ],
)
def test_a_message_id_is_read_as_it_stands(header: bytes, found: str) -> None:
    assert message_id(header + b"\r\n\r\nMessage-ID: <in@the.body>\r\n") == found


@pytest.mark.parametrize(
    ("answer_after", "arrived", "is_silent"),
    [(NOON, NOON, False), (NOON, NOON - timedelta(seconds=1), True), (None, NOON, True)],
)
def test_what_lay_there_before_we_came_is_history(answer_after: datetime | None, arrived: datetime, is_silent: bool) -> None:
    assert Start(answer_after=answer_after).is_silent(arrived) is is_silent
