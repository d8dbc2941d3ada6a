"""The letters that this process sends: of each edition that a queued letter names, and of the one that serves now.

A letter is written with the words of the edition in which it was queued (decisions 3), so an edit is in force in every process with the
first letter that is queued after it, and nobody has to be told.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from threading import Lock

import structlog

from mailroom import environment
from mailroom.settings import Settings
from responders.letters import Letters
from responders.sources import Source
from tickets import templates
from tickets.store import Store
from tickets.templates import Version

_log = structlog.get_logger()

_KEPT = 4  # editions: the one that serves, and those whose letters still wait


class LiveLetters:
    """Called with an edition, its letters; called without, those that serve now. May raise Transient, as the database does."""

    def __init__(self, store: Store, fallback: str) -> None:
        self._store = store
        self._fallback = fallback
        self._lock = Lock()
        self._kept: dict[int, Letters] = {}

    def __call__(self, edition: int | None = None) -> Letters:
        number = self._now() if edition is None else edition
        with self._lock:
            found = self._kept.get(number)
            if found is None:
                found = self._kept[number] = self._read(number)
                for old in sorted(self._kept)[:-_KEPT]:
                    del self._kept[old]
        return found

    def _now(self) -> int:
        with self._store.reading() as connection:
            return templates.edition(connection)

    def _read(self, edition: int) -> Letters:
        with self._store.reading() as connection:
            live = [source_of(version) for version in templates.live(connection, edition)]
        letters = Letters.serving(live, fallback=self._fallback, last=self._kept[max(self._kept)] if self._kept else None)
        # A version of the product may ask more of a letter than the one that published it.
        for fault in letters.faults:
            _log.error("letter", because=str(fault), next="the shipped letter serves")
        return letters


def serving(settings: Settings) -> Letters:
    """What the desk sends, for commands that only look; before its first start, what its folder will make of it. Nothing is created."""
    file = settings.store_address().removeprefix("sqlite:///")
    fallback = settings.desk.language
    if file == settings.store_address() or Path(file).exists():
        with closing(Store(environment.store_url(settings))) as store:
            if not store.is_behind():
                return LiveLetters(store, fallback)()
    return Letters.load([settings.path(settings.files.templates)], fallback=fallback)


def source_of(version: Version) -> Source:
    return Source(version.language, version.stem, version.words, f"version {version.id} of {version.stem}/{version.language}")
