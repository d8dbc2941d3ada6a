"""S/MIME opaque signatures (RFC 8551 3.5.2): the mail inside a CMS SignedData, taken out without judging the signature.

Only the road to `encapContentInfo.eContent` is walked; the wrapper proves nothing here (see `ingest.trust`). A newcomer would
expect DER: OpenSSL and Outlook write BER with indefinite lengths and the content cut into pieces.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_DATA = bytes.fromhex("2a864886f70d010701")
_OBJECT_ID, _OCTETS, _OCTETS_IN_PIECES, _SEQUENCE, _EXPLICIT_0 = 0x06, 0x04, 0x24, 0x30, 0xA0
_DEEPEST = 12
_MOST = 100_000  # elements that are looked at


class _UnreadableError(ValueError):
    """Not the BER of a signed message."""


@dataclass(frozen=True)
class _Element:
    tag: int
    start: int  # of its content
    end: int
    after: int  # where the next element begins


def signed_content(ber: bytes) -> bytes | None:
    """The MIME entity that was signed; None where the octets are encrypted, detached, or no CMS at all."""
    try:
        info = _inside(ber, _first(ber, 0, len(ber), _SEQUENCE))
        if _oid(ber, next(info)) != _SIGNED_DATA:
            return None
        signed = _inside(ber, _first_in(ber, next(info), _SEQUENCE))
        encapsulated = next(element for element in signed if element.tag == _SEQUENCE)
        content = _inside(ber, encapsulated)
        if _oid(ber, next(content)) != _DATA:
            return None
        return b"".join(_octets(ber, next(_inside(ber, next(content))), 0))
    except (_UnreadableError, StopIteration):
        return None


def _first(ber: bytes, start: int, end: int, tag: int) -> _Element:
    element = _element(ber, start, end)
    if element.tag != tag:
        raise _UnreadableError
    return element


def _first_in(ber: bytes, outer: _Element, tag: int) -> _Element:
    if outer.tag != _EXPLICIT_0:
        raise _UnreadableError
    return _first(ber, outer.start, outer.end, tag)


def _oid(ber: bytes, element: _Element) -> bytes:
    return ber[element.start : element.end] if element.tag == _OBJECT_ID else b""


def _octets(ber: bytes, element: _Element, depth: int) -> Iterator[bytes]:
    if element.tag == _OCTETS:
        yield ber[element.start : element.end]
    elif element.tag == _OCTETS_IN_PIECES and depth < _DEEPEST:
        for piece in _inside(ber, element):
            yield from _octets(ber, piece, depth + 1)
    else:
        raise _UnreadableError


def _inside(ber: bytes, outer: _Element) -> Iterator[_Element]:
    position = outer.start
    for _ in range(_MOST):
        if position >= outer.end or ber[position : position + 2] == b"\0\0":
            return
        element = _element(ber, position, outer.end)
        yield element
        position = element.after


def _element(ber: bytes, start: int, end: int, depth: int = 0) -> _Element:
    if start + 2 > end or depth > _DEEPEST:
        raise _UnreadableError
    tag, length, content = ber[start], ber[start + 1], start + 2
    if length == 0x80:
        last = _end_of_indefinite(ber, content, end, depth)
        return _Element(tag, content, last, last + 2)
    if length & 0x80:
        width = length & 0x7F
        length, content = int.from_bytes(ber[content : content + min(width, 8)]), content + width
    return _Element(tag, content, min(content + length, end), min(content + length, end))


def _end_of_indefinite(ber: bytes, start: int, end: int, depth: int) -> int:
    position = start
    for _ in range(_MOST):
        if ber[position : position + 2] == b"\0\0" or position >= end:
            return position
        position = _element(ber, position, end, depth + 1).after
    raise _UnreadableError
