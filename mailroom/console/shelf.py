"""The letters as a shelf: which there are, in which languages, and what became of the last edit of each. Reads only.

A newcomer would list the files of a folder: what serves is a row or a shipped source, and a name that is shipped needs no row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from mailroom.publishing import Publishing
from responders.letters import Letters
from responders.lexicon import LETTERS, TO_STAFF
from responders.sources import PHRASES, Source
from tickets import templates
from tickets.states import TemplateState
from tickets.templates import Version

Key = tuple[str, str]  # language, stem


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A letter in one language."""

    serves: Source
    last: Version | None  # the desk's newest version, which may be a DRAFT

    @property
    def state(self) -> str:
        """ "shipped", or "our own"."""
        return "shipped" if self.serves.is_shipped else "our own"

    @property
    def waits(self) -> str:
        """What is wrong with an edit that came after what serves; '' where nothing waits."""
        return self.last.because if self.last and self.last.state is TemplateState.DRAFT else ""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One name of the shelf; a language that lacks it gets the desk's."""

    stem: str
    standings: Mapping[str, Standing]


@dataclass(frozen=True, kw_only=True)
class Board:
    """A part of the shelf."""

    title: str
    rows: tuple[Row, ...]


#: the first board that takes a name has it
_BOARDS: tuple[tuple[str, Callable[[Source], bool]], ...] = (
    ("To customers", lambda source: source.name in LETTERS and source.name not in TO_STAFF),
    ("Tips, within an acknowledgement", lambda source: source.name == "tips"),
    ("Snippets, for engineers' answers", lambda source: source.name == "snippets"),
    ("To our own people", lambda source: source.name in TO_STAFF),
    ("Around every letter", lambda source: True),  # noqa: ARG005
)


def shelf(publishing: Publishing) -> tuple[Board, ...]:
    """Every letter, variant, part, tip, snippet and list of phrases."""
    with publishing.store.reading() as connection:
        last = {(version.language, version.stem): version for version in templates.newest(connection)}
    rows = [_row(publishing.letters(), stem, last) for stem in _stems(publishing.letters())]
    return tuple(Board(title=title, rows=tuple(found)) for title, found in _sorted(rows) if found)


def _stems(letters: Letters) -> list[str]:
    return [*sorted({stem for language in letters.languages for stem in letters.stems(language)}), PHRASES]


def _row(letters: Letters, stem: str, last: Mapping[Key, Version]) -> Row:
    sources = ((language, letters.source(language, stem)) for language in letters.languages)
    return Row(stem=stem, standings={at: Standing(serves=found, last=last.get((at, stem))) for at, found in sources if found})


def _sorted(rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    homes = {row.stem: _home(next(iter(row.standings.values())).serves) for row in rows}
    for title, _ in _BOARDS:
        yield title, [row for row in rows if homes[row.stem] == title]


def _home(source: Source) -> str:
    return next(title for title, takes in _BOARDS if takes(source))
