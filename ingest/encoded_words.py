"""RFC 2047: `=?charset?B?…?=` in a header becomes text.

A newcomer would decode word by word: mailers cut a character of UTF-8 or ISO-2022-JP between two words, so the octets of neighbours
of one charset are joined first. Words inside quotes, with blanks inside or glued to text are no encoded words by the law; all are sent.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest import charsets, transfer

# RFC 2231 5 adds a language behind a star. Seventy-five octets are the law; mailers that never fold write thousands.
_WORD = re.compile(r"=\?([A-Za-z0-9_.:()+-]{1,40})(?:\*[A-Za-z0-9-]{0,20})?\?([BbQq])\?([^?]{0,20000}(?:\?(?!=)[^?]{0,2000}){0,20})\?=")
_Q_OCTET = re.compile(r"=([0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class _Word:
    charset: str
    octets: bytes


def decode(value: str) -> str:
    """The text with every encoded word decoded; blanks between two of them vanish (RFC 2047 6.2)."""
    if "=?" not in value:
        return value
    out: list[str] = []
    held: list[_Word] = []
    position = 0
    for found in _WORD.finditer(value):
        between = value[position : found.start()]
        if not (held and not between.strip()):
            out += [_joined(held), between]
            held = []
        word = _Word(found[1].lower(), _octets(found[2], found[3]))
        if held and held[-1].charset != word.charset:
            out.append(_joined(held))
            held = []
        held.append(word)
        position = found.end()
    return "".join([*out, _joined(held), value[position:]])


def _octets(encoding: str, encoded: str) -> bytes:
    plain = encoded.encode("utf-8", "surrogateescape")
    if encoding in "Qq":
        return _Q_OCTET.sub(lambda found: chr(int(found[1], 16)), plain.decode("latin-1").replace("_", " ")).encode("latin-1")
    return transfer.unbase64(plain)


def _joined(words: list[_Word]) -> str:
    if not words:
        return ""
    return charsets.decode(b"".join(word.octets for word in words), words[0].charset).text
