"""`train`: learn from corrections and labelled mails and promote what is better, or only measure.

scikit-learn is an extra (`train`) and takes a second to import, so nothing of it is touched before this command runs.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from classify.labelled_mail import LabelledMail
from ingest.parse import parse
from mailroom.commands.shared import DEFAULT_CONFIG, WRONG, AsJson, Config, desk_store, err, fail, numbering, out, show_json
from mailroom.foundation import trust_of
from mailroom.lessons import model_of, of_corrections, of_policy
from mailroom.live_files import live_policy
from mailroom.settings import Settings
from mailroom.workers import Workers
from tickets.lessons import lessons
from tickets.policy import Policy

_SETS = ("given-*.jsonl", "written-*.jsonl")


def train(
    check: Annotated[bool, typer.Option("--check", help="only measure, on mails held back; a minute or two")] = False,
    config: Config = DEFAULT_CONFIG,
    as_json: AsJson = False,
) -> None:
    """Learn anew from what was corrected; only what is better on held-back mails serves."""
    if check:
        _check(as_json)
    elif config.exists():
        _train_desk(config, as_json)
    else:
        _train_shipped(as_json)


def _check(as_json: bool) -> None:
    checking = _of_the_extra("classify.checking")
    figures: dict[str, dict[str, Any]] = checking.check(parse, Policy.load_default(), _SETS)
    if as_json:
        show_json(figures)
        return
    for name, found in figures.items():
        out.print(f"{name}, five folds:", markup=False)
        for figure, value in found.items():
            out.print(f"  {figure:42} {_words(value)}", markup=False)


def _train_desk(config: Path, as_json: bool) -> None:
    """A model of this desk's own, beside its settings."""
    promotion = _of_the_extra("classify.promotion")
    settings, lessons = _lessons(config)
    if not lessons:
        fail("nothing was corrected yet, and the policy has no examples: the shipped model serves")
    err.print(f"{len(lessons)} lessons beside the shipped mails; this takes some minutes.")
    _tell([promotion.train(lessons, parse=parse, into=model_of(settings))], as_json)


def _lessons(config: Path) -> tuple[Settings, list[LabelledMail]]:
    with desk_store(config) as (settings, store), Workers(lambda: numbering(settings), trust_of(settings)) as workers:
        with store.reading() as connection:
            corrected = list(lessons(connection))
        examples = of_policy(live_policy(settings.path(settings.files.policy))())
        return settings, [*of_corrections(corrected, workers), *examples]


def _train_shipped(as_json: bool) -> None:
    """Topic and audience, then what was tried."""
    _tell([_of_the_extra("classify.promotion").train(parse=parse), _of_the_extra("classify.steps_training").promote(parse)], as_json)


def _tell(done: Sequence[Any], as_json: bool) -> None:
    if as_json:
        show_json([{"before": one.before, "after": one.after, "promoted": one.promoted} for one in done])
        return
    for one in done:
        for question, accuracy in one.after.items():
            was = one.before.get(question, 0.0)
            out.print(f"{question:10} {accuracy:.4f} on held-back mails; the serving model {was:.4f}", markup=False)
        out.print("promoted: it judges from the next mail on" if one.promoted else "not better: the serving model stays")


def _of_the_extra(module: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as absent:
        fail(f"{absent.name} is not installed: pip install 'mailroom[train]', then try again", WRONG)


def _words(value: float | dict[str, float]) -> str:
    if isinstance(value, dict):
        return f"{value['precision']:.4f} precision, {value['recall']:.4f} recall"
    return f"{value:g}"
