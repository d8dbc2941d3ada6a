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

from classify.features import RUNS, Blocks, blocks, parts, wording
from classify.figures import Figures, Guess, figures
from classify.labelled_mail import LabelledMail, Parse, labelled_mails
from classify.model import AUDIENCE, TOPIC, TRAINED, Linear, Question, save
from classify.terms import Floats, Table

FOLDS = 5
_MEASURED = "[!r]*.jsonl"  # retold-*.jsonl tell given mails anew: they teach, but would flatter every figure
_TEMPERATURE = 4.0
_SHARPNESS = np.geomspace(0.25, 4, 33)  # how far a confidence may be sharpened or softened by calibration


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How the model learns to answer one question. The weights of the blocks were chosen on held-back mails."""

    name: str
    label_of: Callable[[LabelledMail], str]
    blocks: Mapping[str, float]  # what each block counts for this question
    strictness: float  # the C of the support vector machine


RECIPES = (
    Recipe(
        name=TOPIC,
        label_of=lambda mail: mail.topic,
        blocks={"w": 1.0, "c": 1.4, "h": 0.8, "q": 0.5, "i": 0.7, "d": 0.25},
        strictness=2.0,
    ),
    Recipe(
        name=AUDIENCE,
        label_of=lambda mail: mail.audience,
        blocks={"w": 1.0, "c": 0.6, "a": 0.5, "d": 1.0, "p": 0.5, "i": 0.7, "s": 0.5, "n": 1.3},
        strictness=1.0,
    ),
)
SEEN_IN = {"c": 3, "i": 3, "d": 3, "p": 3}  # a feature counts when it stands in so many mails; 2 where its block is not named

Guesses = Mapping[str, Sequence[Guess]]  # of each question, in the order of the mails


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
    guesses = held_back(mails)
    after = figures(mails, guesses[TOPIC], guesses[AUDIENCE])
    before = _unaided(shipped, extra) if extra else after
    promoted = not extra or is_better(after, before)
    if promoted:
        save(sharpened(learned([*mails, *labelled_mails(parse, "retold-*.jsonl")]), mails, guesses), into)
    return Trained(before=before, after=after, promoted=promoted)


def is_better(after: Figures, before: Figures) -> bool:
    """More labels are right on held-back mails, and neither question is answered worse."""
    gains = (after.topic_accuracy - before.topic_accuracy, after.audience_accuracy - before.audience_accuracy)
    return sum(gains) > 0 and min(gains) >= 0


def _unaided(shipped: Sequence[LabelledMail], extra: Sequence[LabelledMail]) -> Figures:
    """Of a model that knows only the shipped mails: those held back, and what is new to it."""
    known, model = held_back(shipped), learned(shipped)
    new = {recipe.name: [_guess(model, mail, recipe.name) for mail in extra] for recipe in RECIPES}
    return figures([*shipped, *extra], *([*known[name], *new[name]] for name in (TOPIC, AUDIENCE)))


def held_back(mails: Sequence[LabelledMail], seed: int = 1) -> Guesses:
    """Each mail's labels by a model trained on the other four fifths."""
    counted, labels = _counted(mails), _labels(mails)
    guesses: dict[str, list[Guess]] = {recipe.name: [Guess("", 0.0)] * len(mails) for recipe in RECIPES}
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(counted, labels[TOPIC]):
        model = fitted([counted[at] for at in seen], {name: all_of_it[seen] for name, all_of_it in labels.items()})
        for at in unseen:
            heard = model.hear(counted[at])
            for name, guessed in guesses.items():
                judgement = model.judge(heard, name)
                guessed[at] = Guess(judgement.label, judgement.confidence)
    return guesses


def learned(mails: Sequence[LabelledMail]) -> Linear:
    return fitted(_counted(mails), _labels(mails))


def sharpened(model: Linear, mails: Sequence[LabelledMail], guesses: Guesses) -> Linear:
    """The model with its confidence calibrated by what such models said of mails held back."""
    labels = _labels(mails)
    asked = {
        name: replace(question, temperature=question.temperature * sharpness(guesses[name], labels[name]))
        for name, question in model.questions.items()
    }
    return replace(model, questions=asked)


def sharpness(guesses: Sequence[Guess], labels: NDArray[np.str_]) -> float:
    """By how much the odds of the guesses should be raised so that they are right as often as they claim: least log loss."""
    right = np.array([guess.label == label for guess, label in zip(guesses, labels, strict=True)])
    odds = np.array([np.log(min(g.confidence, 0.9999) / (1 - min(g.confidence, 0.9999))) for g in guesses])

    def loss(power: float) -> float:
        return float(np.logaddexp(0, np.where(right, -odds, odds) * power).mean())

    return float(min(_SHARPNESS, key=loss))


def fitted(counted: Sequence[Blocks], labels: Mapping[str, NDArray[np.str_]]) -> Linear:
    """One vocabulary for all questions; for each a support vector machine, whose weights of blocks are folded into what it learned."""
    features, idf = _vocabulary(counted)
    vectors = _vectors(features, idf, counted)
    questions: dict[str, Question] = {}
    weights, biases = [], []
    for recipe in RECIPES:
        scale = np.array([recipe.blocks.get(name[0], 0.0) for name in features], np.float32)
        machine = LinearSVC(C=recipe.strictness, random_state=0).fit(vectors @ sparse.diags(scale), labels[recipe.name])
        first = sum(len(question.labels) for question in questions.values())
        questions[recipe.name] = Question(labels=tuple(machine.classes_.tolist()), first=first, temperature=_TEMPERATURE)
        weights.append(machine.coef_.T * scale[:, None])
        biases.append(machine.intercept_)
    return Linear(
        features=features,
        idf=idf,
        weights=np.hstack(weights).astype(np.float32),
        bias=np.concatenate(biases).astype(np.float32),
        questions=questions,
    )


def _guess(model: Linear, mail: LabelledMail, question: str) -> Guess:
    judgement = model.judge(model.hear(blocks(wording(mail.message))), question)
    return Guess(judgement.label, judgement.confidence)


def _counted(mails: Sequence[LabelledMail]) -> list[Blocks]:
    return [blocks(wording(mail.message)) for mail in mails]


def _labels(mails: Sequence[LabelledMail]) -> dict[str, NDArray[np.str_]]:
    return {recipe.name: np.array([recipe.label_of(mail) for mail in mails]) for recipe in RECIPES}


def _vectors(features: Sequence[str], idf: Floats, counted: Sequence[Blocks]) -> sparse.csr_matrix:
    """(mails, features); every block of a mail is of length one."""
    table = Table({name: row for row, name in enumerate(features)}, idf, np.zeros((len(features), 1), np.float32))
    found = [list(table.features(table.weighed(of_mail))) for of_mail in counted]
    starts = np.cumsum([0, *(len(one) for one in found)])
    columns, values = zip(*(feature for one in found for feature in one), strict=True)
    vectors = sparse.csr_matrix((values, columns, starts), shape=(len(counted), len(features)))
    vectors.sum_duplicates()
    return vectors


def _vocabulary(counted: Sequence[Blocks]) -> tuple[tuple[str, ...], Floats]:
    seen: Counter[str] = Counter()
    for of_mail in counted:
        for letter, found in of_mail.items():
            names = set(found)
            seen.update({part for word in names for part in parts(letter, word)} if letter in RUNS else names)
    features = tuple(sorted(name for name, mails in seen.items() if mails >= SEEN_IN.get(name[0], 2)))
    idf = np.array([np.log((1 + len(counted)) / (1 + seen[name])) + 1 for name in features], np.float32)
    return features, idf
