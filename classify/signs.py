"""Signs that change how a mail is handled, whatever its topic: a restricted lane, urgency, written on site.

Every sign is a phrase of `signs.toml`, or some of its words near each other. Urgency and lanes are read in the subject, the new text and
what is passed on, never in a quotation or in the name beneath; urgency keeps its line as the evidence. A denied sign ("no smoke") is none,
nor is one inside a harmless name ("smoke detector").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from classify.courtesy import is_thanks, says_something
from classify.features import Wording
from classify.phrases import listed, places, signs
from classify.words import MAX_WORDS, words
from tickets.message import Message
from tickets.understanding import TopicLabel

MAX_EVIDENCE = 160  # characters of the line that shows urgency
SURE_OF_PRIVACY = 0.5  # every labelled privacy mail is read with more, and what the model says with less is mostly none
DANGERS = frozenset({"fire", "injury", "break_in"})  # emergencies of people: safety is never steered away (desk-rules 20)

_EMERGENCIES = ("fire", "injury", "break_in", "deadline", "blind")  # the gravest first
_SURE_OF_TOPIC = 0.5  # a topic said with less hides no sign
_NEAR = 8  # words from one part of a sign to the next
_REACH = 4  # words between a denial and what it denies; and of a harmless name
_MOST_TEXT = 6000  # characters of the new text, and of what is passed on

# A burglary that is told to explain a purchase is not urgent. Who is in danger may ask for a call or a price.
_CALM_TYPES = frozenset({"sales", "spam", "other", "enhancement", "integration", "appointment"})
_DANGER_ANYWHERE = frozenset({"fire", "injury"})

# Anywhere in a mail: they need not stand near each other.
_EVIDENCE_DEADLINE = frozenset({"evidence", "deadline"})
_STILL_WATCHED = frozenset({"former_person", "still_look"})
_DENY_THEMSELVES = ("none_of", "none_at_all", "no_picture_on")
_BARE_SUBJECT = 2  # words, and it only names what the text tells
_STOP, _COMMA = ".", ","  # words of their own: no phrase runs over one, and "no, smoke" denies no smoke
_BREAK = re.compile(r"(?<=[;:,])\s+|(?<=\.)\s+(?!\d)")  # not in "Art. 15"
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
# A name beneath a letter: each word begins with a capital ("Joe Sparks", "Sparks Electric, Sparks NV").
_CAPITAL = r"[A-Z\u00c0-\u00de][\w'&.-]{0,20}"
_NAME = re.compile(rf"{_CAPITAL}(?:,? (?:(?:of|and|de|du|da|the|&|[|]|-) )?{_CAPITAL}){{1,5}}")
_CONTACT = re.compile(r"\S{1,30}|.{0,60}(?:@|www\.|\d{3}).{0,60}")  # one word, an address, a telephone number
_BENEATH = 8  # lines


@dataclass(frozen=True, kw_only=True)
class Signs:
    lane: str = ""  # privacy, legal, vulnerability, threat
    urgent: str = ""  # the line that shows it
    is_thanks: bool = False
    says_a_problem: bool = True
    on_site: bool = False


@dataclass(frozen=True)
class _Told:
    """What the sender tells or passes on, as lines; a phrase may run over a line's end."""

    lines: tuple[str, ...]
    said: tuple[str, ...]
    line_of: tuple[int, ...]  # of each word


_NOTHING = _Told((), (), ())


def signs_of(message: Message, wording: Wording, topic: TopicLabel) -> Signs:
    told = _told(message) if _may_tell(message, wording) else _NOTHING
    stand = _standing(told.said)
    place = _standing(wording.said) if "on_site" in places("signs", wording.said) else {}
    thanks = is_thanks(wording) and all(attachment.inline for attachment in message.attachments)
    return Signs(
        lane=_lane(stand, topic, wording),
        urgent=_urgent(told, stand, topic),
        is_thanks=thanks,
        says_a_problem=thanks or says_something(wording),
        on_site="on_site" in place and "past" not in place,  # who passes a mail on stands nowhere in it
    )


def emergency_of(evidence: str) -> str:
    """fire, injury, break_in, deadline or blind, from the line that shows urgency; '' without one, or where it alone shows none."""
    if not evidence.strip():
        return ""
    stand = _standing(_heard(evidence))
    alone = next(_emergencies(stand), "")
    return alone or ("deadline" if _EVIDENCE_DEADLINE & stand.keys() else "")


def _may_tell(message: Message, wording: Wording) -> bool:
    """Whether any sign could stand, by the words that the models have counted already: most mails hold none, and are not read again."""
    if message.forwarded or len(wording.body) >= MAX_WORDS:
        return True
    stood = places("signs", wording.matter).keys()
    together = (_EVIDENCE_DEADLINE, _STILL_WATCHED, *(set(shape) for _, shapes in _together() for shape in shapes))
    return not stood.isdisjoint(_told_alone()) or any(stood >= shape for shape in together)


def _told(message: Message) -> _Told:
    lines = [message.subject[:300], "", *_without_names(message.new_text), *_passed_on(message)]
    heard = [_heard(line) for line in lines]
    return _Told(
        lines=tuple(lines),
        said=tuple(word for line in heard for word in line),
        line_of=tuple(number for number, line in enumerate(heard) for _ in line),
    )


def _passed_on(message: Message) -> list[str]:
    """A forward; and a mail of nothing but a quotation, unless it answers one of ours."""
    if message.forwarded:
        return ["", message.forwarded.subject[:300], "", *_without_names(message.forwarded.text)]
    is_answer = message.in_reply_to or message.references
    return [] if message.new_text or is_answer else _without_names(message.quoted_text)


def _heard(text: str) -> tuple[str, ...]:
    """The words of a line, with a stop or a comma where one stands; an empty line is a stop."""
    heard: list[str] = []
    for piece in _BREAK.split(text.strip()):
        heard += (*words(piece), _COMMA if piece.endswith(",") else _STOP)
    return tuple(heard if text.strip()[-1:] in (".", ";", ":") else heard[:-1] or [_STOP])


def _without_names(text: str) -> list[str]:
    """The lines without the names beneath them; "Thomas Fire Sparks" writes of no fire."""
    lines = text[:_MOST_TEXT].splitlines()
    beneath: set[int] = set()
    for at in range(len(lines) - 1, max(0, len(lines) - _BENEATH), -1):
        line = lines[at].strip()
        if _NAME.fullmatch(line):
            beneath.add(at)
        elif line and not _CONTACT.fullmatch(line):
            break
    return [line for at, line in enumerate(lines) if at not in beneath]


def _standing(said: tuple[str, ...]) -> dict[str, int]:
    """Each sign that stands, with its first place: it is neither denied nor part of a harmless name."""
    stood = places("signs", said)
    found = {name: [at for at in starts if not _nothing(said, at)] for name, starts in stood.items()}
    for name, shapes in _together():
        for shape in shapes:
            if not stood.keys() >= set(shape):
                continue
            found[name] = found.get(name, []) + [first for first, last in _near(said, stood, shape) if _hold(said, shape, first, last)]
    return {name: min(at) for name, at in found.items() if at and not _is_taken_back(said, stood.get(name, ()), at)}


def _near(said: Sequence[str], stood: Mapping[str, Sequence[int]], shape: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The first and the last place of parts that follow each other within a breath."""
    first, *others = shape
    for start in stood.get(first, ()):
        end: int | None = start
        for part in others:
            end = next((at for at in stood.get(part, ()) if end is not None and end < at <= end + _NEAR), None)
        turns = listed("turns") if shape[-1] == "down" else {_STOP}
        if end is not None and turns.isdisjoint(said[start:end]):
            yield start, end


def _hold(said: Sequence[str], shape: Sequence[str], first: int, last: int) -> bool:
    """Whether parts together are a sign; "none of them has a picture" denies itself."""
    if _nothing(said, first) or _harmless(said, last):
        return False
    if shape[-1] == "down" and first and said[first - 1] in listed("supposed"):
        return False
    return shape[0] in _DENY_THEMSELVES or not _denied(said, last)


def _is_taken_back(said: Sequence[str], stood: Sequence[int], at: Sequence[int]) -> bool:
    """A subject that only names what the text denies, or tells to be harmless: "theft", and then "not a theft"."""
    if max(at) >= _BARE_SUBJECT or _STOP not in said[1 : _BARE_SUBJECT + 1]:
        return False
    return any(other not in at and said[other] == said[min(at)] for other in stood)


def _nothing(said: Sequence[str], at: int) -> bool:
    return _denied(said, at) or _harmless(said, at)


def _denied(said: Sequence[str], at: int) -> bool:
    """ "No smoke", "not a theft", "nobody was hurt", "es brennt nicht"; but "does not start, smoke comes out" denies no smoke."""
    if said[at + 1 : at + 2] in (("nicht",), ("nichts",), ("pas",)):
        return True
    for before in range(at - 1, max(-1, at - 2 - _REACH), -1):
        if said[before] in listed("denials"):
            return said[before + 1] != _COMMA
        if said[before] not in listed("denied_with"):
            return False
    return False


def _harmless(said: Sequence[str], at: int) -> bool:
    starts = range(max(0, at - _REACH), at + 1)
    return any(
        start + len(name) > at and tuple(said[start : start + len(name)]) == name
        for start in starts
        for name in _harmless_names().get(said[start], ())
    )


def _lane(stand: Mapping[str, int], topic: TopicLabel, wording: Wording) -> str:
    calm = topic.type if topic.confidence >= _SURE_OF_TOPIC else ""
    if "threat" in stand:
        return "threat"
    if "vulnerability" in stand:
        return "vulnerability"
    if "privacy" in topic.also or (topic.label == "privacy" and topic.confidence >= SURE_OF_PRIVACY):
        return "privacy"
    # Help with an export is help, whoever wants the video; being asked for records is legal process.
    if "process" in stand or ("legal" in stand and calm not in ("question", "spam", "sales")):
        return "legal"
    is_guess_with_words = topic.label == "privacy" and ("privacy_hint" in stand or "privacy" in wording.ideas)
    is_told = "privacy" in stand or stand.keys() >= _STILL_WATCHED
    return "privacy" if is_guess_with_words or (is_told and calm != "spam") else ""


def _urgent(told: _Told, stand: Mapping[str, int], topic: TopicLabel) -> str:
    is_calm = topic.type in _CALM_TYPES and topic.confidence >= _SURE_OF_TOPIC
    shown = _DANGER_ANYWHERE if is_calm and topic.type != "spam" else frozenset() if is_calm else frozenset(_EMERGENCIES)
    sign = next((sign for sign in _emergencies(stand) if sign in shown), "")
    return _line_with(told, sign, stand[sign]) if sign else ""


def _emergencies(stand: Mapping[str, int]) -> Iterator[str]:
    """The signs of an emergency, the gravest first; a deadline is one where it is the evidence's."""
    return (sign for sign in _EMERGENCIES if sign in stand and (sign != "deadline" or "evidence" in stand))


def _line_with(told: _Told, sign: str, at: int) -> str:
    """The line that shows a sign; lines together, where its phrase runs over a line's end."""
    first = told.line_of[at]
    together = (" ".join(part.strip() for part in told.lines[first : first + size]) for size in (2, 3))
    for line in (*told.lines, *together):
        if sign in _standing(_heard(line)):
            return _shown(line.strip(), sign)
    return told.lines[first].strip()[:MAX_EVIDENCE] or sign


def _shown(line: str, sign: str) -> str:
    """A line, or its sentence that shows the sign; of a long one the first piece that does."""
    rest = next((sentence for sentence in _SENTENCE_END.split(line) if sign in _standing(_heard(sentence))), line)
    shown = rest
    while len(rest) > MAX_EVIDENCE and sign not in _standing(_heard(rest[:MAX_EVIDENCE])):
        rest = " ".join(rest.split(" ")[8:])
    return (rest or shown)[:MAX_EVIDENCE]


@cache
def _together() -> tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]:
    return tuple((name, tuple(tuple(shape.split("+")) for shape in shapes.split())) for name, shapes in signs()["together"].items())


@cache
def _told_alone() -> frozenset[str]:
    """The signs that need no other part beside them."""
    parts = {part for _, shapes in _together() for shape in shapes for part in shape}
    return frozenset(signs()["signs"]) - parts - _EVIDENCE_DEADLINE - _STILL_WATCHED - {"on_site", "past"}


@cache
def _harmless_names() -> Mapping[str, tuple[tuple[str, ...], ...]]:
    names = [tuple(name.split("_")) for name in listed("harmless")]
    return {first: tuple(name for name in names if name[0] == first) for first in {name[0] for name in names}}
