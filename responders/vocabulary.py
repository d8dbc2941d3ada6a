"""What a letter may show: every variable by name, its shape, and what stands in its place when it is absent.

A newcomer expects a letter to fail on a missing value. It cannot: `complete` fills whatever a row stored years ago does not know, so a
letter edited today still renders for values queued yesterday. The gate reads the same tables, so a name it passes always has a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import TypeAlias

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"
Values: TypeAlias = Mapping[str, Value]


class Kind(StrEnum):
    TEXT = "text"  # one line; breaks and controls become blanks
    CODE = "code"  # a word of the desk's own: compared with, and said through `phrase`, never shown
    LINK = "link"  # an address of ours; anything that is none is empty
    LINES = "lines"  # keeps its line breaks; shown through the filter `lines`
    NUMBER = "number"
    FLAG = "yes or no"
    MOMENT = "moment"  # ISO 8601 with an offset; shown through `day` or `clock`
    RECORD = "record"
    ROWS = "rows"  # what a `for` may walk


@dataclass(frozen=True, kw_only=True)
class Shape:
    """`limit` is characters of a text, or rows; it is what bounds a letter whatever the values are."""

    kind: Kind
    meaning: str = ""
    limit: int = 0
    section: str = ""  # of phrases.toml, for a code; '' for one that is only compared with
    is_vital: bool = False  # a letter without it would be worse than none: whatever else stands there, it must be shown
    fields: Mapping[str, Shape] = field(default_factory=lambda: MappingProxyType({}))


def text(meaning: str, limit: int = 200) -> Shape:
    return Shape(kind=Kind.TEXT, meaning=meaning, limit=limit)


def code(section: str, meaning: str = "") -> Shape:
    said = f"phrase('{section}')" if section else "to be compared with"
    return Shape(kind=Kind.CODE, meaning=f"{meaning or 'code'}: {said}", limit=60, section=section)


def vital(shape: Shape) -> Shape:
    return replace(shape, is_vital=True)


def link(meaning: str, limit: int = 500) -> Shape:
    return Shape(kind=Kind.LINK, meaning=meaning, limit=limit)


def lines(meaning: str, limit: int = 200_000) -> Shape:
    return Shape(kind=Kind.LINES, meaning=meaning, limit=limit)


def number(meaning: str) -> Shape:
    return Shape(kind=Kind.NUMBER, meaning=meaning)


def flag(meaning: str) -> Shape:
    return Shape(kind=Kind.FLAG, meaning=meaning)


def moment(meaning: str) -> Shape:
    return Shape(kind=Kind.MOMENT, meaning=meaning, limit=40)


def record(meaning: str, **fields: Shape) -> Shape:
    return Shape(kind=Kind.RECORD, meaning=meaning, fields=fields)


def rows(meaning: str, limit: int = 12, **fields: Shape) -> Shape:
    return Shape(kind=Kind.ROWS, meaning=meaning, limit=limit, fields=fields)


def complete(shapes: Mapping[str, Shape], values: Values) -> dict[str, Value]:
    """`values` cut to these shapes: the unknown dropped, the absent filled, texts and rows within their limits."""
    return {name: _fit(shape, values.get(name)) for name, shape in shapes.items()}


def _fit(shape: Shape, value: Value) -> Value:
    return _FITS[shape.kind](shape, value)


def _fit_text(shape: Shape, value: Value) -> Value:
    return one_line(value if isinstance(value, str) else "", shape.limit)


def _fit_link(shape: Shape, value: Value) -> Value:
    target = value if isinstance(value, str) else ""
    return target if _LINK.fullmatch(target) and len(target) <= shape.limit else ""


def _fit_lines(shape: Shape, value: Value) -> Value:
    return kept_lines(value if isinstance(value, str) else "", shape.limit)


def _fit_number(_: Shape, value: Value) -> Value:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else 0


def _fit_flag(_: Shape, value: Value) -> Value:
    return bool(value)


def _fit_record(shape: Shape, value: Value) -> Value:
    return complete(shape.fields, value if isinstance(value, dict) else {})


def _fit_rows(shape: Shape, value: Value) -> Value:
    found = value if isinstance(value, list) else []
    return [complete(shape.fields, row) for row in found[: shape.limit] if isinstance(row, dict)]


_FITS = MappingProxyType(
    {
        Kind.TEXT: _fit_text,
        Kind.CODE: _fit_text,
        Kind.MOMENT: _fit_text,
        Kind.LINK: _fit_link,
        Kind.LINES: _fit_lines,
        Kind.NUMBER: _fit_number,
        Kind.FLAG: _fit_flag,
        Kind.RECORD: _fit_record,
        Kind.ROWS: _fit_rows,
    }
)

# http for a console on the desk's own machine; what a scheme may do beyond these is not for mail.
_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s<>\"']+")
# C0 and C1 controls; the marks and isolates that turn text around; separators that some readers take for line breaks; zero-width and
# private-use characters (the compiler's own place holders among them).
_HIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ue000-\uf8ff\ufeff\ufff9-\uffff]")
_HIDDEN_BUT_BREAKS = re.compile(_HIDDEN.pattern.replace(r"\x00-\x1f", r"\x00-\x08\x0b-\x1f"))


def one_line(value: str, limit: int) -> str:
    """The value as one line of at most `limit` characters, without anything that is not seen."""
    if len(value) <= limit and value.isprintable() and "  " not in value and value == value.strip():
        return value  # nearly all of them; `isprintable` knows no control, mark, break or private use
    if len(value) > limit * 4:
        value = value[: limit * 4]
    line = " ".join(_HIDDEN.sub(" ", value).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def kept_lines(value: str, limit: int) -> str:
    unified = value[:limit].replace("\r\n", "\n").replace("\r", "\n")
    return _HIDDEN_BUT_BREAKS.sub(" ", unified).strip("\n")
