"""What each term of a mail says for each label of a linear model, looked up in one step however many letters run through it.

A term is a word, a pair, an idea; or a whole word of a block of `RUNS`, which speaks by the sum of the letters running through it. That sum
is made when the word is first met and remembered, since the same words come in every mail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classify.features import MEANING, RUNS, Blocks, parts

_REMEMBERED = 50_000  # words, some weeks of a desk's; a worker lives long, and its mails hold ever new ones
_OF_ONE_MAIL = 5_000  # more than `classify.words` makes of any mail

Floats = NDArray[np.float32]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Weighed:
    """The terms of a mail that a model knows, by their rows in its table, and how much each weighs: every block together one."""

    rows: Rows
    values: Floats


class Table:
    """A row of scores for each term. The rows of features come first, those of remembered words behind them."""

    def __init__(self, features: Sequence[str], idf: Floats, weights: Floats) -> None:
        self._features, self._idf = len(features), idf
        self._index: dict[str, dict[str, int]] = {}  # a small one for each block stays at hand for the next mail
        for row, name in enumerate(features):
            self._index.setdefault(name[0], {})[name] = row
        rows = len(features) + _REMEMBERED + _OF_ONE_MAIL
        self._scores = np.zeros((rows, weights.shape[1]), np.float32)
        self._scores[: len(features)] = weights * idf[:, None]
        self._squares = np.zeros(rows, np.float32)
        self._squares[: len(features)] = idf * idf
        self._words: dict[str, dict[str, int | None]] = {}  # of each block: the row of a word; None where nothing through it is known
        self._parts: list[Counter[int]] = []  # of each remembered word: rows of features

    def weighed(self, blocks: Blocks) -> Weighed:
        self._forget()
        rows: list[int] = []
        times: list[int] = []
        starts: list[int] = []
        for letter, names in blocks.items():
            known = self._words_known(letter, names) if letter in RUNS else self._known(letter, names)
            if known:
                starts.append(len(rows))
                rows.extend(known)
                times.extend(known.values())
        return self._balanced(np.array(rows, np.intp), np.array(times, np.float32), starts)

    def scores(self, weighed: Weighed) -> Floats:
        """The sum of what the terms say, for each label."""
        scores: Floats = weighed.values @ self._scores[weighed.rows]
        return scores

    def spoken(self, weighed: Weighed, label: int) -> Floats:
        """How much each term speaks for one label."""
        spoken: Floats = weighed.values * self._scores[weighed.rows, label]
        return spoken

    def features(self, weighed: Weighed) -> Iterator[tuple[int, float]]:
        """The same as rows of features with their values, as a model learns them; a row may come more than once."""
        first = self._features
        for row, value in zip(weighed.rows.tolist(), weighed.values.tolist(), strict=True):
            for part, times in (self._parts[row - first] if row >= first else {row: 1}).items():
                yield part, value * times * float(self._idf[part])

    def _balanced(self, rows: Rows, times: Floats, starts: list[int]) -> Weighed:
        """A word said ten times tells little more than one said thrice; a long block tells as much as a short one."""
        if not starts:
            return Weighed(rows, times)
        values = 1 + np.log(times)
        lengths = np.sqrt(np.add.reduceat(values * values * self._squares[rows], starts))
        return Weighed(rows, values / np.repeat(lengths, np.diff([*starts, len(rows)])))

    def _known(self, letter: str, names: Sequence[str]) -> dict[int, int]:
        """Most terms of a mail are known to nobody: they go before anything is counted."""
        return Counter([row for row in map(self._index.get(letter, {}).get, names) if row is not None])

    def _words_known(self, letter: str, names: Sequence[str]) -> dict[int, int]:
        words = self._words.setdefault(letter, {})
        for word in names:
            if word not in words:
                words[word] = self._learned(letter, word)
        return Counter([row for row in map(words.get, names) if row is not None])

    def _learned(self, letter: str, word: str) -> int | None:
        index = self._index.get(letter, {})
        if letter == MEANING:  # a feature of its own: no sum is to be made
            return index.get(parts(letter, word)[0])
        own = Counter(row for name in parts(letter, word) if (row := index.get(name)) is not None)
        if not own:
            return None
        found, times = np.array(list(own)), np.array(list(own.values()), np.float32)
        row = self._features + len(self._parts)
        self._parts.append(own)
        self._scores[row] = times @ self._scores[found]
        self._squares[row] = (times * times) @ self._squares[found]
        return row

    def _forget(self) -> None:
        if sum(map(len, self._words.values())) >= _REMEMBERED:
            self._words.clear()
            self._parts.clear()
