"""Who is taken for a machine by words alone, and who is a person that begins as machines do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.screen import screen
from ingest.segments import split
from tests.ingest.mails import CUSTOMER, DESK, mail
from tickets.message import Address, Message
from tickets.verdict import Kind

AWAY = "I am out of the office until Monday, with limited access to my mail."
ALARM = """\
Alarm Event: Motion Detection
Alarm Input Channel No.: 1
Alarm Start Time(D/M/Y H:M:S): 03/03/2026 02:14:09
Alarm Device Name: NVR
IP Address: 192.168.1.108
"""
FORM = """\
Site: Hillcrest Apartments
Device: NVR7000K
Serial: 8F0D2C1PAJ4B7E5
Location: MDF
Status: channel 4 offline since 3/1
"""
OUR_LETTER = "Thank you for writing to us. Your request has been received and your ticket IC-1042 was created."


def kind(message: Message) -> Kind:
    return screen(message, DESK).kind


def parsed(text: str, subject: str) -> Message:
    return replace(mail(text, subject=subject), segments=split(text, "", subject))


@pytest.mark.parametrize(
    "subject",
    [
        "Unit was received damaged",
        "Email address has been registered already",
        "Thank you for your message",
        "Out of town and cannot see my cameras",
        "On vacation: cameras offline",
        "Away until Sunday - NVR offline",
        "Absent: video on channel 2",
        "Auto: backup of NVR fails",
        "De vacaciones: no veo mis camaras",
        "Urlaub: Kameras offline",
        "De férias: câmeras sem imagem",
        "En vacances : plus d'image",
        "Out of office camera not working",
        "Auto response from recorder",
    ],
)
@pytest.mark.parametrize(
    "text",
    [
        "Unit 2 of the order came with a broken lid. Thank you for your help.",
        "Our recorder shows no picture since Monday.",
        "Am on vacation until Sunday, the app says that the NVR is offline.",
        "Thank you for your message. The email address has been registered already, it says. We are here until six.",
    ],
)
def test_a_persons_subject_may_begin_as_a_machines_does(subject: str, text: str) -> None:
    assert kind(mail(text, subject=subject)) is Kind.PERSONAL


@pytest.mark.parametrize("subject", ["On vacation: cameras offline", "Urlaub: Kameras offline", "Away until Sunday - NVR offline"])
def test_a_device_in_the_subject_is_what_a_traveller_writes_about(subject: str) -> None:
    assert kind(mail(AWAY, subject=subject)) is Kind.PERSONAL


def test_an_absent_person_who_wants_something_is_a_person() -> None:
    text = "I am on vacation until Monday and can't log in. Please reset my password."
    assert kind(mail(text, subject="On vacation: no access")) is Kind.PERSONAL


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Automatic reply: camera 3 is black", AWAY),
        ("Réponse automatique : caméra 3", "Je suis absent jusqu'à lundi."),
        ("Respuesta automática: cámara 3", "Estaré fuera de la oficina hasta el lunes."),
        ("Resposta automática: câmera 3", "Estou de férias até segunda."),
        ("Automatische Antwort: Kamera 3", "Ich bin ab Montag wieder erreichbar."),
        ("Automatyczna odpowiedź: NVR offline", "Jestem na urlopie."),
        ("Out of office until 1/5", "I will be offline and back on 1/5."),
        ("Vacation notice", "I'll be back on Monday."),
        ("Automatic reply: No picture", "Jo no longer works at Acme. Write to Sue."),
        ("Automatic reply: No picture", "Thank you for your message. We will get back to you."),
        ("Automatic reply: No picture", ""),
        ("AUTO: Jo Ray is out of the office (returning 03/16)", "I will return on 03/16."),
    ],
)
def test_an_absence_note_says_that_somebody_is_away_whatever_subject_of_ours_it_repeats(subject: str, text: str) -> None:
    verdict = screen(mail(text, subject=subject), DESK)
    assert (verdict.kind, verdict.proven) == (Kind.AUTOMATIC, False)


@pytest.mark.parametrize("subject", ["On vacation: cameras offline", "Out of office: camera 3 is black", "Vacation notice: NVR offline"])
def test_a_person_whose_outlook_wishes_no_answer_is_no_machine_for_a_word_of_his_subject(subject: str) -> None:
    """He would have been ignored, as a machine that is proven."""
    said = "I am at the beach and cannot see any camera since Friday. Please help."
    assert kind(mail(said, subject=subject, headers={"X-Auto-Response-Suppress": "All"})) is Kind.PERSONAL


def test_an_absence_note_that_wishes_no_answer_is_proven_by_both() -> None:
    note = mail("I am away until March 16.", subject="On vacation: back on March 16", headers={"X-Auto-Response-Suppress": "All"})
    assert (kind(note), screen(note, DESK).proven) == (Kind.AUTOMATIC, True)


def test_what_the_header_proves_needs_no_words() -> None:
    for headers in ({"Auto-Submitted": "auto-replied"}, {"Return-Path": "<>"}, {"X-Auto-Response-Suppress": "All"}):
        message = mail("Our NVR is offline?", subject="Automatic reply: NVR offline", headers=headers)
        assert (kind(message), screen(message, DESK).proven) == (Kind.AUTOMATIC, True)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: Your request has been received", "Thank you for your message. The serial is 8F0D2C1PAJ4B7E5, still black."),
        ("Re: Your request has been received", "Thank you for your message. We will get back to you with it."),
        ("AW: Ihre Anfrage ist eingegangen", "Vielen Dank für Ihre Nachricht. Die Seriennummer ist 8F0D2C1PAJ4B7E5."),
        ("SV: Your request has been received", "Your ticket 4711 has been created. So it says."),
        ("Your request has been received", "My request has been received, and nobody came."),
        ("Your request has been received", "Your request has been received, you wrote. When will somebody come?"),
        ("Your ticket 4711 has been created", "Your ticket 4711 has been created for the wrong recorder."),
        ("Thank you for your message", "Thank you for your message. The part came today."),
        ("Ticket closed too early", "Your ticket was closed. The recorder still beeps."),
        ("Case opened", "We have received the parcel, and two screws are missing."),
    ],
)
def test_an_answer_a_question_or_a_device_makes_an_acknowledgement_a_persons(subject: str, text: str) -> None:
    assert kind(mail(text, subject=subject)) is Kind.PERSONAL


def test_our_own_letter_in_a_quotation_makes_nobody_a_machine() -> None:
    text = f"Still nothing.\n\nOn Mon, Mar 2, 2026 IC <support@icrealtime.example> wrote:\n> {OUR_LETTER}"
    assert kind(parsed(text, "Your request has been received")) is Kind.PERSONAL
    assert kind(parsed(OUR_LETTER, "Your request has been received")) is Kind.AUTOMATIC


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("We have received your request [4711]", "Thank you for contacting Acme.\nYour ticket 4711 has been created."),
        ("Thank you for contacting Acme", "Thank you for contacting Acme. We will reply within two business days."),
        ("[#ABC-12] Request received: your case was opened", "This is an automated message. We have received your message."),
        ("Ihre Anfrage ist eingegangen", "Vielen Dank für Ihre Anfrage. Wir melden uns schnellstmöglich."),
        ("Hemos recibido su mensaje", "Hemos recibido su mensaje y le responderemos pronto."),
        ("Nous avons bien reçu votre demande", "Nous avons bien reçu votre demande."),
        ("Recebemos sua mensagem", "Recebemos sua mensagem e responderemos em breve."),
        ("Ticket Received - [IC-1042] Re: NVR offline", "We have received your request and a ticket has been created, ID 7731."),
        ("Your ticket has been closed - [#7731]", "Your ticket - [IC-1042] Re: NVR offline - has been closed."),
        ("Case 00412345 resolved", "Your case 00412345 is now marked as resolved."),
    ],
)
def test_another_desks_acknowledgement_confirms_what_we_sent(subject: str, text: str) -> None:
    verdict = screen(mail(text, subject=subject), DESK)
    assert (verdict.kind, verdict.proven) == (Kind.AUTOMATIC, False)


@pytest.mark.parametrize(
    "text",
    [FORM, f"Please help.\nThe customer cannot wait.\n{FORM}", f"{FORM}What is the RMA for it?\n", f"{FORM}Can somebody call the site\n"],
)
def test_a_form_that_a_person_fills_in_is_his_mail(text: str) -> None:
    assert kind(mail(text, subject="Service request", sender=CUSTOMER)) is Kind.PERSONAL


@pytest.mark.parametrize("sender", [CUSTOMER, Address("site12@gmail.com"), Address("pat@leesav.example", "NVR Front Gate")])
@pytest.mark.parametrize("words", ["Recorder mails these all night, how do I stop it?\n\n", "My recorder mails these all night.\n\n"])
def test_a_question_or_an_i_above_a_pasted_alarm_is_a_persons(sender: Address, words: str) -> None:
    assert kind(mail(words + ALARM, subject="Alarm message", sender=sender)) is Kind.PERSONAL


def test_a_question_in_the_subject_over_a_pasted_alarm_is_a_persons() -> None:
    assert kind(mail(ALARM, subject="How to stop these?")) is Kind.PERSONAL


@pytest.mark.parametrize(
    "sender",
    [Address("site12@gmail.com"), Address("pat@leesav.example", "Front Gate"), Address("pat@leesav.example", "NVR 12"), CUSTOMER],
)
@pytest.mark.parametrize("more", ["", "This is an automated message, do not reply to this mail.\n", "Kam???? ???\n"])
def test_an_alarm_with_nothing_but_labels_is_a_machines_whosever_account_sends_it(sender: Address, more: str) -> None:
    assert kind(mail(more + ALARM, subject="NVR ALERT ????", sender=sender)) is Kind.AUTOMATIC


def test_a_line_of_a_things_own_is_no_persons_word() -> None:
    gate = Address("a@b.example", "Front Gate")
    assert kind(mail(f"Motion detected at gate\n{ALARM}", subject="NVR ALERT", sender=gate)) is Kind.AUTOMATIC
    assert kind(mail(f"Please stop these mails\n{ALARM}", subject="NVR ALERT", sender=CUSTOMER)) is Kind.PERSONAL
