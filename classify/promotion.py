"""Learns the model anew and lets it serve only when it is better: what `mailroom train` does.

A correction by an engineer is a labelled mail. Whether mails help is not believed but measured: on mails that the measured model has not
seen, the same for the model that knows them and for the one that serves. A figure of a set of easier mails is no measure. One correction
alone never helps there; two of a kind can. A desk that runs notices a promoted model, and judges the next mail by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from classify.figures import Accuracies, Guess, Trained, accuracy, wanted
from classify.labelled_mail import LabelledMail, Parse, labelled_mails
from classify.model import TRAINED, Linear, readable, save
from classify.training import MEASURED, RECIPES, TAUGHT_ONLY, Guesses, Recipe, held_back, learned, measured

_CHANCE = 0.003  # of the labels: twice what one gain strays from one way of folding to another, with 1,310 mails in five ways


def train(extra: Sequence[LabelledMail] = (), parse: Parse | None = None, into: Path = TRAINED) -> Trained:
    """Learn from the shipped mails and from `extra` (a desk's corrections and examples), and promote what is better on mails held back.

    Both models are judged on all those mails, in the same folds: the serving one by models that learned only from mails that it knew.
    Without anything new, the new model is held against what the serving one reached when it was learned. `parse` makes a message of a
    mail's bytes.
    """
    shipped = list(labelled_mails(parse, MEASURED))
    serving = readable(into)
    new = _new_to(serving, shipped, extra)
    mails = [*shipped, *extra]
    guesses = held_back(shipped, extra)
    after = accuracies(mails, guesses)
    before = accuracies(mails, held_back(shipped, extra, untaught=new)) if new else _reached(serving)
    promoted = is_better(after, before)
    if promoted:
        model = replace(learned([*mails, *labelled_mails(parse, TAUGHT_ONLY)]), lessons=tuple(mail.id for mail in mails))
        save(measured(model, mails, guesses, after), into)
    return Trained(before=before, after=after, promoted=promoted)


def _new_to(serving: Linear | None, shipped: Sequence[LabelledMail], extra: Sequence[LabelledMail]) -> frozenset[str]:
    """The ids of what it has not learned from. Where none serves yet, or it names no shipped mail, all of those count as known."""
    ours, theirs = frozenset(mail.id for mail in shipped), frozenset(mail.id for mail in extra)
    learned_from = frozenset(serving.lessons if serving else ())
    known = learned_from if learned_from & ours else learned_from | ours
    return (ours | theirs) - known


def is_better(after: Accuracies, before: Accuracies) -> bool:
    """More labels are right, and neither question is answered worse by more than chance."""
    gains = [after[name] - before.get(name, 0.0) for name in after]
    return sum(gains) > 0 and min(gains) >= -_CHANCE


def accuracies(mails: Sequence[LabelledMail], guesses: Guesses) -> Accuracies:
    """Where two careful readers differed, either label is right; a label that a mail lacks is not asked for."""
    return {recipe.name: _right(recipe, mails, guesses[recipe.name]) for recipe in RECIPES}


def _right(recipe: Recipe, mails: Sequence[LabelledMail], guesses: Sequence[Guess]) -> float:
    asked = [(mail, guess) for mail, guess in zip(mails, guesses, strict=True) if recipe.label_of(mail)]
    return accuracy([(wanted(recipe.label_of(mail), recipe.also_right(mail), guess), guess.label) for mail, guess in asked])


def _reached(serving: Linear | None) -> Accuracies:
    return {name: question.accuracy for name, question in serving.questions.items()} if serving else {}
