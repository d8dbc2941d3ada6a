"""The letters of every language, from layers of sources: gated, and compiled when they are first written with.

Nothing here fails for a bad source. It becomes a `SourceFault`, and the source of the next layer serves; the shipped ones are the last
layer, so there is always one. Shipped sources are not gated again: a process that sends no digest never looks into one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from responders.faults import Fault, did_you_mean
from responders.front import Front, front_faults, split
from responders.gate import examine
from responders.hidden import hidden_faults
from responders.lexicon import LETTERS, PARTS
from responders.markdown import Body, MarkdownFault, compile_markdown
from responders.phrases import PhraseFault, Phrases
from responders.render import Engine, Template
from responders.sources import PHRASES, Source, SourceFault, by_language
from responders.vocabulary import Shape


@dataclass(frozen=True)
class Letter:
    """A source that may be written with. With dates it stands only on those days, both included."""

    source: Source
    engine: Engine

    @property
    def stem(self) -> str:
        return self.source.stem

    @property
    def digest(self) -> str:
        return self.source.digest

    @property
    def shapes(self) -> Mapping[str, Shape]:
        return self.source.shapes or {}

    @cached_property
    def subject(self) -> Template | None:
        subject = self._front.value("subject")
        return self.engine.text(subject) if subject else None

    @cached_property
    def text(self) -> Template:
        return self.engine.text(self._body.text)

    @cached_property
    def html(self) -> Template:
        return self.engine.html(self._body.html)

    def stands_on(self, day: str) -> bool:
        """`day` in ISO; '' is a day that nobody knows, on which nothing scheduled stands."""
        first, last = self._front.value("from"), self._front.value("until")
        if not first and not last:
            return True
        return bool(day) and first <= day and (not last or day <= last)

    @cached_property
    def _front(self) -> Front:
        return split(self.source.words)

    @cached_property
    def _body(self) -> Body:
        return compile_markdown(self._front.body)


@dataclass(frozen=True)
class Language:
    code: str
    phrases_digest: str
    engine: Engine
    sections: frozenset[str]
    letters: dict[str, Letter] = field(default_factory=dict)

    def variant(self, name: str, topic: str, audience: str, day: str) -> Letter | None:
        """NAME.TOPIC wins over NAME.AUDIENCE, that over NAME (desk-rules 37)."""
        found = (self.letters.get(stem) for stem in (f"{name}.{topic}", f"{name}.{audience}", name))
        return next((letter for letter in found if letter and letter.stands_on(day)), None)


def read(layers: Iterable[Iterable[Source]], last: Mapping[str, Language]) -> tuple[dict[str, Language], tuple[SourceFault, ...]]:
    """Every language of these layers, the first one wins; what `last` has compiled is not compiled again."""
    faults: list[SourceFault] = []
    found = {code: _language(code, stems, last.get(code), faults) for code, stems in sorted(by_language(layers).items())}
    return {code: language for code, language in found.items() if language}, tuple(faults)


def check(source: Source, sections: Iterable[str]) -> tuple[Fault, ...]:
    """What the gate says about one letter: front matter, Jinja and Markdown. `sections` are those of its language's phrases."""
    shapes = source.shapes
    if shapes is None:
        near = did_you_mean(source.name, (*LETTERS, *PARTS)) or f"there are {', '.join(sorted((*LETTERS, *PARTS)))}"
        return (Fault(1, 1, f"no letter is named {source.name}: {near}"),)
    front, known = split(source.words), frozenset(sections)
    faults = [*hidden_faults(source.words), *front_faults(front, source), *_subject_faults(front, shapes, known)]
    faults += [Fault(fault.line + front.offset, fault.column, fault.text) for fault in examine(front.body, shapes, known)]
    return tuple(sorted(faults)) or _markdown_faults(front)


def _subject_faults(front: Front, shapes: Mapping[str, Shape], sections: frozenset[str]) -> Iterable[Fault]:
    subject = front.entries.get("subject")
    if subject is None:
        return ()
    return [Fault(subject.line, subject.column + fault.column - 1, fault.text) for fault in examine(subject.value, shapes, sections)]


def _markdown_faults(front: Front) -> tuple[Fault, ...]:
    try:
        compile_markdown(front.body)
    except MarkdownFault as err:
        return (Fault(err.line + front.offset, 1, str(err)),)
    return ()


def _language(code: str, stems: Mapping[str, Sequence[Source]], last: Language | None, faults: list[SourceFault]) -> Language | None:
    """None where no layer has usable phrases for it: letters cannot be said without their words."""
    language = _speaker(code, stems.get(PHRASES, ()), last, faults)
    letters = sorted((stem, sources) for stem, sources in stems.items() if stem != PHRASES)
    if language is None:
        faults += [SourceFault(sources[0].place, Fault(1, 1, f"{code} has no usable {PHRASES}.toml")) for _, sources in letters]
        return None
    for stem, sources in letters:
        letter = _first_good(sources, language, last, faults)
        if letter:
            language.letters[stem] = letter
    return language


def _speaker(code: str, sources: Sequence[Source], last: Language | None, faults: list[SourceFault]) -> Language | None:
    """The words of the last layer, and over them those of the ones before."""
    phrases: Phrases | None = None
    heard = ""
    for source in reversed(sources):
        try:
            phrases = Phrases.read(source.words, phrases)
            heard += source.digest
        except PhraseFault as err:
            faults.append(SourceFault(source.place, err.fault))
    if phrases is None:
        return None
    digest = hashlib.sha256(heard.encode()).hexdigest()
    if last and last.phrases_digest == digest:
        return Language(code, digest, last.engine, last.sections)
    return Language(code, digest, Engine(phrases), frozenset(phrases.sections))


def _first_good(sources: Sequence[Source], language: Language, last: Language | None, faults: list[SourceFault]) -> Letter | None:
    served = last.letters.get(sources[0].stem) if last and last.engine is language.engine else None
    for source in sources:
        if served and served.digest == source.digest:
            return served
        found = () if source.is_shipped else check(source, language.sections)
        if not found:
            return Letter(source, language.engine)
        faults += [SourceFault(source.place, fault) for fault in found]
    return None
