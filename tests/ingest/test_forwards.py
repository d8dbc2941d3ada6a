"""The mail that was passed on: its sender, subject, date and text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.forwards import find
from ingest.segments import split
from ingest.written_dates import written_date
from tickets.message import Address, Forwarded

BO = Address("bo@example.com", "Bo Lindqvist")


def found(text: str, subject: str = "Fwd: DVR") -> Forwarded | None:
    return find(split(text, "", subject), subject)


DIALECTS = {
    "Gmail": "---------- Forwarded message ---------\nFrom: Bo Lindqvist <bo@example.com>\nDate: Tue, Mar 3, 2026 at 10:04 AM\n"
    "Subject: DVR\nTo: Ana <ana@example.org>\n\nit clicks",
    "Apple Mail": "Begin forwarded message:\n\nFrom: Bo Lindqvist <bo@example.com>\nSubject: DVR\nDate: March 3, 2026 at 10:04:00 UTC\n"
    "To: Ana <ana@example.org>\n\nit clicks",
    "Apple Mail, quoted": "> Begin forwarded message:\n>\n> From: Bo Lindqvist <bo@example.com>\n> Subject: DVR\n"
    "> Date: 3 March 2026 10:04\n>\n> it clicks",
    "Outlook": "From: Bo Lindqvist <bo@example.com>\nSent: Tuesday, March 3, 2026 10:04 AM\nTo: Ana\nSubject: DVR\n\nit clicks",
    "Outlook, older": "-----Original Message-----\nFrom: Bo Lindqvist [mailto:bo@example.com]\nSent: Tuesday, March 3, 2026 10:04 AM\n"
    "To: Ana\nSubject: DVR\n\nit clicks",
    "Outlook web": "________________________________\nFrom: Bo Lindqvist <bo@example.com>\nSent: Tuesday, March 3, 2026 10:04\nTo: Ana\n"
    "Subject: DVR\n\nit clicks",
    "Thunderbird": "-------- Message transféré --------\nSujet :     DVR\nDate :  Tue, 3 Mar 2026 10:04:00 +0000\n"
    "De :    Bo Lindqvist <bo@example.com>\nPour :  Ana <ana@example.org>\n\nit clicks",
    "Yahoo": "----- Forwarded Message -----\nFrom: Bo Lindqvist <bo@example.com>\nTo: Ana\nSent: Tuesday, March 3, 2026, 10:04:00 AM\n"
    "Subject: DVR\n\nit clicks",
    "Gmail in Spanish": "---------- Mensaje reenviado ---------\nDe: Bo Lindqvist <bo@example.com>\nFecha: mar, 3 de marzo de 2026 10:04\n"
    "Asunto: DVR\nPara: Ana\n\nit clicks",
    "Outlook in German": "Von: Bo Lindqvist <bo@example.com>\nGesendet: Dienstag, 3. März 2026 10:04\nAn: Ana\nBetreff: DVR\n\nit clicks",
    "Gmail in Swedish": "---------- Vidarebefordrat meddelande ----------\nFrån: Bo Lindqvist <bo@example.com>\nDatum: 3 mars 2026 10:04\n"
    "Ämne: DVR\nTill: Ana\n\nit clicks",
    "QQ": "------------------ 转发邮件 ------------------\n发件人: Bo Lindqvist <bo@example.com>\n发送时间: 2026年3月3日 10:04\n"
    "收件人: Ana\n主题: DVR\n\nit clicks",
}


@pytest.mark.parametrize("text", DIALECTS.values(), ids=DIALECTS.keys())
def test_each_dialect_tells_the_mail_that_was_passed_on(text: str) -> None:
    expected = Forwarded(sender=BO, subject="DVR", date=datetime(2026, 3, 3, 10, 4, tzinfo=UTC), text="it clicks")
    read = found(f"FYI\n\n{text}")
    assert read is not None
    assert replace(read, recipients=()) == expected


def test_of_nested_forwards_the_outermost_counts() -> None:
    text = DIALECTS["Gmail"] + "\n\n---------- Forwarded message ---------\nFrom: Cy <cy@example.com>\nSubject: old\n\nhm"
    forwarded = found(text)
    assert forwarded is not None
    assert forwarded.sender == BO
    assert "Cy <cy@example.com>" in forwarded.text


def test_a_header_block_under_a_reply_is_no_forward() -> None:
    assert found(f"Yes.\n\n{DIALECTS['Outlook']}", "RE: DVR") is None


def test_a_plain_letter_forwards_nothing() -> None:
    assert found("It beeps.", "camera") is None


def test_a_sender_without_an_address_keeps_the_name() -> None:
    forwarded = found("From: Junior Ellard\nSent: Thursday, March 5, 2026\nTo: Mom\nSubject: DVR\n\nhelp", "FW: DVR")
    assert forwarded is not None
    assert forwarded.sender == Address("", "Junior Ellard")


def test_a_marker_without_a_block_still_gives_the_text() -> None:
    assert found("Begin forwarded message:\n\nHello") == Forwarded(sender=None, subject="DVR", date=None, text="Hello")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Fri, 19 Jun 2009 19:16:04 +0200", datetime(2009, 6, 19, 19, 16, 4, tzinfo=timezone(timedelta(hours=2)))),
        ("Thursday, March 7, 2013 7:09:41 PM", datetime(2013, 3, 7, 19, 9, 41, tzinfo=UTC)),
        ("1. August 2011 23:28:15 GMT-07:00", datetime(2011, 8, 1, 23, 28, 15, tzinfo=timezone(-timedelta(hours=7)))),
        ("martes, 10 de noviembre de 2026 03:22 p. m.", datetime(2026, 11, 10, 15, 22, tzinfo=UTC)),
        ("четверг, 5 марта 2020 г., 11:12", datetime(2020, 3, 5, 11, 12, tzinfo=UTC)),
        ("2016. 11. 8. 오후 12:39", datetime(2016, 11, 8, 12, 39, tzinfo=UTC)),
        ("02.04.2012 14:20", datetime(2012, 4, 2, 14, 20, tzinfo=UTC)),
        ("11/3/2026 2:10 PM", datetime(2026, 11, 3, 14, 10, tzinfo=UTC)),
        ("03/04/2026 14:10", None),
        ("31 Feb 2020 10:00", None),
        ("Friday", None),
    ],
)
def test_a_date_reads_surely_or_not_at_all(value: str, expected: datetime | None) -> None:
    assert written_date(value) == expected


@given(st.text())
def test_any_value_is_a_date_or_none(value: str) -> None:
    read = written_date(value)
    assert read is None or read.tzinfo is not None


@given(st.text())
def test_any_text_is_searched(text: str) -> None:
    forwarded = found(f"---------- Forwarded message ---------\n{text}")
    assert forwarded is not None
