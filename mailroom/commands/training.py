"""`train`: learn from the labelled mails and promote what is better, or only measure.

scikit-learn is an extra (`train`) and takes a second to import, so nothing of it is touched before this command runs.
"""

from __future__ import annotations

from importlib import import_module
from typing import Annotated, Any

import typer

from ingest.parse import parse
from mailroom.commands.shared import WRONG, AsJson, fail, out, show_json
from tickets.policy import Policy

_SETS = ("given-*.jsonl", "written-*.jsonl")


def train(
    check: Annotated[bool, typer.Option("--check", help="only measure, on mails held back; a minute or two")] = False,
    as_json: AsJson = False,
) -> None:
    """Learn anew from the labelled mails; only what is better on held-back mails serves."""
    if check:
        _check(as_json)
    else:
        _train(as_json)


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


def _train(as_json: bool) -> None:
    done = _of_the_extra("classify.promotion").train(parse=parse)
    if as_json:
        show_json({"before": done.before, "after": done.after, "promoted": done.promoted})
        return
    for question, accuracy in done.after.items():
        out.print(f"{question:10} {accuracy:.4f} on held-back mails; the serving model {done.before.get(question, 0.0):.4f}", markup=False)
    out.print("promoted: it serves from the next start" if done.promoted else "not better: the serving model stays")


def _of_the_extra(module: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as absent:
        fail(f"{absent.name} is not installed: pip install 'mailroom[train]', then try again", WRONG)


def _words(value: float | dict[str, float]) -> str:
    if isinstance(value, dict):
        return f"{value['precision']:.4f} precision, {value['recall']:.4f} recall"
    return f"{value:g}"
