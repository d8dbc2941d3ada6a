"""The letters of the desk: `templates/LANGUAGE/NAME.md`, compiled once, rendered many times.

A variant NAME.TOPIC wins over NAME.AUDIENCE, that over NAME (desk-rules 37); a language without the letter falls back, it never blocks.
`frame.md` and `banner.md` stand around every letter, `tips/TOPIC.md` inside the acknowledgement. A source with a fault is never compiled:
the last good one of the same name serves (an earlier reading of the file, else the next directory's), and `faults` tells what to mend.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from responders.gate import Fault, examine
from responders.lexicon import LETTERS, PARTS
from responders.look import page
from responders.markdown import MarkdownFault, compile_markdown
from responders.phrases import PhraseFault, Phrases
from responders.plain import finish
from responders.render import Engine, SyntaxFault, Template, banner_html, safe_html
from responders.vocabulary import Shape, Value, Values, complete, one_line

SHIPPED = Path(__file__).parent.parent / "templates"
_LAST_LANGUAGE = "en"
_PHRASES = "phrases.toml"
_SUBJECT_LIMIT = 200
_MOST_BYTES = 200_000  # of a file; more is no letter


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str
    letter: str  # "acknowledgement/en", with its variant "acknowledgement.dealer/en"
    version: str  # of every source in it: sixteen digits that change when any word does


@dataclass(frozen=True)
class Source:
    """One file: its place in the catalogue, and its words."""

    language: str
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
    """What is wrong with a file, and that the last good one of its name serves meanwhile."""

    path: Path
    fault: Fault

    def __str__(self) -> str:
        return f"{self.path}: {self.fault}"


@dataclass(frozen=True)
class _Letter:
    """A compiled source."""

    stem: str
    digest: str
    subject: Template | None
    text: Template
    html: Template
    shapes: Mapping[str, Shape]


@dataclass(frozen=True)
class _Language:
    code: str
    phrases_digest: str
    engine: Engine
    sections: frozenset[str]
    letters: dict[str, _Letter] = field(default_factory=dict)


class UnknownLetter(LookupError):  # noqa: N818
    """No language has a letter of that name: a mistake in our code, since the shipped letters are complete."""


class Letters:
    """The catalogue. Immutable once loaded: a process swaps in the result of `reload`, so a letter in work is never half new."""

    def __init__(self, directories: Sequence[Path], languages: Mapping[str, _Language], faults: tuple[LetterFault, ...], fallback: str) -> None:
        self.directories = tuple(directories)
        self.faults = faults
        self._languages = languages
        self._fallback = fallback

    @classmethod
    def load(cls, directories: Sequence[Path], *, fallback: str = _LAST_LANGUAGE) -> Letters:
        """The letters of these directories, the first one wins; the shipped ones stand behind them. `fallback` is the desk's language."""
        return _read((*directories, SHIPPED) if SHIPPED not in directories else directories, {}, fallback)

    def reload(self) -> Letters:
        """The letters as they are on disk now; a file that has become bad is served as it was."""
        return _read(self.directories, self._languages, self._fallback)

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted(self._languages))

    def stems(self, language: str) -> tuple[str, ...]:
        """Every letter, variant, part and tip of a language."""
        found = self._languages.get(language)
        return tuple(sorted(found.letters)) if found else ()

    def render(self, name: str, *, language: str, topic: str = "", audience: str = "", values: Values) -> Rendered:
        """Text and HTML of a letter. Raises `UnknownLetter` for a name that no language has."""
        speaker, letter = self._find(name, language, topic, audience)
        filled = complete(letter.shapes, values)
        tip = speaker.letters.get(f"tips/{topic}") if filled.get("tip_wanted") else None
        used = [letter]
        text, html = _with_tip(filled, tip, used, values)
        subject = one_line(letter.subject(text), _SUBJECT_LIMIT) if letter.subject else ""
        parts = (letter.text(text), letter.html(html))
        framed_text, framed_html = self._framed(speaker, audience, topic, values, parts, used)
        version = hashlib.sha256("".join((speaker.phrases_digest, *(part.digest for part in used))).encode()).hexdigest()[:16]
        return Rendered(subject, finish(framed_text), page(framed_html, speaker.code), f"{letter.stem}/{speaker.code}", version)

    def _find(self, name: str, language: str, topic: str, audience: str) -> tuple[_Language, _Letter]:
        for code in (language.partition("-")[0].lower(), self._fallback, _LAST_LANGUAGE):
            speaker = self._languages.get(code)
            letter = _variant(speaker, name, topic, audience) if speaker else None
            if speaker and letter:
                return speaker, letter
        raise UnknownLetter(name)

    def _framed(
        self, speaker: _Language, audience: str, topic: str, values: Values, parts: tuple[str, str], used: list[_Letter]
    ) -> tuple[str, str]:
        """The letter within its frame, under its banner. A language without a frame takes the fallback's: no letter stands without one."""
        frame_speaker = speaker if "frame" in speaker.letters else self._languages[_LAST_LANGUAGE]
        frame = _variant(frame_speaker, "frame", topic, audience)
        banner = _variant(frame_speaker, "banner", topic, audience)
        if frame is None:
            return parts
        used.append(frame)
        filled = complete(frame.shapes, values)
        text: dict[str, Value] = {**filled, "letter": parts[0], "banner": ""}
        html: dict[str, Value] = {**filled, "letter": safe_html(parts[1]), "banner": ""}
        if banner is not None:
            used.append(banner)
            shown = complete(banner.shapes, values)
            text["banner"] = banner.text(shown).strip()
            html["banner"] = banner_html(banner.html(shown)) if text["banner"] else ""
        return frame.text(text), frame.html(html)


def _variant(speaker: _Language, name: str, topic: str, audience: str) -> _Letter | None:
    stems = (f"{name}.{topic}", f"{name}.{audience}", name)
    return next((found for stem in stems if (found := speaker.letters.get(stem))), None)


def _with_tip(filled: dict[str, Value], tip: _Letter | None, used: list[_Letter], values: Values) -> tuple[dict[str, Value], dict[str, Value]]:
    if tip is None:
        return filled, filled
    used.append(tip)
    shown = complete(tip.shapes, values)
    return {**filled, "tip": tip.text(shown).strip()}, {**filled, "tip": safe_html(tip.html(shown))}


def check(source: Source, sections: Iterable[str]) -> tuple[Fault, ...]:
    """What the gate says about one file, front matter and Markdown included; without faults it can be compiled."""
    shapes = source.shapes
    if shapes is None:
        return (Fault(1, 1, f"no letter is named {source.name}; there are {', '.join(sorted((*LETTERS, *PARTS)))}"),)
    known = frozenset(sections)
    front, body, offset = _split(source.words)
    faults = [*_front_faults(front, source), *examine(front.get("subject", ""), shapes, known)]
    faults += [Fault(fault.line + offset, fault.column, fault.text) for fault in examine(body, shapes, known)]
    if not faults:
        try:
            compile_markdown(body)
        except MarkdownFault as err:
            faults.append(Fault(err.line + offset, 1, str(err)))
    return tuple(sorted(faults))


def _front_faults(front: Mapping[str, str], source: Source) -> Iterator[Fault]:
    if source.name in LETTERS and not front.get("subject"):
        yield Fault(1, 1, 'a letter begins with "---", a line "subject: …", and "---"')
    for key in front:
        if key != "subject" or source.name in PARTS:
            yield Fault(1, 1, f"{key}: is not known here")


def _split(words: str) -> tuple[dict[str, str], str, int]:
    """Front matter, body, and the number of lines before the body."""
    lines = words.replace("\r\n", "\n").split("\n")
    if lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:]):
        return {}, "\n".join(lines), 0
    end = next(number for number, line in enumerate(lines[1:], 1) if line.strip() == "---")
    pairs = (line.partition(":") for line in lines[1:end] if line.strip())
    return {key.strip(): value.strip().strip('"') for key, _, value in pairs}, "\n".join(lines[end + 1 :]), end + 1


def _read(directories: Sequence[Path], last: Mapping[str, _Language], fallback: str) -> Letters:
    faults: list[LetterFault] = []
    codes = sorted({path.name for directory in directories if directory.is_dir() for path in directory.iterdir() if path.is_dir()})
    found = {code: _read_language(code, directories, last.get(code), faults) for code in codes}
    languages = {code: language for code, language in found.items() if language}
    return Letters(directories, languages, tuple(faults), fallback)


def _read_language(code: str, directories: Sequence[Path], last: _Language | None, faults: list[LetterFault]) -> _Language | None:
    language = _phrases(code, directories, last, faults)
    if language is None:
        return None
    for stem, sources in sorted(_sources(code, directories).items()):
        letter = _first_good(sources, language, last, faults)
        if letter:
            language.letters[stem] = letter
    return language


def _phrases(code: str, directories: Sequence[Path], last: _Language | None, faults: list[LetterFault]) -> _Language | None:
    for path in (directory / code / _PHRASES for directory in directories):
        words = _words(path)
        if words is None:
            continue
        digest = _digest(words)
        if last and last.phrases_digest == digest:
            return _Language(code, digest, last.engine, last.sections)
        try:
            phrases = Phrases.read(words)
        except PhraseFault as err:
            faults.append(LetterFault(path, Fault(1, 1, str(err))))
            if last:
                return _Language(code, last.phrases_digest, last.engine, last.sections)
            continue
        return _Language(code, digest, Engine(phrases), frozenset(phrases.sections))
    return None


def _sources(code: str, directories: Sequence[Path]) -> dict[str, list[Source]]:
    """Files of a language by stem, the first directory's first."""
    found: dict[str, list[Source]] = {}
    for directory in directories:
        home = directory / code
        for path in sorted((*home.glob("*.md"), *home.glob("tips/*.md"))):
            words = _words(path)
            if words is not None:
                stem = path.relative_to(home).as_posix().removesuffix(".md")
                found.setdefault(stem, []).append(Source(code, stem, path, words))
    return found


def _first_good(sources: Sequence[Source], language: _Language, last: _Language | None, faults: list[LetterFault]) -> _Letter | None:
    """The first source without a fault; before the next directory's comes what served last."""
    served = last.letters.get(sources[0].stem) if last else None
    for source in sources:
        if served and last and last.engine is language.engine and served.digest == _digest(source.words):
            return served
        wrong = check(source, language.sections)
        if not wrong:
            return _compile(source, language.engine)
        faults += [LetterFault(source.path, fault) for fault in wrong]
        if served:
            return served
    return None


def _compile(source: Source, engine: Engine) -> _Letter:
    front, body, _ = _split(source.words)
    compiled = compile_markdown(body)
    subject = engine.text(front["subject"]) if "subject" in front else None
    return _Letter(source.stem, _digest(source.words), subject, engine.text(compiled.text), engine.html(compiled.html), source.shapes or {})


def _words(path: Path) -> str | None:
    """The text of a file; None where it is absent or cannot be one of ours."""
    try:
        return path.read_text(encoding="utf-8") if path.stat().st_size <= _MOST_BYTES else None
    except (OSError, UnicodeDecodeError):
        return None


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


__all__ = ["SHIPPED", "LetterFault", "Letters", "Rendered", "Source", "SyntaxFault", "UnknownLetter", "check"]
