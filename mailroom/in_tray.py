"""The in-tray of letters: `templates/` of the desk, where an editor or git puts files. A file that has changed is an edit (decisions 20).

What a file held when it was taken in is remembered by host and path, so a restored version is not undone by the file that it replaced,
and a second machine with an older checkout publishes nothing. Nor does an unedited copy of a letter that an earlier mailroom shipped.
"""

from __future__ import annotations

import hashlib
import socket
from collections.abc import Collection, Iterator
from pathlib import Path

from mailroom.authors import author_of
from mailroom.publishing import Claim, Publishing, Verdict, publish, retire
from responders.faults import Fault
from responders.sources import PHRASES, files, identity, words_of
from tickets import templates
from tickets.templates import Edit

_Stamp = tuple[float, int]


class InTray:
    """One folder of letters. Looked at every few seconds; a look at unchanged files costs one stat each."""

    def __init__(self, publishing: Publishing, folder: Path) -> None:
        self._publishing = publishing
        self._folder = folder
        self._judged: dict[Path, _Stamp] = {}
        self._last_look: dict[Path, _Stamp] = {}

    def take_in(self, *, at_once: bool = False) -> list[Verdict]:
        """Judge and publish what has changed; what the gate said of each edit.

        A changed file is taken at the second look that finds it the same, or `at_once`: half of a file that is still being written may
        well pass the gate. A folder that is gone is a mishap of the machine and changes nothing.
        """
        if not self._folder.is_dir():
            return []
        stamps = {path: stamp for path in files(self._folder) if (stamp := _stamp(path))}
        settled = stamps if at_once else self._last_look
        changed = {path: stamp for path, stamp in stamps.items() if self._judged.get(path) != stamp == settled.get(path)}
        gone = self._judged.keys() - stamps.keys()
        self._last_look = stamps
        return self._take_all(changed, stamps) if changed or gone or at_once else []

    def _take_all(self, changed: dict[Path, _Stamp], there: Collection[Path]) -> list[Verdict]:
        with self._publishing.store.reading() as connection:
            known = templates.known_files(connection, self._place(self._folder))
        verdicts = [verdict for path in sorted(changed, key=_words_first) if (verdict := self._take(path, known))]
        self._take_away(known, {self._place(path) for path in there})
        self._judged = {path: stamp for path, stamp in self._judged.items() if path in there} | changed
        return verdicts

    def _take(self, path: Path, known: dict[str, str]) -> Verdict | None:
        place = self._place(path)
        edit, faults = _edit(self._folder, path)
        before = known.get(place, "")
        if edit.digest == before:
            return None
        claim = _claim(place, before, edit.digest)
        if not faults and self._is_no_news(edit, is_first_meeting=place not in known):
            with self._publishing.store.writing() as connection:
                claim(connection)
                if self._is_shipped(edit):
                    templates.know_shipped(connection, edit.language, edit.stem, edit.digest)
            return None
        return publish(self._publishing, edit, unread=faults, claim=claim)

    def _is_no_news(self, edit: Edit, *, is_first_meeting: bool) -> bool:
        """It serves already; or a machine that is new to the desk holds an older version."""
        serving = self._publishing.letters().source(edit.language, edit.stem)
        if serving and serving.digest == edit.digest:
            return True
        with self._publishing.store.reading() as connection:
            return is_first_meeting and templates.is_known(connection, edit.language, edit.stem, edit.digest)

    def _is_shipped(self, edit: Edit) -> bool:
        serving = self._publishing.letters().source(edit.language, edit.stem)
        return serving is not None and serving.is_shipped and serving.digest == edit.digest

    def _take_away(self, known: dict[str, str], there: set[str]) -> None:
        """A file that was taken away takes its letter with it, unless something else has become LIVE since."""
        for place, digest in known.items():
            if place in there or not digest:
                continue
            language, stem = identity(self._folder, Path(place.partition(":")[2]))
            claim = _claim(place, digest, "")
            serving = self._publishing.letters().source(language, stem)
            if serving and serving.digest == digest and not serving.is_shipped:
                retire(self._publishing, language, stem, "its file was taken away", claim)
            else:
                with self._publishing.store.writing() as connection:
                    claim(connection)

    def _place(self, path: Path) -> str:
        return f"{socket.gethostname()}:{path.absolute()}"


def edits(folder: Path) -> Iterator[tuple[Edit, tuple[Fault, ...]]]:
    """Every file of a folder as an edit, with what kept it from being read."""
    yield from (_edit(folder, path) for path in sorted(files(folder), key=_words_first))


def _edit(folder: Path, path: Path) -> tuple[Edit, tuple[Fault, ...]]:
    language, stem = identity(folder, path)
    faults: tuple[Fault, ...] = ()
    try:
        words = words_of(path)
    except (OSError, ValueError) as err:
        # Its words cannot be kept; their digest still tells this edit from the next.
        words, faults = f"unreadable: {_digest(path)}", (Fault(1, 1, f"cannot be read: {err}"),)
    return Edit(language=language, stem=stem, words=words, author=author_of(path), origin=str(path)), faults


def _stamp(path: Path) -> _Stamp | None:
    """When it was last written, and its size; None for a file that has just gone."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_mtime, stat.st_size


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as err:
        return str(err)


def _claim(place: str, before: str, digest: str) -> Claim:
    return lambda connection: templates.take_file(connection, place, before, digest)


def _words_first(path: Path) -> tuple[bool, Path]:
    """A letter may say what the same edit has just added to the phrases."""
    return path.stem != PHRASES, path
