"""The small linear models that are shipped: pure numpy, loaded once, a fraction of a millisecond a mail.

A model is two files: `NAME.npz` (weights, inverse document frequencies) and `NAME.json` (labels, features, weights of the blocks, temperature).
No pickle: a model file can hold wrong numbers, but no code. Its confidence is calibrated on mails that it was not trained on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classify.features import Blocks

TRAINED = Path(__file__).parent / "trained"

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Linear:
    """score = Σ over blocks of weight × normalised tf-idf × `weights`, plus `bias`; probabilities by softmax at `temperature`."""

    labels: tuple[str, ...]
    index: Mapping[str, int]  # feature → row of `weights`
    idf: Floats  # (features,)
    weights: Floats  # (features, labels)
    bias: Floats  # (labels,)
    blocks: Mapping[str, float]  # block letter → its weight
    temperature: float

    def probabilities(self, blocks: Blocks) -> dict[str, float]:
        rows, values = self.vector(blocks)
        scores = (values @ self.weights[rows] + self.bias) * self.temperature
        raised = np.exp(scores - scores.max())
        return dict(zip(self.labels, (raised / raised.sum()).tolist(), strict=True))

    def evidence(self, blocks: Blocks, label: str, most: int) -> list[str]:
        """The features that spoke most for a label, strongest first."""
        rows, values = self.vector(blocks)
        names = {row: name for name, row in self._known(blocks)}
        spoke = values * self.weights[rows, self.labels.index(label)]
        return [names[int(rows[at])] for at in np.argsort(-spoke)[:most] if spoke[at] > 0]

    def vector(self, blocks: Blocks) -> tuple[NDArray[np.int64], Floats]:
        """The rows that stand in a mail, and the value of each."""
        rows: list[NDArray[np.int64]] = [np.empty(0, np.int64)]
        values: list[Floats] = [np.empty(0, np.float32)]
        for letter, weight in self.blocks.items():
            counts = Counter(self.index[name] for name in blocks.get(letter, ()) if name in self.index)
            if counts:
                found = np.fromiter(counts, np.int64, len(counts))
                value = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self.idf[found]
                rows.append(found)
                values.append((weight / np.linalg.norm(value)) * value)
        return np.concatenate(rows), np.concatenate(values).astype(np.float32)

    def _known(self, blocks: Blocks) -> list[tuple[str, int]]:
        return [(name, self.index[name]) for letter in self.blocks for name in blocks.get(letter, ()) if name in self.index]


@cache
def shipped(name: str) -> Linear:
    """The promoted model of that name: `topic` or `audience`."""
    return load(TRAINED / name)


def load(path: Path) -> Linear:
    text = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as numbers:
        return Linear(
            labels=tuple(text["labels"]),
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
    text = {
        "labels": model.labels,
        "blocks": model.blocks,
        "temperature": model.temperature,
        "features": sorted(model.index, key=model.index.__getitem__),
    }
    path.with_suffix(".json").write_text(json.dumps(text, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
