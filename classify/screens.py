"""Tables whose header names the columns: CSV exports of device lists, pasted and Markdown tables.

Where a list has a header, a cell is known by its column; everywhere else by its shape or the label before it (`classify.labels`). The
column of passwords matters most: exports of discovery tools carry one (domain.md 6).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from classify.labels import LABELS, SIGNS, Label


@dataclass(frozen=True)
class Cell:
    """A value of a table that has a header: what its column holds, and where the value stands."""

    label: Label
    start: int
    end: int


_DELIMITERS = "\t;|,"
_MAY_BE_HEADER = re.compile(
    r"(?:[\t;|,]|^)[ \t\"']{0,4}(?:user[ _-]?|device[ _-]?)?(?:s/?n|ser|n[uú°º]|pass|pwd|pw|kennwort|clave|senha|contrase)",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST_ROW = 2_000


@lru_cache(maxsize=4)  # the finders ask one after the other
def cells(text: str) -> tuple[Cell, ...]:
    """The cells under those columns of delimited tables (CSV exports, pasted or Markdown tables) that a header names."""
    return tuple(_cells(text))


def _cells(text: str) -> Iterator[Cell]:
    first = _MAY_BE_HEADER.search(text) if "\n" in text else None  # a header alone has no cells
    columns: dict[int, Label] = {}
    delimiter, width, start = "", 0, text.rfind("\n", 0, first.start() + 1) + 1 if first else len(text)
    for line in text[start:].split("\n"):
        if columns and (len(line) > _LONGEST_ROW or line.count(delimiter) != width):
            columns = {}
        if columns:
            yield from _row(line, start, delimiter, columns)
        elif len(line) <= _LONGEST_ROW and _MAY_BE_HEADER.search(line):
            delimiter, columns = _header(line)
            width = line.count(delimiter) if columns else 0
        start += len(line) + 1


def _header(line: str) -> tuple[str, dict[int, Label]]:
    """The delimiter and the columns that a header line names; no columns where it is no header of a device list."""
    delimiter = max(_DELIMITERS, key=line.count)
    parts = [part.strip(SIGNS).lower() for part in line.split(delimiter)]
    if len(parts) < 3:
        return delimiter, {}
    columns = {number: label for number, part in enumerate(parts) for label, names in LABELS.items() if part in names}
    return delimiter, columns if {Label.SERIAL, Label.PASSWORD} & set(columns.values()) else {}


def _row(line: str, start: int, delimiter: str, columns: dict[int, Label]) -> Iterator[Cell]:
    for number, part in enumerate(line.split(delimiter)):
        value = part.strip(" \"'\r")
        if number in columns and value:
            offset = start + part.index(value)
            yield Cell(columns[number], offset, offset + len(value))
        start += len(part) + 1
