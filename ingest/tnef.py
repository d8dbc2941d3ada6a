"""winmail.dat (MS-OXTNEF): the text and the files that Outlook hides in it, by tnefparse.

tnefparse copies the rest of the stream for every object and believes every count in it, so a hostile file of a few megabytes would
hold it for hours. The stream is walked here first, and only the objects that are wanted, at most a few hundred, are handed on. It
raises a dozen kinds of errors on damaged files, and leaves compressed RTF compressed (see `ingest.rtf`).
"""

from __future__ import annotations

import logging
import struct
from dataclasses import dataclass

from tnefparse.tnef import TNEF, TNEFAttachment  # type: ignore[import-untyped]

from ingest import charsets, rtf

logging.getLogger("tnefparse").setLevel(logging.CRITICAL)

_SIGNATURE = b"\x78\x9f\x3e\x22"
_MOST_OBJECTS = 400
_LONGEST = 40_000_000  # octets
_WANTED = frozenset(
    {TNEF.ATTOEMCODEPAGE, TNEF.ATTBODY, TNEF.ATTMAPIPROPS}
    | {TNEF.ATTATTACHRENDDATA, TNEF.ATTATTACHTITLE, TNEF.ATTATTACHDATA, TNEF.ATTATTACHMENT}
)
# The library parses with asserts, struct, codecs and bare indexing: any of these means "damaged", and the file is kept as it came.
_DAMAGED = (ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError, struct.error, RecursionError, NameError)


@dataclass(frozen=True)
class File:
    filename: str
    content: bytes


@dataclass(frozen=True)
class Unpacked:
    """`text` and `html` are '' where the stream has no such body."""

    text: str = ""
    html: str = ""
    files: tuple[File, ...] = ()


def unpacked(octets: bytes) -> Unpacked | None:
    """What is inside; None where the octets are no readable TNEF."""
    if not octets.startswith(_SIGNATURE) or len(octets) > _LONGEST:
        return None
    try:
        found = TNEF(_wanted(octets), do_checksum=False)
    except _DAMAGED:
        return None
    text, html = _text(found.body), _text(found.htmlbody)
    if not text and not html and isinstance(found._rtfbody, bytes):  # noqa: SLF001  (its public property needs a further library)
        text = rtf.to_text(rtf.decompressed(found._rtfbody))  # noqa: SLF001
    return Unpacked(text, html, tuple(_file(attachment) for attachment in found.attachments))


def _wanted(octets: bytes) -> bytes:
    """The stream with its wanted objects only. An object: level, name, type, length, content, checksum (MS-OXTNEF 2.1.3)."""
    pieces, position = [octets[:6]], 6
    while position + 11 <= len(octets) and len(pieces) < _MOST_OBJECTS:
        name, size = struct.unpack_from("<H", octets, position + 1)[0], struct.unpack_from("<I", octets, position + 5)[0]
        after = min(len(octets), position + 11 + size)
        if name in _WANTED:
            pieces.append(octets[position:after])
        position = after
    return b"".join([*pieces, b"\0\0"])


def _file(attachment: TNEFAttachment) -> File:
    name = attachment.long_filename() if _is_readable(attachment._name) else ""  # noqa: SLF001
    return File(_text(name).strip("\0 "), attachment.data if isinstance(attachment.data, bytes) else b"")


def _is_readable(name: object) -> bool:
    try:
        return not isinstance(name, bytes) or bool(name.decode() or True)
    except UnicodeDecodeError:
        return False


def _text(value: object) -> str:
    if isinstance(value, list | tuple):
        value = value[0] if value else ""
    return charsets.decode(value, "").text.rstrip("\0") if isinstance(value, bytes) else str(value or "").rstrip("\0")
