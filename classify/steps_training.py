"""Trains the model of `classify.steps` on the labelled mails, and measures it on mails held back.

`mailroom train` runs it where no desk is; after a change of the table [steps] of `told.toml`, too. Logistic regression in a few lines of
numpy, so that whoever retrains it needs nothing but what the desk runs on.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from classify.features import grams
from classify.figures import Trained
from classify.labelled_mail import LabelledMail, Parse, labelled_mails
from classify.steps import TRAINED, Steps, features, load
from classify.words import words

FOLDS = 5
THRESHOLD = 0.46  # to ask in vain for what a mail told annoys more than not to ask
SEEN_IN = 6  # mails in which a word must stand to count
STRICTNESS = 0.1  # how much a mail weighs against large weights; more learns single mails by heart
STEPS = 12  # of Newton; the weights stand still after eight

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Said:
    """What the model reads of a mail: the words of its subject and new text, and that text as written."""

    words: tuple[str, ...]
    text: str


def promote(parse: Parse | None = None, into: Path = TRAINED) -> Trained:
    """Learn anew from the shipped mails; what is better on held-back ones serves. Both are judged on the same mails, by what each knows."""
    mails = list(labelled_mails(parse))
    serving = load(into) if into.exists() else None
    known = serving.lessons if serving and serving.lessons else [mail.id for mail in mails]
    new = {mail.id for mail in mails}.difference(known)
    after = _accuracy(mails, held_back(mails))
    before = _accuracy(mails, held_back(mails, untaught=new)) if new else serving.accuracy if serving else 0.0
    if after > before:
        model = learned([_said(mail) for mail in mails], [_tells(mail) for mail in mails])
        save(replace(model, accuracy=after, lessons=[mail.id for mail in mails]), into)
    return Trained(before={"steps": before}, after={"steps": after}, promoted=after > before)


def _accuracy(mails: Sequence[LabelledMail], told: Sequence[bool]) -> float:
    return round(sum(_tells(mail) == one for mail, one in zip(mails, told, strict=True)) / len(mails), 4)


def save(model: Steps, path: Path = TRAINED) -> None:
    told = {**vars(model), "weights": dict(sorted(model.weights.items()))}
    text = json.dumps(told, ensure_ascii=False, indent=0)
    path.write_text(text + "\n", encoding="utf-8")


def held_back(mails: Sequence[LabelledMail], seed: int = 1, untaught: Container[str] = ()) -> list[bool]:
    """Does each mail tell its steps, by a model that was trained on the other four fifths?

    `untaught`: the ids of mails that are judged, but teach nothing.
    """
    said, tells = [_said(mail) for mail in mails], [_tells(mail) for mail in mails]
    teaches = np.array([mail.id not in untaught for mail in mails])
    fold = np.random.default_rng(seed).permutation(len(mails)) % FOLDS
    told = [False] * len(mails)
    for number in range(FOLDS):
        seen = np.flatnonzero(teaches & (fold != number))
        model = learned([said[at] for at in seen], [tells[at] for at in seen])
        for at in np.flatnonzero(fold == number):
            told[at] = model.tells(said[at].words, said[at].text)
    return told


def learned(said: Sequence[Said], tells: Sequence[bool]) -> Steps:
    counts = Counter(term for one in said for term in set(grams(one.words)))
    known = {term for term, mails in counts.items() if mails >= SEEN_IN}
    found = [features(one.words, one.text, known) for one in said]
    names = sorted({name for one in found for name in one})
    rows = np.array([[one.get(name, 0.0) for name in names] for one in found])
    weights, bias = _fitted(rows, np.array(tells, np.float64))
    rounded = {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}
    return Steps({name: weight for name, weight in rounded.items() if weight}, round(bias, 3), THRESHOLD)


def _fitted(rows: Floats, wanted: Floats) -> tuple[Floats, float]:
    """Logistic regression with squared weights as its penalty, by Newton's steps in the span of the mails: few, and alike for every row."""
    across, lengths, directions = np.linalg.svd(rows, full_matrices=False)
    spanned = np.hstack([across * lengths, np.ones((len(rows), 1))])
    penalty = np.ones(spanned.shape[1])
    penalty[-1] = 1e-6  # the bias is free
    weights = np.zeros(spanned.shape[1])
    for _ in range(STEPS):
        chances = 1 / (1 + np.exp(-spanned @ weights))
        slope = STRICTNESS * spanned.T @ (chances - wanted) + penalty * weights
        bend = STRICTNESS * (spanned.T * (chances * (1 - chances))) @ spanned + np.diag(penalty)
        weights = weights - np.linalg.solve(bend, slope)
    return directions.T @ weights[:-1], float(weights[-1])


def _said(mail: LabelledMail) -> Said:
    text = mail.message.new_text
    return Said((*words(mail.message.subject), *words(text)), text)


def _tells(mail: LabelledMail) -> bool:
    return "steps" in mail.has
