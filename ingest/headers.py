"""A header block: octets in, fields out.

A newcomer would trust the blank line: gateways leave it out, double it, end lines with CR CR LF or with CR alone, and put an mbox
"From " line on top. A line that can be no field ends the header, and the body starts with it, so that no word of the sender is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest import charsets
from ingest.limits import Limits

# RFC 5322 3.6.8: printable ASCII without a colon. Blanks before the colon are obsolete syntax (4.5) that real senders use.
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]{0,20}:")
_BLANK_LINE = re.compile(rb"\n\r{0,2}\n|\r\r")
_TOP = 65_536  # octets in which blank lines on top are skipped
_MBOX_FROM = re.compile(rb">?From [^\r\n]{0,500}(?:\r\n|\n|\r)")
# Only these names prove that a header goes on below a line that is no field; "Serial: 4F07" below it is the customer's text.
_SURELY_FIELD = re.compile(
    rb"(?im)^(?:from|to|cc|subject|date|message-id|received|return-path|reply-to|mime-version|in-reply-to|references|content-[a-z-]{2,40}"
    rb"|x-[a-z0-9-]{1,60}):"
)


@dataclass(frozen=True)
class Field:
    """`name` in lower case; `value` unfolded, its octets as they came."""

    name: str
    value: bytes


@dataclass(frozen=True)
class Header:
    """The fields in their order, where the body begins in the same octets, and what was wrong."""

    fields: tuple[Field, ...] = ()
    body_start: int = 0
    defects: tuple[str, ...] = ()

    def get(self, name: str) -> bytes:
        """The first field of that name that says anything, or b''. RFC 5322 3.6 allows one; senders double them."""
        return next((field.value for field in self.fields if field.name == name and field.value), b"")

    def get_all(self, name: str) -> tuple[bytes, ...]:
        return tuple(field.value for field in self.fields if field.name == name)


def read(raw: bytes, start: int, end: int, limits: Limits) -> Header:
    """The header block that begins at `start`, inside an entity that ends at `end`."""
    first, defects = _first_line(raw, start, end)
    stop = min(end, first + limits.header_bytes)
    pieces, body_start, unfinished = _pieces(raw, first, stop)
    if stop < end and (body_start >= stop or (unfinished and raw.find(b"\n", body_start, stop) < 0)):  # its last line may be half a name
        body_start, unfinished = _after_blank_line(raw, stop, end), "header-too-long"
    fields = tuple(_field(each, limits) for each in pieces[: limits.header_fields])
    if len(fields) == limits.header_fields:
        defects.append("too-many-header-fields")
    return Header(fields, body_start, tuple(defects + [unfinished] * bool(unfinished)))


def in_utf8(header: Header, charset: str) -> Header:
    """The header with raw 8-bit fields in UTF-8 (RFC 6532). Before it they were in the charset of the body, which is `charset`, or ''."""
    if charsets.codec(charset) == "utf-7":
        return _out_of_utf7(header)
    raw = [field.value for field in header.fields if not field.value.isascii()]
    if not raw:
        return header
    decoded = charsets.decode(b" ".join(raw), charset)
    if decoded.charset == "utf-8" and not decoded.text.endswith("\ufffd"):
        return header
    texts = (charsets.decode(field.value, decoded.charset).text for field in header.fields)
    fields = tuple(Field(field.name, text.encode("utf-8", "replace")) for field, text in zip(header.fields, texts, strict=True))
    return Header(fields, header.body_start, (*header.defects, "header-not-in-utf-8"))


def _out_of_utf7(header: Header) -> Header:
    """The subject alone: "support+token@" in another field is no UTF-7, and would become another address."""
    fields = (Field(field.name, _subject_of_utf7(field.value)) if field.name == "subject" else field for field in header.fields)
    return Header(tuple(fields), header.body_start, header.defects)


def _subject_of_utf7(value: bytes) -> bytes:
    """As it came where it cannot be UTF-7 ("call +1 555"), or holds encoded words, whose base64 has "+" too."""
    decoded = charsets.decode(value, "utf-7")
    return value if decoded.guess or b"=?" in value else decoded.text.encode("utf-8", "replace")


def text(value: bytes) -> str:
    """A field's octets as text: UTF-8 (RFC 6532), else what is detected. Encoded words stay as they are."""
    return charsets.decode(value, "").text if not value.isascii() else value.decode("ascii")


def _first_line(raw: bytes, start: int, end: int) -> tuple[int, list[str]]:
    """Past the blank lines and the mbox "From " line that stand on top of a whole mail.

    A part keeps its blank first line: it has no header then (RFC 2046 5.1).
    """
    if start:
        return start, []
    top = raw[: min(end, _TOP)]
    blank = top[: len(top) - len(top.lstrip(b" \t\r\n"))]
    position = max(blank.rfind(b"\n"), blank.rfind(b"\r")) + 1
    mbox = _MBOX_FROM.match(raw, position, end)
    return (mbox.end() if mbox else position), ["blank-lines-before-header"] * bool(position)


def _pieces(raw: bytes, start: int, end: int) -> tuple[list[list[bytes]], int, str]:
    """Each field as its name and the lines of its value, where the body starts, and a defect or ''."""
    fields: list[list[bytes]] = []
    position, defect = start, ""
    surely_until = -1  # where the last field that is surely one begins; sought at the first line that is none
    for whole, after in _lines(raw, start, end):
        line = whole if fields else whole.lstrip(b" \t")  # the first line continues nothing
        if found := _FIELD.match(line):
            fields.append([found[1], line[found.end() :]])
        elif line[:1] in (b" ", b"\t") and fields and line.strip():
            fields[-1].append(line)
        elif not line:
            return fields, after, defect
        else:
            surely_until = _last_sure_field(raw, start, end) if fields and surely_until < 0 else surely_until
            if position >= surely_until:
                return (fields, position, "no-blank-line-after-header") if line.strip() else (fields, after, defect)
            fields[-1].append(b" " + line)  # a gateway took the blank before a folded line away
            defect = "line-in-header-is-no-field"
        position = after
    return fields, position, defect


def _last_sure_field(raw: bytes, start: int, end: int) -> int:
    blank = _BLANK_LINE.search(raw, start, end)
    return max((found.start() for found in _SURELY_FIELD.finditer(raw, start, blank.start() if blank else end)), default=0)


def _lines(raw: bytes, start: int, end: int) -> Iterator[tuple[bytes, int]]:
    """Each line and where the next one starts. CR alone ends a line only where the block has no LF at all."""
    stop = b"\n" if raw.find(b"\n", start, end) >= 0 else b"\r"
    position = start
    while position < end:
        found = raw.find(stop, position, end)
        after = found + 1 if found >= 0 else end
        line = raw[position : found if found >= 0 else end]
        # CR CR LF and LF CR come of gateways that end lines wrongly; each is one line end, not the blank line after the header.
        yield line.strip(b"\r"), after
        position = after


def _field(pieces: list[bytes], limits: Limits) -> Field:
    name, *lines = pieces
    value = b"".join(lines)[: limits.field_bytes]
    return Field(name.decode("ascii").lower(), value.replace(b"\r", b" ").replace(b"\x00", b"").strip())


def _after_blank_line(raw: bytes, start: int, end: int) -> int:
    """Where the body begins behind a header of which only the start is read."""
    ends = (raw.find(blank, start, end) + len(blank) for blank in (b"\r\n\r\n", b"\n\n", b"\r\r") if raw.find(blank, start, end) >= 0)
    return min(ends, default=end)
