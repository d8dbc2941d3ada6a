"""System Information as people paste it: the labels of devices in six languages, and tables whose header names the columns.

Copying a web page's table gives label and value on alternating lines, or a tab, a colon, several blanks or a bar between them; an API
paste has `serialNumber=…` or JSON quotes. So what joins a label to its value (`GLUE`) may hold one line end. Values that prove
themselves by their shape (Dahua serials and versions) need no label; these labels serve the shapes of other makers and lone dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

GLUE = r"""["'`*]{0,3}[ \t]{0,12}(?:[:=：#|>]|\.{2,9}|\r?\n(?!\n)|-(?=[ \t]))?[ \t]{0,12}["'`*#]{0,3}"""


class Label(StrEnum):
    SERIAL = "serial"
    FIRMWARE = "firmware"
    BUILD = "build"
    MODEL = "model"
    PASSWORD = "password"  # noqa: S105 - the name of a column


# (?i) is expected; each alternative is a whole label. "subSerialNumber" and "updateSerial" are no serials.
WORDS = {
    Label.SERIAL: (
        r"(?:(?:device|unit|recorder|nvr|cam(?:era)?)[ ]?)?"
        r"(?:s[./\\]{0,2}\s?/?\s?n[.o]?|n[./]{1,2}s|ns|sl|"
        r"ser(?:ial(?:i|es|s)?)?(?:[ _.-]{0,2}(?:numbers?|num|nr|no|nos|n[º°o]|id|code|#))?[.#]?"
        r"|n[uú]m(?:ero)?s?[ .]{1,2}(?:de |di )?s[eé]rie?|n[º°o.]{1,2} ?(?:de |di )?s[eé]rie|s[eé]ries?(?: n[º°o])?|"
        r"serien?[ -]?n(?:ummer|r\.?|um\.?)|matricola|login to)"
    ),
    Label.FIRMWARE: (
        r"(?:firmware|fw|f/w|sys(?:tem)?|logiciel|micrologiciel|système|software|sw|mcu)?[ _-]?"
        r"(?:firmware|fw|version(?:s|e)?|versi[oó]n|vers[aã]o|revision|rev|ver)(?:[ _-](?:version|number|no\.?|release|"
        r"del? (?:sistema|firmware|software)|d[ou] (?:sistema|syst[eè]me|firmware|logiciel)|logicielle|syst[eè]me))?"
    ),
    Label.BUILD: (
        r"(?:(?:firmware|fw|system)[ _-]?)?(?:build[ _-]?date|build|bld|built|compiled|release(?:d)?[ _-]?date|firmwarereleaseddate|"
        r"(?:fecha|date|data) (?:de |do |du |di )?(?:la )?(?:compilaci[oó]n|compilation|compila[cç][aã]o|compilazione|build|firmware)|"
        r"compilaci[oó]n|compilation|compila[cç][aã]o|compilado|compil[eé]|erstellungsdatum|erstellt|build-?datum)"
    ),
    Label.MODEL: (
        r"(?:device[ _-]?(?:type|model)|devicetype|product[ _-]?model|model(?:o|l|le|name)?(?: ?(?:no|number|name|#)\.?)?|"
        r"mod[eè]le|modelo|modell|equipo|tipo de dispositivo|type d'appareil|ger[aä]tetyp|(?<=[{,])dt)"
    ),
    Label.PASSWORD: r"(?:user)?[ _-]?(?:pass[ _-]?(?:word|code)?|pwd|pw|passwort|kennwort|contrase[nñ]a|clave|senha|mot de passe)",
}


@dataclass(frozen=True)
class Cell:
    """A value of a table that has a header: what its column holds, and where the value stands."""

    label: Label
    start: int
    end: int


_COLUMN = {label: re.compile(rf"\s*[\"']?{words}[\"']?\s*", re.IGNORECASE) for label, words in WORDS.items()}
_DELIMITERS = "\t;|,"
_MOST_LINES = 100_000  # a column of passwords must be masked to its end
_LONGEST_ROW = 2_000


def cells(text: str) -> Iterator[Cell]:
    """The cells under those columns of delimited tables (CSV exports, pasted or Markdown tables) that a header names."""
    columns: dict[int, Label] = {}
    delimiter, width, start = "", 0, 0
    for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]:
        if len(line) > _LONGEST_ROW or (delimiter and line.count(delimiter) != width):
            columns, delimiter = {}, ""
        if not columns and len(line) <= _LONGEST_ROW:
            delimiter, columns = _header(line)
            width = line.count(delimiter) if delimiter else 0
        elif columns:
            yield from _row(line, start, delimiter, columns)
        start += len(line) + 1


def _header(line: str) -> tuple[str, dict[int, Label]]:
    """The delimiter and the columns that a header line names; no columns where it is no header of a device list."""
    delimiter = max(_DELIMITERS, key=line.count)
    parts = line.split(delimiter)
    if len(parts) < 3 or any(character.isdigit() for character in line):
        return "", {}
    columns = {
        number: label for number, part in enumerate(parts) for label, shape in _COLUMN.items() if len(part) < 40 and shape.fullmatch(part)
    }
    return (delimiter, columns) if {Label.SERIAL, Label.PASSWORD} & set(columns.values()) else ("", {})


def _row(line: str, start: int, delimiter: str, columns: dict[int, Label]) -> Iterator[Cell]:
    for number, part in enumerate(line.split(delimiter)):
        value = part.strip(" \"'\r")
        if number in columns and value:
            offset = start + part.index(value)
            yield Cell(columns[number], offset, offset + len(value))
        start += len(part) + 1
