"""Trains the shipped models on labelled mails, and measures them on mails held back: what `mailroom train` does.

scikit-learn is needed here only (extra `train`); what it learns is shipped as plain numbers. A figure is always of mails that the measured
model has not seen: five folds, by mail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import scipy.sparse as sparse  # type: ignore[import-untyped]
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold  # type: ignore[import-untyped]
from sklearn.svm import LinearSVC  # type: ignore[import-untyped]

from classify.features import RUNS, Blocks, Wording, audience_blocks, parts, topic_blocks, wording
from classify.figures import Figures, Guess, figures
from classify.labelled_mail import LabelledMail, Parse, labelled_mails
from classify.model import TRAINED, Linear, save

FOLDS = 5
_MEASURED = "[!r]*.jsonl"  # retold-*.jsonl tell given mails anew: they teach, but would flatter every figure
_SHARPNESS = np.geomspace(0.25, 4, 33)  # how far a confidence may be sharpened or softened by calibration


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How one model is made. The weights of its blocks were chosen on held-back mails."""

    name: str
    blocks_of: Callable[[Wording], Blocks]
    label_of: Callable[[LabelledMail], str]
    blocks: Mapping[str, float]
    strictness: float  # the C of the support vector machine
    seen_in: Mapping[str, int]  # a feature counts when it stands in so many mails; 2 where its block is not named


TOPIC = Recipe(
    name="topic",
    blocks_of=topic_blocks,
    label_of=lambda mail: mail.topic,
    blocks={"w": 1.0, "c": 1.4, "h": 0.8, "q": 0.5, "i": 0.7, "d": 0.25},
    strictness=2.0,
    seen_in={"c": 3, "i": 3, "d": 3},
)
AUDIENCE = Recipe(
    name="audience",
    blocks_of=audience_blocks,
    label_of=lambda mail: mail.audience,
    blocks={"w": 1.0, "c": 0.6, "a": 0.5, "d": 1.0, "p": 0.5, "i": 0.7, "n": 1.3},
    strictness=1.0,
    seen_in={"c": 3, "p": 3},
)


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What became of a training: the figures without and with what was new, and whether the new models serve now."""

    before: Figures
    after: Figures
    promoted: bool


def train(extra: Sequence[LabelledMail] = (), parse: Parse | None = None, into: Path = TRAINED) -> Trained:
    """Learn from the shipped mails and from `extra` (corrections), and promote what is better on mails held back.

    Both figures are of all those mails; the corrections are judged by models that have not seen them. Without corrections the shipped mails
    are simply learned again, as after a change of theirs. `parse` makes a message of a mail's bytes.
    """
    shipped = list(labelled_mails(parse, _MEASURED))
    mails = [*shipped, *extra]
    before = figures(mails, _unaided(TOPIC, shipped, extra), _unaided(AUDIENCE, shipped, extra))
    after = figures(mails, held_back(TOPIC, mails), held_back(AUDIENCE, mails)) if extra else before
    promoted = not extra or _is_better(after, before)
    if promoted:
        for recipe in (TOPIC, AUDIENCE):
            save(learned(recipe, mails, list(labelled_mails(parse, "retold-*.jsonl"))), into / recipe.name)
    return Trained(before=before, after=after, promoted=promoted)


def check(parse: Parse | None = None, which: str = _MEASURED) -> Figures:
    """The figures of five folds over the shipped mails, judged on those of the files that match `which`: "given-*.jsonl"."""
    mails = list(labelled_mails(parse, _MEASURED))
    judged = {mail.id for mail in labelled_mails(parse, which)}
    held = zip(mails, held_back(TOPIC, mails), held_back(AUDIENCE, mails), strict=True)
    kept = [row for row in held if row[0].id in judged]
    return figures([mail for mail, _, _ in kept], [topic for _, topic, _ in kept], [audience for _, _, audience in kept])


def _is_better(after: Figures, before: Figures) -> bool:
    return after.topic_accuracy + after.audience_accuracy > before.topic_accuracy + before.audience_accuracy


def _unaided(recipe: Recipe, shipped: Sequence[LabelledMail], extra: Sequence[LabelledMail]) -> list[Guess]:
    """What models that know only the shipped mails say of those, held back, and of what is new to them."""
    guesses = held_back(recipe, shipped)
    if not extra:
        return guesses
    model = fitted(recipe, _counted(recipe, shipped), _labels(recipe, shipped))
    return guesses + [_guess(model, blocks) for blocks in _counted(recipe, extra)]


def held_back(recipe: Recipe, mails: Sequence[LabelledMail], seed: int = 1) -> list[Guess]:
    """Each mail's label by a model trained on the other four fifths."""
    counted, labels = _counted(recipe, mails), _labels(recipe, mails)
    guesses = [Guess("", 0.0)] * len(mails)
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(counted, labels):
        model = fitted(recipe, [counted[at] for at in seen], labels[seen])
        for at in unseen:
            guesses[at] = _guess(model, counted[at])
    return guesses


def learned(recipe: Recipe, mails: Sequence[LabelledMail], retold: Sequence[LabelledMail] = ()) -> Linear:
    """The model of all these mails, its confidence calibrated on mails held back."""
    everything = [*mails, *retold]
    model = fitted(recipe, _counted(recipe, everything), _labels(recipe, everything))
    return replace(model, temperature=model.temperature * sharpness(held_back(recipe, mails), _labels(recipe, mails)))


def sharpness(guesses: Sequence[Guess], labels: NDArray[np.str_]) -> float:
    """By how much the odds of the guesses should be raised so that they are right as often as they claim: least log loss."""
    right = np.array([guess.label == label for guess, label in zip(guesses, labels, strict=True)])
    odds = np.array([np.log(min(g.confidence, 0.9999) / (1 - min(g.confidence, 0.9999))) for g in guesses])

    def loss(power: float) -> float:
        return float(np.logaddexp(0, np.where(right, -odds, odds) * power).mean())

    return float(min(_SHARPNESS, key=loss))


def fitted(recipe: Recipe, counted: Sequence[Blocks], labels: NDArray[np.str_]) -> Linear:
    features, idf = _vocabulary(recipe, counted)
    empty = Linear(
        labels=tuple(sorted(set(labels.tolist()))),
        features=features,
        idf=idf,
        weights=np.zeros((len(features), 1), np.float32),
        bias=np.zeros(1, np.float32),
        blocks=recipe.blocks,
        temperature=4.0,
    )
    machine = LinearSVC(C=recipe.strictness, random_state=0).fit(_matrix(empty, counted), labels)
    return replace(
        empty,
        labels=tuple(machine.classes_.tolist()),
        weights=machine.coef_.T.astype(np.float32),
        bias=machine.intercept_.astype(np.float32),
    )


def _guess(model: Linear, blocks: Blocks) -> Guess:
    judgement = model.judge(blocks)
    return Guess(judgement.label, judgement.confidence)


def _counted(recipe: Recipe, mails: Sequence[LabelledMail]) -> list[Blocks]:
    return [recipe.blocks_of(wording(mail.message)) for mail in mails]


def _labels(recipe: Recipe, mails: Sequence[LabelledMail]) -> NDArray[np.str_]:
    return np.array([recipe.label_of(mail) for mail in mails])


def _matrix(model: Linear, counted: Sequence[Blocks]) -> sparse.csr_matrix:
    found = [list(model.table.features(model.table.weighed(blocks, model.blocks))) for blocks in counted]
    starts = np.cumsum([0, *(len(one) for one in found)])
    columns, values = np.array([column for one in found for column, _ in one]), np.array([value for one in found for _, value in one])
    matrix = sparse.csr_matrix((values, columns, starts), shape=(len(counted), len(model.features)))
    matrix.sum_duplicates()
    return matrix


def _vocabulary(recipe: Recipe, counted: Sequence[Blocks]) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    seen: Counter[str] = Counter()
    for blocks in counted:
        for letter in recipe.blocks:
            names = set(blocks.get(letter, ()))
            seen.update({part for word in names for part in parts(letter, word)} if letter in RUNS else names)
    features = tuple(sorted(name for name, mails in seen.items() if mails >= recipe.seen_in.get(name[0], 2)))
    idf = np.array([np.log((1 + len(counted)) / (1 + seen[name])) + 1 for name in features], np.float32)
    return features, idf
