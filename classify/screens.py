"""System Information as people paste it: the labels of devices in six languages, and tables whose header names the columns.

Copying a web page's table gives label and value on alternating lines, or a tab, a colon, several blanks or a bar between them; an API
paste has `serialNumber=…` or JSON quotes. So what joins a label to its value may hold one line end. Values that prove themselves by
their shape (serials and versions of our own makers) need no label; labels serve the shapes of other makers, and lone dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Label(StrEnum):
    SERIAL = "serial"
    FIRMWARE = "firmware"
    BUILD = "build"
    MODEL = "model"
    PASSWORD = "password"  # noqa: S105 - the name of a column


#: what each is called, in lower case without the dot, colon or sign behind it; "updateSerial" and "subSerialNumber" are no serials
LABELS: dict[Label, tuple[str, ...]] = {
    Label.SERIAL: tuple(
        """sn|s/n|s\\n|s-n|s.n|s n|s/no|n/s|n.s|ns|sl|ser|serial|serials|serial no|serial nos|serial nr|serial num|serial number|serial numbers
        |serialnumber|serial_number|serialno|serial id|serial code|ser no|ser num|tag|service tag|login to|p2p sn|device sn|cloud id
        |serie|no serie|no de serie|no. serie|no. de serie|nº serie|nº de serie|n° de serie|n° serie|núm. de serie|num. de serie|num de serie
        |número de serie|numero de serie|números de serie|numeros de serie|series|serial del equipo
        |série|nº série|nº de série|n° de série|no de série|no. de série|n.º de série|número de série|numero de série|números de série
        |numéro de série|numéros de série|séries|seriennummer|seriennummern|serien-nr|seriennr|serien nr|snr|gerätenummer
        |numero di serie|matricola""".replace("\n", "").replace("        ", "").split("|")
    ),
    Label.FIRMWARE: (
        "firmware", "firmware version", "firmware ver", "firmware rev", "firmwareversion", "fw", "fw version", "fw ver", "f/w",
        "system version", "systemversion", "sys version", "sys ver", "main firmware",
        "versión del sistema", "version del sistema", "versión de firmware", "version de firmware", "versión del firmware",
        "versão do sistema", "versão do firmware", "versão de firmware", "version du système", "version du firmware", "version système",
        "version logicielle", "version du micrologiciel", "systemversion", "firmware-version", "firmwarestand", "versione firmware",
    ),  # no "software version": apps say that too, and a device's has its shape
    Label.BUILD: (
        "build date", "builddate", "build-date", "build", "bld", "built", "compiled", "release date", "released", "firmware date",
        "firmwarereleaseddate", "fecha de compilación", "fecha de compilacion", "fecha compilación", "fecha de build", "fecha de firmware",
        "compilación", "compilacion", "compilado", "data de compilação", "data de compilacao", "data da compilação", "compilação",
        "date de compilation", "date de build", "date du firmware", "compilation", "compilé", "compile", "erstellungsdatum", "erstellt",
        "build-datum", "builddatum", "data di compilazione", "compilazione",
    ),
    Label.MODEL: (
        "device type", "devicetype", "device model", "model", "model no", "model number", "model name", "modelname", "product model", "dt",
        "modelo", "modelo del equipo", "tipo de dispositivo", "modelo do dispositivo", "modèle", "modele", "type d'appareil", "modell",
        "gerätetyp", "modello", "equipo",
    ),
    Label.PASSWORD: ("password", "passwd", "pwd", "pw", "pass", "passcode", "passwort", "kennwort", "contraseña", "clave", "senha", "mot de passe"),
}  # fmt: skip

_SIGNS = " \t\r\n\u00a0:=：#|>\"'`*()[]{}“”-.º°"
# "the serial is", "serial number of the first one:", "les séries sont": words between a label and its value
_VERBS = re.compile(r"[ ](?:is|are|was|es|son|est|sont|é|são|ist|sind|lautet|reads?|says?|of (?:the|my|our) \w{2,12}(?: \w{2,10})?|de la \w{3,12}|del \w{3,12})$")
_MOST_BEFORE = 64


def is_called(label: Label, text: str, start: int) -> bool:
    """Does a label of this kind stand directly before `text[start:]`, on its line or alone on the line before?"""
    before = text[max(0, start - _MOST_BEFORE) : start].lower()
    words = before.rstrip(_SIGNS)
    if before.count("\n", len(words)) > 1:
        return False
    words = _VERBS.sub("", words).rstrip(_SIGNS)
    return words.endswith(LABELS[label]) and any(_ends_with_word(words, name) for name in LABELS[label])


def _ends_with_word(words: str, name: str) -> bool:
    return words.endswith(name) and not words[: -len(name)][-1:].isalnum()


def alternatives(label: Label) -> str:
    """A label's names for a regular expression, the longest first."""
    return "|".join(re.escape(name) for name in sorted(LABELS[label], key=len, reverse=True))


@dataclass(frozen=True)
class Cell:
    """A value of a table that has a header: what its column holds, and where the value stands."""

    label: Label
    start: int
    end: int


_DELIMITERS = "\t;|,"
_MAY_BE_HEADER = re.compile(r"(?:[\t;|,]|^)[ \t\"']{0,4}(?:user[ _-]?|device[ _-]?)?(?:s/?n|ser|n[uú°º]|pass|pwd|pw|clave|senha|contrase)", re.IGNORECASE | re.MULTILINE)
_LONGEST_ROW = 2_000


def cells(text: str) -> Iterator[Cell]:
    """The cells under those columns of delimited tables (CSV exports, pasted or Markdown tables) that a header names."""
    first = _MAY_BE_HEADER.search(text)
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
    parts = [part.strip(_SIGNS).lower() for part in line.split(delimiter)]
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
