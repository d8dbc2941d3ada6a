"""Files inside a text: uuencode and yEnc, from before MIME and from scanners and recorders that never learned it.

A newcomer would search with one expression over the whole text: that is where hostile mail makes it hang. Lines are walked once here.
A block without an end line is one all the same (the mail was cut), but a text that merely says "begin 644 something" is not.

BinHex (RFC 1741) stays the file that it is, with its type: no mailer has written it for twenty years, and Macs open it.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

_OPENING = re.compile(rb"^(?:begin(?:-base64)? [0-7]{3,4} |=ybegin [^\r\n]{0,300}?name=)([^\r\n]{1,255})\r?$", re.MULTILINE)
_MOST = 100  # openings that are looked at
_YENC_MOST = 50_000_000  # octets
_UNESCAPED = bytes((octet - 42) % 256 for octet in range(256))
_ESCAPED = re.compile(rb"=(.)", re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A file in a text: `start` and `end` are octets of the text that it takes."""

    filename: bytes
    content: bytes
    start: int
    end: int


def first(body: bytes) -> Block | None:
    return next(blocks(body), None)


def blocks(body: bytes) -> Iterator[Block]:
    """Every encoded file of a body, in order."""
    behind = 0
    for opening in islice(_OPENING.finditer(body), _MOST):
        if opening.start() < behind:
            continue  # a line of the file before
        reader = _yencoded if opening[0].startswith(b"=") else _uuencoded
        block = reader(body, opening.start(), opening.end() + 1, opening[1].strip())
        if block:
            behind = block.end
            yield block


def _line(body: bytes, start: int) -> tuple[bytes, int]:
    end = body.find(b"\n", start)
    end = len(body) if end < 0 else end + 1
    return body[start:end].rstrip(b"\r\n"), end


def _uuencoded(body: bytes, start: int, position: int, filename: bytes) -> Block | None:
    out: list[bytes] = []
    while position < len(body):
        line, after = _line(body, position)
        if line in (b"end", b"===="):
            position = after
            break
        octets = _uu_line(line)
        if octets is None:
            break
        out.append(octets)
        position = after
    content = b"".join(out)
    return Block(filename, content, start, position) if content else None


def _uu_line(line: bytes) -> bytes | None:
    """The octets of one line; None where it is none."""
    if not line.strip():
        return b""
    if not b" " <= line[:1] <= b"`" or len(line) > 90:
        return None
    wanted = (line[0] - 32 & 63) * 4 // 3 + 1
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        try:  # encoders that append rubbish after the counted letters, or leave it in the unused bits of the last one
            return binascii.a2b_uu(line[: ((line[0] - 32 & 63) * 4 + 5) // 3])
        except binascii.Error:
            return b"" if len(line) < wanted // 2 else None


def _yencoded(body: bytes, start: int, position: int, filename: bytes) -> Block | None:
    """yEnc: every octet plus 42, "=" escapes one by another 64; lines that start with =y are its frame."""
    end = body.find(b"\n=yend", position - 1, position + _YENC_MOST)
    if end < 0:
        return None
    lines = [line.rstrip(b"\r") for line in body[position:end].split(b"\n") if not line.startswith(b"=ypart ")]
    octets = _ESCAPED.sub(lambda found: bytes([(found[1][0] - 64) % 256]), b"".join(lines))
    return Block(filename, octets.translate(_UNESCAPED), start, _line(body, end + 1)[1])
