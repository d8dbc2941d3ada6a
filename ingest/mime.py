"""The MIME tree of a mail: entities as places in the octets, nothing copied, nothing decoded.

The standard library's feed parser is not used here: it reads line by line through generators as deep as the nesting, so that 100,000
parts or 1,000 levels take it minutes or its stack. Delimiters are searched instead, and the limits hold while searching.

A newcomer would believe the boundary parameter: it is missing, misquoted, or not the one in the body; closing delimiters are left out,
doubled, or followed by more parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest import headers, parameters, transfer
from ingest.headers import Header
from ingest.limits import Limits
from ingest.parameters import Parametered
from ingest.transfer import Octets

_DEFAULT_TYPE = "text/plain"  # RFC 2045 5.2
_SNIFFED_BOUNDARY = re.compile(rb"(?im)^--([^\r\n]{1,200}?)[ \t]{0,20}(?:\r\n|\n|\r)content-[a-z]{1,30}[a-z-]{0,30}:")
_SNIFF_BYTES = 65_536


@dataclass(frozen=True, kw_only=True)
class Part:
    """One entity: `raw[start:end]` is its body, still encoded.

    `number` is its place in the tree, "1.2"; "1.2/1" inside what was unwrapped from "1.2"; "" for a multipart root.
    """

    number: str
    header: Header
    type: Parametered
    disposition: Parametered
    raw: bytes = field(repr=False)
    start: int
    end: int
    children: tuple[Part, ...] = ()

    @property
    def body(self) -> bytes:
        return self.raw[self.start : self.end]

    @property
    def is_mail(self) -> bool:
        return self.type.value in ("message/rfc822", "message/global")  # the second one is RFC 6532's

    @property
    def filename(self) -> str:
        """As sent. Content-Disposition knows better than Content-Type's `name`, which RFC 2046 dropped and everyone sends."""
        return self.disposition.get("filename") or self.type.get("name") or self.disposition.get("name")

    def decoded(self, most: int) -> Octets:
        return transfer.decode(self.raw[self.start : min(self.end, self.start + most)], self.header.get("content-transfer-encoding"))


@dataclass(frozen=True)
class Tree:
    root: Part
    defects: tuple[str, ...]


def read(raw: bytes, limits: Limits, *, within: str = "") -> Tree:
    """The tree of a whole mail, or of any octets. `within` is the number of the part that they were unwrapped from."""
    reader = _Reader(raw, limits)
    root = reader.entity(0, len(raw), f"{within}/" if within else "", depth=0, default=_DEFAULT_TYPE)
    return Tree(root, tuple(dict.fromkeys(reader.defects)))


class _Reader:
    """One pass over one mail: what has been spent of its limits, and what was wrong so far."""

    def __init__(self, raw: bytes, limits: Limits) -> None:
        self.raw = raw
        self.limits = limits
        self.parts = 0
        self.defects: list[str] = []

    def entity(self, start: int, end: int, number: str, *, depth: int, default: str) -> Part:
        self.parts += 1
        header = headers.read(self.raw, start, end, self.limits)
        self.defects += header.defects
        kind = self._type(header, default, end)
        place = self._children(header.body_start, end, number, kind, depth) if kind.value.startswith("multipart/") else ()
        if kind.value.startswith("multipart/") and not place:
            self.defects.append("multipart-without-parts")
            kind = Parametered(_DEFAULT_TYPE, kind.parameters)
        return Part(
            number=number if place or number[-1:] not in ("", "/") else f"{number}1",
            header=header,
            type=kind,
            disposition=parameters.read(header.get("content-disposition")),
            raw=self.raw,
            start=min(header.body_start, end),
            end=end,
            children=place,
        )

    def _type(self, header: Header, default: str, end: int) -> Parametered:
        declared = [parameters.read(value) for value in header.get_all("content-type") if value]
        # Scripts that add a field to the one that their library writes: the one that the body obeys is meant.
        obeyed = (kind for kind in declared[1:] if kind.value.startswith("multipart/") and self._obeys(kind, header.body_start, end))
        kind = next(obeyed, declared[0] if declared else self._undeclared(header, end))
        major, _, minor = kind.value.partition("/")
        if major and minor:
            return kind
        if declared:
            self.defects.append("content-type-unreadable")
        return Parametered(default, kind.parameters)

    def _obeys(self, kind: Parametered, start: int, end: int) -> bool:
        boundary = kind.get("boundary").encode("utf-8", "surrogateescape")
        return bool(boundary) and self._has(b"--" + boundary, start, end)

    def _undeclared(self, header: Header, end: int) -> Parametered:
        """A body that begins with a delimiter and a part's header has lost the field that named it; words never begin so."""
        found = _SNIFFED_BOUNDARY.match(self.raw, header.body_start, end)
        return Parametered("multipart/mixed", {"boundary": found[1].decode("utf-8", "surrogateescape")}) if found else Parametered()

    def _children(self, start: int, end: int, number: str, kind: Parametered, depth: int) -> tuple[Part, ...]:
        if depth >= self.limits.depth:
            self.defects.append("too-deep")
            return ()
        default = "message/rfc822" if kind.value == "multipart/digest" else _DEFAULT_TYPE  # RFC 2046 5.1.5
        found: list[Part] = []
        for first, last in self._sections(start, end, kind.get("boundary")):
            if self.parts >= self.limits.parts:
                self.defects.append("too-many-parts")
                break
            joint = "" if number[-1:] in ("", "/") else "."
            place = f"{number}{joint}{len(found) + 1}"
            found.append(self.entity(first, last, place, depth=depth + 1, default=default))
        return tuple(found)

    def _sections(self, start: int, end: int, boundary: str) -> Iterator[tuple[int, int]]:
        """First and last octet of each part between the delimiters."""
        delimiter = b"--" + boundary.encode("utf-8", "surrogateescape")
        if not boundary or not self._has(delimiter, start, end):
            delimiter = self._sniffed(start, end)
        opened = -1
        for line, after, closes in self._delimiters(delimiter, start, end):
            if opened >= 0 and line > opened:
                yield opened, self._without_line_end(opened, line)
            opened = -1 if closes else after
        if 0 <= opened < end:
            self.defects.append("multipart-not-closed")
            yield opened, end

    def _has(self, delimiter: bytes, start: int, end: int) -> bool:
        return next(self._delimiters(delimiter, start, end), None) is not None

    def _sniffed(self, start: int, end: int) -> bytes:
        """The delimiter that the body really uses, where the header names none or another one; b'' where there is none."""
        found = _SNIFFED_BOUNDARY.search(self.raw, start, min(end, start + _SNIFF_BYTES))
        self.defects.append("boundary-wrong" if found else "boundary-missing")
        return b"--" + found[1] if found else b""

    def _delimiters(self, delimiter: bytes, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """Start of each delimiter line, start of the next line, and whether it closes (RFC 2046 5.1.1)."""
        position = self.raw.find(delimiter, start, end) if delimiter else -1
        for _ in range(self.limits.delimiters):
            if position < 0:
                return
            behind = position + len(delimiter)
            closes = self.raw[behind : behind + 2] == b"--"
            after = self._line_end(behind, end)
            rest = self.raw[behind : min(after, behind + 100)].strip()
            if (position == start or self.raw[position - 1] in b"\r\n") and (closes or not rest):
                yield position, after, closes
                behind = max(behind, after)
            position = self.raw.find(delimiter, behind, end)
        self.defects.append("too-many-parts")

    def _line_end(self, position: int, end: int) -> int:
        lf = self.raw.find(b"\n", position, min(end, position + 1_000))
        if lf >= 0:
            return lf + 1
        cr = self.raw.find(b"\r", position, min(end, position + 1_000))
        return cr + 1 if cr >= 0 else min(end, position + 1_000)

    def _without_line_end(self, start: int, line: int) -> int:
        """The line end before a delimiter belongs to the delimiter."""
        for ending in (b"\r\n", b"\n", b"\r"):
            if self.raw.endswith(ending, start, line):
                return line - len(ending)
        return line
