"""Whether the extra `console` is installed, and the console beside a running desk where it is.

Nothing of the extra is imported before somebody asks for it: this module and the package's first page know only names.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from importlib.util import find_spec

import structlog

from mailroom.settings import Settings
from mailroom.workers import Workers
from tickets.errors import WorldError
from tickets.store import Store

_log = structlog.get_logger()

_EXTRA = ("starlette", "uvicorn", "nh3", "python_multipart")


def is_installed() -> bool:
    return all(find_spec(name) is not None for name in _EXTRA)


@contextmanager
def beside(settings: Settings, store: Store, workers: Workers) -> Iterator[None]:
    """The console while the block runs. Without the extra, or where its place is taken, the desk runs on without it (G8)."""
    with ExitStack() as open_doors:
        if settings.console.listen and is_installed():
            try:
                open_doors.enter_context(_serving(settings, store, workers))
            except WorldError as err:
                _log.error("console", because=str(err), next="the desk runs without its pages")
        yield


@contextmanager
def _serving(settings: Settings, store: Store, workers: Workers) -> Iterator[None]:
    console = import_module("mailroom.console.console").console_of(settings, store, workers)
    with import_module("mailroom.console.serving").serving(console):
        yield
