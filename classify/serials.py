"""Serial numbers in a text, of every family that the desk meets, whole, damaged or masked.

The surest rule reads first and later rules may not read the same characters: masked ones, then the shape of our own devices, then the
same shape broken by blanks and hyphens, then other makers', then whatever a label calls a serial number. A shape needs three digits,
so that no word of a language is taken; a spaced one needs more, since digits of prose stand side by side too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from classify.lookalikes import is_number_of_another_kind
from classify.repair import DAHUA, joined, repaired
from classify.screens import GLUE, WORDS, Label, cells
from classify.sightings import Claims, Sighting
from tickets.facts import Serial

SURE, PLAIN, SPACED, DAMAGED, FOREIGN, LABELLED = 0.99, 0.97, 0.93, 0.85, 0.95, 0.6

_A = "[0-9A-Za-z]"
_G = r"[ \u00a0\u2010-\u2013-]{0,2}"  # what hands put between: blanks, hyphens
_PIECES = re.compile(r"[ \u00a0\u2010-\u2013-]+")
_HYPHENS = "-\u2010\u2011\u2012\u2013"
_MARKER = ("[PYZpyz]", "[A-Ca-c]", "[A-Za-z]")
_WHOLE = re.compile(rf"(?<!{_A}){_A}{{6,7}}{''.join(_MARKER)}{_A}{{4,5}}(?!{_A})")
_BROKEN = re.compile(rf"(?<!{_A}){_A}(?:{_G}{_A}){{5,6}}{_G}{_G.join(_MARKER)}(?:{_G}{_A}){{4,5}}(?!{_A})")
_MASKED = re.compile(rf"(?<!{_A})(?=[A-Za-z]{{0,3}}\d){_A}{{3,14}}?(?:[xX]{{3,}}|N{{4,}}|[*#•●?_]{{2,}}|…|\.{{3}}){_A}{{0,8}}")
_MARKED_START = re.compile(rf"{_A}{{6,7}}[PYZ][A-C][A-Z]")
_RUN = re.compile(r"[xX]{3}|N{4}|[*#•●?_…]|\.{3}")

_OTHER_MAKERS = {
    "Amcrest": re.compile(rf"(?<!{_A})AMC{_A}{{15}}(?!{_A})", re.IGNORECASE),
    "Lorex": re.compile(rf"(?<!{_A})ND(?:[ -]?[0-9]){{12}}(?!{_A})", re.IGNORECASE),
    "Hikvision": re.compile(r"(?<![\w/-])[A-Z]{2,3}-[0-9A-Z][0-9A-Z/-]{4,30}20\d{6}[A-Z]{2,5}\d{8,9}(?:WCVU|CLU)?(?!\w)"),
}

_GIVES = r"(?:[ ]{0,2}(?:is|are|es|est|é|ist|reads?|says?|of the \w{2,10}(?: (?:one|unit))?|de la \w{3,12}|del \w{3,12}|,)[ ]?){0,2}"
_NUMBER = r"(?:[0-9A-Za-z]{9,20}(?![\w/-])|[A-Za-z]{2,3}-[0-9A-Za-z/-]{16,44}[0-9A-Za-z](?!\w))"
_AFTER_LABEL = re.compile(rf"(?<![0-9A-Za-z]){WORDS[Label.SERIAL]}(?![A-Za-z]){_GIVES}{GLUE}{_GIVES}{GLUE}({_NUMBER})", re.IGNORECASE)
_LABEL_BEFORE = re.compile(rf"(?<![0-9A-Za-z]){WORDS[Label.SERIAL]}(?![A-Za-z]){_GIVES}{GLUE}{_GIVES}$", re.IGNORECASE)
_NEXT_OF_LIST = re.compile(rf"[ ]{{0,2}}(?:,|;|/|&|\+|\band\b|\by\b|\bet\b|\be\b|\bund\b|\n)[ ]{{0,3}}({_NUMBER})")
_SAYS_PART = re.compile(
    r"\b(?:start|begin|end|empieza|comienza|termina|finit|commence|endet|beginnt)\w*"
    r"|\b(?:first|last) (?:\w{1,8} )?(?:digit|char|number|letter)",
    re.IGNORECASE,
)


def find(text: str) -> tuple[Sighting[Serial], ...]:
    """Every serial number that the text shows, in its order. `line` and `where` are left to the caller."""
    claims: Claims[Serial] = Claims()
    for rule in (_masked, _whole, _broken, _of_other_makers, _labelled, _listed):
        claims.add(rule(text))
    return tuple(claims)


def _masked(text: str) -> Iterator[Sighting[Serial]]:
    for match in _MASKED.finditer(text):
        token = match.group()
        start = _RUN.split(token, maxsplit=1)[0].upper()
        if _MARKED_START.match(start) or (len(start) >= 5 and _is_labelled(text, match.start())):
            yield Sighting(match.start(), match.end(), Serial(value=start, confidence=SURE, masked=True))


def _whole(text: str) -> Iterator[Sighting[Serial]]:
    for match in _WHOLE.finditer(text):
        raw = match.group()
        if _digits(raw) >= 3 and not _is_of_an_address(text, match):
            yield _sighting(match.start(), match.end(), raw, SURE if _is_labelled(text, match.start()) else PLAIN)


def _broken(text: str) -> Iterator[Sighting[Serial]]:
    at = 0
    while match := _BROKEN.search(text, at):
        raw = _without_a_word_behind(match.group())
        if _is_a_broken_serial(raw, text, match.start()):
            yield _sighting(match.start(), match.start() + len(raw), raw, SPACED)
            at = match.start() + len(raw)
        else:  # it may have begun with a word: "N 4459 55ZA GF33 A3"
            at = match.start() + len(_PIECES.split(raw, maxsplit=1)[0])


def _is_a_broken_serial(raw: str, text: str, start: int) -> bool:
    pieces, value = _PIECES.split(raw), joined(raw)
    if len(pieces) == 1:  # whole: read before
        return False
    words = [piece for piece in pieces if piece.isalpha()]
    begins_with_a_word = pieces[0].isalpha() and raw[len(pieces[0])] not in _HYPHENS
    mixes = any(c.isalpha() for c in value[:6]) or _is_labelled(text, start)
    return DAHUA.fullmatch(value) is not None and _digits(raw) >= 4 and mixes and not begins_with_a_word and len(words) <= 2


def _of_other_makers(text: str) -> Iterator[Sighting[Serial]]:
    for maker, shape in _OTHER_MAKERS.items():
        for match in shape.finditer(text):
            value = joined(match.group())
            if _digits(value) >= 4:
                yield Sighting(match.start(), match.end(), Serial(value=value, confidence=FOREIGN, other_maker=maker))


def _labelled(text: str) -> Iterator[Sighting[Serial]]:
    """Any number that a label calls a serial, and the like ones that follow it in a list."""
    for match in _AFTER_LABEL.finditer(text):
        found = _called_serial(match, text)
        while found:
            yield found
            follower = _NEXT_OF_LIST.match(text, found.end)
            found = _called_serial(follower, text) if follower and len(follower.group(1)) == found.end - found.start else None


def _listed(text: str) -> Iterator[Sighting[Serial]]:
    """The cells under a table's column of serial numbers."""
    if "\n" not in text:
        return
    for cell in cells(text):
        value = text[cell.start : cell.end]
        if cell.label is Label.SERIAL and len(value) <= 48 and _may_be_serial(value):
            yield _sighting(cell.start, cell.end, value, LABELLED)


def _called_serial(match: re.Match[str], text: str) -> Sighting[Serial] | None:
    token = match.group(1)
    says_part = _SAYS_PART.search(text, max(0, match.start() - 20), match.start(1))
    if says_part or not _may_be_serial(token):
        return None
    return _sighting(match.start(1), match.end(1), token, LABELLED)


def _may_be_serial(token: str) -> bool:
    return len(token) >= 9 and _digits(token) >= (4 if token.isalnum() else 8) and not is_number_of_another_kind(token.upper())


def _sighting(start: int, end: int, raw: str, confidence: float) -> Sighting[Serial]:
    value = joined(raw)
    repair = repaired(raw)
    sure = min(confidence, DAMAGED) if repair else confidence
    return Sighting(start, end, Serial(value=value, confidence=sure, did_you_mean=repair))


def _is_labelled(text: str, start: int) -> bool:
    return _LABEL_BEFORE.search(text[max(0, start - 48) : start]) is not None


def _is_of_an_address(text: str, match: re.Match[str]) -> bool:
    """A token of mixed case inside a link is chance: tracking links are full of such runs."""
    raw = match.group()
    return raw != raw.upper() and raw != raw.lower() and text[match.start() - 1 : match.start()] in tuple("/=_&?%+.")


def _without_a_word_behind(raw: str) -> str:
    """`7K0A2D9 PAZ 51C3 a` without the word that the greedy tail took."""
    head, blank, last = raw.rpartition(" ")
    return head.rstrip() if blank and last.isalpha() else raw


def _digits(raw: str) -> int:
    return sum(c in "0123456789" for c in raw)
