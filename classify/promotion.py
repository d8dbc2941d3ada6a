"""Learns the model anew and lets it serve only when it is better: what `mailroom train` does.

A correction by an engineer is a labelled mail. Whether the desk's own mails help is not believed but measured: on mails that the measured
model has not seen. The serving model is loaded once a process; a promoted one serves from the next start.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from classify.figures import Guess, accuracy, wanted
from classify.labelled_mail import LabelledMail, Parse, labelled_mails
from classify.model import AUDIENCE, TOPIC, TRAINED, load, save
from classify.training import MEASURED, TAUGHT_ONLY, Guesses, guesses_of, held_back, learned, measured

Accuracies = Mapping[str, float]  # question → share of labels that are right


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What became of a training: how right the serving model was and the new one is, on mails held back, and whether the new one serves."""

    before: Accuracies
    after: Accuracies
    promoted: bool


def train(extra: Sequence[LabelledMail] = (), parse: Parse | None = None, into: Path = TRAINED) -> Trained:
    """Learn from the shipped mails and from `extra` (corrections), and promote what is better on mails held back.

    With corrections, both are judged on all those mails, the corrections by models that have not seen them; without, the new model is
    held against what the serving one reached when it was learned. `parse` makes a message of a mail's bytes.
    """
    shipped = list(labelled_mails(parse, MEASURED))
    mails = [*shipped, *extra]
    guesses = held_back(mails)
    after = accuracies(mails, guesses)
    before = accuracies(mails, _unaided(shipped, extra)) if extra else _of_the_serving(into)
    promoted = is_better(after, before)
    if promoted:
        save(measured(learned([*mails, *labelled_mails(parse, TAUGHT_ONLY)]), mails, guesses, after), into)
    return Trained(before=before, after=after, promoted=promoted)


def is_better(after: Accuracies, before: Accuracies) -> bool:
    """More labels are right, and neither question is answered worse."""
    gains = [after[name] - before.get(name, 0.0) for name in after]
    return sum(gains) > 0 and min(gains) >= 0


def accuracies(mails: Sequence[LabelledMail], guesses: Guesses) -> Accuracies:
    """Where two careful readers differed, either label is right."""
    topics = [wanted(mail.topic, mail.topic_or, guess) for mail, guess in zip(mails, guesses[TOPIC], strict=True)]
    audiences = [wanted(mail.audience, mail.audience_or, guess) for mail, guess in zip(mails, guesses[AUDIENCE], strict=True)]
    return {name: _right(labels, guesses[name]) for name, labels in ((TOPIC, topics), (AUDIENCE, audiences))}


def _right(labels: Sequence[str], guesses: Sequence[Guess]) -> float:
    return accuracy([(label, guess.label) for label, guess in zip(labels, guesses, strict=True)])


def _unaided(shipped: Sequence[LabelledMail], extra: Sequence[LabelledMail]) -> dict[str, list[Guess]]:
    """Of models that know only the shipped mails: on those held back, and on what is new to them."""
    known, new = held_back(shipped), guesses_of(learned(shipped), extra)
    return {name: [*known[name], *new[name]] for name in known}


def _of_the_serving(path: Path) -> Accuracies:
    if not path.with_suffix(".json").exists():
        return {}
    return {name: question.accuracy for name, question in load(path).questions.items()}
