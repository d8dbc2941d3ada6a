from __future__ import annotations

import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classify.features import wording
from classify.model import TOPIC, serving
from classify.phrases import ideas
from classify.topic_rules import RULES, rule_for
from classify.words import MAX_WORDS, words
from tests.classify.wordings import letter, worded
from tests.classify.wordings import topic as topic_of
from tickets.message import Forwarded


@pytest.mark.parametrize(
    ("subject", "text", "topic"),
    [
        ("noise", "The recorder beeps and shows HDD error. How do I stop the beep? It records.", "maintenance.disk_alarm"),
        ("no recordings", "The new 8 TB disk is not seen in slot 2, nothing is recorded. Which do I buy?", "troubleshooting.disk_failure"),
        ("", "forgot the admin password of my recorder, how do i get back in", "troubleshooting.login"),
        ("phone", "Since the new router the phone says device offline. On the TV all cameras show.", "troubleshooting.remote_access"),
        ("new site", "New installation today. P2P has never been online since we powered it up.", "installation.network"),
        ("black", "Camera 3 went black last night, no video. The others are fine.", "troubleshooting.video_loss"),
        ("reboots", "The recorder restarts by itself every ten minutes and the fan is very loud.", "troubleshooting.hardware"),
        ("RMA", "Please issue an RMA number, the camera was dead out of the box. Advance replacement preferred.", "rma"),
        ("video", "How do I save last night's clip to a USB stick for the police?", "question.export"),
        ("quote", "Please quote dealer price and lead time for 12 domes and one recorder.", "sales.question"),
        ("Savant", "The Savant profile shows no stream on the touch panels.", "integration.control"),
        ("401", "My Python script gets 401 from cgi-bin/snapshot.cgi with digest auth.", "integration.custom_code"),
        ("presets", "All presets of the new PTZ are off to the left. How do I calibrate it?", "installation.ptz"),
        ("IP Finder", "IP Finder shows 0 devices, the new cameras have link lights, laptop on the same switch.", "installation.discovery"),
        ("time", "The clock of the recorder is one hour ahead since the time change. Where do I set it?", "maintenance.settings"),
        ("SEO", "Dear manager, we can bring your website to the first page of Google. Shall I send a free audit?", "spam"),
        ("olvidé la clave", "Buenas tardes, olvidé la contraseña del grabador y no puedo entrar.", "troubleshooting.login"),
        ("bip", "Bonjour, l'enregistreur émet un bip, erreur disque dur. Comment arrêter ce bruit ?", "maintenance.disk_alarm"),
    ],
)
def test_a_plain_mail_has_its_topic(subject: str, text: str, topic: str) -> None:
    assert topic_of(worded(text, subject=subject)).label == topic


def test_a_topic_tells_why() -> None:
    label = topic_of(worded("The recorder beeps and shows HDD error, how do I mute it?"))
    assert label.because[0] == "the mail speaks of beep and disk error"
    assert len(label.because) > 1


def test_an_empty_mail_is_no_sure_topic() -> None:
    assert topic_of(worded("")).confidence < 0.5


def test_a_second_matter_is_listed() -> None:
    text = (
        "Two channels went black at the warehouse last night, video loss on 3 and 4, the others are fine, rebooted twice. "
        "Separately, please quote our dealer price and lead time for two NVR7000K and ten domes, PO follows."
    )
    label = topic_of(worded(text))
    assert label.label == "troubleshooting.video_loss"
    assert label.also == ("sales.question",)


def test_one_matter_has_no_second() -> None:
    assert topic_of(worded("Camera 3 went black last night, no video. I also rebooted it.")).also == ()


def test_every_rule_names_a_topic_of_the_model_and_known_ideas() -> None:
    for rule in RULES:
        assert rule.topic in serving().questions[TOPIC].labels
        assert {*rule.all.split(), *rule.none.split()} <= set(ideas())


def test_a_rule_is_told_in_words() -> None:
    assert rule_for("troubleshooting.remote_access", {"outside", "isp"}) == ("the mail speaks of outside and isp",)
    assert rule_for("troubleshooting.remote_access", {"isp"}) == ()


def test_devices_and_numbers_are_words_of_their_kind() -> None:
    assert words("NVR7000K 8D06F17PAJ0B44A at 10.0.0.4, V4.001.0000005.1.R") == ["mdlrecorder", "#serial", "at", "#ip", "#firmware"]


def test_accents_and_case_do_not_matter() -> None:
    assert words("CONTRASEÑA Olvidada") == words("contrasena olvidada")


@given(st.text(max_size=2000))
@settings(max_examples=50, deadline=None)
def test_any_text_has_a_topic(text: str) -> None:
    label = topic_of(worded(text))
    assert 0 <= label.confidence <= 1


@pytest.mark.parametrize("text", ["a" * 2_000_000, "1." * 1_000_000, "a-" * 1_000_000, "@" * 2_000_000, "$ " * 1_000_000, "nvr-" * 500_000])
def test_a_hostile_line_costs_no_time(text: str) -> None:
    started = time.perf_counter()
    assert len(words(text)) <= MAX_WORDS
    topic_of(worded(text))
    assert time.perf_counter() - started < 2


def test_a_forward_beneath_a_few_words_tells_the_topic() -> None:
    below = "the recorder restarts by itself every ten minutes, the fan screams and the case is hot"
    message = replace(letter("Please see below."), forwarded=Forwarded(sender=None, subject="", date=None, text=below))
    assert topic_of(wording(message)).label == "troubleshooting.hardware"


def test_what_is_passed_on_is_not_said_by_the_sender() -> None:
    message = replace(letter("Please see below."), forwarded=Forwarded(sender=None, subject="", date=None, text="it beeps"))
    said = wording(message)
    assert "beeps" in said.matter
    assert "beeps" not in said.said


@pytest.mark.parametrize("text", ["serial number 8F0D2C1PAJ4B7E6", "fw 4.001.0000003, build 2022-11-25", "Das Netzteil hat gebrannt"])
def test_a_mail_of_few_words_is_no_salesmans_for_that(text: str) -> None:
    assert topic_of(worded(text, subject="hello")).label != "spam"
