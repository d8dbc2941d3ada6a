"""What devices call their numbers: labels of System Information, stickers and exports in six languages.

Values that prove themselves by their shape (serials and versions of our own makers) need no label; labels serve the shapes of other
makers, and lone dates. A label joins its value over a colon, a sign, blanks, a verb ("the serial is"), or one line end: copying a table
of a web page puts label and value on alternating lines.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Label(StrEnum):
    SERIAL = "serial"
    FIRMWARE = "firmware"
    BUILD = "build"
    MODEL = "model"
    PASSWORD = "password"  # noqa: S105 - the name of a column


def _names(written: str) -> tuple[str, ...]:
    return tuple(" ".join(name.split()) for name in written.split("|"))


#: in lower case, without the dot, colon or sign behind them; "updateSerial" and "subSerialNumber" are no serials, so no ending will do
LABELS: dict[Label, tuple[str, ...]] = {
    Label.SERIAL: _names(
        """sn | s/n | s\\n | s-n | s.n | s n | s/no | n/s | n.s | ns | sl | ser | serial | serials | serial no | serial nos | serial nr
        | serial num | serial number | serial numbers | serialnumber | serial_number | serialno | serial id | serial code | ser no | ser num
        | tag | service tag | login to | p2p sn | device sn | cloud id
        | serie | no serie | no de serie | no. serie | no. de serie | nº serie | nº de serie | n° de serie | n° serie | núm. de serie
        | num. de serie | num de serie | número de serie | numero de serie | números de serie | numeros de serie | series
        | série | nº série | nº de série | n° de série | no de série | no. de série | n.º de série | número de série | numero de série
        | números de série | numéro de série | numéros de série | séries
        | seriennummer | seriennummern | serien-nr | seriennr | serien nr | snr | gerätenummer | numero di serie | matricola"""
    ),
    Label.FIRMWARE: _names(  # no "software version": apps say that too, and a device's own has its shape
        """firmware | firmware version | firmware ver | firmware rev | firmwareversion | fw | fw version | fw ver | f/w | main firmware
        | system version | systemversion | sys version | sys ver | versión del sistema | version del sistema | versión de firmware
        | version de firmware | versión del firmware | versão do sistema | versão do firmware | versão de firmware | version du système
        | version du firmware | version système | version logicielle | version du micrologiciel | firmware-version | firmwarestand
        | versione firmware"""
    ),
    Label.BUILD: _names(
        """build date | builddate | build-date | build | bld | bd | b/d | built | build no | build ver | release
        | compiled | release date | released | firmware date
        | firmwarereleaseddate | fecha de compilación | fecha de compilacion | fecha compilación | fecha de build | fecha de firmware
        | compilación | compilacion | compilado | compilada | data de compilação | data de compilacao | data da compilação
        | date de compilation | date de build | date du firmware | compilation | compilé | compilée
        | erstellungsdatum | erstellt | stand | build-datum | builddatum | data di compilazione | compilazione"""
    ),
    Label.MODEL: _names(
        """device type | devicetype | device model | model | model no | model number | model name | modelname | product model | dt
        | modelo | modelo del equipo | tipo de dispositivo | modelo do dispositivo | modèle | modele | type d'appareil | modell
        | gerätetyp | modello | equipo"""
    ),
    Label.PASSWORD: _names(
        "password | passwd | pwd | pw | pass | passcode | passwort | kennwort | contraseña | clave | senha | mot de passe"
    ),
}

SIGNS = " \t\r\n\u00a0:=：#|>\"'`*()[]{}“”-.º°"
# "the serial is", "serial number of the first one:", "les séries sont": words between a label and its value
_VERBS = re.compile(
    r"[ ](?:is|are|was|es|son|est|sont|é|são|ist|sind|lautet|reads?|says?|of (?:the|my|our) \w{2,12}(?: \w{2,10})?|"
    r"de la \w{3,12}|del \w{3,12}|da \w{3,12}|do \w{3,12}|du \w{3,12})$"
)
_MOST_BEFORE = 64


def is_called(label: Label, text: str, start: int) -> bool:
    """Does a label of this kind stand directly before `text[start:]`, on its line or alone on a line above?"""
    before = text[max(0, start - _MOST_BEFORE) : start].lower().removesuffix("v")  # of a version
    words = before.rstrip(SIGNS)
    if before.count("\n", len(words)) > 2:
        return False
    if not words.endswith(LABELS[label]):
        words = _VERBS.sub("", words).rstrip(SIGNS)
    return words.endswith(LABELS[label]) and any(_ends_with_word(words, name) for name in LABELS[label])


def alternatives(label: Label) -> str:
    """A label's names for a regular expression, the longest first."""
    return "|".join(re.escape(name) for name in sorted(LABELS[label], key=len, reverse=True))


def _ends_with_word(words: str, name: str) -> bool:
    return words.endswith(name) and not words[: -len(name)][-1:].isalnum()
