"""Learns the model anew and lets it serve only when it is better: what `mailroom train` does.

A correction by an engineer is a labelled mail. Whether the desk's own mails help is not believed but measured: on mails that the measured
model has not seen. One correction alone never helps there; two of a kind can. A desk that runs notices a promoted model, and judges the
next mail by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from classify.figures import Accuracies, Guess, Trained, accuracy, wanted
from classify.labelled_mail import LabelledMail, Parse, labelled_mails
from classify.model import TRAINED, Linear, readable, save
from classify.training import MEASURED, RECIPES, TAUGHT_ONLY, Guesses, Recipe, guesses_of, held_back, learned, measured


def train(extra: Sequence[LabelledMail] = (), parse: Parse | None = None, into: Path = TRAINED) -> Trained:
    """Learn from the shipped mails and from `extra` (a desk's corrections and examples), and promote what is better on mails held back.

    Both models are judged on all those mails: by models that learned from four fifths of them, and the serving one, on what is new to it,
    by one that knows only what it knew. Without anything new, the new model is held against what the serving one reached when it was
    learned. `parse` makes a message of a mail's bytes.
    """
    shipped = list(labelled_mails(parse, MEASURED))
    serving = readable(into)
    known = [mail for mail in extra if serving and mail.id in serving.lessons]
    new = [mail for mail in extra if mail not in known]
    mails = [*shipped, *known, *new]
    guesses = held_back(shipped, [*known, *new])
    after = accuracies(mails, guesses)
    before = accuracies(mails, _unaided(shipped, known, new)) if new else _reached(serving)
    promoted = is_better(after, before)
    if promoted:
        model = replace(learned([*mails, *labelled_mails(parse, TAUGHT_ONLY)]), lessons=tuple(mail.id for mail in extra))
        save(measured(model, mails, guesses, after), into)
    return Trained(before=before, after=after, promoted=promoted)


def is_better(after: Accuracies, before: Accuracies) -> bool:
    """More labels are right, and neither question is answered worse."""
    gains = [after[name] - before.get(name, 0.0) for name in after]
    return sum(gains) > 0 and min(gains) >= 0


def accuracies(mails: Sequence[LabelledMail], guesses: Guesses) -> Accuracies:
    """Where two careful readers differed, either label is right; a label that a mail lacks is not asked for."""
    return {recipe.name: _right(recipe, mails, guesses[recipe.name]) for recipe in RECIPES}


def _right(recipe: Recipe, mails: Sequence[LabelledMail], guesses: Sequence[Guess]) -> float:
    asked = [(mail, guess) for mail, guess in zip(mails, guesses, strict=True) if recipe.label_of(mail)]
    return accuracy([(wanted(recipe.label_of(mail), recipe.also_right(mail), guess), guess.label) for mail, guess in asked])


def _unaided(shipped: Sequence[LabelledMail], known: Sequence[LabelledMail], new: Sequence[LabelledMail]) -> dict[str, list[Guess]]:
    """Of models that know nothing of what is new: on those held back, and on the new ones."""
    told, first_seen = held_back(shipped, known), guesses_of(learned([*shipped, *known]), new)
    return {name: [*told[name], *first_seen[name]] for name in told}


def _reached(serving: Linear | None) -> Accuracies:
    return {name: question.accuracy for name, question in serving.questions.items()} if serving else {}
