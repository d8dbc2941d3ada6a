"""What kind of mail it is: who is never answered, and which person must never be taken for a machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.screen import screen
from tests.ingest.mails import CUSTOMER, DAEMON, DESK, US, mail
from tickets.message import Address, Message
from tickets.verdict import Kind

ALARM = """\
Alarm Event: Motion Detection
Alarm Input Channel No.: 3
Alarm Start Time(D/M/Y H:M:S): 03/03/2026 10:00:00
Alarm Device Name: NVR-12
IP Address: 192.0.2.8
"""
NEWSLETTER = "Spring offers for installers.\n\nYou can unsubscribe at any time."
NO_REPLY = Address("no-reply@shop.example", "Shop")
AWAY = "I am out of the office until Monday, with limited access to my mail."
RULE_LOOP = {"X-Auto-Response-Suppress": "All", "X-MS-Exchange-Inbox-Rules-Loop": "jo@b.example"}

KINDS: dict[str, tuple[Message, Kind]] = {
    "a customer": (mail(), Kind.PERSONAL),
    "a customer's Outlook": (mail(headers={"X-Auto-Response-Suppress": "DR, RN, NRN, OOF, AutoReply"}), Kind.PERSONAL),
    "a mail that says it is none": (mail(headers={"Auto-Submitted": "No"}), Kind.PERSONAL),
    "the holidays of a customer": (mail("I was out of the office last week.", subject="Camera offline while on vacation"), Kind.PERSONAL),
    "a pasted alarm with a question": (mail(f"Why do I get this every night?\nI never armed it.\nPlease help.\n{ALARM}"), Kind.PERSONAL),
    "a missing picture in Russian": (mail(subject="Отсутствует изображение на камере 3"), Kind.PERSONAL),
    "absence detection": (mail(subject="Abwesenheitserkennung geht nicht"), Kind.PERSONAL),
    "alert mails that do not come": (mail(subject="Automatic message alerts stopped"), Kind.PERSONAL),
    "a car shop": (mail(sender=Address("auto@joes-garage.example")), Kind.PERSONAL),
    "one of ours": (mail(sender=US, headers={"X-Mailroom-Outbound": "512"}), Kind.OWN),
    "a colleague from the shared mailbox": (mail(sender=US), Kind.PERSONAL),
    "a forger of our mark": (mail(headers={"X-Mailroom-Outbound": "512"}), Kind.PERSONAL),
    "RFC 3834": (mail(headers={"Auto-Submitted": "auto-replied (vacation)"}), Kind.AUTOMATIC),
    "RFC 3834 with parameters": (mail(headers={"Auto-Submitted": 'auto-generated; owner-email="a@b.example"'}), Kind.AUTOMATIC),
    "an autoresponder of old": (mail(headers={"X-Autoreply": "yes"}), Kind.AUTOMATIC),
    "another desk's loop mark": (mail(headers={"X-OTRS-Loop": "1"}), Kind.AUTOMATIC),
    "a precedence": (mail(headers={"Precedence": "auto_reply"}), Kind.AUTOMATIC),
    "an Exchange rule": (mail(headers=RULE_LOOP), Kind.AUTOMATIC),
    "Outlook's absence note": (mail(AWAY, subject="Automatic reply: [IC-1042] No picture"), Kind.AUTOMATIC),
    "an absence note in German": (mail("Ich bin bis Montag im Urlaub.", subject="Abwesenheitsnotiz: Kamera"), Kind.AUTOMATIC),
    "an absence until a day": (mail("Ab Montag bin ich wieder für Sie da.", subject="Abwesend bis 4.12."), Kind.AUTOMATIC),
    "a sentence of absence": (
        mail("Vom 1. bis 4. Dezember bin ich nicht im Büro.", subject="Ich bin bis zum 4. Dezember nicht im Büro"),
        Kind.AUTOMATIC,
    ),
    "an absence in French": (mail("Je serai de retour lundi.", subject="Absente jusqu'au 4 décembre"), Kind.AUTOMATIC),
    "an absence in Spanish": (mail("Regreso el lunes.", subject="Ausente hasta el 4 de diciembre"), Kind.AUTOMATIC),
    "an absence in Portuguese": (mail("Retorno na segunda.", subject="Estarei ausente até 4 de dezembro"), Kind.AUTOMATIC),
    "a matter before a holiday": (
        mail("Ich bin bis Sonntag im Urlaub und sehe meine Kamera nicht mehr.", subject="Urlaub bis Sonntag"),
        Kind.PERSONAL,
    ),
    "who is absent and asks": (mail("Wie kann mein Bruder solange hineinschauen?", subject="Abwesend bis Freitag"), Kind.PERSONAL),
    "an empty return path": (mail(headers={"Return-Path": "<>"}), Kind.AUTOMATIC),
    "our own loop mark": (mail(headers={"X-Loop": "<support@icrealtime.example>"}), Kind.AUTOMATIC),
    "a recorder's alarm": (mail(ALARM, subject="NVR ALERT", sender=Address("site12@gmail.com")), Kind.AUTOMATIC),
    "a monitor": (mail("Host: nvr-12 is DOWN", subject="** PROBLEM **", sender=Address("nagios@b.example")), Kind.AUTOMATIC),
    "a no-reply sender": (mail("Your parcel has left.", sender=NO_REPLY), Kind.AUTOMATIC),
    "a challenge": (mail(headers={"X-Boxbe-Challenge": "1"}), Kind.AUTOMATIC),
    "another desk's acknowledgement": (
        mail("Thank you for contacting Acme.\nYour ticket 4711 has been created.", subject="We have received your request [4711]"),
        Kind.AUTOMATIC,
    ),
    "a newsletter": (mail(headers={"List-Unsubscribe": "<mailto:u@shop.example>"}), Kind.BULK),
    "a newsletter without list fields": (mail(NEWSLETTER, sender=NO_REPLY), Kind.BULK),
    "a discussion list": (mail(headers={"List-Id": "<cctv.lists.example>", "Precedence": "list"}), Kind.BULK),
    "our own address as a group": (
        mail(headers={"List-Id": "<support.icrealtime.example>", "List-Post": "<mailto:support@icrealtime.example>", "Precedence": "list"}),
        Kind.PERSONAL,
    ),
    "an answer to our letter through a list": (
        mail(headers={"List-Id": "<x.example>"}, in_reply_to=("mr.abcdefghijklmnop@icrealtime.example",)),
        Kind.PERSONAL,
    ),
    "spam by SpamAssassin": (mail(headers={"X-Spam-Flag": "YES"}), Kind.SPAM),
    "ham by SpamAssassin": (mail(headers={"X-Spam-Flag": "NO", "X-Spam-Status": "No, score=1.2"}), Kind.PERSONAL),
    "spam by Exchange": (mail(headers={"X-Forefront-Antispam-Report": "CIP:192.0.2.1;SCL:6;SFV:SPM;CAT:SPM;"}), Kind.SPAM),
    "a word about spam": (mail("WIN A PRIZE, casino, click here", subject="free money"), Kind.PERSONAL),
    "an abuse report": (mail(content_type="multipart/report; report-type=feedback-report"), Kind.REPORT),
    "an abuse report without its structure": (
        mail("This is an email abuse report for an email message received from IP 192.0.2.1"),
        Kind.REPORT,
    ),
    "a DMARC report": (mail(subject="Report Domain: icrealtime.example Submitter: mx.example Report-ID: <1>"), Kind.REPORT),
    "a TLS report": (mail(headers={"TLS-Report-Domain": "icrealtime.example"}), Kind.REPORT),
    "a read receipt": (
        mail(content_type="multipart/report; report-type=disposition-notification", headers={"Return-Path": "<>"}),
        Kind.REPORT,
    ),
    "a refusal in the form of a receipt": (
        mail(
            "Your message to <jo@b.example> was automatically rejected:\nQuota exceeded",
            subject="Rejected: No picture",
            sender=DAEMON,
            content_type="multipart/report; report-type=disposition-notification",
        ),
        Kind.BOUNCE,
    ),
}


@pytest.mark.parametrize("what", KINDS)
def test_each_kind_of_mail_is_told(what: str) -> None:
    message, kind = KINDS[what]
    verdict = screen(message, DESK)
    assert verdict.kind is kind, verdict.because


def test_outlook_asks_for_no_answer_without_becoming_a_machine() -> None:
    for value, asks in (("All", True), ("DR, AutoReply", True), ("OOF", False), ("DR, RN, NRN", False), ("", False)):
        verdict = screen(mail(headers={"X-Auto-Response-Suppress": value}), DESK)
        assert (verdict.kind, verdict.asks_no_answer) == (Kind.PERSONAL, asks)


def test_what_only_words_say_is_not_proven() -> None:
    assert not screen(KINDS["another desk's acknowledgement"][0], DESK).proven
    assert not screen(KINDS["Outlook's absence note"][0], DESK).proven
    assert screen(KINDS["RFC 3834"][0], DESK).proven


@pytest.mark.parametrize(
    "subject",
    ["Autoodpowiedź: No picture", "부재중: No picture", "Автоматичен отговор: x", "Sjálfvirkt svar: x", "Out of office until 1/5"],
)
def test_an_absence_note_of_any_language_begins_as_mail_programs_begin_it(subject: str) -> None:
    assert screen(mail(AWAY, subject=subject), DESK).kind is Kind.AUTOMATIC


@pytest.mark.parametrize("subject", ["Out of office hours recording", "Automatic reply of my recorder", "Automatic response time"])
def test_a_matter_that_begins_like_an_absence_note_is_a_persons(subject: str) -> None:
    assert screen(mail("How do I set it? We are here until six.", subject=subject), DESK).kind is Kind.PERSONAL


def test_an_automatic_reply_of_an_absent_person_says_when_he_is_back() -> None:
    text = "I am out of the office from March 2 and will be back on Monday, March 16. For urgent matters call Jo."
    verdict = screen(mail(text, headers={"Auto-Submitted": "auto-replied"}), DESK)
    assert (verdict.is_out_of_office, verdict.away_until) == (True, "2026-03-16")


def test_an_automatic_mail_of_another_kind_is_no_absence() -> None:
    verdict = screen(mail("Your ticket was created.", headers={"Auto-Submitted": "auto-generated"}), DESK)
    assert (verdict.is_out_of_office, verdict.away_until) == (False, "")


@given(
    text=st.text(max_size=300),
    subject=st.text(max_size=60),
    name=st.sampled_from(["auto-submitted", "precedence", "list-id", "x-loop", "x-spam-status", "x-auto-response-suppress", "return-path"]),
    value=st.text(max_size=60),
)
def test_any_mail_gets_a_verdict_with_a_reason(text: str, subject: str, name: str, value: str) -> None:
    assert screen(mail(text, subject=subject, headers={name: value}), DESK).because


@pytest.mark.parametrize("piece", ["a", " ", "until the ", "alarm: x\n", "confirm to before deliver ", "auto", "=", "ß"])
def test_five_megabytes_on_one_line_cost_no_time(piece: str) -> None:
    huge = piece * (5_000_000 // len(piece))
    headers = {"Auto-Submitted": huge, "List-Post": huge, "X-Auto-Response-Suppress": huge}
    assert screen(mail(huge, subject=huge, headers=headers, sender=CUSTOMER), DESK).because
