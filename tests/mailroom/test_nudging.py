"""Who only asks where the answer stays is told from who wants something."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mailroom.nudging import is_nudge
from tests.mailroom.test_filing import READING, case
from tickets.facts import Facts, Serial
from tickets.message import Segment, SegmentKind
from tickets.understanding import Reading


def nudges(text: str, subject: str = "NVR offline", reading: Reading = READING) -> bool:
    examined = case(message={"segments": (Segment(SegmentKind.NEW, text),), "subject": subject}).examined
    return is_nudge(replace(examined, reading=reading))


@pytest.mark.parametrize(
    "text",
    [
        "Any update on this? It has been two hours.",
        "Hi, just checking in on my request from Monday. Thanks, Nora",
        "I wrote to you last week and nobody answered. Is anybody there?",
        "When will somebody call me back??",
        "This is the third time I am writing!!! Hello??",
        "what is the status?",
        "Gibt es schon etwas Neues? Wir warten noch immer.",
        "Avez-vous des nouvelles ?",
        "¿Hay novedades? Nadie me ha contestado.",
        "Alguma novidade? Ninguém me respondeu ainda.",
    ],
)
def test_who_only_asks_after_his_answer_nudges(text: str) -> None:
    assert nudges(text)


@pytest.mark.parametrize(
    "text",
    [
        "Any update for the NVR7000K firmware? Ours shows 2.8 and the client wants the new one before Friday's inspection.",
        "Nobody answered, and now camera 5 went dark as well and the recorder beeps all day long.",
        "What is the status of my RMA?",
        "Any news on case 00412345?",
        "Is there any news? I also want a refund.",
        "The recorder is off since Monday. Please call.",
        "",
    ],
)
def test_who_names_anything_else_has_a_request(text: str) -> None:
    assert not nudges(text)


def test_a_device_a_danger_and_an_order_in_the_subject_are_matters_of_their_own() -> None:
    serial = Serial(value="4F0A6C2PAZ51D8B", confidence=0.9)
    assert not nudges("Any update?", reading=replace(READING, facts=Facts(serials=(serial,))))
    assert not nudges("Any update?", reading=replace(READING, urgent="smoke"))
    assert not nudges("Any update?", subject="Order 77")
