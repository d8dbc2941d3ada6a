"""Octets become text: by the declared charset, else strict UTF-8, else detection; a guess is told, for it belongs on the record.

Labels follow the WHATWG table, because senders mean what browsers do: "gb2312" is gb18030, "ks_c_5601-1987" is cp949, "latin1" is
cp1252. A newcomer would ask Python's codec registry for any label: it knows `zlib`, `unicode_escape` and `idna`, which are no
charsets but ways to attack us, so that only the tables below are asked.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass

import chardet
import webencodings  # type: ignore[import-untyped]

from ingest.limits import LIMITS

#: charsets of mail that browsers dropped
_MAIL_ONLY = {
    "utf-7": "utf-7",
    "unicode-1-1-utf-7": "utf-7",
    "hz-gb-2312": "hz",
    "iso-2022-kr": "iso2022_kr",
    "iso-2022-jp": "iso2022_jp_ext",
    "csiso2022jp": "iso2022_jp_ext",
    "iso-2022-jp-1": "iso2022_jp_1",
    "iso-2022-jp-2": "iso2022_jp_2",
    "iso-2022-jp-2004": "iso2022_jp_2004",
    "iso-2022-jp-3": "iso2022_jp_3",
    "euc-jisx0213": "euc_jisx0213",
    "johab": "johab",
    "utf-32": "utf-32",
    "utf-16": "utf-16",
    "utf8mb4": "utf-8",
    "utf-8-sig": "utf-8",
    "windows-31j": "cp932",
    "cp932": "cp932",
    "cp936": "gb18030",
    "cp949": "cp949",
    "cp950": "cp950",
    "iso-8859-9-windows-latin-5": "cp1254",
    **{f"{prefix}{page}": f"cp{page}" for prefix in ("cp", "ibm", "cp-", "ibm-") for page in (437, 850, 852, 855, 857, 858, 862, 865)},
}
#: no charset at all, or one that every 8-bit mail contradicts
_SAYS_NOTHING = frozenset(
    {"", "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "x-unknown", "default", "default_charset", "7bit", "8bit", "binary"}
)
#: what the detector may answer: its exotic ones (MacIceland, cp1006) are wrong wherever real mail was looked at
_DETECTABLE = frozenset(
    {"big5", "cp932", "shift_jis", "iso-2022-jp", "euc-jp", "cp949", "euc-kr", "gb18030", "gbk", "gb2312", "koi8-r", "koi8-u"}
    | {f"iso-8859-{number}" for number in (2, 5, 7, 8, 9)}
    | {f"windows-125{number}" for number in range(9)}
    | {"ibm866", "windows-874"}
)
_DETECTED_AS = {"cp874": "windows-874"}  # chardet's name where the table has another
_DETECTED_ENOUGH = 0.08  # chardet's scale is low for short texts; below this it names scripts at random
#: Latin words are mostly ASCII; where 8-bit octets are that many, and that much of their words, an unsure answer is better than cp1252
_FOREIGN_AT_LEAST, _FOREIGN_ENOUGH = 4, 0.4
_WHOLE_TO_BROKEN = 10  # whole characters of UTF-8 for each broken one; other charsets make the odd one by chance
_BROKEN_ENOUGH = 0.02  # of the characters: more replacement marks than this mean that the declared charset is wrong


@dataclass(frozen=True)
class Decoded:
    """`guess` tells, in words for the record, why the declared charset was not simply used; '' where it was."""

    text: str
    charset: str
    guess: str = ""


def decode(octets: bytes, declared: str) -> Decoded:
    """The text of `octets`; never fails. `declared` is the label of the mail, '' where it has none."""
    label = declared.strip(" \t\"'").lower()
    if octets.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _as_declared(octets, "utf-16", label)  # WHATWG Encoding 6: the mark says more than any label
    if octets.isascii() and (label in _SAYS_NOTHING or not _escapes(label)):
        return Decoded(octets.decode("ascii"), "us-ascii")
    name = codec(label)
    if name and name.startswith(("utf-16", "utf-32")) and b"\0" not in octets:
        name = None  # every text in a wide charset has a blank or a line end, so a NUL; this is mail that lies
    if name and not _is_utf8_in_disguise(octets, name):
        return _as_declared(octets, name, label)
    return _undeclared(octets, label if name is None else f"{label} (but it is valid UTF-8)")


def codec(label: str) -> str | None:
    """The name of Python's codec for a charset label; None where the label says nothing or is unknown."""
    label = label.strip().lower()
    if label in _SAYS_NOTHING:
        return None
    known = _MAIL_ONLY.get(label) or _MAIL_ONLY.get(label.replace("_", "-"))
    if known:
        return known
    found = webencodings.lookup(label) or webencodings.lookup(label.replace("_", "-")) or webencodings.lookup(label.replace(" ", ""))
    if found is None or found.name in ("replacement", "x-user-defined"):
        return None
    return "gb18030" if found.name == "gbk" else str(found.codec_info.name)


def _escapes(label: str) -> bool:
    """Whether octets of pure ASCII may mean other characters: the stateful charsets, and the wide ones."""
    return label.startswith(("utf-7", "unicode-1-1", "iso-2022", "csiso2022", "hz", "utf-16", "utf-32"))


def _is_utf8_in_disguise(octets: bytes, name: str) -> bool:
    """Single-byte charsets refuse nothing, so gateways that mislabel UTF-8 go unnoticed; valid UTF-8 of this length is no accident."""
    is_single_byte = name.startswith(("iso8859", "cp125", "koi8"))
    return is_single_byte and not octets.isascii() and _utf8(octets) is not None


def _as_declared(octets: bytes, name: str, label: str) -> Decoded:
    name = _byte_order(octets) if name == "utf-16" else name
    text = _strictly(octets, name)
    if text is not None:
        return Decoded(text, name)
    replaced = _text(octets, name, "replace")
    if name == "utf-8" and octets.decode("utf-8", "ignore").isascii():
        return _undeclared(octets, label)  # not one character of it is UTF-8
    if name != "utf-8" and (utf8 := _utf8(octets)) is not None:
        return Decoded(utf8, "utf-8", f"charset-guessed: utf-8 instead of {label}")
    if replaced.count("\ufffd") <= max(2, len(replaced) * _BROKEN_ENOUGH):
        return Decoded(replaced, name, f"charset-damaged: {label}")
    return _undeclared(octets, label)


def _byte_order(octets: bytes) -> str:
    """Of UTF-16. Where no mark tells it, the NULs of blanks and line ends do."""
    if octets.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-16-be" if octets[:4_096:2].count(0) > octets[1:4_096:2].count(0) else "utf-16-le"


def _undeclared(octets: bytes, label: str) -> Decoded:
    utf8 = _utf8(octets) or _damaged_utf8(octets)
    if utf8 is not None:
        return Decoded(utf8, "utf-8", f"charset-guessed: utf-8 instead of {label or 'none'}")
    name = _detected(octets)
    return Decoded(_text(octets, name, "replace"), name, f"charset-guessed: {name} instead of {label or 'none'}")


def _detected(octets: bytes) -> str:
    telling = _telling(octets)
    found = chardet.detect(telling)
    name = str(found["encoding"] or "").lower()
    name = _DETECTED_AS.get(name, name)
    sure = float(found["confidence"] or 0) >= _DETECTED_ENOUGH or _is_mostly_foreign(telling)
    if name in _DETECTABLE and sure:
        return codec(name) or "cp1252"
    return "cp1252"  # the commonest charset of undeclared 8-bit mail


def _is_mostly_foreign(octets: bytes) -> bool:
    words = b"".join(word for word in octets.split() if not word.isascii())
    foreign = sum(octet > 0x7F for octet in words)
    return foreign >= _FOREIGN_AT_LEAST and foreign > len(words) * _FOREIGN_ENOUGH


def _telling(octets: bytes) -> bytes:
    """The lines with 8-bit octets, bounded: among English headers and markup the detector does not see a few Chinese words."""
    first = next((at for at in range(0, len(octets), 256) if not octets[at : at + 256].isascii()), 0)
    lines = octets[first : first + 8 * LIMITS.detection_bytes].splitlines()
    return b"\n".join(line for line in lines if not line.isascii())[: LIMITS.detection_bytes]


def _utf8(octets: bytes) -> str | None:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError as wrong:
        if wrong.start >= len(octets) - 3 and wrong.reason == "unexpected end of data" and wrong.start:
            head = octets[: wrong.start]
            return None if head.isascii() else head.decode("utf-8") + "\ufffd"  # cut inside its last character
        return None


def _damaged_utf8(octets: bytes) -> str | None:
    """UTF-8 that a gateway cut somewhere: far more whole characters than broken ones."""
    text = octets.decode("utf-8", "replace")
    broken, foreign = text.count("\ufffd"), len(text) - len(text.encode("ascii", "ignore"))
    return text if foreign > broken * _WHOLE_TO_BROKEN else None


def _strictly(octets: bytes, name: str) -> str | None:
    try:
        return _text(octets, name, "strict").removeprefix("\ufeff")
    except (UnicodeError, ValueError):
        return None


def _text(octets: bytes, name: str, errors: str) -> str:
    """By a codec of Python. That of UTF-7 answers with halves of characters, which nothing can be written to afterwards."""
    text = codecs.decode(octets, name, errors)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if name == "utf-7" else text
