"""The small linear model that is shipped: pure numpy, loaded once, a fraction of a millisecond a mail.

It answers two questions of one mail, what it is about and who writes, from the same terms: only the weights differ. Two files: `mail.npz`
(weights, inverse document frequencies) and `mail.json` (features, labels, temperatures). No pickle: a model file can hold wrong numbers,
but no code. Its confidence is calibrated on mails that it was not trained on. A desk that has corrected it has a model of its own beside
its settings; a process says once, at its start, which one serves, and `stamp` tells a desk that another one was promoted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from classify.features import Blocks
from classify.terms import Floats, Table, Weighed

TRAINED = Path(__file__).parent / "trained" / "mail"
TOPIC, AUDIENCE = "topic", "audience"
_FILES = (".npz", ".json")


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a model is asked: its labels stand side by side in the columns of the weights, the first at `first`."""

    labels: tuple[str, ...]
    first: int
    temperature: float
    accuracy: float = 0.0  # on mails held back, when it was learned

    @property
    def columns(self) -> slice:
        return slice(self.first, self.first + len(self.labels))


@dataclass(frozen=True)
class Judgement:
    """What a model answers of one mail: the label it finds likeliest, and the chance that it is right."""

    label: str
    confidence: float


@dataclass(frozen=True)
class Heard:
    """A mail as the model hears it: the terms that it knows, and the score of every label."""

    terms: Weighed
    scores: Floats


@dataclass(frozen=True, kw_only=True)
class Linear:
    """score = Σ over blocks of normalised tf-idf × `weights`, plus `bias`; chances by softmax at the question's temperature."""

    features: tuple[str, ...]  # the name of each row of `weights`
    idf: Floats  # (features,)
    weights: Floats  # (features, labels of all questions)
    bias: Floats  # (labels of all questions,)
    questions: Mapping[str, Question]
    lessons: tuple[str, ...] = ()  # the mails it learned from, labelled ones and corrections, by their ids

    @cached_property
    def table(self) -> Table:
        return Table(self.features, self.idf, self.weights)

    def hear(self, blocks: Blocks) -> Heard:
        terms = self.table.weighed(blocks)
        return Heard(terms, self.table.scores(terms) + self.bias)

    def judge(self, heard: Heard, name: str, *, but: str = "") -> Judgement:
        """The likeliest label, or the likeliest `but` that one."""
        question = self.questions[name]
        scores = heard.scores[question.columns]
        best = next(int(at) for at in np.argsort(-scores) if question.labels[at] != but) if but else int(scores.argmax())
        chance = 1 / np.exp((scores - scores[best]) * question.temperature).sum()
        return Judgement(question.labels[best], float(chance))

    def evidence(self, heard: Heard, name: str, label: str, *, kinds: str, most: int) -> tuple[str, ...]:
        """The words that spoke most for a label, strongest first; `kinds` are letters of blocks."""
        question = self.questions[name]
        spoke = self.table.spoken(heard.terms, question.first + question.labels.index(label))
        strongest = (heard.terms.rows[at] for at in np.argsort(-spoke) if spoke[at] > 0)
        named = (self.features[row] for row in strongest if row < len(self.features))
        told = (feature[2:].replace("_", " ") for feature in named if feature[0] in kinds)
        return tuple(islice(told, most))


Stamp = tuple[int, ...]

_own: list[Path] = []  # where this process looks before it takes the shipped model


def serve(own: Path | None) -> None:
    """From now on this process judges by the model there, if one can be read; else by the shipped one."""
    _own[:] = [own] if own else []
    serving.cache_clear()


@cache
def serving() -> Linear:
    """The model that judges in this process. A desk's own that is broken costs what it had learned, and no mail (G5)."""
    return next((found for path in _own if (found := readable(path))), None) or load(TRAINED)


def readable(path: Path) -> Linear | None:
    """The model at a path, or None where there is none, or half of one."""
    try:
        return load(path)
    except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile):
        return None


def stamp(path: Path | None) -> Stamp:
    """When the files of the model there were written, in ns; () where there is none. It costs two looks at the file system."""
    try:
        return tuple(path.with_suffix(kind).stat().st_mtime_ns for kind in _FILES) if path else ()
    except OSError:
        return ()


def load(path: Path) -> Linear:
    text = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    with np.load(path.with_suffix(".npz"), allow_pickle=False) as numbers:
        weights = numbers["weights"]
        if len(weights) != len(text["features"]):
            raise ValueError("the files are of two models")  # one of them is about to be replaced
        return Linear(
            features=tuple(text["features"]),
            idf=numbers["idf"].astype(np.float32),
            weights=weights.astype(np.float32) * numbers["scale"].astype(np.float32),
            bias=numbers["bias"].astype(np.float32),
            questions={name: Question(**{**one, "labels": tuple(one["labels"])}) for name, one in text["questions"].items()},
            lessons=tuple(text.get("lessons", ())),
        )


def save(model: Linear, path: Path) -> None:
    """Weights as signed bytes, with one scale a label: a quarter of the size, and no label changes by it."""
    scale = np.maximum(np.abs(model.weights).max(axis=0), 1e-9) / 127
    path.parent.mkdir(parents=True, exist_ok=True)
    numbers, names = (path.with_suffix(kind) for kind in _FILES)
    np.savez_compressed(
        _beside(numbers),
        weights=np.rint(model.weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        idf=model.idf.astype(np.float16),
        bias=model.bias,
    )
    questions = {name: vars(question) for name, question in model.questions.items()}
    text = {"questions": questions, "lessons": model.lessons, "features": model.features}
    _beside(names).write_text(json.dumps(text, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    for file in (numbers, names):  # a desk that runs may read them at any moment
        _beside(file).replace(file)


def _beside(file: Path) -> Path:
    return file.with_stem(f"{file.stem}.new")
