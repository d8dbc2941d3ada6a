"""The small linear models that are shipped: pure numpy, loaded once, a fraction of a millisecond a mail.

A model is two files: `NAME.npz` (weights, inverse document frequencies) and `NAME.json` (labels, features, weights of the blocks,
temperature). No pickle: a model file can hold wrong numbers, but no code. Its confidence is calibrated on mails that it was not trained on.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classify.features import RUNS, Blocks, parts

TRAINED = Path(__file__).parent / "trained"
_REMEMBERED_WORDS = 50_000  # a worker lives long, and its mails hold ever new words

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Judgement:
    """What a model makes of one mail: the chance of each label, and what it saw."""

    chances: Mapping[str, float]
    rows: Rows
    values: Floats

    @property
    def label(self) -> str:
        return max(self.chances, key=self.chances.__getitem__)

    @property
    def confidence(self) -> float:
        return self.chances[self.label]


@dataclass(frozen=True, kw_only=True)
class Linear:
    """score = Σ over blocks of weight × normalised tf-idf × `weights`, plus `bias`; chances by softmax at `temperature`."""

    labels: tuple[str, ...]
    features: tuple[str, ...]  # the name of each row of `weights`
    index: Mapping[str, int]  # name → row
    idf: Floats  # (features,)
    weights: Floats  # (features, labels)
    bias: Floats  # (labels,)
    blocks: Mapping[str, float]  # block letter → its weight
    temperature: float
    _runs: dict[str, Rows] = field(default_factory=dict, repr=False, compare=False)

    def judge(self, blocks: Blocks) -> Judgement:
        rows, values = self.vector(blocks)
        scores = (values @ self.weights[rows] + self.bias) * self.temperature
        raised = np.exp(scores - scores.max())
        return Judgement(dict(zip(self.labels, (raised / raised.sum()).tolist(), strict=True)), rows, values)

    def evidence(self, judgement: Judgement, kinds: str, most: int) -> tuple[str, ...]:
        """The words that spoke most for the judgement's label, strongest first; `kinds` are letters of blocks."""
        spoke = judgement.values * self.weights[judgement.rows, self.labels.index(judgement.label)]
        strongest = (self.features[judgement.rows[at]] for at in np.argsort(-spoke) if spoke[at] > 0)
        told = (name[2:].replace("_", " ") for name in strongest if name[0] in kinds)
        return tuple(told for told, _ in zip(told, range(most), strict=False))

    def vector(self, blocks: Blocks) -> tuple[Rows, Floats]:
        """The rows that stand in a mail, and the value of each."""
        rows: list[Rows] = [np.empty(0, np.int64)]
        values: list[Floats] = [np.empty(0, np.float32)]
        for letter, weight in self.blocks.items():
            seen = self._seen(letter, blocks.get(letter, ()))
            if len(seen):
                found, counts = _counted(seen)
                value = (1 + np.log(counts)) * self.idf[found]
                rows.append(found)
                values.append(value * (weight / math.sqrt(value @ value)))
        return np.concatenate(rows), np.concatenate(values).astype(np.float32)

    def _seen(self, letter: str, names: Sequence[str]) -> Rows:
        if letter not in RUNS:
            return np.array([row for name in names if (row := self.index.get(name)) is not None], np.int64)
        return np.concatenate([np.empty(0, np.int64), *(self._run(letter, word) for word in names)])

    def _run(self, letter: str, word: str) -> Rows:
        """The rows of the letters running through a word, remembered: the same words come in every mail."""
        key = letter + word
        if key not in self._runs:
            if len(self._runs) >= _REMEMBERED_WORDS:
                self._runs.clear()
            self._runs[key] = np.array([row for name in parts(letter, word) if (row := self.index.get(name)) is not None], np.int64)
        return self._runs[key]


def _counted(seen: Rows) -> tuple[Rows, Rows]:
    """Each row once, and how often it was seen; a third of what `np.unique` costs on so few."""
    ordered = np.sort(seen)
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return ordered[first], np.diff(first, append=len(ordered))


@cache
def shipped(name: str) -> Linear:
    """The promoted model of that name: `topic` or `audience`."""
    return load(TRAINED / name)


def load(path: Path) -> Linear:
    text = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as numbers:
        return Linear(
            labels=tuple(text["labels"]),
            features=tuple(text["features"]),
            index={name: row for row, name in enumerate(text["features"])},
            idf=numbers["idf"].astype(np.float32),
            weights=numbers["weights"].astype(np.float32) * numbers["scale"].astype(np.float32),
            bias=numbers["bias"].astype(np.float32),
            blocks=text["blocks"],
            temperature=text["temperature"],
        )


def save(model: Linear, path: Path) -> None:
    """Weights as signed bytes, with one scale a label: a quarter of the size, and no label changes by it."""
    scale = np.maximum(np.abs(model.weights).max(axis=0), 1e-9) / 127
    path.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        path.with_suffix(".npz"),
        weights=np.rint(model.weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        idf=model.idf.astype(np.float16),
        bias=model.bias,
    )
    text = {"labels": model.labels, "blocks": dict(model.blocks), "temperature": model.temperature, "features": model.features}
    path.with_suffix(".json").write_text(json.dumps(text, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
