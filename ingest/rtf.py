"""Outlook's rich text: LZFu decompression (MS-OXRTFCP) and the words of an RTF, for mails whose text exists nowhere else.

A newcomer would write a converter. The desk needs the words and the line ends; fonts, colours and pictures are groups to skip.
"""

from __future__ import annotations

import re
import struct

_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans Serif"
    b"SymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_LONGEST = 2_000_000  # octets of rich text
_TOKEN = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.IGNORECASE)
_SAID = {"par": "\n", "line": "\n", "tab": "\t", "emdash": "—", "endash": "–"}
_SAID |= {"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”"}
_SKIPPED = frozenset({"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "generator", "themedata"})


def decompressed(octets: bytes) -> bytes:
    """The rich text of a compressed one; b'' where it is none."""
    if len(octets) < 16:
        return b""
    size, magic = struct.unpack_from("<I4s", octets, 4)
    if magic == b"MELA":  # stored
        return octets[16 : 16 + size]
    return _inflated(octets[16:], min(size, _LONGEST)) if magic == b"LZFu" else b""


def _inflated(stream: bytes, size: int) -> bytes:
    """Runs of eight tokens behind a byte of flags: a literal, or twelve bits of place and four of length."""
    window = bytearray(_DICTIONARY.ljust(4096, b"\0"))
    write, position, out = len(_DICTIONARY), 0, bytearray()
    while position < len(stream) and len(out) < size:
        flags, position = stream[position], position + 1
        for bit in range(8):
            if flags >> bit & 1:
                place = int.from_bytes(stream[position : position + 2])
                start, length, position = place >> 4, (place & 15) + 2, position + 2
                if start == write % 4096:
                    return bytes(out)
            else:
                start, length = -1, 1
            for step in range(length):
                octet = window[(start + step) % 4096] if start >= 0 else (stream[position] if position < len(stream) else 0)
                out.append(octet)
                window[write % 4096] = octet
                write += 1
            position += start < 0
    return bytes(out)


def to_text(rich: bytes) -> str:
    """The words of a rich text, its paragraphs as lines."""
    out: list[str] = []
    skipping: list[bool] = [False]
    for found in _TOKEN.finditer(rich[:_LONGEST].decode("latin-1")):
        word, number, octet, symbol, brace, text = found.groups()
        if brace == "{":
            skipping.append(skipping[-1])
        elif brace == "}":
            skipping = skipping[:-1] or [False]
        elif symbol == "*" or word in _SKIPPED:
            skipping[-1] = True
        elif not skipping[-1]:
            out.append(_said(word, number, octet, symbol, text))
    return "".join(out).strip()


def _said(word: str | None, number: str | None, octet: str | None, symbol: str | None, text: str | None) -> str:
    if word == "u" and number:
        return chr(int(number) % 65_536) if not 0xD800 <= int(number) % 65_536 < 0xE000 else ""
    if octet:
        return bytes.fromhex(octet).decode("cp1252", "replace")
    return _SAID.get(word or "", "") or text or (symbol if symbol in tuple("\\{}~") else "") or ""
