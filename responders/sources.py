"""The words of letters before anything is made of them: one source is one letter, part, tip or list of phrases in one language.

Sources stand in layers: what is being tried, the desk's own LIVE letters, the shipped ones. The first layer that has a usable one serves.
A newcomer would look for files here at every letter; the shipped ones are read once a process, the desk's own are rows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from responders.faults import Fault
from responders.lexicon import LETTERS, PARTS
from responders.vocabulary import Shape

PHRASES = "phrases"
SHIPPED = Path(__file__).parent.parent / "templates"
_MOST_OCTETS = 200_000  # of a file; more is no letter
_PATTERNS = ("*.md", "tips/*.md", "snippets/*.md", "phrases.toml")


@dataclass(frozen=True)
class Source:
    """One source: which letter in which language, and its words."""

    language: str
    stem: str  # "acknowledgement.dealer", "tips/maintenance.disk_alarm", "phrases"
    words: str
    place: str = ""  # where a person finds it: a file, or "version 12"
    is_shipped: bool = False

    @property
    def name(self) -> str:
        """The letter without its variant; "tips" and "snippets" for what stands within letters."""
        return self.stem.partition("/")[0].partition(".")[0]

    @property
    def variant(self) -> str:
        """The topic or audience it is for; '' for the plain letter."""
        return "" if "/" in self.stem else self.stem.partition(".")[2]

    @property
    def shapes(self) -> Mapping[str, Shape] | None:
        return LETTERS.get(self.name) or PARTS.get(self.name)

    @cached_property
    def digest(self) -> str:
        return hashlib.sha256(self.words.encode()).hexdigest()


@dataclass(frozen=True)
class SourceFault:
    """What is wrong with a source; the last good one of its name serves meanwhile."""

    place: str
    fault: Fault

    def __str__(self) -> str:
        return f"{self.place}: {self.fault}"


def file_name(stem: str) -> str:
    """Where a source of that stem lies within its language's folder."""
    return f"{stem}.toml" if stem == PHRASES else f"{stem}.md"


def within(directory: Path, faults: list[SourceFault]) -> tuple[Source, ...]:
    """Every source under a folder of languages. A file that is none, or cannot be read, becomes a fault."""
    return tuple(_sources(directory, faults))


def _sources(directory: Path, faults: list[SourceFault], *, is_shipped: bool = False) -> Iterator[Source]:
    for path in files(directory):
        try:
            language, stem = identity(directory, path)
            yield Source(language, stem, words_of(path), str(path), is_shipped)
        except (OSError, ValueError) as err:
            faults.append(SourceFault(str(path), Fault(1, 1, f"cannot be read: {err}")))


def files(directory: Path) -> list[Path]:
    """Every file under a folder of languages that may be a source."""
    homes = sorted(path for path in directory.iterdir() if path.is_dir()) if directory.is_dir() else []
    return [path for home in homes for path in sorted(found for pattern in _PATTERNS for found in home.glob(pattern))]


def identity(directory: Path, path: Path) -> tuple[str, str]:
    """(language, stem) of a file. Raises ValueError for one that is not under that folder."""
    language, _, rest = path.relative_to(directory).as_posix().partition("/")
    return language, rest.removesuffix(path.suffix)


def words_of(path: Path) -> str:
    """The text of a file, with LF line ends and without the mark that some editors put before it.

    Raises OSError, and ValueError for what is no text or too much of it.
    """
    if path.stat().st_size > _MOST_OCTETS:
        raise ValueError(f"it is larger than {_MOST_OCTETS} octets")
    return path.read_text(encoding="utf-8-sig")


@cache
def shipped() -> tuple[Source, ...]:
    """What comes with the product. It passed the gate in our own tests, so no process looks at it again."""
    return tuple(_sources(SHIPPED, [], is_shipped=True))


def by_language(layers: Iterable[Iterable[Source]]) -> dict[str, dict[str, list[Source]]]:
    """Language → stem → sources, those of the first layer first."""
    found: dict[str, dict[str, list[Source]]] = {}
    for layer in layers:
        for source in layer:
            found.setdefault(source.language, {}).setdefault(source.stem, []).append(source)
    return found
