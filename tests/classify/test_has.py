"""Which required facts a mail brings: facts by their place, the rest by what is said."""

from __future__ import annotations

import time

import pytest

from classify.has import has
from classify.labelled_mail import labelled_mails
from classify.steps import tells_steps
from classify.told import says_the_installer_is_gone
from classify.words import words
from tickets.facts import Facts, Firmware, Place, Serial, Software
from tickets.message import Attachment, Message, Segment, SegmentKind


def mail(text: str, subject: str = "", *attached: str) -> Message:
    files = tuple(Attachment(part="2", filename=name, content_type="application/octet-stream", size=1, sha256="") for name in attached)
    return Message(message_id="a@b", subject=subject, text=text, segments=(Segment(SegmentKind.NEW, text),), attachments=files)


def test_only_facts_of_the_new_text_are_had() -> None:
    quoted = Facts(serials=(Serial(value="7E77893PAZBED9B", where=Place.QUOTED),), firmware=(Firmware(version="4.1", where=Place.PICTURE),))
    assert has(mail("see below"), quoted) == ()


def test_a_masked_serial_is_not_had() -> None:
    assert has(mail("serial 4F0733xxxxx"), Facts(serials=(Serial(value="4F0733", masked=True),))) == ()


def test_a_firmware_version_brings_firmware_and_version_and_its_date_the_build_date() -> None:
    facts = Facts(firmware=(Firmware(version="4.001.0000005.0.R", build_date="2022-11-25"),))
    assert has(mail("fw as pasted"), facts) == ("firmware", "build_date", "version")


def test_a_lone_build_date_brings_no_firmware() -> None:
    assert has(mail("build as pasted"), Facts(firmware=(Firmware(version=None, build_date="2022-11-25"),))) == ("build_date",)


def test_an_app_with_its_version_brings_a_version() -> None:
    assert "version" in has(mail("the app"), Facts(software=(Software(name="IC View", version="5.2.1"),)))


@pytest.mark.parametrize(
    "text",
    [
        "Swapped the cable and the switch port, camera 4 is still black. Rebooted the recorder twice, no change.",
        "I unplugged the box for ten minutes and plugged it back in, same thing. When I press playback it says no record.",
        "Ya reinicié el grabador y cambié el cable, pero sigue igual. Cuando abro la aplicación dice fuera de línea.",
        "J'ai redémarré l'enregistreur et changé le câble, toujours pareil.",
        "Já troquei o cabo e reiniciei o gravador, continua igual.",
    ],
)
def test_what_was_tried_with_what_came_of_it_tells_steps(text: str) -> None:
    assert "steps" in has(mail(text), Facts())


@pytest.mark.parametrize(
    "text",
    [
        "two cameras are black since the storm",
        "where is my RMA, UPS says delivered",
        "las cámaras no se ven desde ayer",
        "la caméra est noire",
    ],
)
def test_a_bare_symptom_tells_no_steps(text: str) -> None:
    assert "steps" not in has(mail(text), Facts())


def test_steps_that_stand_in_a_quotation_are_not_had() -> None:
    tried = "I rebooted the recorder and swapped the cable, still the same, then tried another port, no luck."
    message = Message(message_id="a@b", text=tried, segments=(Segment(SegmentKind.NEW, "see below"), Segment(SegmentKind.QUOTED, tried)))
    assert "steps" not in has(message, Facts())


@pytest.mark.parametrize(
    "text",
    [
        "Expected: the clip of channel 3. Actual: channel 5 plays.",
        "The overlay should show 14:00 and it shows 15:00. The older firmware is fine.",
        "Esperado: el contador sigue. Obtenido: vuelve a cero.",
    ],
)
def test_both_sides_said_tell_expected_and_actual(text: str) -> None:
    assert "expected_actual" in has(mail(text), Facts())


@pytest.mark.parametrize("text", ["Should I open a port for this?", "What should I type there?", "the app crashes"])
def test_a_question_with_should_expects_nothing(text: str) -> None:
    assert "expected_actual" not in has(mail(text), Facts())


@pytest.mark.parametrize(
    "text",
    [
        "Can we book an engineer for Thursday 12/3, 10:00 to 11:30 Eastern?",
        "¿Me pueden dar cita el martes 17 a las 10 am?",
        "Pouvez-vous nous réserver un créneau mardi à 10 heures?",
        "Podem agendar uma sessão na quinta-feira às 10h?",
    ],
)
def test_a_day_and_hour_for_a_call_is_a_preferred_time(text: str) -> None:
    assert "preferred_time" in has(mail(text), Facts())


def test_the_time_of_an_incident_is_no_preferred_time() -> None:
    assert "preferred_time" not in has(mail("I need the video of Tuesday between 3:15 and 3:40 PM for the police."), Facts())


@pytest.mark.parametrize(
    "message",
    [
        mail("Savant profile shows no stream, their PDF sheet is attached."),
        mail("Crestron module fails", "", "module-help.pdf"),
        mail("my Node-RED flow stops; link to it: flows.example.com/barn.json"),
        mail("El módulo de Control4 falla, adjunto la guía."),
    ],
)
def test_papers_of_an_integration_count_when_attached_or_linked(message: Message) -> None:
    assert "third_party_docs" in has(message, Facts())


@pytest.mark.parametrize(
    "message",
    [
        mail("my script calls http://192.168.1.60/cgi-bin/snapshot.cgi?channel=2 and gets 401"),
        mail("the picture of the sticker is attached", "", "photo.jpg"),
        mail("RTI driver shows nothing", "", "screen.png"),
    ],
)
def test_a_devices_own_address_or_a_photo_is_no_paper(message: Message) -> None:
    assert "third_party_docs" not in has(message, Facts())


def test_the_shipped_model_knows_its_own_lessons() -> None:
    said = [(tells_steps((*words(m.message.subject), *words(m.message.new_text)), m.message.new_text), "steps" in m.has) for m in _given()]
    assert sum(guess == wanted for guess, wanted in said) / len(said) > 0.85


def _given():  # type: ignore[no-untyped-def]
    return list(labelled_mails(pattern="given-1.jsonl"))


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("the guy who put it in moved to Houston", True),
        ("my installer retired last year", True),
        ("o instalador sumiu", True),
        ("my installer was here yesterday and the picture is gone since this morning when the storm took the power out again", False),
    ],
)
def test_an_installer_who_is_gone_is_heard(text: str, gone: bool) -> None:
    assert says_the_installer_is_gone(words(text)) is gone


@pytest.mark.parametrize(
    ("text", "complains"),
    [
        ("My dealer overcharged me and camera 2 is black", True),
        ("The company that installed it refuses to give me the password", True),
        ("El instalador me mintió y las cámaras no se ven", True),
        ("My installer came yesterday and the recorder refuses the login", False),
        ("our dealer was very helpful but the camera is black", False),
    ],
)
def test_desk_rule_19_a_complaint_about_a_dealer_is_not_referred_to_him(text: str, complains: bool) -> None:
    assert says_the_installer_is_gone(words(text)) is complains


@pytest.mark.parametrize("text", ["a." * 1_000_000, "- " * 500_000, "https://" * 200_000, "tried " * 300_000, "\n" * 1_000_000])
def test_a_hostile_text_is_read_in_no_time(text: str) -> None:
    started = time.perf_counter()
    has(mail(text), Facts())
    assert time.perf_counter() - started < 2
