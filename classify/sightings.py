"""Where in a text a fact was seen: the finders of this package answer these, and `classify.facts` pairs and places them.

Every finder is total and bounded: it stops after `MOST` sightings, however large the text; a mail with more is an export, not a letter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Generic, TypeVar

T = TypeVar("T")

_SMALL = {capital: capital + 32 for capital in range(ord("A"), ord("Z") + 1)}
MOST = 300  # facts of one kind in one text: the largest site list seen held 64 devices


@dataclass(frozen=True)
class Sighting(Generic[T]):
    """A fact and the characters that show it: `text[start:end]`."""

    start: int
    end: int
    fact: T


@dataclass
class Claims(Generic[T]):
    """What earlier, surer rules have taken: a later rule may not read the same characters again."""

    sightings: list[Sighting[T]] = field(default_factory=list)
    most: int = MOST

    def add(self, found: Iterable[Sighting[T]]) -> None:
        """Keep those that touch nothing taken so far."""
        for sighting in islice(found, self.most - len(self.sightings)):
            if not any(s.start < sighting.end and sighting.start < s.end for s in self.sightings):
                self.sightings.append(sighting)

    def __iter__(self) -> Iterator[Sighting[T]]:
        return iter(sorted(self.sightings, key=lambda s: s.start))


def line_at(text: str, start: int) -> str:
    """The line that holds `start`, at most 200 characters of it, the seen thing inside."""
    left = max(text.rfind("\n", max(0, start - 120), start) + 1, start - 120, 0)
    right = text.find("\n", start, left + 200)
    return text[left : right if right >= 0 else left + 200].strip()


def lowered(text: str) -> str:
    """The text in lower case, of the same length: where a capital's small form is longer ("İ"), only ASCII letters change."""
    small = text.lower()
    return small if len(small) == len(text) else text.translate(_SMALL)


def starts(small: str, prefixes: tuple[str, ...]) -> Iterator[int]:
    """Where one of these words begins in a text in lower case, not inside another word: far cheaper than a search by alternatives."""
    for prefix in prefixes:
        at = small.find(prefix)
        while at >= 0:
            if at == 0 or not (small[at - 1].isalnum() or small[at - 1] in "_-"):
                yield at
            at = small.find(prefix, at + 1)
