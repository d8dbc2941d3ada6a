"""An edit before anything is kept: what the gate says of it, and how it reads on a case. Nothing here changes what is sent.

The same functions judge and write it that judge and write what is sent, so an editor sees what a customer would get.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from mailroom import previews
from mailroom.previews import NoSuchCase, Specimen
from mailroom.publishing import Publishing, judge
from responders.faults import Fault
from responders.letters import Letters, Rendered
from responders.lexicon import LETTERS
from responders.sources import Source
from tickets.templates import Edit

_REAL = 10  # of the last letters to customers: enough to see real words, few enough to choose from
_SAMPLES = 60  # what stands around every letter is seen in hundreds
_BARE = "everything empty"  # the sample that shows least
_SHOWN = 80  # characters of a faulty line


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A fault with the line that holds it, and blanks as far as the place."""

    fault: Fault
    words: str
    indent: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """What a letter can be shown on. `key` names it in a form."""

    key: str
    specimen: Specimen


@dataclass(frozen=True, kw_only=True)
class Tried:
    """What an editor sees beside his words."""

    marks: tuple[Mark, ...]
    cases: tuple[Case, ...]
    case: Case | None
    shown: Rendered | None  # None where there is nothing to show it on

    @property
    def may_go_live(self) -> bool:
        return not self.marks


def tried(publishing: Publishing, edit: Edit, wanted: str = "", *, sees: Callable[[str], bool] = lambda lane: False) -> Tried:  # noqa: ARG005
    """The gate's word on an edit, and its look on the wanted case, or on the first. With faults it shows the letter that serves.

    `sees`: whether its editor may see letters to real people whose tickets are in that lane; '' is none.
    """
    serving = publishing.letters()
    faults = () if _serves(serving, edit) else judge(publishing, edit)
    letters = serving if faults else serving.over([Source(edit.language, edit.stem, edit.words, edit.origin)])
    cases = (*_samples(publishing, letters, edit), *_real(publishing, edit, sees))
    case = _chosen(cases, wanted)
    shown = previews.in_words(publishing, letters, case.specimen) if case else None
    return Tried(marks=tuple(mark(edit.words, fault) for fault in faults), cases=cases, case=case, shown=shown)


def _serves(serving: Letters, edit: Edit) -> bool:
    """It passed the gate when it went LIVE."""
    source = serving.source(edit.language, edit.stem)
    return source is not None and source.digest == edit.digest


def mark(words: str, fault: Fault) -> Mark:
    """The line of a fault, cut so that the place is in sight."""
    lines = words.split("\n")
    line = lines[fault.line - 1] if 0 < fault.line <= len(lines) else ""
    start = max(0, fault.column - 1 - _SHOWN // 2)
    return Mark(fault=fault, words=line[start : start + _SHOWN], indent=" " * (fault.column - 1 - start))


def _samples(publishing: Publishing, letters: Letters, edit: Edit) -> Iterator[Case]:
    """None for a name that no letter has yet."""
    try:
        found = list(islice(previews.on_samples(publishing, letters, edit.stem, edit.language), _SAMPLES))
    except NoSuchCase:
        return
    yield from (Case(key=f"sample-{number}", specimen=specimen) for number, specimen in enumerate(found))


def _real(publishing: Publishing, edit: Edit, sees: Callable[[str], bool]) -> Iterator[Case]:
    name = Source(edit.language, edit.stem, "").name
    if name not in LETTERS:
        return
    found = [specimen for specimen in previews.on_tickets(publishing, name, limit=_REAL) if sees(specimen.lane)]
    for specimen in previews.in_language(found, edit.language):
        yield Case(key=f"letter-{specimen.post.id}", specimen=specimen)


def _chosen(cases: Sequence[Case], wanted: str) -> Case | None:
    """The wanted one, else the first that says something."""
    telling = (case for case in cases if case.specimen.title != _BARE)
    return next((case for case in cases if case.key == wanted), next(telling, None))
