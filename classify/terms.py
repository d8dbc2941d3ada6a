"""What each term of a mail says for each label of a linear model, looked up in one step however many letters run through it.

A term is a word, a pair, an idea; or a whole word of a block of `RUNS`, which speaks by the sum of the letters running through it. That sum
is made when the word is first met and remembered, since the same words come in every mail.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classify.features import RUNS, Blocks, parts

_REMEMBERED = 20_000  # words; a worker lives long, and its mails hold ever new ones
_OF_ONE_MAIL = 5_000  # more than `classify.words` makes of any mail

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Weighed:
    """The terms of a mail that a model knows: their names, their rows in the table, and how much each weighs."""

    names: Sequence[str]
    rows: Sequence[int]
    values: Sequence[float]


class Table:
    """A row of scores for each term. The rows of features come first, those of remembered words behind them."""

    def __init__(self, index: Mapping[str, int], idf: Floats, weights: Floats) -> None:
        self._index, self._idf = index, idf.tolist()
        self._scores = np.zeros((len(index) + _REMEMBERED + _OF_ONE_MAIL, weights.shape[1]), np.float32)
        self._scores[: len(index)] = weights * idf[:, None]
        self._squares: list[float] = [value * value for value in self._idf]
        self._words: dict[str, int] = {}

    def weighed(self, blocks: Blocks, weights: Mapping[str, float]) -> Weighed:
        """Each block brings a vector of the length that `weights` gives it, however many terms it holds."""
        if len(self._words) >= _REMEMBERED:
            self._words.clear()
        names, rows, values = [], [], []
        for letter, weight in weights.items():
            length = 0.0
            found = []
            for name, row, times in self._known(letter, Counter(blocks.get(letter, ()))):
                length += times * times * self._squares[row]
                names.append(name)
                rows.append(row)
                found.append(times)
            scale = weight / math.sqrt(length) if length else 0.0
            values += [times * scale for times in found]
        return Weighed(names, rows, values)

    def scores(self, weighed: Weighed) -> Floats:
        return np.array(weighed.values, np.float32) @ self._scores[weighed.rows]

    def spoken(self, weighed: Weighed, label: int) -> Floats:
        """How much each term speaks for one label."""
        return np.array(weighed.values, np.float32) * self._scores[weighed.rows, label]

    def features(self, weighed: Weighed) -> Iterator[tuple[int, float]]:
        """The same as rows of features with their values, as a model learns them; a row may come more than once."""
        for name, row, value in zip(weighed.names, weighed.rows, weighed.values, strict=True):
            for part in [row] if row < len(self._index) else self._parts(name[0], name[1:]):
                yield part, value * self._idf[part]

    def _known(self, letter: str, counted: Counter[str]) -> Iterator[tuple[str, int, float]]:
        if letter in RUNS:
            for word, times in counted.items():
                row = self._words.get(letter + word)
                if row is None:
                    row = self._learned(letter, word)
                yield letter + word, row, _weight(times)
            return
        for name, times in counted.items():
            row = self._index.get(name)
            if row is not None:
                yield name, row, _weight(times)

    def _learned(self, letter: str, word: str) -> int:
        row = len(self._index) + len(self._words)
        own = Counter(self._parts(letter, word))
        self._scores[row] = sum((times * self._scores[part] for part, times in own.items()), np.float32(0))
        del self._squares[row:]
        self._squares.append(sum(times * times * self._squares[part] for part, times in own.items()))
        self._words[letter + word] = row
        return row

    def _parts(self, letter: str, word: str) -> list[int]:
        return [row for name in parts(letter, word) if (row := self._index.get(name)) is not None]


def _weight(times: int) -> float:
    """A word said ten times tells little more than one said thrice."""
    return 1.0 if times == 1 else 1 + math.log(times)
