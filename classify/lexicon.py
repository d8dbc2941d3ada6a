"""Finds the entries of a word list in a mail's words, in one pass however long the list is.

An entry is written as in `classify.ideas`: `beep*` is a stem, `no_video` a phrase whose later words stand whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

Carrier = tuple[str, tuple[str, ...]]  # the name it carries, and the words that must follow


class Lexicon:
    """Names with the words that carry them. Only the first word of an entry may be a stem."""

    def __init__(self, entries: Mapping[str, str]) -> None:
        self._exact: dict[str, list[Carrier]] = {}
        self._stems: dict[str, list[Carrier]] = {}
        for name, carriers in entries.items():
            for carrier in carriers.split():
                first, *rest = carrier.split("_")
                index = self._stems if first.endswith("*") else self._exact
                index.setdefault(first.rstrip("*"), []).append((name, tuple(rest)))
        self._opened_by = lru_cache(maxsize=50_000)(self._look_up)

    def places(self, said: Sequence[str]) -> dict[str, list[int]]:
        """Each name that these words carry → where its entries begin."""
        words = tuple(said)
        found: dict[str, list[int]] = {}
        for at, word in enumerate(words):
            for name, rest in self._opened_by(word):
                if not rest or words[at + 1 : at + 1 + len(rest)] == rest:
                    found.setdefault(name, []).append(at)
        return found

    def _look_up(self, word: str) -> tuple[Carrier, ...]:
        stems = (carrier for size in range(2, len(word) + 1) for carrier in self._stems.get(word[:size], ()))
        return (*self._exact.get(word, ()), *stems)
