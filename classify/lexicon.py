"""Finds the entries of many word lists in a mail's words, in one pass however many and long the lists are.

An entry is written as in `ideas.toml`: `beep*` is a stem, `no_video` a phrase whose later words stand whole.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import zip_longest

Carrier = tuple[str, str, tuple[str, ...]]  # the list, the name in it, and the words that must follow
Opened = Mapping[str, Sequence[Carrier]]  # by the word that must follow next; '' where none must
Places = Mapping[str, list[int]]  # a name → where its entries begin, counted in words
Found = dict[str, dict[str, list[int]]]  # a list → its places

_REMEMBERED = 50_000  # words
_AT_ONCE = 8  # of one mail: its subject with its text, its text, its signature, some parts
_NOTHING: Places = {}
_END = " "  # no word


class Lexicon:
    """Lists of names with the words that carry them. Only the first word of an entry may be a stem."""

    def __init__(self, lists: Mapping[str, Mapping[str, str]]) -> None:
        self._exact: dict[str, list[Carrier]] = {}
        self._stems: dict[str, list[Carrier]] = {}
        for list_name, entries in lists.items():
            for name, carriers in entries.items():
                self._add(list_name, name, carriers)
        self._opened: dict[str, Opened] = {}  # by the words met so far
        # A mail's words are asked for by many, one after the other; to compare them one by one costs more than all those answers.
        self._heard: tuple[tuple[tuple[str, ...], Found], ...] = ()  # the last ones first

    def places(self, list_name: str, said: tuple[str, ...]) -> Places:
        """Each name of a list that these words carry. Who asks again with the same tuple is answered at once."""
        for heard, found in self._heard:
            if heard is said:
                return found.get(list_name, _NOTHING)
        found = self._all_places(said)
        self._heard = ((said, found), *self._heard[: _AT_ONCE - 1])
        return found.get(list_name, _NOTHING)

    def _add(self, list_name: str, name: str, carriers: str) -> None:
        for carrier in carriers.split():
            first, *rest = carrier.split("_")
            index = self._stems if first.endswith("*") else self._exact
            index.setdefault(first.rstrip("*"), []).append((list_name, name, tuple(rest)))

    def _all_places(self, said: tuple[str, ...]) -> Found:
        found: Found = {}
        known = self._opened
        for at, (word, following) in enumerate(zip_longest(said, said[1:], fillvalue=_END)):
            opened = known.get(word)
            if opened is None:
                opened = self._opened_by(word)
            if not opened:  # most words open nothing
                continue
            for list_name, name, rest in (*opened.get("", ()), *opened.get(following, ())):
                if len(rest) < 2 or said[at + 1 : at + 1 + len(rest)] == rest:
                    found.setdefault(list_name, {}).setdefault(name, []).append(at)
        return found

    def _opened_by(self, word: str) -> Opened:
        if len(self._opened) >= _REMEMBERED:
            self._opened.clear()
        opened = self._opened[word] = self._look_up(word)
        return opened

    def _look_up(self, word: str) -> Opened:
        """Common words open hundreds of phrases, of which the next word leaves one or none."""
        stems = (carrier for size in range(2, len(word) + 1) for carrier in self._stems.get(word[:size], ()))
        opened: dict[str, list[Carrier]] = {}
        for carrier in (*self._exact.get(word, ()), *stems):
            _, _, rest = carrier
            opened.setdefault(rest[0] if rest else "", []).append(carrier)
        return opened
