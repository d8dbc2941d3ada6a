"""Passwords, codes and credentials in a text, and mails that could unlock somebody's device.

Found so that they are masked wherever a text is shown; the raw mail keeps them. Masking a word too many is harmless, showing one is
not: but "the password is wrong" gives nothing away, and a letter that advises a change where none was sent would teach people to
ignore us. So a value after "is" must look like one, and a value after a colon must not be an everyday word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from classify.dates import DATE, iso
from classify.labels import Label
from classify.lookalikes import is_followed_by_a_time, speaks_of_a_clock
from classify.repair import DAHUA
from classify.screens import cells
from classify.secret_shapes import EVERYDAY, PASSWORD, PASSWORDS, RULES, TRIED, TRIED_ONE, Rule
from classify.sightings import Claims, Sighting
from tickets.facts import Facts, Secret
from tickets.message import Message, Shown

MASK = "••••"
UNLOCKED = "troubleshooting.login"  # elsewhere a date beside a serial is a build date


def find(text: str) -> tuple[Secret, ...]:
    """The secrets of a text in their order; `text[start:end]` is the value alone, so that its label stays readable."""
    text = text[:_MOST_CHARACTERS]
    found: list[Secret] = []
    for sighting in sorted((*_values(text), *_of_columns(text)), key=lambda s: (s.start, -s.end)):
        if not found or sighting.start >= found[-1].end:
            found.append(Secret(start=sighting.start, end=sighting.end, kind=sighting.fact))
    return tuple(found)


def mask(text: str) -> str:
    """The text with every secret replaced by ••••; what is too long to be read is not shown."""
    masked, at = [], 0
    for secret in find(text):
        masked += [text[at : secret.start], MASK]
        at = secret.end
    rest = text[at:_MOST_CHARACTERS] + ("…" if len(text) > _MOST_CHARACTERS else "")
    return "".join(masked) + rest


def shown(message: Message) -> Shown:
    """The mail as every view shows it."""
    return Shown(subject=mask(message.subject), text=mask(message.new_text or message.text))


def blotted(text: str) -> str:
    """The text, of the same length, without the passwords in columns of its tables: a line alone does not show what its cells are."""
    hidden = list(_of_columns(text))
    if not hidden:
        return text
    characters = list(text)
    for cell in hidden:
        characters[cell.start : cell.end] = "•" * (cell.end - cell.start)
    return "".join(characters)


def is_sensitive(message: Message, facts: Facts) -> bool:
    """Does the mail bring both a serial and the recorder's date? Together they yield an unlock code: a person verifies ownership.

    To be asked of mails about a forgotten login; a date beside a serial is the recorder's clock there, not a build date (domain.md 1).
    """
    return names_a_device(facts) and shows_clock(message.new_text, facts)


def names_a_device(facts: Facts) -> bool:
    return any(not serial.masked for serial in facts.serials)


def shows_clock(text: str, facts: Facts) -> bool:
    """Is the recorder's date said in it?"""
    builds = {firmware.build_date for firmware in facts.firmware}
    return any(_is_the_clock(text, match, builds) for match in _DATE.finditer(text))


_DATE = re.compile(DATE)
# A serial, an address, a version: said beside a password, never one.
_IS_PUBLIC = re.compile(rf"(?i:{DAHUA.pattern})|[Vv]?\d+(?:\.\w+){{2,5}}")
_MOST_CHARACTERS = 1_000_000  # of one text
_LONGEST_LINE = 20_000  # beyond it a line is data, and is read in pieces
_MOST_IN_A_LINE = 3_000  # more than fit into a piece
_HINTS = frozenset(hint for rule in RULES for hint in rule.hints)
_PARTICIPLES = ("ing", "ed", "able", "ado", "ada", "ido", "ida", "é", "ée", "er")


def _values(text: str) -> Iterator[Sighting[str]]:
    held = _held(text.lower(), _HINTS)
    for start, line in _lines(text) if held else ():
        hints = _held(line.lower(), held)
        if hints:
            yield from _of_line(line, start, hints)


def _of_line(line: str, start: int, hints: set[str]) -> Claims[str]:
    claims: Claims[str] = Claims(most=_MOST_IN_A_LINE)
    for rule in RULES:
        if not hints.isdisjoint(rule.hints):
            claims.add(value for match in rule.shape.finditer(line) for value in _value(rule, match, start))
    if not hints.isdisjoint(PASSWORDS):
        claims.add(_attempts(line, start))
    return claims


def _held(small: str, hints: Iterable[str]) -> set[str]:
    """The hints that a text holds at all: a line is asked for these few alone."""
    return {hint for hint in hints if hint in small}


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        for piece in range(0, max(len(line), 1), _LONGEST_LINE):
            yield start + piece, line[piece : piece + _LONGEST_LINE]
        start += len(line) + 1


def _value(rule: Rule, match: re.Match[str], offset: int) -> Iterator[Sighting[str]]:
    group = next(name for name in ("secret", "quoted", "bare") if match.groupdict().get(name))
    value = match[group].rstrip(".,;:)]}") if group == "bare" else match[group]
    start = match.start(group)
    if group == "bare" and not _looks_secret(value, match, is_sure=rule.is_sure):
        return
    if value and MASK not in value:
        yield Sighting(offset + start, offset + start + len(value), rule.kind)


def _looks_secret(value: str, match: re.Match[str], *, is_sure: bool) -> bool:
    """Is the word behind "password" one? After a sign every uncommon word is; after "is" it must have figures, or end the clause."""
    word = value.lower()
    if not value or word in EVERYDAY or "://" in value or _IS_PUBLIC.fullmatch(value) or set(value) <= set("*•xX.-_?…"):
        return False
    has_figures = any(c.isdigit() or c in "!@#$%^&*_+=" for c in value) or (value[1:] != value[1:].lower() and value != value.upper())
    end = match.start("bare") + len(value)
    ends_the_clause = match.string[end : end + 1] in ("", ".", ",", ";", ")", "\r")
    return is_sure or has_figures or (ends_the_clause and not word.endswith(_PARTICIPLES))


def _attempts(line: str, offset: int) -> Iterator[Sighting[str]]:
    """What was tried as a password: often the right one of another account."""
    for match in TRIED.finditer(line):
        for one in TRIED_ONE.finditer(line, match.start("list"), match.end("list")):
            yield Sighting(offset + one.start(), offset + one.end(), PASSWORD)


def _of_columns(text: str) -> Iterator[Sighting[str]]:
    """Exports of device lists carry a column of passwords (domain.md 6)."""
    for cell in cells(text) if _held(text.lower(), PASSWORDS) else ():
        if cell.label is Label.PASSWORD:
            yield Sighting(cell.start, cell.end, PASSWORD)


def _is_the_clock(text: str, match: re.Match[str], builds: set[str | None]) -> bool:
    if iso(match.group()) in builds | {None}:
        return False
    before, after = text[max(0, match.start() - 70) : match.start()], text[match.end() : match.end() + 16]
    return speaks_of_a_clock(before) or is_followed_by_a_time(after)
