"""`inspect`: what would be decided about each mail, through the same worker processes that a running desk uses."""

from __future__ import annotations

import json
import sys
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from mailroom.commands.shared import WRONG, refusals, settings_of
from mailroom.foundation import desk_of, trust_of
from mailroom.inspect import Inspector
from mailroom.lessons import model_of
from mailroom.live_files import live_policy
from mailroom.live_letters import serving
from mailroom.settings import Settings
from mailroom.workers import Poison, Reading, Workers
from responders.letters import Letters
from tickets.directory import Staff
from tickets.identity import Desk, TrustSettings
from tickets.policy import Policy

_AHEAD = 32  # mails in the workers' hands while the oldest is printed


def inspect(
    paths: Annotated[list[Path], typer.Argument(help="mails, or folders that are walked")],
    jsonl: Annotated[bool, typer.Option("--jsonl", help="one object a line")] = False,
    config: Annotated[Path | None, typer.Option("--config", help="read the desk's own policy and letters")] = None,
) -> None:
    """What would be decided about each mail, and why. Touches no state, needs no configuration."""
    settings = settings_of(config) if config else Settings()
    inspector, trust = _inspector(settings, is_configured=config is not None)
    unread = False
    with Workers(lambda: inspector.desk, trust, model=model_of(settings) if config else None) as workers:
        for row in _rows(paths, workers, inspector):
            unread = unread or "error" in row
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n" if jsonl else _words(row))
    if unread:
        raise typer.Exit(WRONG)


def _inspector(settings: Settings, *, is_configured: bool) -> tuple[Inspector, TrustSettings]:
    if not is_configured:
        return Inspector(desk=Desk(), policy=Policy.load_default(), letters=Letters.load([])), TrustSettings()
    desk = desk_of(settings, Staff.load(settings.path(settings.files.staff)))
    policy = live_policy(settings.path(settings.files.policy))()
    with refusals():
        letters = serving(settings)
    return Inspector(desk=desk, policy=policy, letters=letters), trust_of(settings)


def _rows(paths: list[Path], workers: Workers, inspector: Inspector) -> Iterator[dict[str, Any]]:
    started: deque[tuple[Path, Reading | str]] = deque()
    for path in _files(paths):
        started.append(_start(path, workers))
        if len(started) > _AHEAD:
            yield _row(started.popleft(), workers, inspector)
    while started:
        yield _row(started.popleft(), workers, inspector)


def _start(path: Path, workers: Workers) -> tuple[Path, Reading | str]:
    try:
        raw = path.read_bytes()
    except OSError as err:
        return path, f"cannot be read: {err.strerror}"
    return path, workers.start(raw)


def _row(started: tuple[Path, Reading | str], workers: Workers, inspector: Inspector) -> dict[str, Any]:
    path, reading = started
    if isinstance(reading, str):
        return {"path": str(path), "error": reading}
    result = workers.finish(reading)
    if isinstance(result, Poison):
        return inspector.row(str(path), reading.raw, result.examined, result.because)
    return inspector.row(str(path), reading.raw, result)


def _words(row: dict[str, Any]) -> str:
    """One mail for a person at a terminal."""
    if "error" in row:
        return f"{row['path']}: {row['error']}\n"
    answer = row["answer"]
    said = answer.get("silence") or f"{answer['template']} ({answer['language']})"
    lines = [
        row["path"],
        f"  {row['kind']}: {row['because']}",
        f"  from      {(row['from'] or {}).get('address', 'nobody named')} ({row['trust']['level']}), “{row['subject']}”",
        f"  audience  {row['audience']['label']} ({row['audience']['confidence']:.2f})",
        f"  topic     {row['topic']['label']} ({row['topic']['confidence']:.2f})",
        f"  scope     {row['scope']['decision']} {row['scope']['clause']}",
        f"  serials   {', '.join(s['value'] for s in row['facts']['serials']) or 'none'}",
        f"  missing   {', '.join(row['missing']) or 'nothing'}",
        f"  answer    {said}",
        *(f"  note      {note}" for note in row["notes"]),
    ]
    return "\n".join(lines) + "\n\n"


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(found for found in path.rglob("*") if found.is_file())
        else:
            yield path
