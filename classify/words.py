"""A text as the words that the classifier counts: lower case, without accents, with every number, serial and address made one of its kind.

A mail's own serials, versions and telephone numbers say nothing about its topic, but that there is one does: each becomes a word such as
`#serial`. Device names become their family (`mdlcamera`), since no list of models is ever complete.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain, islice

MAX_TEXT = 6000  # characters; what a mail is about stands at its beginning, and a hostile one may hold megabytes
MAX_WORDS = 700

# One alternation, tried once at each place; every quantifier is bounded, so that no text makes it slow.
_TOKEN = re.compile(
    r"(?P<plain>[a-z]{1,40}+(?=[\s,!?;)]|\.\s))"  # most words, found without a try at all the others
    r"|(?P<url>(?:https?://|www\.|rtsp://)\S{1,200})"
    r"|(?P<mail>[\w.+-]{1,64}@[\w.-]{1,100})"
    r"|(?P<model>\b(?:nvr|hdvr|dvr|ip[efm][lxg]|hde[gl]|avs|icip|icr|mnt|dhi)-?(?=[\w-]{0,12}\d)[\w-]{2,30})"
    r"|(?P<firmware>\bv?\d{1,2}\.\d{2,3}\.[\w.]{3,30})"
    r"|(?P<ip>\b\d{1,3}(?:\.[\dx]{1,3}){3}(?:/\d{1,2})?)"
    r"|(?P<date>\b\d{4}[-/]\d{1,2}[-/]\d{1,2}\b)"
    r"|(?P<clock>\b\d{1,2}:\d{2}\b)"
    r"|(?P<phone>\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b)"
    r"|(?P<money>[$€£]\s?\d[\d.,]{0,12})"
    r"|(?P<serial>\b(?=[0-9a-z]{0,14}\d)(?=[0-9a-z]{0,14}[a-z])[0-9a-z]{11,18}\b)"
    r"|(?P<word>[^\W_]{1,40}(?:['’&-][^\W_]{1,20})*)"
    r"|(?P<ask>[?¿])|(?P<shout>!)"
)
_KEPT_AS_KIND = frozenset({"url", "mail", "firmware", "ip", "date", "clock", "phone", "money", "serial"})
_FAMILIES = (
    (re.compile(r"ip\w\w-?p|avs-pano|\w+-p\d{4}"), "mdlptz"),
    (re.compile(r"\w+-db\d"), "mdldoorbell"),
    (re.compile(r"icr-[23]"), "mdlwireless"),
    (re.compile(r"nvr|hdvr|dvr|dhi-nvr"), "mdlrecorder"),
    (re.compile(r"mnt"), "mdlmount"),
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_SHORT = 30  # characters: whatever is written more than once
# The tokens that reach over a blank; where there are none, each piece between blanks can be read by itself.
_HAS_A_BLANK = re.compile(r"\d{3}\)?(?: \d{3}[-. ]|[-.]\d{3} )\d{4}|[$€£]\s\d")


class _Marks(dict[int, int | None]):
    """For `str.translate`: accents and other combining marks go. What was asked of a character is remembered."""

    def __missing__(self, character: int) -> int | None:
        self[character] = None if unicodedata.combining(chr(character)) else character
        return self[character]


_MARKS = _Marks()


def words(text: str) -> list[str]:
    """At most `MAX_WORDS` words of the first `MAX_TEXT` characters, in order. Accents go, `?` and `!` stay as words of their own."""
    told = plain(text[:MAX_TEXT])
    if _HAS_A_BLANK.search(told):
        return _scanned(told)[:MAX_WORDS]
    return list(islice(chain.from_iterable(map(_words_of, told.split())), MAX_WORDS))


def _words_of(piece: str) -> tuple[str, ...]:
    """The words of what stands between two blanks; of a short one they are remembered, since the same ones come in every mail."""
    return _remembered(piece) if len(piece) <= _SHORT else tuple(_scanned(piece))


@lru_cache(maxsize=30_000)
def _remembered(piece: str) -> tuple[str, ...]:
    return tuple(_scanned(piece))


def _scanned(told: str) -> list[str]:
    return [match.group() if match.lastgroup == "plain" else _word(match) for match in _TOKEN.finditer(told)]


def plain(text: str) -> str:
    """Lower case, apostrophes straight, without accents: how one writes on a telephone."""
    lowered = text.lower().replace("’", "'")
    if lowered.isascii():
        return lowered
    return unicodedata.normalize("NFKD", lowered).translate(_MARKS)


def _word(match: re.Match[str]) -> str:
    kind, token = match.lastgroup, match.group()
    if kind in _KEPT_AS_KIND:
        return f"#{kind}"
    if kind == "model":
        return next((family for shape, family in _FAMILIES if shape.match(token)), "mdlcamera")
    if kind == "word" and _NUMBER.fullmatch(token):
        return token if len(token) < 2 else f"#{len(token)}"
    return token
