"""Delivery reports: whom they name, which letter came back, and that a person who writes about lost mail is no mail server."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.screen import screen
from tests.ingest.mails import CUSTOMER, DAEMON, DESK, STATUS_REPORT, mail
from tests.ingest.server_texts import SAMPLES
from tickets.message import Address, Message
from tickets.verdict import BounceReport, Kind

TWO_GROUPS = """\
Reporting-MTA: dns; mx.brightcams.example
Original-Message-ID: <mr.abcdefghijklmnop@icrealtime.example>

Original-Recipient: rfc822;info@brightcams.example
Final-Recipient: rfc822; jo@brightcams.example
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 5.1.1 <jo@brightcams.example>: Recipient address
 rejected: User unknown

Final-Recipient: RFC822; <kim@brightcams.example>
Action: delayed (will be retried)
Status: 4.4.1
"""

RETURNED = """\
Received: from out.icrealtime.example by mx.brightcams.example
From: IC Realtime Support <support@icrealtime.example>
To: Maria <maria@brightcams.example>
Message-ID: <mr.abcdefghijklmnop@icrealtime.example>
X-Mailroom-Outbound: abcdefghijklmnop
Subject: [IC-1042] No picture
"""


def report(message: Message) -> BounceReport:
    found = screen(message, DESK).bounce
    assert found is not None
    return found


def addresses(message: Message) -> list[str]:
    return [recipient.address for recipient in report(message).recipients]


def bounce(text: str, *, subject: str = "Undelivered Mail Returned to Sender", sender: Address | None = DAEMON) -> Message:
    return mail(text, subject=subject, sender=sender)


def test_every_recipient_group_is_read_with_its_status_and_reason() -> None:
    first, second = report(mail("", sender=DAEMON, status=TWO_GROUPS, content_type=STATUS_REPORT)).recipients
    assert (first.address, first.original, first.action, first.status) == (
        "jo@brightcams.example",
        "info@brightcams.example",
        "failed",
        "5.1.1",
    )
    assert first.diagnostic.endswith("rejected: User unknown")
    assert (second.address, second.action, second.status) == ("kim@brightcams.example", "delayed", "4.4.1")


def test_a_bounce_finds_the_letter_it_answers() -> None:
    found = report(mail("", sender=DAEMON, status=TWO_GROUPS, returned=RETURNED, content_type=STATUS_REPORT))
    assert (found.message_id, found.outbound) == ("mr.abcdefghijklmnop@icrealtime.example", "abcdefghijklmnop")


def test_the_letter_is_found_by_the_report_s_own_fields_when_nothing_came_back() -> None:
    assert report(mail("", sender=DAEMON, status=TWO_GROUPS, content_type=STATUS_REPORT)).message_id.startswith("mr.abcdefgh")
    exchange = mail(
        "Delivery has failed to these recipients: jo@brightcams.example",
        subject="Undeliverable: [IC-1042] No picture",
        sender=Address("postmaster@brightcams.example"),
        headers={"X-Microsoft-Original-Message-ID": "<mr.bcdefghijklmnopq@icrealtime.example>"},
    )
    assert report(exchange).message_id == "mr.bcdefghijklmnopq@icrealtime.example"


def test_a_report_of_delays_alone_is_a_delay() -> None:
    delayed = TWO_GROUPS.replace("failed", "delayed").replace("5.0.0", "4.0.0").replace("550 5.1.1", "450 4.1.1")
    assert screen(mail("", sender=DAEMON, status=delayed, content_type=STATUS_REPORT), DESK).kind is Kind.DELAY


def test_a_report_of_success_is_no_bounce() -> None:
    delivered = "Reporting-MTA: dns; mx.b.example\n\nFinal-Recipient: rfc822; jo@b.example\nAction: relayed\nStatus: 2.0.0\n"
    assert screen(mail("", sender=DAEMON, status=delivered, content_type=STATUS_REPORT), DESK).kind is Kind.REPORT


def test_groups_that_lie_in_the_text_are_read_too() -> None:
    assert addresses(bounce("This is the mail system.\n\n" + TWO_GROUPS)) == ["jo@brightcams.example", "kim@brightcams.example"]


@pytest.mark.parametrize("name", SAMPLES)
def test_a_dialect_without_a_machine_readable_part_is_read(name: str) -> None:
    status, text = SAMPLES[name]
    (recipient,) = report(bounce(text)).recipients
    assert (recipient.address, recipient.action, recipient.status) == ("jo@brightcams.example", "failed", status)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Unzustellbar: x", "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Gruppen:"),
        ("No se puede entregar: x", "No se pudo entregar el mensaje a los siguientes destinatarios o grupos:"),
        ("Kan inte leverera: x", "Leveransen till följande mottagare eller grupper misslyckades:"),
        ("Не вдалося доставити: x", "Не вдалося доставити повідомлення таким одержувачам або групам:"),
        ("Μη παραδοτέο: x", "Αποτυχία παράδοσης στους παρακάτω παραλήπτες ή ομάδες:"),
        ("לא ניתן למסירה: x", "המסירה נכשלה לנמענים או לקבוצות הבאים:"),
        ("غير قابل للتسليم: x", "فشل التسليم إلى المستلمين أو المجموعات التالية:"),
        ("配信不能: x", "次の受信者またはグループへの配信に失敗しました:"),
    ],
)
def test_an_exchange_of_any_language_names_who_was_not_reached(subject: str, text: str) -> None:
    sender = Address("postmaster@brightcams.example", "Microsoft Outlook")
    assert addresses(bounce(f"{text}\n\njo@brightcams.example\n", subject=subject, sender=sender)) == ["jo@brightcams.example"]


def test_several_recipients_are_read_each_with_its_own_reason() -> None:
    text = "Unable to deliver message to these.\n\n<jo@b.example>:\n552 over quota.\n\n<kim@b.example>:\n550 5.1.1 No such user\n"
    statuses = [(r.address, r.status) for r in report(bounce(text)).recipients]
    assert statuses == [("jo@b.example", "5.2.2"), ("kim@b.example", "5.1.1")]


def test_a_warning_that_speaks_of_failure_is_a_delay() -> None:
    text = "Your message to:\n\tjo@b.example\nhas not yet been delivered because the server did not respond. This is just a warning.\n"
    verdict = screen(bounce(text, subject="Warning: message has not yet been delivered"), DESK)
    assert verdict.kind is Kind.DELAY
    assert verdict.bounce is not None
    assert [r.action for r in verdict.bounce.recipients] == ["delayed"]


def test_the_subject_of_the_returned_mail_makes_no_delay() -> None:
    text = "Delivery has failed to these recipients:\n\n  jo@b.example\n    550 5.1.1 User unknown\n"
    assert screen(bounce(text, subject="Undeliverable: shipping delay"), DESK).kind is Kind.BOUNCE


def test_failed_recipients_of_the_header_win_over_the_prose() -> None:
    message = mail(
        "Hello support@icrealtime.example,\nthe group may not exist.\n",
        sender=DAEMON,
        headers={"X-Failed-Recipients": "a@b.example, c@d.example"},
    )
    assert addresses(message) == ["a@b.example", "c@d.example"]


PEOPLE = {
    "asks about a bounce": mail(
        "When I write to you I get 'User unknown'. The address was support@icrealtime.example.", subject="mail delivery failed?"
    ),
    "forwards one": mail(
        "See below, your mail to jo@b.example came back.\n\n" + SAMPLES["postfix"][1], subject="Fwd: Undelivered Mail Returned to Sender"
    ),
    "answers one": mail(
        "Now it works.\n\n> " + SAMPLES["qmail"][1].replace("\n", "\n> "), subject="Re: failure notice", in_reply_to=("x@y.example",)
    ),
    "a postmaster who needs help": mail(sender=Address("postmaster@brightcams.example", "Jo Park")),
    "a postmaster who answers": mail(
        "The login says user unknown.\n\n> [IC-1042] we have your mail",
        subject="Re: [IC-1042] user unknown at login",
        sender=Address("postmaster@brightcams.example", "Jo Park"),
        in_reply_to=("x@y.example",),
    ),
    "an administrator": mail(
        "The account is disabled, please help.", subject="login", sender=Address("it@b.example", "System Administrator")
    ),
    "alerts that are not delivered": mail("The camera's e-mail alerts are not delivered to my phone.", subject="Alert mail not delivered"),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_a_person_who_writes_about_lost_mail_is_no_mail_server(who: str) -> None:
    assert screen(PEOPLE[who], DESK).kind is Kind.PERSONAL


def test_a_person_s_mail_with_a_report_attached_is_personal() -> None:
    assert screen(mail("This came back, why?", status=TWO_GROUPS, content_type="multipart/mixed"), DESK).kind is Kind.PERSONAL


@given(text=st.text(max_size=400), subject=st.text(max_size=80), name=st.text(max_size=30))
def test_any_words_of_a_daemon_give_a_verdict(text: str, subject: str, name: str) -> None:
    message = mail(
        text, subject=subject, sender=Address("mailer-daemon@b.example", name), status=text, returned=text, content_type=STATUS_REPORT
    )
    assert screen(message, DESK).because


@pytest.mark.parametrize(
    "piece", ["a@b.example ", "delivery to ", " ", "<", "5.1.1.", "RCPT TO:<a@b.c>", "\n", "a@b.c: 550 user unknown\n"]
)
def test_five_megabytes_of_anything_are_read_in_no_time(piece: str) -> None:
    text = piece * (5_000_000 // len(piece))
    message = mail(text, sender=DAEMON, subject="failure notice", headers={"X-Failed-Recipients": text}, status=text, returned=text)
    assert screen(message, DESK).kind is Kind.BOUNCE


def test_the_sender_is_no_recipient() -> None:
    text = "Delivery failed.\n\n  jo@b.example\n    550 5.7.1 <support@icrealtime.example>: Sender address rejected\n"
    assert addresses(bounce(text)) == ["jo@b.example"]
    assert CUSTOMER.address not in addresses(bounce(text))
