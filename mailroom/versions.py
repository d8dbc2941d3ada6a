"""The versions of a letter, named as people name them on a command line: `shipped`, `live`, `file`, or a number from its history."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path

from mailroom.publishing import Publishing, Verdict, publish
from responders.sources import file_name, shipped, words_of
from tickets import templates
from tickets.templates import Edit, Version


class NoSuchVersion(LookupError):  # noqa: N818
    """A name or number that is no version of the letter; the text says what there is."""


@dataclass(frozen=True, kw_only=True)
class Book:
    """One letter in one language, with the file that its editor writes."""

    publishing: Publishing
    folder: Path
    language: str
    stem: str

    @property
    def file(self) -> Path:
        return self.folder / self.language / file_name(self.stem)

    def words(self, name: str) -> str:
        """The words of a version. Raises `NoSuchVersion`."""
        found = self._named(name) if name in ("shipped", "live", "file") else self._numbered(name)
        if found is None:
            raise NoSuchVersion(f"{self.stem}/{self.language} has no version {name}; `mailroom templates history {self.stem}` lists them")
        return found

    def diff(self, old: str, new: str) -> str:
        """What changed between two versions; '' where nothing did."""
        before, after = (self.words(name).splitlines() for name in (old, new))
        return "\n".join(difflib.unified_diff(before, after, f"{self.stem}/{self.language} {old}", new, lineterm=""))

    def usual_pair(self) -> tuple[str, str]:
        """What its editor most likely asks: what the file would change; else what the last edit changed."""
        if self.file.exists() and self.words("file") != self._named("live"):
            return "live", "file"
        history = self.history()
        return (str(history[1].id) if len(history) > 1 else "shipped"), "live"

    def history(self) -> list[Version]:
        with self.publishing.store.reading() as connection:
            return templates.history(connection, self.stem, self.language)

    def _named(self, name: str) -> str | None:
        if name == "file":
            return words_of(self.file) if self.file.exists() else None
        if name == "live":
            serving = self.publishing.letters().source(self.language, self.stem)
            return serving.words if serving else None
        return next((found.words for found in shipped() if (found.language, found.stem) == (self.language, self.stem)), None)

    def _numbered(self, name: str) -> str | None:
        return next((version.words for version in self.history() if str(version.id) == name), None)


def restore(publishing: Publishing, version_id: int, by: str) -> Verdict:
    """The words of an earlier version serve again, as a new one, if they pass today's gate. Raises `NoSuchVersion`."""
    with publishing.store.reading() as connection:
        found = templates.version(connection, version_id)
    if found is None:
        raise NoSuchVersion(f"no letter has a version {version_id}; `mailroom templates history NAME` lists them")
    edit = Edit(language=found.language, stem=found.stem, words=found.words, author=by, origin=f"version {version_id}, restored")
    verdict = publish(publishing, edit)
    assert verdict is not None, "a restored version claims no file"
    return verdict
