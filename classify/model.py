"""The small linear models that are shipped: pure numpy, loaded once, a fraction of a millisecond a mail.

A model is two files: `NAME.npz` (weights, inverse document frequencies) and `NAME.json` (labels, features, weights of the blocks,
temperature). No pickle: a model file can hold wrong numbers, but no code. Its confidence is calibrated on mails that it was not trained on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from heapq import nlargest
from pathlib import Path

import numpy as np

from classify.features import Blocks
from classify.terms import Floats, Table, Weighed

TRAINED = Path(__file__).parent / "trained"


@dataclass(frozen=True)
class Judgement:
    """What a model makes of one mail: the chance of each label, and what it saw."""

    chances: Mapping[str, float]
    seen: Weighed

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
    idf: Floats  # (features,)
    weights: Floats  # (features, labels)
    bias: Floats  # (labels,)
    blocks: Mapping[str, float]  # block letter → its weight
    temperature: float

    @cached_property
    def table(self) -> Table:
        return Table({name: row for row, name in enumerate(self.features)}, self.idf, self.weights)

    def judge(self, blocks: Blocks) -> Judgement:
        seen = self.table.weighed(blocks, self.blocks)
        scores = (self.table.scores(seen) + self.bias) * self.temperature
        raised = np.exp(scores - scores.max())
        return Judgement(dict(zip(self.labels, (raised / raised.sum()).tolist(), strict=True)), seen)

    def evidence(self, judgement: Judgement, kinds: str, most: int) -> tuple[str, ...]:
        """The words that spoke most for the judgement's label, strongest first; `kinds` are letters of blocks."""
        spoke = self.table.spoken(judgement.seen, self.labels.index(judgement.label)).tolist()
        told = {name: weight for name, weight in zip(judgement.seen.names, spoke, strict=True) if weight > 0 and name[1] == ":" and name[0] in kinds}
        return tuple(name[2:].replace("_", " ") for name in nlargest(most, told, key=told.__getitem__))


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
