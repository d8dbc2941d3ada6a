"""Makes the model for topic and audience of labelled mails, and has such models judge mails that they have not seen.

scikit-learn is needed here only (extra `train`); what it learns is shipped as plain numbers. A figure is always of held-back mails: five
folds, by mail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import scipy.sparse as sparse  # type: ignore[import-untyped]
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold  # type: ignore[import-untyped]
from sklearn.svm import LinearSVC  # type: ignore[import-untyped]

from classify.features import MEANING, RUNS, Blocks, blocks, parts, wording
from classify.figures import Guess
from classify.labelled_mail import LabelledMail
from classify.meanings import meanings
from classify.model import AUDIENCE, TOPIC, Linear, Question
from classify.terms import Floats, Table

FOLDS = 5
MEASURED, TAUGHT_ONLY = "[!r]*.jsonl", "retold-*.jsonl"  # mails told anew teach, but would flatter every figure
_TEMPERATURE = 4.0
_RAREST = 3  # mails: a word that none of ours holds must not outweigh those that some hold
_SHARPNESS = np.geomspace(0.25, 4, 33)  # how far a confidence may be sharpened or softened by calibration


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How the model learns to answer one question. The weights of the blocks were chosen on held-back mails."""

    name: str
    label_of: Callable[[LabelledMail], str]
    also_right: Callable[[LabelledMail], Sequence[str]]  # where two careful readers differed
    blocks: Mapping[str, float]  # what each block counts for this question
    strictness: float  # the C of the support vector machine


RECIPES = (
    Recipe(
        name=TOPIC,
        label_of=lambda mail: mail.topic,
        also_right=lambda mail: mail.topic_or,
        blocks={"w": 1.0, "c": 1.4, "e": 0.5, "h": 0.8, "q": 0.5, "i": 0.7, "d": 0.25},
        strictness=2.0,
    ),
    Recipe(
        name=AUDIENCE,
        label_of=lambda mail: mail.audience,
        also_right=lambda mail: mail.audience_or,
        blocks={"w": 2.0, "c": 0.6, "e": 0.5, "a": 0.5, "d": 1.0, "p": 0.5, "i": 0.7, "s": 0.25, "n": 1.0},
        strictness=1.0,
    ),
)
SEEN_IN = {"w": 3, "c": 3, "i": 3, "d": 3, "a": 3, "p": 3}  # a feature counts when it stands in so many mails; else in 2

Guesses = Mapping[str, Sequence[Guess]]  # of each question, in the order of the mails


def held_back(
    mails: Sequence[LabelledMail], more: Sequence[LabelledMail] = (), seed: int = 1, untaught: Container[str] = ()
) -> dict[str, list[Guess]]:
    """Each mail's labels by a model trained on the other four fifths; those of `mails`, then those of `more`.

    The fifths of `mails` are the same whatever `more` holds, and whatever is `untaught`: ids of mails that are judged, but teach nothing.
    So it shows what the corrections of a desk change, or new labelled mails, and not how the dice fell.
    """
    every = [*mails, *more]
    counted, labels = _counted(every), _labels(every)
    teaches = np.array([mail.id not in untaught for mail in every])
    fold = np.concatenate([_folds(labels[TOPIC][: len(mails)], seed), np.arange(len(more)) % FOLDS])
    guesses = {recipe.name: [Guess("", 0.0)] * len(every) for recipe in RECIPES}
    for number in range(FOLDS):
        seen, unseen = np.flatnonzero(teaches & (fold != number)), np.flatnonzero(fold == number)
        model = fitted([counted[at] for at in seen], {name: all_of_it[seen] for name, all_of_it in labels.items()})
        for name, guessed in _guessed(model, [counted[at] for at in unseen]).items():
            for at, guess in zip(unseen, guessed, strict=True):
                guesses[name][at] = guess
    return guesses


def _folds(topics: NDArray[np.str_], seed: int) -> NDArray[np.intp]:
    """The fold of each mail; every topic is spread over all of them."""
    fold = np.zeros(len(topics), np.intp)
    for number, (_, unseen) in enumerate(StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(topics, topics)):
        fold[unseen] = number
    return fold


def _guessed(model: Linear, counted: Sequence[Blocks]) -> dict[str, list[Guess]]:
    heard = [model.hear(of_mail) for of_mail in counted]
    judged = {recipe.name: [model.judge(one, recipe.name) for one in heard] for recipe in RECIPES}
    return {name: [Guess(one.label, one.confidence) for one in judgements] for name, judgements in judged.items()}


def learned(mails: Sequence[LabelledMail]) -> Linear:
    return fitted(_counted(mails), _labels(mails))


def measured(model: Linear, mails: Sequence[LabelledMail], guesses: Guesses, accuracies: Mapping[str, float]) -> Linear:
    """The model with what such models reached on mails held back, and its confidence calibrated by that."""
    labels = _labels(mails)
    asked = {
        name: replace(question, temperature=question.temperature * sharpness(guesses[name], labels[name]), accuracy=accuracies[name])
        for name, question in model.questions.items()
    }
    return replace(model, questions=asked)


def sharpness(guesses: Sequence[Guess], labels: NDArray[np.str_]) -> float:
    """By how much the odds of the guesses should be raised so that they are right as often as they claim: least log loss."""
    judged = [(guess, label) for guess, label in zip(guesses, labels, strict=True) if label]
    right = np.array([guess.label == label for guess, label in judged])
    odds = np.array([np.log(min(g.confidence, 0.9999) / (1 - min(g.confidence, 0.9999))) for g, _ in judged])

    def loss(power: float) -> float:
        return float(np.logaddexp(0, np.where(right, -odds, odds) * power).mean())

    return float(min(_SHARPNESS, key=loss))


def fitted(counted: Sequence[Blocks], labels: Mapping[str, NDArray[np.str_]]) -> Linear:
    """One vocabulary for all questions; for each a support vector machine, whose weights of blocks are folded into what it learned.

    Words with a meaning are learned by their places: thousands of words share a hundred weights, and so a word that no mail held has some.
    """
    features, idf = _vocabulary(counted)
    vectors = _vectors(features, idf, counted)
    last = len(features) - len(meanings().features)
    placed = sparse.hstack([vectors[:, :last], vectors[:, last:] @ meanings().places]).tocsr()
    questions: dict[str, Question] = {}
    weights, biases = [], []
    for recipe in RECIPES:
        scale = _scale(recipe, features[:last])
        told = np.flatnonzero(labels[recipe.name] != "")
        machine = LinearSVC(C=recipe.strictness, random_state=0).fit((placed @ sparse.diags(scale))[told], labels[recipe.name][told])
        first = sum(len(question.labels) for question in questions.values())
        questions[recipe.name] = Question(labels=tuple(machine.classes_.tolist()), first=first, temperature=_TEMPERATURE)
        learned_of = machine.coef_.T * scale[:, None]
        weights.append(np.vstack([learned_of[:last], meanings().places @ learned_of[last:]]))
        biases.append(machine.intercept_)
    return Linear(
        features=features,
        idf=idf,
        weights=np.hstack(weights).astype(np.float32),
        bias=np.concatenate(biases).astype(np.float32),
        questions=questions,
    )


def _scale(recipe: Recipe, features: Sequence[str]) -> Floats:
    """What each feature counts for a question, those of one letter alike; the directions of meaning stand behind them."""
    directions = meanings().places.shape[1]
    counts = [recipe.blocks.get(name[0], 0.0) for name in features] + [recipe.blocks.get(MEANING, 0.0)] * directions
    return np.array(counts, np.float32)


def _counted(mails: Sequence[LabelledMail]) -> list[Blocks]:
    return [blocks(wording(mail.message)) for mail in mails]


def _labels(mails: Sequence[LabelledMail]) -> dict[str, NDArray[np.str_]]:
    return {recipe.name: np.array([recipe.label_of(mail) for mail in mails]) for recipe in RECIPES}


def _vectors(features: Sequence[str], idf: Floats, counted: Sequence[Blocks]) -> sparse.csr_matrix:
    """(mails, features); every block of a mail is of length one."""
    table = Table(features, idf, np.zeros((len(features), 1), np.float32))
    found = [list(table.features(table.weighed(of_mail))) for of_mail in counted]
    starts = np.cumsum([0, *(len(one) for one in found)])
    columns, values = zip(*(feature for one in found for feature in one), strict=True)
    vectors = sparse.csr_matrix((values, columns, starts), shape=(len(counted), len(features)))
    vectors.sum_duplicates()
    return vectors


def _vocabulary(counted: Sequence[Blocks]) -> tuple[tuple[str, ...], Floats]:
    """The features that are seen often enough; behind them every word with a meaning, seen or not."""
    seen: Counter[str] = Counter()
    for of_mail in counted:
        for letter, found in of_mail.items():
            names = set(found)
            seen.update({part for word in names for part in parts(letter, word)} if letter in RUNS else names)
    often = sorted(name for name, mails in seen.items() if name[0] != MEANING and mails >= SEEN_IN.get(name[0], 2))
    features = (*often, *meanings().features)
    idf = np.array([np.log((1 + len(counted)) / (1 + max(seen[name], _RAREST))) + 1 for name in features], np.float32)
    return features, idf
