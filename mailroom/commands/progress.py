"""A progress bar for work that takes seconds, on the error stream: it vanishes at the end, and what is piped on stays clean."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import Progress

from mailroom.commands.shared import err


@contextmanager
def bar() -> Iterator[Callable[[int, int], None]]:
    """Gives a function of (done, total); nothing is drawn before its first call, nor where nobody looks."""
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
        task = progress.add_task("", total=None, visible=False)
        yield lambda done, total: progress.update(task, completed=done, total=total, visible=True)
