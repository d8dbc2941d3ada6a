"""Trains the shipped models on labelled mails, and measures them on mails held back: what `mailroom train` does.

scikit-learn is needed here only (extra `train`). A figure is always of mails that the measured model has not seen: five folds, by mail.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from classify.features import RUNS, Blocks, Wording, audience_blocks, parts, topic_blocks, wording
from classify.labelled_mail import LabelledMail, Parse, labelled_mails
from classify.model import TRAINED, Linear, save

FOLDS = 5


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """How one model is made."""

    name: str
    blocks_of: Callable[[Wording], Blocks]
    label_of: Callable[[LabelledMail], str]
    allowed: Callable[[LabelledMail], tuple[str, ...]]  # labels that are right as well, where careful readers differed
    blocks: dict[str, float]
    strictness: float  # the C of the support vector machine
    seen_in: dict[str, int]  # a feature counts when it stands in so many mails; 2 where its block is not named


TOPIC = Recipe(
    name="topic",
    blocks_of=topic_blocks,
    label_of=lambda mail: mail.topic,
    allowed=lambda mail: mail.topic_or,
    blocks={"w": 0.8, "c": 1.0, "h": 0.5, "q": 0.3, "i": 0.8},
    strictness=1.5,
    seen_in={"c": 3, "i": 3},
)
AUDIENCE = Recipe(
    name="audience",
    blocks_of=audience_blocks,
    label_of=lambda mail: mail.audience,
    allowed=lambda mail: mail.audience_or,
    blocks={"w": 1.0, "c": 0.6, "a": 0.5, "d": 1.0, "p": 0.5, "i": 1.0, "n": 1.0},
    strictness=0.5,
    seen_in={"c": 3, "p": 3, "d": 2},
)


@dataclass(frozen=True, kw_only=True)
class Figures:
    """Named as in the scorer; every figure is of held-back mails."""

    mails: int
    audience_accuracy: float
    audience_macro_f1: float
    type_accuracy: float
    topic_accuracy: float
    topic_macro_f1: float
    topic_accuracy_of_the_surest_70_percent: float


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What became of a training: the figures before and after, and whether the new models serve now."""

    before: Figures
    after: Figures
    promoted: bool


@dataclass(frozen=True)
class Guess:
    """What a model that has not seen the mail says of it."""

    label: str
    confidence: float


def train(extra: Sequence[LabelledMail] = (), parse: Parse | None = None, into: Path = TRAINED) -> Trained:
    """Learn from the shipped mails and `extra`; the new models serve only if they are no worse on any mail held back, and better on some."""
    shipped = list(labelled_mails(parse))
    before, after = check(parse, judged=extra), check(parse, extra=extra, judged=extra)
    promoted = not (into / "topic.json").exists() or _is_better(after, before)
    if promoted:
        for recipe in (TOPIC, AUDIENCE):
            save(learned(recipe, [*shipped, *extra]), into / recipe.name)
    return Trained(before=before, after=after, promoted=promoted)


def check(parse: Parse | None = None, extra: Sequence[LabelledMail] = (), judged: Sequence[LabelledMail] = ()) -> Figures:
    """Five folds over the shipped mails and `extra`. The figures are of the shipped mails and `judged`, each by models that have not seen it."""
    mails = [*labelled_mails(parse), *extra]
    return figures(mails, held_back(TOPIC, mails), held_back(AUDIENCE, mails))


def _is_better(after: Figures, before: Figures) -> bool:
    return after.topic_accuracy + after.audience_accuracy > before.topic_accuracy + before.audience_accuracy


def figures(mails: Sequence[LabelledMail], topics: Sequence[Guess], audiences: Sequence[Guess]) -> Figures:
    topic = [(_wanted(TOPIC, mail, guess), guess.label) for mail, guess in zip(mails, topics, strict=True)]
    audience = [(_wanted(AUDIENCE, mail, guess), guess.label) for mail, guess in zip(mails, audiences, strict=True)]
    sure = sorted(zip((g.confidence for g in topics), (w == g for w, g in topic), strict=True), reverse=True)
    surest = [right for _, right in sure[: max(1, len(sure) * 7 // 10)]]
    return Figures(
        mails=len(mails),
        audience_accuracy=_accuracy(audience),
        audience_macro_f1=_macro_f1(audience),
        type_accuracy=_accuracy([(w.partition(".")[0], g.partition(".")[0]) for w, g in topic]),
        topic_accuracy=_accuracy(topic),
        topic_macro_f1=_macro_f1(topic),
        topic_accuracy_of_the_surest_70_percent=round(sum(surest) / len(surest), 4),
    )


def _wanted(recipe: Recipe, mail: LabelledMail, guess: Guess) -> str:
    return guess.label if guess.label in recipe.allowed(mail) else recipe.label_of(mail)


def _accuracy(pairs: Sequence[tuple[str, str]]) -> float:
    return round(sum(want == got for want, got in pairs) / len(pairs), 4)


def _macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    scores = []
    for label in {want for want, _ in pairs}:
        right = sum(want == got == label for want, got in pairs)
        named = sum(want == label for want, _ in pairs) + sum(got == label for _, got in pairs)
        scores.append(2 * right / named)
    return round(sum(scores) / len(scores), 4)


def held_back(recipe: Recipe, mails: Sequence[LabelledMail], seed: int = 1) -> list[Guess]:
    """Each mail's label by a model trained on the other four fifths."""
    counted = [recipe.blocks_of(wording(mail.message)) for mail in mails]
    wanted = np.array([recipe.label_of(mail) for mail in mails])
    guesses: list[Guess] = [Guess("", 0.0)] * len(mails)
    for seen, unseen in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(counted, wanted):
        model = fitted(recipe, [counted[at] for at in seen], wanted[seen])
        for at in unseen:
            judgement = model.judge(counted[at])
            guesses[at] = Guess(judgement.label, judgement.confidence)
    return guesses


def learned(recipe: Recipe, mails: Sequence[LabelledMail]) -> Linear:
    return fitted(recipe, [recipe.blocks_of(wording(mail.message)) for mail in mails], np.array([recipe.label_of(mail) for mail in mails]))


def fitted(recipe: Recipe, counted: Sequence[Blocks], wanted: NDArray[np.str_], temperature: float = 4.0) -> Linear:
    features, idf = _vocabulary(recipe, counted)
    empty = Linear(
        labels=tuple(sorted(set(wanted.tolist()))),
        features=features,
        index={name: row for row, name in enumerate(features)},
        idf=idf,
        weights=np.zeros((len(features), 1), np.float32),
        bias=np.zeros(1, np.float32),
        blocks=recipe.blocks,
        temperature=temperature,
    )
    machine = LinearSVC(C=recipe.strictness, random_state=0).fit(matrix(empty, counted), wanted)
    return replace(
        empty,
        labels=tuple(machine.classes_.tolist()),
        weights=machine.coef_.T.astype(np.float32),
        bias=machine.intercept_.astype(np.float32),
    )


def matrix(model: Linear, counted: Sequence[Blocks]) -> sparse.csr_matrix:
    vectors = [model.vector(blocks) for blocks in counted]
    starts = np.cumsum([0, *(len(rows) for rows, _ in vectors)])
    columns, values = np.concatenate([rows for rows, _ in vectors]), np.concatenate([values for _, values in vectors])
    return sparse.csr_matrix((values, columns, starts), shape=(len(counted), len(model.index)))


def _vocabulary(recipe: Recipe, counted: Sequence[Blocks]) -> tuple[tuple[str, ...], NDArray[np.float32]]:
    seen: Counter[str] = Counter()
    for blocks in counted:
        for letter in recipe.blocks:
            names = blocks.get(letter, ())
            seen.update({part for word in set(names) for part in parts(letter, word)} if letter in RUNS else set(names))
    features = tuple(sorted(name for name, mails in seen.items() if mails >= recipe.seen_in.get(name[0], 2)))
    idf = np.array([np.log((1 + len(counted)) / (1 + seen[name])) + 1 for name in features], np.float32)
    return features, idf
