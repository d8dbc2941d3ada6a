"""What a damaged serial number probably was: O for 0, I for 1, B for 8, S for 5, and digits where the marker wants letters.

A repair is a question for the sender ("did you mean …?"), never the value: the value stays what was typed.
"""

from __future__ import annotations

import re

#: a current serial: 6 or 7 characters, a marker of three letters, a tail of 4 or 5 (domain.md 2)
DAHUA = re.compile(r"[0-9A-Z]{6,7}[PYZ][A-C][A-Z][0-9A-Z]{4,5}")
#: markers seen on units; others are believed where the shape around them holds, but never made by a repair
MARKERS = frozenset({"PAZ", "PAJ", "PAG", "PAA", "PAP", "ZAG", "PBQ"})

_BETWEEN = re.compile(r"[\s\u00ad\u200b\u2010-\u2013-]+")
_ZERO_AND_ONE = str.maketrans("OI", "01")  # no serial seen holds the letter O or I
_AS_LETTERS = str.maketrans("2648051", "ZGABQSI")
_AS_DIGITS = str.maketrans("OQDILZSBG", "000112586")
_ALIKE = str.maketrans("OQDILBSZG", "000118526")


def joined(raw: str) -> str:
    """In upper case without blanks and hyphens, as labels print serials and the desk writes them."""
    return _BETWEEN.sub("", raw).upper()


def repaired(raw: str) -> str:
    """A likelier spelling of a serial as it was typed, or '' where nothing looks damaged."""
    typed = joined(raw)
    value = joined(raw.replace("l", "1")) if _has_a_lone_l(raw) and len(typed) <= 15 else typed
    if DAHUA.fullmatch(value):
        likely = value.translate(_ZERO_AND_ONE)
    elif value.startswith("ND") and len(value) == 14:
        likely = "ND" + value[2:].translate(_AS_DIGITS)
    else:
        likely = _with_marker(value)
    return likely if likely != typed else ""


def alike(value: str) -> str:
    """A key that two readings of one serial share when they differ only in characters that the eye confuses."""
    return value.translate(_ALIKE)


def _with_marker(value: str) -> str:
    """The serial with its marker read as letters, where that gives a marker that exists; else as it is."""
    for at in (7, 6):
        whole = value[:at] + value[at : at + 3].translate(_AS_LETTERS) + value[at + 3 :]
        if whole[at : at + 3] in MARKERS and len(value) in (14, 15) and DAHUA.fullmatch(whole):
            return whole.translate(_ZERO_AND_ONE)
    return value


def _has_a_lone_l(raw: str) -> bool:
    """A small l among capitals is the digit 1 of another font."""
    return "l" in raw and not any(c.islower() for c in raw.replace("l", ""))
