from __future__ import annotations

import pytest

from responders.phrases import PhraseFault, Phrases
from responders.sources import SHIPPED

SHIPPED_WORDS = {language: Phrases.read((SHIPPED / language / "phrases.toml").read_text("utf-8")) for language in ("en", "es", "fr", "pt")}


@pytest.mark.parametrize(
    ("language", "clock", "noon", "day"),
    [
        ("en", "8:30 AM", "12:00 PM", "Monday, March 2"),
        ("es", "8:30 a. m.", "12:00 p. m.", "lunes 2 de marzo"),
        ("fr", "8 h 30", "12 h", "lundi 2 mars"),
        ("pt", "8h30", "12h", "segunda-feira, 2 de março"),
    ],
)
def test_each_language_says_times_in_its_way(language: str, clock: str, noon: str, day: str) -> None:
    words = SHIPPED_WORDS[language]
    assert words.clock("2026-03-02T08:30-05:00") == clock
    assert words.clock("12:00") == noon
    assert words.day("2026-03-02T08:30-05:00") == day


def test_an_unknown_code_is_said_by_its_first_part_or_not_at_all() -> None:
    words = SHIPPED_WORDS["en"]
    assert words.say("troubleshooting.something_new", "topic") == "a problem with the system"
    assert words.say("serial.toaster", "where") == words.say("serial", "where")
    assert words.say("nonsense", "topic") == ""


def test_a_zone_without_words_is_called_by_its_city() -> None:
    assert SHIPPED_WORDS["en"].zone("America/Puerto_Rico") == "Puerto Rico"


@pytest.mark.parametrize("value", ["", "soon", "25:00", "2026-13-01T00:00", "T", "x" * 1000])
def test_what_is_no_time_is_said_as_nothing(value: str) -> None:
    assert SHIPPED_WORDS["en"].clock(value) == ""
    assert SHIPPED_WORDS["en"].day(value) == ""


NAMES = f"weekdays = {['a'] * 7}\nmonths = {['b'] * 12}\n"


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("weekdays = [", "Invalid"),
        ("", "weekdays: 7 names"),
        (f"weekdays = {['a'] * 7}\nmonths = ['b']", "months: 12 names"),
        (f"{NAMES}fact = 'x'", "fact: a table"),
        (f"{NAMES}[fact]\nserial = 3", "fact.serial: words in quotes"),
        (f"{NAMES}[clock]\npattern = '{{hour.__class__.__mro__}}'", "clock.pattern"),
        (f"{NAMES}[clock]\npattern = '{{hour:>999999999}}'", "clock.pattern"),
        (f"{NAMES}[clock]\npattern = '{{year}}'", "clock.pattern"),
    ],
)
def test_words_that_cannot_serve_are_told(source: str, told: str) -> None:
    with pytest.raises(PhraseFault, match=told):
        Phrases.read(source)
