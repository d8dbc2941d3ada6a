"""Content-Transfer-Encoding: the octets of a part, however damaged.

A newcomer would let the decoder raise: base64 arrives truncated, with text behind it, with line ends lost; what can be decoded is,
and the rest is a defect. Names of encodings are misspelt ("7-bit", "base64;", "quoted-printeable"); an unknown one leaves the octets alone.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Callable
from dataclasses import dataclass

from ingest import uu

_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))
_BLANKS = (b" ", b"\t", b"\r", b"\n")
_BLANKS_OF_WORDS = 30  # octets to a blank: more blanks than this are words that somebody only called base64
_MOST_BLOCKS = 10_000  # padded blocks one after another
_NOT_IN_NAME = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True)
class Octets:
    content: bytes
    defect: str = ""


def decode(body: bytes, encoding: bytes) -> Octets:
    """`encoding` is the value of the field, b'' where there is none (RFC 2045 6.1: 7bit)."""
    name = _NOT_IN_NAME.sub("", encoding.decode("latin-1").lower().partition("(")[0])
    for prefix, decoder in _DECODERS.items():
        if name.startswith(prefix):
            return decoder(body)
    return Octets(body, "" if name in _IDENTITY else "transfer-encoding-unknown")


def unbase64(letters: bytes) -> bytes:
    """The octets of base64 letters, whatever stands among them and however many are missing at the end."""
    return _octets(letters.translate(None, _NOT_BASE64).rstrip(b"=").replace(b"=", b""))


def _octets(letters: bytes) -> bytes:
    whole = letters[:-1] if len(letters) % 4 == 1 else letters  # six bits are no octet
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))


def _base64(body: bytes) -> Octets:
    if body.count(b" ") * _BLANKS_OF_WORDS > len(body):
        return Octets(body, "base64-is-none")
    letters = body.translate(None, _NOT_BASE64)
    content, defect = b"", ""
    if b"=" in letters.rstrip(b"="):  # several blocks one after another, each with its padding
        content, letters = _blocks(letters)
        defect = "base64-padding-inside"
    else:
        letters = letters.rstrip(b"=")
    if len(letters) % 4 == 1:
        defect = "base64-truncated"
    content += _octets(letters)
    if sum(map(body.count, _BLANKS)) + len(letters) + 4 < len(body):  # counted, for a copy of a large file costs its size again
        defect = defect or "base64-with-other-octets"
    return Octets(content, defect)


def _blocks(letters: bytes) -> tuple[bytes, bytes]:
    """Every padded block decoded, and the letters behind the last padding."""
    *blocks, rest = re.split(rb"={1,1000}", letters, maxsplit=_MOST_BLOCKS)
    return b"".join(map(unbase64, blocks)), rest.replace(b"=", b"")


def _quoted_printable(body: bytes) -> Octets:
    return Octets(quopri.decodestring(body))


def _uuencode(body: bytes) -> Octets:
    block = uu.first(body)
    return Octets(block.content) if block else Octets(body, "uuencode-unreadable")


_IDENTITY = ("", "7bit", "7bits", "8bit", "8bits", "binary", "none", "plain")
_DECODERS: dict[str, Callable[[bytes], Octets]] = {
    "base64": _base64,
    "quotedprint": _quoted_printable,
    "quote": _quoted_printable,
    "xuu": _uuencode,
    "uu": _uuencode,
}
