"""How good the labels are, on mails that the judging model has not seen. Every figure is named and counted as in the scorer.

Where two careful readers differed, either label is right. Among equally confident labels the wrong ones count first: a constant confidence
earns nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from classify.labelled_mail import LabelledMail

Accuracies = Mapping[str, float]  # question → share of labels that are right


@dataclass(frozen=True)
class Guess:
    label: str
    confidence: float


@dataclass(frozen=True, kw_only=True)
class Figures:
    mails: int
    audience_accuracy: float
    audience_macro_f1: float
    type_accuracy: float
    type_macro_f1: float
    topic_accuracy: float
    topic_macro_f1: float
    topic_accuracy_of_the_surest_70_percent: float


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What became of a training: how right the serving model was and the new one is, on mails held back, and whether the new one serves."""

    before: Accuracies
    after: Accuracies
    promoted: bool


Pairs = Sequence[tuple[str, str]]  # (what the readers said, what the model said)


def figures(mails: Sequence[LabelledMail], topics: Sequence[Guess], audiences: Sequence[Guess]) -> Figures:
    """Of mails and what was guessed of each, in the same order."""
    topic = [(wanted(mail.topic, mail.topic_or, guess), guess.label) for mail, guess in zip(mails, topics, strict=True)]
    audience = [(wanted(mail.audience, mail.audience_or, guess), guess.label) for mail, guess in zip(mails, audiences, strict=True)]
    kind = [(want.partition(".")[0], got.partition(".")[0]) for want, got in topic]
    return Figures(
        mails=len(mails),
        audience_accuracy=accuracy(audience),
        audience_macro_f1=macro_f1(audience),
        type_accuracy=accuracy(kind),
        type_macro_f1=macro_f1(kind),
        topic_accuracy=accuracy(topic),
        topic_macro_f1=macro_f1(topic),
        topic_accuracy_of_the_surest_70_percent=accuracy(_surest(topic, topics)),
    )


def wanted(label: str, allowed: Sequence[str], guess: Guess) -> str:
    return guess.label if guess.label in allowed else label


def accuracy(pairs: Pairs) -> float:
    return round(sum(want == got for want, got in pairs) / len(pairs), 4) if pairs else 0.0


def macro_f1(pairs: Pairs) -> float:
    labels = {want for want, _ in pairs}
    return round(sum(_f1(pairs, label) for label in labels) / len(labels), 4) if labels else 0.0


def _f1(pairs: Pairs, label: str) -> float:
    right = sum(want == got == label for want, got in pairs)
    named = sum(want == label for want, _ in pairs) + sum(got == label for _, got in pairs)
    return 2 * right / named


def _surest(pairs: Pairs, guesses: Sequence[Guess]) -> Pairs:
    ranked = sorted(zip(pairs, guesses, strict=True), key=lambda one: (-one[1].confidence, one[0][0] == one[0][1]))
    return [pair for pair, _ in ranked[: max(1, len(ranked) * 7 // 10)]]
