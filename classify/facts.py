"""The facts of a mail: devices, versions, models and programs, each with its place, its line and a confidence.

Only what the sender wrote now counts as said (`Place.NEW`): the subject and the new text. A quotation, an attached file and the code on a
photographed sticker are read too, as other places. A signature or footer is not read for facts, save for serials and versions whose shape
is certain: where a mail was cut wrongly, a sticker's lines at its end look like a signature.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from classify import attached, devices, ocr, pictures, software
from classify.repair import alike
from classify.secrets import blotted, mask
from classify.sightings import Sighting, line_at
from tickets.facts import Facts, Firmware, Model, Place, Serial, Software
from tickets.message import Message, SegmentKind

_MOST_CHARACTERS = 500_000  # of one text: a whole log; what lies behind says nothing new
_UNSURE = 0.8  # what a certain shape is worth in a signature or footer
_CERTAIN = 0.9
_PRINTED = 0.85  # both readings of a picture agree: a machine's eye takes B for 8 as ours does, so it corrects nobody
_DOUBTFUL = 0.4  # they do not
_PICTURES = ("image/",)
_FAMILY = re.compile(r"(?<![0-9A-Za-z-])(?:IPEL|IPEG|IPFX|IPMX|HDEG|HDEL|ICIP|HDVR)s?(?![0-9A-Za-z-])")

_Fact = TypeVar("_Fact", Serial, Firmware, Model, Software)
_Number = TypeVar("_Number", Serial, Firmware)


@dataclass(frozen=True)
class Source:
    """A text of the mail and what it is: the new text, a quotation, an attached file, a code in a picture."""

    place: Place
    text: str
    is_certain: bool = True  # False: only shapes that leave no doubt are believed
    again: str | None = None  # a second reading of the same picture: what only one of the two shows is doubtful


def find(message: Message) -> Facts:
    """Every fact of the mail, none twice: what stands in several places is told of the first of NEW, ATTACHMENT, PICTURE, QUOTED."""
    facts = Facts()
    language = message.language or "en"
    for source in _sources(message):
        facts = _with(facts, source, language)
    for source in _printed(message, facts):
        facts = _with(facts, source, language)
    return replace(facts, serials=_confirmed(facts.serials), software=_settled(facts.software))


def names_a_product(facts: Facts, message: Message) -> bool:
    """Does the new text name a model, a product family or one of our apps? "16-channel NVR" is none."""
    said = any(model.where is Place.NEW for model in facts.models) or any(
        program.where is Place.NEW and software.is_ours(program.name) for program in facts.software
    )
    return said or any(_FAMILY.search(text) for text in (message.subject, message.new_text))


def _sources(message: Message) -> Iterator[Source]:
    yield Source(Place.NEW, f"{message.new_text}\n\n{message.subject}")  # the body's spelling of a name wins
    aside = (SegmentKind.SIGNATURE, SegmentKind.FOOTER)
    yield Source(Place.NEW, "\n\n".join(s.text for s in message.segments if s.kind in aside), is_certain=False)
    for text in attached.texts(message.attachments):
        yield Source(Place.ATTACHMENT, text)
    for text in pictures.codes(_pictures(message)):
        yield Source(Place.PICTURE, text)
    yield Source(Place.QUOTED, message.quoted_text)
    if message.forwarded:  # one attached as a message stands in no segment
        yield Source(Place.QUOTED, message.forwarded.text)


def _printed(message: Message, facts: Facts) -> Iterator[Source]:
    """What is printed in the pictures, where that is read and could tell more than the words and codes did."""
    pictured = _pictures(message)
    if not pictured or _tells_device_and_version(facts) or not ocr.is_installed():
        return
    for readings in ocr.read(pictured):
        yield Source(Place.PICTURE, readings.text, again=readings.again)


def _pictures(message: Message) -> list[bytes]:
    return [a.content for a in message.attachments if a.content and a.content_type.startswith(_PICTURES)]


def _tells_device_and_version(facts: Facts) -> bool:
    has_serial = any(s.where is not Place.QUOTED and not s.masked for s in facts.serials)
    return has_serial and any(f.where is not Place.QUOTED and f.version and f.build_date for f in facts.firmware)


def _with(facts: Facts, source: Source, language: str) -> Facts:
    """The facts and those of one more source."""
    text = source.text[:_MOST_CHARACTERS]
    if not text.strip():
        return facts
    seen = devices.read(text, language)
    if not source.is_certain:
        seen = _certain(seen)
    if source.again is not None:
        seen = _doubted(seen, devices.read(source.again[:_MOST_CHARACTERS], language))
    return Facts(
        serials=_merged(facts.serials, _placed(seen.serials, source), lambda s: (s.value, s.masked)),
        firmware=_merged_versions(facts.firmware, _placed(seen.firmware, source)),
        models=_merged(facts.models, _placed(seen.models, source), lambda m: m.value.replace(" ", "").lower()),
        software=_merged(facts.software, _placed(seen.software, source), lambda s: (_name(s), s.version)),
    )


def _placed(sightings: Sequence[Sighting[_Fact]], source: Source) -> list[_Fact]:
    """The facts with their place and the line that shows them; a line may hold a password beside the fact, so it is masked."""
    text = blotted(source.text) if sightings else ""
    lines = [line_at(text, sighting.start) for sighting in sightings]
    shown = {line: mask(line) for line in set(lines)}
    return [replace(s.fact, where=source.place, line=shown[line]) for s, line in zip(sightings, lines, strict=True)]


def _certain(seen: devices.Sightings) -> devices.Sightings:
    serials = tuple(s for s in seen.serials if s.fact.confidence >= _CERTAIN and not s.fact.masked)
    versions = tuple(s for s in seen.firmware if s.fact.confidence >= _CERTAIN)
    return devices.Sightings(
        serials=tuple(replace(s, fact=replace(s.fact, confidence=round(s.fact.confidence * _UNSURE, 2))) for s in serials),
        firmware=tuple(replace(s, fact=replace(s.fact, confidence=round(s.fact.confidence * _UNSURE, 2))) for s in versions),
        models=(),
        software=(),
    )


def _doubted(seen: devices.Sightings, again: devices.Sightings) -> devices.Sightings:
    """A number that the second reading shows otherwise is doubtful; a name is dropped."""
    numbers = {s.fact.value for s in again.serials}
    versions = {(s.fact.version, s.fact.build_date) for s in again.firmware}
    models, programs = ({s.fact.value for s in again.models}, {(s.fact.name, s.fact.version) for s in again.software})
    return devices.Sightings(
        serials=tuple(_worth(s, _PRINTED if s.fact.value in numbers else _DOUBTFUL) for s in seen.serials),
        firmware=tuple(_worth(s, _PRINTED if (s.fact.version, s.fact.build_date) in versions else _DOUBTFUL) for s in seen.firmware),
        models=tuple(s for s in seen.models if s.fact.value in models),
        software=tuple(s for s in seen.software if (s.fact.name, s.fact.version) in programs),
    )


def _worth(sighting: Sighting[_Number], most: float) -> Sighting[_Number]:
    return replace(sighting, fact=replace(sighting.fact, confidence=min(sighting.fact.confidence, most)))


def _merged(known: Iterable[_Fact], more: Iterable[_Fact], key: Callable[[_Fact], Hashable]) -> tuple[_Fact, ...]:
    kept = {key(fact): fact for fact in known}
    for fact in more:
        kept.setdefault(key(fact), fact)
    return tuple(kept.values())


def _merged_versions(known: tuple[Firmware, ...], more: Iterable[Firmware]) -> tuple[Firmware, ...]:
    """Versions, each once a build: a mention without a date adds nothing to one with it; a date alone adds nothing to a version with it."""
    kept = list(known)
    for fact in more:
        twins = [number for number, old in enumerate(kept) if _same_version(old, fact)]
        bare = next((n for n in twins if not kept[n].build_date and kept[n].where is fact.where), None)
        if not twins or (fact.build_date and bare is None and all(kept[n].build_date != fact.build_date for n in twins)):
            kept.append(fact)
        elif bare is not None and fact.build_date:
            kept[bare] = replace(fact, serial=kept[bare].serial or fact.serial, model=kept[bare].model or fact.model)
    dated = {fact.build_date for fact in kept if fact.version}
    return tuple(fact for fact in kept if fact.version or fact.build_date not in dated)


def _same_version(one: Firmware, other: Firmware) -> bool:
    return (one.version or "").upper() == (other.version or "").upper()


def _confirmed(serials: tuple[Serial, ...]) -> tuple[Serial, ...]:
    """Without masked ones that stand in full elsewhere; typed ones that a machine's reading differs from only for the eye ask for that."""
    read = {alike(s.value): s.value for s in serials if s.where in (Place.PICTURE, Place.ATTACHMENT) and s.confidence >= _CERTAIN}
    whole = [s for s in serials if not s.masked]
    kept = []
    for serial in serials:
        reading = read.get(alike(serial.value), serial.value)
        if serial.where is Place.NEW and not serial.masked and reading != serial.value:
            kept.append(replace(serial, did_you_mean=reading))
        elif not serial.masked or not any(other.value.startswith(serial.value) for other in whole):
            kept.append(serial)
    return tuple(kept)


def _settled(programs: tuple[Software, ...]) -> tuple[Software, ...]:
    """A name without a version says nothing beside the same name with one."""
    versioned = {_name(program) for program in programs if program.version and program.where is Place.NEW}
    return tuple(program for program in programs if program.version or _name(program) not in versioned)


def _name(program: Software) -> str:
    return program.name.replace(" ", "").lower()
