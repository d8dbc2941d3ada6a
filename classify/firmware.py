"""Firmware versions and build dates in a text.

A device's version has a shape of its own (four groups, the third of four to eight characters, which may hold an OEM code: never demand
zeros). A desktop client's version has the *same* shape, so what stands nearest before it decides; see `classify.software`. Versions of
other makers are believed only with a build date or under a label. A date is a build date when it touches a version or a word for
"build", and never when it is the recorder's clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from classify.dates import DATE, is_ambiguous, iso
from classify.labels import Label, alternatives, is_called
from classify.lookalikes import is_followed_by_a_time, is_version_of_another_kind
from classify.sightings import Claims, Sighting, lowered, starts
from tickets.facts import Firmware

SURE, SHAPE, DATED, LABELLED, DOUBTFUL = 0.98, 0.95, 0.95, 0.8, 0.4

#: behind the first digit: nothing before it but a V, or a glued "ver" or "fw"
_OWN = r"(?:(?<![0-9A-UW-Za-uw-z.].)(?<![0-9A-Za-z.][Vv].)|(?<=\b[Vv]er.)|(?<=\b[Ff][Ww].)|(?<=\bVER.))"
_AFTER = r"(?![0-9A-Za-z]|\.\d|\.[RTB]\b)"
_DEVICE = re.compile(
    rf"""(?P<version>[0-9]{_OWN}(?:
      # 4.001.0000005.0.R, 2.420.AC00.18.R, 4.002.0000000.3; typed with the letter O or a blank before the R
      \d?\.[0-9O]{{2,3}}\.[0-9A-Za-z]{{4,8}}\.[0-9O]{{1,2}}(?:\.?[RTBrtb]|[ ][RT](?=[\s,;/()|]|\Z))?
    | \d?\.\d{{2}}\.\d{{1,2}}\.[RTBrtb]                            # 2.04.21.R of PTZ boards
    | \d?\.\d{{3}}\.0[0-9A-Z]{{6}}                                # 2.002.0000008, its last groups left off
    | (?<=[Vv].)\d?\.\d{{2,3}}(?=\.\d{{6,8}}\.(?:bin|zip|img)\b)   # V2.880.230830.bin
    ))(?:[._](?P<date>\d{{8}}|\d{{6}}|20\d\d-\d\d-\d\d))?{_AFTER}""",
    re.VERBOSE,
)
_GROUPS = rf"(?P<version>[0-9]{_OWN}\d?(?:\.\d{{1,4}}){{2,3}})"
_DATED = re.compile(rf"{_GROUPS}[ ,]{{1,3}}[Bb]uild[ :]{{0,3}}(?P<date>\d{{8}}|\d{{6}})(?!\d)")  # Hikvision
_FILE = re.compile(rf"{_GROUPS}_(?P<date>\d{{8}}|\d{{6}})(?=[_.])")
_LABELLED = re.compile(rf"(?P<version>[0-9]{_OWN}(?:\d{{0,2}}(?:\.\d{{1,5}}){{2,3}}(?:_\d{{1,8}})?|\d{{4}}(?![\d/-]))){_AFTER}")

_JOIN = r"""[\s,;:=/|()\[\]{}"'`*.·<>–—-]{0,16}"""
_BUILD, _FIRMWARE = alternatives(Label.BUILD), alternatives(Label.FIRMWARE)
_BUILD_WORD = rf"(?:{_BUILD}|b\.|date|dated|from|of|du|de|del|vom|von|le)"
_LINK = r"(?:(?:is|was|says|said|reads|shows|on|of|from|am|em|en|es|est|é|ist|le|el|vom|del|de|du|do|to)[ ]){0,2}"
_DATE_BEHIND = re.compile(
    rf"(?P<join>{_JOIN}(?:(?:and|with|its|the|y|con|et|e|com|und|mit)[ ]){{0,3}}(?:firmware[ ]?)?)"
    rf"(?P<word>{_BUILD_WORD}(?:[ ]?date)?{_JOIN}{_LINK})?"
    rf"(?P<date>{DATE})(?!\.\d|[0-9A-Za-z])",
    re.IGNORECASE,
)
_DATE_AHEAD = re.compile(
    rf"(?:(?P<word>{_BUILD}|dated){_JOIN}{_LINK})?(?P<date>{DATE}){_JOIN}(?P<tail>(?:(?:build|bld|of|version|ver|{_FIRMWARE}){_JOIN}){{0,3}})v?$",
    re.IGNORECASE,
)
# a column of bare values: other versions and numbers, a line each, and then the date on its own
_DATE_BELOW = re.compile(r"(?:\r?\n[^\s]{4,40}){1,3}\r?\n(?P<date>20\d\d[-/.]\d\d[-/.]\d\d)(?=\r?\n|\Z)")
_LONE_DATE = re.compile(rf"(?:{_BUILD}){_JOIN}{_LINK}(?P<date>{DATE})(?![0-9a-z])")  # on the text in lower case
_OF_A_SYSTEM = re.compile(r"(?:android|windows|win|ios|macos)[\w .,]{0,24}\Z")
_BUILD_STEMS = ("buil", "bld", "compil", "erstell", "release", "firmware date", "fecha ", "date ", "data ")

_AROUND = 90  # characters looked at beside a version: two labels and a date


def find(text: str, language: str = "en") -> tuple[Sighting[Firmware], ...]:
    """Every version of device or client shape, with its build date; then the build dates that stand alone (`version` None).

    Versions of desktop clients are among them: the caller takes those out whose owner is a program.
    """
    claims: Claims[Firmware] = Claims()
    for shape, confidence in ((_DEVICE, SHAPE), (_DATED, DATED), (_FILE, DATED), (_LABELLED, LABELLED)):
        claims.add(_versions(text, shape, confidence, language))
    claims.add(_lone_dates(text, language))
    return _settled(list(claims))


def _versions(text: str, shape: re.Pattern[str], confidence: float, language: str) -> Iterator[Sighting[Firmware]]:
    for match in shape.finditer(text):
        start, version, own = match.start(), match["version"], match.groupdict().get("date")
        if shape is _LABELLED and not is_called(Label.FIRMWARE, text, start):
            continue
        if shape is _DATED and is_version_of_another_kind(text[max(0, start - 48) : start]):
            continue
        build, first, last = (iso(own), start, match.end()) if own else _date_beside(text, match, language)
        fact = Firmware(version=version.replace(" ", "."), build_date=build, confidence=SURE if build else confidence)
        yield Sighting(first, last, fact)


def _date_beside(text: str, version: re.Match[str], language: str) -> tuple[str | None, int, int]:
    """The build date that follows a version, or stands before it, and where the two begin and end."""
    start, end = version.span()
    behind = _DATE_BEHIND.match(text, end, end + _AROUND)
    if behind and _is_of_a_build(behind, text):
        found = iso(behind["date"], language)
        if found:
            return found, start, behind.end()
    below = _DATE_BELOW.match(text, end)
    if below and not _DEVICE.search(text, end, below.start("date")):
        return iso(below["date"], language), start, end
    ahead = _DATE_AHEAD.search(text, max(0, start - _AROUND), version.start("version"))
    if ahead and (ahead["word"] or "b" in ahead["tail"].lower()):
        return iso(ahead["date"], language), ahead.start(), end
    return None, start, end


def _is_of_a_build(match: re.Match[str], text: str) -> bool:
    """A date behind a version is its build's where a word says so, or where only signs stand between: no full stop, and hardly a line."""
    if "\n" in match["join"] and (match["word"] or "").lower().strip(" :=|\t\r\n") == "date":
        return False  # a screen's line "Date" is its clock
    if match["word"] and match["word"].lower().startswith(("b", "comp", "fecha", "date", "data", "erst", "rel", "firm", "fw")):
        return True
    lines, after = match["join"].count("\n"), text[match.end() : match.end() + 16]
    is_alone = after[:1] in ("", "\n", "\r")  # a table's cells may come with an empty line between
    return ". " not in match["join"] and (lines <= 1 or (lines == 2 and is_alone)) and not is_followed_by_a_time(after)


def _lone_dates(text: str, language: str) -> Iterator[Sighting[Firmware]]:
    """Dates under a label for builds. One whose month and day could change places is left to be asked for."""
    small = lowered(text)
    for at in starts(small, _BUILD_STEMS):
        match = None if _OF_A_SYSTEM.search(small, max(0, at - 32), at) else _LONE_DATE.match(small, at)
        found = iso(match["date"], language) if match else None
        if match and found and not is_ambiguous(match["date"]):
            confidence = DOUBTFUL if match["date"].isdigit() and "date" not in match.group() else LABELLED
            yield Sighting(at, match.end(), Firmware(version=None, build_date=found, confidence=confidence))


def _settled(sightings: list[Sighting[Firmware]]) -> tuple[Sighting[Firmware], ...]:
    """Give each date that stands alone to the last version before it, if that has none; "build" and bare figures prove none else."""
    settled: list[Sighting[Firmware]] = []
    for sighting in sightings:
        before = settled[-1] if settled else None
        lone = sighting.fact.version is None
        if lone and before and before.fact.version and not before.fact.build_date and sighting.start - before.end < 300:
            fact = replace(before.fact, build_date=sighting.fact.build_date, confidence=SURE)
            settled[-1] = replace(before, fact=fact)
        else:
            settled.append(sighting)
    return tuple(sighting for sighting in settled if sighting.fact.confidence > DOUBTFUL)
