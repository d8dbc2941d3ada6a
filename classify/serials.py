"""Serial numbers in a text, of every family that the desk meets, whole, damaged or masked.

The surest rule reads first and later rules may not read the same characters: masked ones, then the shape of our own devices, whole or
broken by blanks and hyphens, then other makers', then whatever a label calls a serial number. A shape needs three digits, so that no
word of a language is taken; a broken one needs more, since digits of prose stand side by side too.

Shapes are looked for by their rarest part (the marker, the mask), then read backwards: a search that begins with "any letter or digit"
would try every character of the mail.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from classify.labels import Label, is_called
from classify.lookalikes import is_number_of_another_kind
from classify.repair import DAHUA, joined, repaired
from classify.screens import cells
from classify.sightings import MOST, Claims, Sighting, lowered, starts
from tickets.facts import Serial

SURE, PLAIN, BROKEN, DAMAGED, FOREIGN, LABELLED = 0.99, 0.97, 0.93, 0.85, 0.95, 0.6

_A = "[0-9A-Za-z]"
_G = r"[ \u00a0\u00ad\u200b\u2010-\u2013-]{0,2}"  # what hands and editors put between: blanks, hyphens, soft ones, widthless ones
_END = re.compile(rf"[PYZpyz][A-Ca-c][A-Za-z]{_A}{{4,5}}(?!{_A})")
_HEAD = re.compile(rf"(?<!{_A}){_A}{{6,7}}\Z")
_BROKEN_END = re.compile(rf"[PYZpyz]{_G}[A-Ca-c]{_G}[A-Za-z](?:{_G}{_A}){{4,5}}(?!{_A})")
_BROKEN_HEAD = re.compile(rf"(?<!{_A}){_A}(?:{_G}{_A}){{5,6}}(?:{_G}|\r?\n)\Z")
_LONGEST_HEAD = 24
_GLUED = re.compile(rf"[Ss](?<!{_A}.)/?[Nn]({_A}{{6,7}}[PYZpyz][A-Ca-c][A-Za-z]{_A}{{4,5}})(?!{_A})")
_LABEL_STARTS = ("s/n", "sn", "ser", "sér", "n/s", "ns")
_SPELLED = re.compile(rf"{_A}(?:{_G}{_A}){{12,14}}(?!{_A})")
_A_WORD = re.compile(rf"{_A}(?<!{_A}.)")
_PIECES = re.compile(r"[ \r\n\u00a0\u00ad\u200b\u2010-\u2013-]+")
_HYPHENS = "-\u00ad\u200b\u2010\u2011\u2012\u2013"

_DIGIT = re.compile("[0-9]")
_MASK = re.compile(r"([xXN*#•●?_.])\1{2,15}|…")
_BEFORE_MASK = re.compile(rf"(?<!{_A}){_A}{{3,14}}$")
_MARKED = re.compile(r"[0-9A-Z]{6,7}[PYZ][A-C][A-Z]")
_MARKED_IN_PART = re.compile(r"[0-9A-Z]{6,7}[PYZ][A-C]?$")  # the mask begins within the marker

_AMCREST = re.compile(rf"[Aa](?<!{_A}.)[Mm][Cc]{_A}{{15}}(?!{_A})")
_LOREX = re.compile(rf"[Nn](?<!{_A}.)[Dd](?:[ -]?[0-9]){{12}}(?!{_A})")
_HIKVISION_END = re.compile(r"20\d{6}[A-Za-z]{2,5}\d{8,9}(?:WCVU|CLU)?(?!\w)")
# As on the sticker; without its hyphens, or in small letters.
_HIKVISION_HEAD = re.compile(r"(?<![\w/-])(?:[A-Z]{2,3}-[0-9A-Z]|[Ii]?[Dd][Ss][ -]?\d)[0-9A-Za-z/-]{4,30}\Z")
_REOLINK = re.compile(rf"[0-9](?<!{_A}.)[0-9]{{6}}(?:[A-Z][0-9]){{3}}[A-Z]{{3}}(?!{_A})")
_OTHER_MAKERS = (("Amcrest", _AMCREST), ("Lorex", _LOREX), ("Reolink", _REOLINK))

_LONG = re.compile(r"[0-9A-Za-z](?<![0-9A-Za-z/-].)[0-9A-Za-z/-]{8,47}(?![0-9A-Za-z/-])")
_LIST = re.compile(r"[ ]{0,2}(?:,|;|/|&|\+|and|y|et|e|und|\n)[ ]{0,3}(?:and |y |et |e |und )?")
# Parts of a number, and the numbers of disks and other people's boxes.
_IS_NOT_WANTED = re.compile(
    r"(?:start|begin|end|empieza|comienza|termina|finit|commence|endet|beginnt)\w*"
    r"|(?:first|last) (?:\w{1,8} )?(?:digit|char|number|letter)"
    r"|\b(?:hdd|hard|drive|disks?|disco|disque|festplatte|seagate|skyhawk|wd|ups|router|modem|switch|phone|tv|laptop|imei|licen[cs]e)\b[^\n]*\Z",
    re.IGNORECASE,
)


def find(text: str) -> tuple[Sighting[Serial], ...]:
    """Every serial number that the text shows, in its order. `line` and `where` are left to the caller."""
    claims: Claims[Serial] = Claims()
    for rule in (_masked, _spelled, _whole, _broken, _of_other_makers, _labelled, _listed):
        claims.add(rule(text))
    return tuple(claims)


def _masked(text: str) -> Iterator[Sighting[Serial]]:
    for mask in _MASK.finditer(text):
        known = _BEFORE_MASK.search(text, max(0, mask.start() - 15), mask.start())
        value = known.group().upper() if known else ""
        is_ours = bool(_MARKED.match(value)) or (_digits(value) >= 3 and bool(_MARKED_IN_PART.match(value)))
        if known and _digits(value) and (is_ours or (len(value) >= 5 and is_called(Label.SERIAL, text, known.start()))):
            yield Sighting(known.start(), mask.end(), Serial(value=value, confidence=SURE, masked=True))


def _whole(text: str) -> Iterator[Sighting[Serial]]:
    for end in _END.finditer(text):
        head = _HEAD.search(text, max(0, end.start() - 8), end.start())
        raw = text[head.start() : end.end()] if head else ""
        if head and _digits(raw) >= 3 and not _is_of_an_address(raw, text, head.start()):
            confidence = SURE if is_called(Label.SERIAL, text, head.start()) else PLAIN
            yield _sighting(head.start(), raw, confidence)


def _broken(text: str) -> Iterator[Sighting[Serial]]:
    for end in _BROKEN_END.finditer(text):
        first = max(0, end.start() - _LONGEST_HEAD)
        if _digits(text[first : end.end()]) < 4:
            continue
        for start in range(first, end.start()):
            head = _BROKEN_HEAD.match(text, start, end.start())
            raw = _without_a_word_behind(text[start : end.end()]) if head else ""
            if raw and _is_a_broken_serial(raw, text, start):
                yield _sighting(start, raw, BROKEN)
                break


def _is_a_broken_serial(raw: str, text: str, start: int) -> bool:
    """Pieces that make one serial; none may be a word of the sentence ("N 4459 55ZA GF33 A3" begins with one)."""
    pieces, value = _PIECES.split(raw), joined(raw)
    if len(pieces) == 1 or not DAHUA.fullmatch(value) or _digits(value) < 4:
        return False
    words = sum(piece.isalpha() for piece in pieces)
    begins_with_a_word = pieces[0].isalpha() and raw[len(pieces[0])] not in _HYPHENS
    mixes = any(c.isalpha() for c in value[:6]) and "\n" not in raw
    return (mixes or is_called(Label.SERIAL, text, start)) and words <= 2 and not begins_with_a_word


def _spelled(text: str) -> Iterator[Sighting[Serial]]:
    """After a label: one glued to it, one spelled letter by letter, one broken whose marker is damaged too."""
    for match in _GLUED.finditer(text):
        yield _sighting(match.start(1), match.group(1), BROKEN)
    for label in islice(starts(lowered(text), _LABEL_STARTS), MOST):
        words = (word.start() for word in _A_WORD.finditer(text, label, label + 40))
        start = next((word for word in words if is_called(Label.SERIAL, text, word)), len(text))
        spelled = _SPELLED.match(text, start)
        raw = _without_a_word_behind(spelled.group()) if spelled else ""
        is_whole = DAHUA.fullmatch(_PIECES.split(raw, maxsplit=1)[0].upper())
        if _digits(raw) >= 4 and not is_whole and (DAHUA.fullmatch(joined(raw)) or repaired(raw)):
            yield _sighting(start, raw, BROKEN)


def _of_other_makers(text: str) -> Iterator[Sighting[Serial]]:
    for maker, shape in _OTHER_MAKERS:
        for match in shape.finditer(text):
            value = joined(match.group())
            if _digits(value) >= 4:
                yield Sighting(match.start(), match.end(), Serial(value=value, confidence=FOREIGN, other_maker=maker))
    for end in _HIKVISION_END.finditer(text):
        if head := _HIKVISION_HEAD.search(text, max(0, end.start() - 36), end.start()):
            value = joined(text[head.start() : end.end()])
            yield Sighting(head.start(), end.end(), Serial(value=value, confidence=FOREIGN, other_maker="Hikvision"))


def _labelled(text: str) -> Iterator[Sighting[Serial]]:
    """Any number that a label calls a serial, and the like ones that follow it in a list."""
    last: Sighting[Serial] | None = None
    for match in _LONG.finditer(text):
        raw, start = match.group(), match.start()
        if not _may_be_serial(raw):
            continue
        follows = last is not None and _LIST.fullmatch(text, last.end, start) and len(raw) == last.end - last.start
        if follows or (is_called(Label.SERIAL, text, start) and not _IS_NOT_WANTED.search(text, max(0, start - 36), start)):
            last = _sighting(start, raw, LABELLED)
            yield _as_masked(last) if _MARKED.match(last.fact.value) and len(raw) < 13 else last  # its tail could not be read


def _listed(text: str) -> Iterator[Sighting[Serial]]:
    """The cells under a table's column of serial numbers."""
    for cell in cells(text):
        raw = text[cell.start : cell.end]
        if cell.label is Label.SERIAL and len(raw) <= 48 and _may_be_serial(raw):
            yield _sighting(cell.start, raw, LABELLED)


def _may_be_serial(raw: str) -> bool:
    """Nine characters and four digits; longer than twenty only the full numbers of Hikvision: model, hyphen, date and number."""
    is_full = "-" in raw and len(raw) > 20
    if not (is_full or (raw.isalnum() and 9 <= len(raw) <= 20)):
        return False
    return _digits(raw) >= (8 if is_full else 4) and not is_number_of_another_kind(raw.upper())


def _sighting(start: int, raw: str, confidence: float) -> Sighting[Serial]:
    repair = repaired(raw)
    sure = min(confidence, DAMAGED) if repair else confidence
    return Sighting(start, start + len(raw), Serial(value=joined(raw), confidence=sure, did_you_mean=repair))


def _as_masked(sighting: Sighting[Serial]) -> Sighting[Serial]:
    return replace(sighting, fact=replace(sighting.fact, masked=True, confidence=SURE, did_you_mean=""))


def _is_of_an_address(raw: str, text: str, start: int) -> bool:
    """A token of mixed case inside a link is chance: tracking links are full of such runs."""
    return raw != raw.upper() and raw != raw.lower() and text[max(0, start - 1) : start] in tuple("/=_&?%+.")


def _without_a_word_behind(raw: str) -> str:
    """`7K0A2D9 PAZ 51C3 a` without the word that the greedy tail took; capitals A to F are of the number, whose tail is mostly hex."""
    head, blank, last = raw.rpartition(" ")
    return head.rstrip() if blank and last.isalpha() and not set(last) <= set("ABCDEF") else raw


def _digits(raw: str) -> int:
    return len(_DIGIT.findall(raw))
