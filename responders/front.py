"""The front matter of a letter: its subject, and the days on which a variant or a banner stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from responders.faults import Fault, did_you_mean
from responders.lexicon import LETTERS
from responders.sources import Source

_FENCE = "---"
_DATES = ("from", "until")
_KNOWN = ("subject", *_DATES)


@dataclass(frozen=True)
class Entry:
    """One line of the front matter; `column` is where its value begins."""

    value: str
    line: int
    column: int


@dataclass(frozen=True)
class Front:
    """A source taken apart. `body` begins after `offset` lines."""

    body: str
    offset: int = 0
    entries: Mapping[str, Entry] = field(default_factory=dict)

    def value(self, key: str) -> str:
        return self.entries[key].value if key in self.entries else ""


def split(words: str) -> Front:
    lines = words.replace("\r\n", "\n").split("\n")
    fences = [number for number, line in enumerate(lines) if line.strip() == _FENCE]
    if len(fences) < 2 or fences[0] != 0:
        return Front("\n".join(lines))
    end = fences[1]
    entries = dict(_entry(line, number) for number, line in enumerate(lines[1:end], 2) if line.strip())
    return Front("\n".join(lines[end + 1 :]), end + 1, entries)


def _entry(line: str, number: int) -> tuple[str, Entry]:
    key, _, rest = line.partition(":")
    value = rest.strip()
    is_quoted = len(value) > 1 and value[0] == value[-1] == '"'
    column = len(line) - len(rest.lstrip()) + 1 + is_quoted
    return key.strip(), Entry(value[1:-1] if is_quoted else value, number, column)


def front_faults(front: Front, source: Source) -> Iterator[Fault]:
    is_letter = source.name in LETTERS
    if is_letter and not front.value("subject") and not _near_subject(front):
        yield Fault(1, 1, 'a letter begins with "---", a line "subject: …", and "---"')
    for key, entry in front.entries.items():
        if key not in _DATES and not (key == "subject" and is_letter):
            near = did_you_mean(key, _KNOWN if is_letter else _DATES)
            yield Fault(entry.line, 1, f"{key}: is not known here{f': {near}' if near else ''}")
        if key in _DATES and is_letter and not source.variant:
            yield Fault(entry.line, 1, "only a banner or a variant can end by itself; the plain letter must always stand")
        if key in _DATES and not _is_day(entry.value):
            yield Fault(entry.line, entry.column, f'{key}: a day is written 2026-12-24, not "{entry.value}"')


def _near_subject(front: Front) -> bool:
    """A mistyped key is told as what it is."""
    return any(key not in _KNOWN and did_you_mean(key, ("subject",)) for key in front.entries)


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == len("2026-12-24")
