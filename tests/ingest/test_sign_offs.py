"""Where a signature begins: names of every alphabet with capitals, and the closings above them."""

from __future__ import annotations

import unicodedata

import pytest

from ingest.segments import split
from ingest.sign_offs import is_closing, signature_start
from tickets.message import SegmentKind

NAMES = [
    "Óscar Núñez",
    "Ángel Gómez",
    "Ülkü Öztürk",
    "Élodie Petit",
    "Žiga Novak",
    "Łukasz Żak",
    "Иван Петров",
    "Pat Lee",
    "Ana dos Santos",
]


def signature(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(lines[signature_start(lines, 0, len(lines)) :])


@pytest.mark.parametrize("name", [*NAMES, *(unicodedata.normalize("NFD", name) for name in NAMES)])
@pytest.mark.parametrize("closing", ["Com os melhores cumprimentos,", "Att.", "Warmly,", "Saludos,", "Regards,"])
def test_the_card_under_a_closing_is_a_signature_whatever_letter_the_name_begins_with(name: str, closing: str) -> None:
    card = f"{name}\nTel. +34 911 234 567"
    assert signature(f"It beeps.\n\n{closing}\n{card}") == card
    assert signature(f"It beeps.\n\n{closing}\n\n{card}") == card


@pytest.mark.parametrize("name", ["Ülkü", "Óscar Núñez", "Bo Lindqvist"])
def test_a_dash_and_a_name_end_a_letter(name: str) -> None:
    assert signature(f"It beeps.\n\n-{name}") == f"-{name}"


@pytest.mark.parametrize(
    "line",
    [
        "Com os melhores cumprimentos",
        "Melhores cumprimentos,",
        "Cumprimentos,",
        "Att.",
        "att,",
        "Atte.",
        "Warmly",
        "Warmly,",
        "Kind regards",
    ],
)
def test_a_closing_is_known(line: str) -> None:
    assert is_closing(line)


@pytest.mark.parametrize("line", ["Att: shipping", "Attached is a picture", "AT&T", "Attn. Pat", "It beeps.", "ünder the desk"])
def test_what_only_begins_like_a_closing_is_none(line: str) -> None:
    assert not is_closing(line)


@pytest.mark.parametrize("line", ["ünder the desk it stands", "él no sabe", "über uns"])
def test_a_small_letter_begins_no_name(line: str) -> None:
    assert signature(f"It beeps.\n\n{line}\nTel. +34 911 234 567") == ""


def test_the_closing_and_a_bare_name_of_any_letter_are_the_senders_words() -> None:
    text = "It beeps.\n\nCom os melhores cumprimentos,\nÓscar"
    assert [s.kind for s in split(text, "", "x")] == [SegmentKind.NEW]
