"""What `mailroom templates check` says: faults of files, letters that do not stand their samples, languages that lack one.

A fault keeps a file from being used; the last good letter serves meanwhile. A warning is worth reading and stops nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mailroom.in_tray import edits
from mailroom.publishing import Publishing, judge
from responders.letters import Letters
from responders.lexicon import LETTERS, PARTS
from responders.samples import samples
from responders.sources import Source
from responders.trial import problems
from responders.vocabulary import Kind, Shape
from tickets.policy import Policy

Progress = Callable[[int, int], None]  # told how many letters of how many are done


def _untold(_done: int, _total: int) -> None:
    """Nobody looks."""


@dataclass(frozen=True)
class Finding:
    """`where` is a file, or a letter with the sample that showed it."""

    where: str
    text: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{'warning: ' if self.is_warning else ''}{self.where}: {self.text}"


@dataclass(frozen=True)
class Variable:
    """A name that a letter may show, for its editor."""

    name: str  # "ticket.number"; "missing[].fact" stands within {% for row in missing %} as row.fact
    kind: str
    meaning: str


def check_edits(publishing: Publishing, folder: Path) -> tuple[Finding, ...]:
    """What the gate says of every file that differs from what is sent."""
    serving = publishing.letters()
    found: list[Finding] = []
    for edit, unread in edits(folder):
        serves = serving.source(edit.language, edit.stem)
        if serves is None or serves.digest != edit.digest:
            found += [Finding(edit.origin, str(fault)) for fault in unread or judge(publishing, edit)]
    return tuple(found)


def check(
    letters: Letters, policy: Policy, names: Collection[str] = tuple(LETTERS), progress: Progress = _untold
) -> tuple[Finding, ...]:
    """Everything that is wrong with these letters, faults first. Renders thousands of samples: some seconds, told by `progress`."""
    faults = [Finding(fault.place, str(fault.fault)) for fault in letters.faults]
    return (*faults, *_of_samples(letters, policy, names, progress), *_of_languages(letters))


def _of_samples(letters: Letters, policy: Policy, names: Collection[str], progress: Progress) -> Iterator[Finding]:
    """Each problem once a letter, with the first sample that shows it."""
    for done, name in enumerate(names):
        progress(done, len(names))
        tried = tuple(samples(name, policy))
        for language in (code for code in letters.languages if name in letters.stems(code)):
            found: dict[str, str] = {}
            for sample in tried:
                for problem in problems(letters, name, language, sample):
                    found.setdefault(problem, sample.name)
            yield from (Finding(f"{name}/{language}, sample “{sample}”", problem) for problem, sample in found.items())


def _of_languages(letters: Letters) -> Iterator[Finding]:
    for language in letters.languages:
        lacking = sorted(set(LETTERS) - set(letters.stems(language)))
        if lacking:
            yield Finding(language, f"lacks {', '.join(lacking)}; these come in the desk's language", is_warning=True)


def variables(name: str) -> tuple[Variable, ...]:
    """What a letter may show, in the order of the lexicon; nothing for a name that is none."""
    kind = name.partition("/")[0].partition(".")[0]
    return tuple(_listed(LETTERS.get(kind) or PARTS.get(kind, {}), ""))


def _listed(shapes: Mapping[str, Shape], prefix: str) -> Iterator[Variable]:
    for name, shape in shapes.items():
        yield Variable(prefix + name, shape.kind.value, shape.meaning)
        if shape.fields:
            yield from _listed(shape.fields, f"{prefix}{name}{'[]' if shape.kind is Kind.ROWS else ''}.")


def standing(letters: Letters, name: str) -> tuple[Source, ...]:
    """Which sources serve under a name, its variants included, in every language that has one."""
    stems = ((language, stem) for language in letters.languages for stem in letters.stems(language))
    wanted = ((language, stem) for language, stem in stems if stem == name or stem.startswith(f"{name}."))
    return tuple(source for language, stem in wanted if (source := letters.source(language, stem)))
