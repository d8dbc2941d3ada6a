"""Reading letters from disk: `templates/LANGUAGE/NAME.md`, gated and compiled, one catalogue a language.

Nothing here fails for a bad file. It becomes a `LetterFault`, and the last good source of the same name serves: what an earlier reading
compiled, else the file of the next directory. The shipped templates are the last directory, so there is always one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from responders.faults import Fault
from responders.gate import examine
from responders.lexicon import LETTERS, PARTS
from responders.markdown import Body, MarkdownFault, compile_markdown
from responders.phrases import PhraseFault, Phrases
from responders.render import Engine, Template
from responders.vocabulary import Shape

PHRASES = "phrases.toml"
_MOST_OCTETS = 200_000  # of a file; more is no letter
_DATES = ("from", "until")


@dataclass(frozen=True)
class Source:
    """One file: its place in the catalogue, and its words."""

    stem: str  # "acknowledgement.dealer", "tips/maintenance.disk_alarm"
    path: Path
    words: str

    @property
    def name(self) -> str:
        return self.stem.partition("/")[0].partition(".")[0]

    @property
    def shapes(self) -> Mapping[str, Shape] | None:
        return LETTERS.get(self.name) or PARTS.get(self.name)


@dataclass(frozen=True)
class LetterFault:
    """What is wrong with a file; the last good one of its name serves meanwhile."""

    path: Path
    fault: Fault

    def __str__(self) -> str:
        return f"{self.path}: {self.fault}"


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A compiled source. With dates it stands only on those days, both included."""

    stem: str
    digest: str
    subject: Template | None
    text: Template
    html: Template
    shapes: Mapping[str, Shape]
    first_day: str = ""
    last_day: str = ""

    def stands_on(self, day: str) -> bool:
        """`day` in ISO; '' is a day that nobody knows, on which nothing scheduled stands."""
        if not self.first_day and not self.last_day:
            return True
        return bool(day) and self.first_day <= day and (not self.last_day or day <= self.last_day)


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


def read(directories: Sequence[Path], last: Mapping[str, Language]) -> tuple[dict[str, Language], tuple[LetterFault, ...]]:
    """Every language of these directories, the first one wins; `last` is what served until now."""
    faults: list[LetterFault] = []
    codes = sorted({path.name for directory in directories if directory.is_dir() for path in directory.iterdir() if path.is_dir()})
    found = {code: _language(code, directories, last.get(code), faults) for code in codes}
    return {code: language for code, language in found.items() if language}, tuple(faults)


def check(source: Source, sections: Iterable[str]) -> tuple[Fault, ...]:
    """What the gate says about one file, front matter and Markdown included."""
    try:
        _passed(source, frozenset(sections))
    except _Refused as err:
        return err.faults
    return ()


@dataclass(frozen=True)
class _Passed:
    """A source in which the gate found nothing."""

    front: Mapping[str, str]
    body: Body
    shapes: Mapping[str, Shape]


def _passed(source: Source, sections: frozenset[str]) -> _Passed:
    """Raises `_Refused`."""
    shapes = source.shapes
    if shapes is None:
        raise _Refused((Fault(1, 1, f"no letter is named {source.name}; there are {', '.join(sorted((*LETTERS, *PARTS)))}"),))
    front, body, offset = _split(source.words)
    faults = [*_front_faults(front, source), *examine(front.get("subject", ""), shapes, sections)]
    faults += [Fault(fault.line + offset, fault.column, fault.text) for fault in examine(body, shapes, sections)]
    if faults:
        raise _Refused(tuple(sorted(faults)))
    try:
        return _Passed(front, compile_markdown(body), shapes)
    except MarkdownFault as err:
        raise _Refused((Fault(err.line + offset, 1, str(err)),)) from err


def _front_faults(front: Mapping[str, str], source: Source) -> Iterator[Fault]:
    is_letter = source.name in LETTERS
    if is_letter and not front.get("subject"):
        yield Fault(1, 1, 'a letter begins with "---", a line "subject: …", and "---"')
    for key in front:
        if key not in _DATES and not (key == "subject" and is_letter):
            yield Fault(1, 1, f"{key}: is not known here")
    if is_letter and source.stem == source.name and any(key in front for key in _DATES):
        yield Fault(1, 1, "only a banner or a variant can end by itself; the plain letter must always stand")
    for key in _DATES:
        if key in front and not _is_day(front[key]):
            yield Fault(1, 1, f'{key}: a day is written 2026-12-24, not "{front[key]}"')


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return len(value) == len("2026-12-24")


def _split(words: str) -> tuple[dict[str, str], str, int]:
    """Front matter, body, and the number of lines before the body."""
    lines = words.replace("\r\n", "\n").split("\n")
    fences = [number for number, line in enumerate(lines) if line.strip() == "---"]
    if len(fences) < 2 or fences[0] != 0:
        return {}, "\n".join(lines), 0
    end = fences[1]
    pairs = (line.partition(":") for line in lines[1:end] if line.strip())
    return {key.strip(): _unquoted(value.strip()) for key, _, value in pairs}, "\n".join(lines[end + 1 :]), end + 1


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def _language(code: str, directories: Sequence[Path], last: Language | None, faults: list[LetterFault]) -> Language | None:
    """None where no directory has usable phrases for it: letters cannot be said without their words."""
    language = _speaker(code, directories, last, faults)
    found = _sources(code, directories, faults)
    if language is None:
        faults += [LetterFault(source.path, Fault(1, 1, f"{code} has no usable {PHRASES}")) for _, (source, *_) in sorted(found.items())]
        return None
    for stem, sources in sorted(found.items()):
        letter = _first_good(sources, language, last, faults)
        if letter:
            language.letters[stem] = letter
    return language


def _speaker(code: str, directories: Sequence[Path], last: Language | None, faults: list[LetterFault]) -> Language | None:
    """The words of the last directory, and over them those of the ones before."""
    paths = [path for directory in directories if (path := directory / code / PHRASES).is_file()]
    phrases: Phrases | None = None
    read_words = ""
    bad: list[LetterFault] = []
    for path in reversed(paths):
        try:
            words = _words(path)
            phrases = Phrases.read(words, phrases)
            read_words += words
        except (PhraseFault, OSError, ValueError) as err:
            bad.append(LetterFault(path, Fault(1, 1, str(err))))
    faults += bad
    digest = _digest(read_words)
    if last and (bad or last.phrases_digest == digest):
        return Language(code, last.phrases_digest, last.engine, last.sections)
    return Language(code, digest, Engine(phrases), frozenset(phrases.sections)) if phrases else None


def _sources(code: str, directories: Sequence[Path], faults: list[LetterFault]) -> dict[str, list[Source]]:
    """Files of a language by stem, the first directory's first."""
    found: dict[str, list[Source]] = {}
    for home in (directory / code for directory in directories):
        for path in sorted((*home.glob("*.md"), *home.glob("tips/*.md"))):
            stem = path.relative_to(home).as_posix().removesuffix(".md")
            try:
                found.setdefault(stem, []).append(Source(stem, path, _words(path)))
            except (OSError, ValueError) as err:
                faults.append(LetterFault(path, Fault(1, 1, f"cannot be read: {err}")))
    return found


def _first_good(sources: Sequence[Source], language: Language, last: Language | None, faults: list[LetterFault]) -> Letter | None:
    served = last.letters.get(sources[0].stem) if last else None
    for source in sources:
        if served and last and last.engine is language.engine and served.digest == _digest(source.words):
            return served
        try:
            return _compiled(source, language)
        except _Refused as err:
            faults += [LetterFault(source.path, fault) for fault in err.faults]
            if served:
                return served
    return None


class _Refused(Exception):  # noqa: N818
    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults


def _compiled(source: Source, language: Language) -> Letter:
    """Raises `_Refused`."""
    passed, engine = _passed(source, language.sections), language.engine
    return Letter(
        stem=source.stem,
        digest=_digest(source.words),
        subject=engine.text(passed.front["subject"]) if "subject" in passed.front else None,
        text=engine.text(passed.body.text),
        html=engine.html(passed.body.html),
        shapes=passed.shapes,
        first_day=passed.front.get("from", ""),
        last_day=passed.front.get("until", ""),
    )


def _words(path: Path) -> str:
    """Raises OSError, and ValueError for what is no text or too much of it."""
    if path.stat().st_size > _MOST_OCTETS:
        raise ValueError(f"it is larger than {_MOST_OCTETS} octets")
    return path.read_text(encoding="utf-8")


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()
