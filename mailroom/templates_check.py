"""What `mailroom templates check` and `preview` say: faults of files, letters that do not stand their samples, languages that lack one.

A fault keeps a file from being used; the last good letter serves meanwhile. A warning is worth reading and stops nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from responders.letters import Letters, Rendered
from responders.lexicon import LETTERS
from responders.samples import Sample, samples
from responders.trial import problems
from responders.vocabulary import Kind, Shape
from tickets.policy import Policy


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


class NoSuchSample(LookupError):  # noqa: N818
    """The name fits no sample of the letter; the text lists some that there are."""


def check(letters: Letters, policy: Policy, names: Collection[str] = tuple(LETTERS)) -> tuple[Finding, ...]:
    """Everything that is wrong with these letters as they are on disk, faults first. Renders thousands of samples: some seconds."""
    faults = [Finding(fault.place, str(fault.fault)) for fault in letters.faults]
    return (*faults, *_of_samples(letters, policy, names), *_of_languages(letters))


def _of_samples(letters: Letters, policy: Policy, names: Collection[str]) -> Iterator[Finding]:
    """Each problem once a letter, with the first sample that shows it."""
    for name in names:
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


def preview(letters: Letters, name: str, language: str, sample: str, policy: Policy) -> Rendered:
    """A letter as it would be sent, but for Date, token and boundary; `sample` begins a sample's name. Raises `NoSuchSample`."""
    chosen = _sample(name, sample, policy)
    return letters.render(name, language=language, topic=chosen.topic, audience=chosen.audience, values=chosen.values)


def _sample(name: str, wanted: str, policy: Policy) -> Sample:
    known = [sample for sample in samples(name, policy) if name in LETTERS]
    found = next((sample for sample in known if sample.name.startswith(wanted)), None)
    if found is None:
        raise NoSuchSample(f"no sample of {name} begins with “{wanted}”; there are “{'”, “'.join(sample.name for sample in known[:40])}”")
    return found


def variables(name: str) -> tuple[Variable, ...]:
    """What a letter may show, in the order of the lexicon."""
    return tuple(_listed(LETTERS[name], ""))


def _listed(shapes: Mapping[str, Shape], prefix: str) -> Iterator[Variable]:
    for name, shape in shapes.items():
        yield Variable(prefix + name, shape.kind.value, shape.meaning)
        if shape.fields:
            yield from _listed(shape.fields, f"{prefix}{name}{'[]' if shape.kind is Kind.ROWS else ''}.")
