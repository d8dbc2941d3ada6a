"""The letters of the desk, rendered: text and HTML of one source, in its frame, under its banner, with its tip.

A newcomer would read a letter's file when it is sent. Nothing is read then: what is LIVE is a row (decisions 20), a process swaps in the
result of `serving` when the edition has grown, and a letter in work is never half new. A language without the letter falls back; it never
blocks (desk-rules 37).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from responders.catalogue import Language, Letter, read
from responders.faults import did_you_mean
from responders.lexicon import STAFF, TAKE_NO_ANSWER, TO_STAFF
from responders.look import page
from responders.plain import finish, joined
from responders.render import banner_html, safe_html
from responders.sources import PHRASES, SHIPPED, Source, SourceFault, shipped, within
from responders.vocabulary import Value, Values, complete, one_line

_LAST_LANGUAGE = "en"
_SUBJECT_LIMIT = 200


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str
    letter: str  # "acknowledgement/en"; with its variant "acknowledgement.dealer/en"
    version: str  # of every source in it: sixteen digits that change when any word does


class UnknownLetter(LookupError):  # noqa: N818
    """No language has a letter of that name: a mistake of ours, since the shipped letters are complete."""


class UnknownSnippet(LookupError):  # noqa: N818
    """`#use` named none; the text says what is near it."""


class Letters:
    """The catalogue of every language. Nothing in it changes once it is made."""

    def __init__(self, layers: Sequence[Sequence[Source]], fallback: str, last: Letters | None = None) -> None:
        """`layers` begin with those that win; what `last` has compiled is taken over."""
        self._layers = tuple(tuple(layer) for layer in layers)
        self._fallback = fallback
        self.faults: tuple[SourceFault, ...]
        self.spoken: dict[str, Language]
        self.spoken, self.faults = read(self._layers, last.spoken if last else {})

    @classmethod
    def load(cls, directories: Iterable[Path], *, fallback: str = _LAST_LANGUAGE) -> Letters:
        """The letters of these folders as they lie there, the first one wins; the shipped ones stand behind them.

        `fallback` is the desk's language. A running desk sends what is LIVE (`serving`), whatever its folder holds.
        """
        unread: list[SourceFault] = []
        letters = cls([*(within(found, unread) for found in directories if found != SHIPPED), shipped()], fallback)
        letters.faults = (*unread, *letters.faults)
        return letters

    @classmethod
    def serving(cls, live: Sequence[Source], *, fallback: str = _LAST_LANGUAGE, last: Letters | None = None) -> Letters:
        """What the desk sends: its LIVE sources, and behind them the shipped ones."""
        return cls([live, shipped()], fallback, last)

    def over(self, edits: Sequence[Source]) -> Letters:
        """These letters with edits on top, for the gate and for previews. A bad edit becomes a fault, and what stood there serves."""
        # Words lie over those of the layers below; an edit of the desk's own words takes their place.
        said = {source.language for source in edits if source.stem == PHRASES}
        below = [[found for found in layer if not _gives_way(found, said)] for layer in self._layers]
        return Letters([edits, *below], self._fallback, self)

    def source(self, language: str, stem: str) -> Source | None:
        """The source that serves under this name, or None."""
        found = self.spoken.get(language)
        if found is None or stem == PHRASES:
            return next((source for layer in self._layers for source in layer if (source.language, source.stem) == (language, stem)), None)
        letter = found.letters.get(stem)
        return letter.source if letter else None

    def sections(self, language: str) -> frozenset[str]:
        """The sections of a language's phrases."""
        return self.spoken[language].sections if language in self.spoken else frozenset()

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(sorted(self.spoken))

    def stems(self, language: str) -> tuple[str, ...]:
        """Every letter, variant, part and tip of a language."""
        return tuple(sorted(self.spoken[language].letters)) if language in self.spoken else ()

    def render(self, name: str, *, language: str, topic: str, audience: str, values: Values, is_text_alone: bool = False) -> Rendered:
        """The letter for these values; missing ones are empty, unknown ones unseen. `is_text_alone` leaves out the HTML, for what shows
        none. Raises `UnknownLetter`."""
        day = _day(values)
        speaker, letter = self._find(name, language, topic, audience, day)
        wants_tip = bool(values.get("tip_wanted")) and "tip" in letter.shapes
        sheet = _Sheet(values, speaker.letters.get(f"tips/{topic}") if wants_tip else None, is_text_alone)
        sheet.write(letter)
        home = speaker if "frame" in speaker.letters else self.spoken[_LAST_LANGUAGE]
        reader = STAFF if name in TO_STAFF else audience
        sheet.put_under(home.variant("banner", topic, reader, day))
        sheet.put_into(home.variant("frame", topic, reader, day), takes_answer=name not in TAKE_NO_ANSWER)
        return Rendered(
            subject=sheet.subject,
            text=finish(sheet.text),
            html="" if is_text_alone else page(sheet.html, speaker.code),
            letter=f"{letter.stem}/{speaker.code}",
            version=_version(speaker, sheet.used),
        )

    def snippet(self, name: str, *, language: str, values: Values) -> str:
        """The text of `snippets/NAME.md` for this ticket, to stand in an engineer's answer. Raises `UnknownSnippet`."""
        for code in self._codes(language):
            found = self.spoken[code].letters.get(f"snippets/{name}") if code in self.spoken else None
            if found:
                return joined(found.text(complete(found.shapes, values)))
        near = did_you_mean(name, self.snippets()) or f"there are {', '.join(self.snippets())}"
        raise UnknownSnippet(f"no snippet is named {one_line(name, 60)}: {near}")

    def snippets(self) -> tuple[str, ...]:
        """The names that `#use` knows."""
        return tuple(sorted({stem[9:] for found in self.spoken.values() for stem in found.letters if stem.startswith("snippets/")}))

    def _codes(self, language: str) -> tuple[str, ...]:
        """In which languages a letter is looked for, in order."""
        return (language.partition("-")[0].lower(), self._fallback, _LAST_LANGUAGE)

    def _find(self, name: str, language: str, topic: str, audience: str, day: str) -> tuple[Language, Letter]:
        for code in self._codes(language):
            speaker = self.spoken.get(code)
            letter = speaker.variant(name, topic, audience, day) if speaker else None
            if speaker and letter:
                return speaker, letter
        raise UnknownLetter(name)


def _gives_way(source: Source, said: Collection[str]) -> bool:
    return source.stem == PHRASES and source.language in said and not source.is_shipped


@dataclass
class _Sheet:
    """A letter being written: first its own words, then what stands around them."""

    values: Values
    tip: Letter | None
    is_text_alone: bool
    subject: str = ""
    text: str = ""
    html: str = ""
    banner_text: str = ""
    banner_html: str = ""
    used: list[Letter] = field(default_factory=list)

    def write(self, letter: Letter) -> None:
        text = html = complete(letter.shapes, self.values)
        if self.tip:
            tip_text, tip_html = self._part(self.tip)
            text, html = {**text, "tip": tip_text}, {**html, "tip": safe_html(tip_html)}
        self.used.append(letter)
        self.subject = one_line(letter.subject(text), _SUBJECT_LIMIT) if letter.subject else ""
        self.text, self.html = letter.text(text), self._html(letter, html)

    def put_under(self, banner: Letter | None) -> None:
        if banner:
            text, html = self._part(banner)
            self.banner_text, self.banner_html = text, banner_html(html) if text else ""

    def put_into(self, frame: Letter | None, *, takes_answer: bool) -> None:
        if frame:
            self.used.append(frame)
            around = complete(frame.shapes, {**self.values, "takes_answer": takes_answer})
            text: dict[str, Value] = {**around, "letter": self.text, "banner": self.banner_text}
            html: dict[str, Value] = {**around, "letter": safe_html(self.html), "banner": self.banner_html}
            self.text, self.html = frame.text(text), self._html(frame, html)

    def _part(self, part: Letter) -> tuple[str, str]:
        self.used.append(part)
        shown = complete(part.shapes, self.values)
        return part.text(shown).strip(), self._html(part, shown)

    def _html(self, part: Letter, values: Values) -> str:
        return "" if self.is_text_alone else part.html(values)


def _day(values: Values) -> str:
    """The desk's day on which the letter leaves, for what is scheduled; before that is known, the day on which the mail came."""
    ticket = values.get("ticket")
    day = values.get("today") or (ticket.get("received_at") if isinstance(ticket, dict) else "")
    return day[:10] if isinstance(day, str) else ""


def _version(speaker: Language, used: Sequence[Letter]) -> str:
    return hashlib.sha256("".join((speaker.phrases_digest, *(part.digest for part in used))).encode()).hexdigest()[:16]
