"""A text as the words that the classifier counts: lower case, without accents, with every number, serial and address made one of its kind.

A mail's own serials, versions and telephone numbers say nothing about its topic, but that there is one does: each becomes a word such as
`#serial`. Device names become their family (`mdlcamera`), since no list of models is ever complete.
"""

from __future__ import annotations

import re
import unicodedata

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


class _Marks(dict[int, int | None]):
    """For `str.translate`: accents and other combining marks go. What was asked of a character is remembered."""

    def __missing__(self, character: int) -> int | None:
        self[character] = None if unicodedata.combining(chr(character)) else character
        return self[character]


_MARKS = _Marks()


def words(text: str) -> list[str]:
    """At most `MAX_WORDS` words of the first `MAX_TEXT` characters, in order. Accents go, `?` and `!` stay as words of their own."""
    found: list[str] = []
    for match in _TOKEN.finditer(plain(text[:MAX_TEXT])):
        kind = match.lastgroup
        found.append(match.group() if kind == "plain" else _word(kind or "word", match.group()))
        if len(found) == MAX_WORDS:
            break
    return found


def plain(text: str) -> str:
    """Lower case, apostrophes straight, without accents: how one writes on a telephone."""
    lowered = text.lower().replace("’", "'")
    if lowered.isascii():
        return lowered
    return unicodedata.normalize("NFKD", lowered).translate(_MARKS)


def _word(kind: str, token: str) -> str:
    if kind in _KEPT_AS_KIND:
        return f"#{kind}"
    if kind == "model":
        return next((family for shape, family in _FAMILIES if shape.match(token)), "mdlcamera")
    if kind == "word" and _NUMBER.fullmatch(token):
        return token if len(token) < 2 else f"#{len(token)}"
    return token
