"""The words for codes, days and times in one language: `templates/LANGUAGE/phrases.toml`.

Staff edit words, never code: a letter says `{{ fact.fact | phrase("fact") }}`, and the file says that `serial` is "Serial number".
An unknown code is said as its part before the dot ("troubleshooting.video_loss", then "troubleshooting"), else as nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time

from responders.faults import Fault, did_you_mean
from responders.vocabulary import one_line

_PHRASE_LIMIT = 400
_PLACE = re.compile(r" \(at line (\d+), column (\d+)\)")
# Not `str.format`: it walks attributes and pads to any width, and these patterns are edited by staff (decisions 21).
_NAME = re.compile(r"\{(hour12|hour|minute|half|day|weekday|month)\}")


class PhraseFault(Exception):  # noqa: N818
    """A phrases file that cannot serve; `fault` says where, and what to mend."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True)
class Phrases:
    """Sections of code → words, and the names of days and months."""

    sections: Mapping[str, Mapping[str, str]]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]

    @classmethod
    def read(cls, source: str, base: Phrases | None = None) -> Phrases:
        """The words of a file, over those of `base`: a desk's file need hold only what it says in another way.

        Raises `PhraseFault` with the place of the first thing that is wrong.
        """
        tables = _parsed(source)
        try:
            weekdays = _names("weekdays", 7, tables.pop("weekdays", base.weekdays if base else ()))
            months = _names("months", 12, tables.pop("months", base.months if base else ()))
            sections = dict(base.sections) if base else {}
            for name, table in tables.items():
                if base:
                    _check_known(name, sections)
                sections[name] = {**sections.get(name, {}), **_section(name, table)}
        except _Wrong as err:
            raise PhraseFault(Fault(_line_of(source, err.section, err.code), 1, str(err))) from err
        return cls(sections, weekdays, months)

    def say(self, code: str, section: str) -> str:
        words = self.sections.get(section, {})
        return words.get(code) or words.get(code.partition(".")[0], "")

    def clock(self, value: str) -> str:
        """The time of day of an ISO moment or of "08:30", as this language writes it; '' for ''."""
        found = _time_of(value)
        if found is None:
            return ""
        half = self.say("am" if found.hour < 12 else "pm", "clock")
        pattern = self.say("full_hour" if not found.minute else "pattern", "clock") or self.say("pattern", "clock")
        names = {"hour": str(found.hour), "hour12": str(found.hour % 12 or 12), "minute": f"{found.minute:02d}", "half": half}
        return _filled(pattern, names)

    def day(self, value: str) -> str:
        """The day of an ISO moment: "Monday, March 2"; '' for ''."""
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            return ""
        names = {"weekday": self.weekdays[found.weekday()], "month": self.months[found.month - 1], "day": str(found.day)}
        return _filled(self.say("day", "clock"), names)

    def weekday(self, value: float) -> str:
        return self.weekdays[int(value) % 7]

    def zone(self, value: str) -> str:
        """A time zone as people say it: "Eastern time", else its city."""
        return self.say(value, "zone") or value.rpartition("/")[2].replace("_", " ")


def _time_of(value: str) -> time | None:
    try:
        return datetime.fromisoformat(value).time() if "T" in value else time.fromisoformat(value)
    except ValueError:
        return None


class _Wrong(Exception):  # noqa: N818
    """A section or one of its codes that cannot serve."""

    def __init__(self, section: str, code: str, text: str) -> None:
        super().__init__(f"{section}.{code}: {text}" if code else f"{section}: {text}")
        self.section, self.code = section, code


def _parsed(source: str) -> dict[str, object]:
    try:
        return tomllib.loads(source)
    except tomllib.TOMLDecodeError as err:
        found = _PLACE.search(str(err))
        line, column = (int(found[1]), int(found[2])) if found else (source.count("\n") + 1, 1)
        raise PhraseFault(Fault(line, column, f'{_PLACE.sub("", str(err))}; write code = "words", one a line')) from err
    except RecursionError as err:
        raise PhraseFault(Fault(1, 1, "nested too deep")) from err


def _line_of(source: str, section: str, code: str) -> int:
    """TOML's tables have forgotten where they stood: the line of a section, or of a code within it."""
    is_within = False
    for number, line in enumerate(source.split("\n"), 1):
        key = line.partition("=")[0].strip().strip("\"'")
        is_within = is_within or line.strip() == f"[{section}]"
        if key == code if code and is_within else key in (section, f"[{section}]"):
            return number
    return 1


def _check_known(name: str, sections: Mapping[str, object]) -> None:
    if name not in sections:
        near = did_you_mean(name, sections) or f"there are {', '.join(sorted(sections))}"
        raise _Wrong(name, "", f"no letter says this section: {near}")


def _names(key: str, count: int, found: object) -> tuple[str, ...]:
    names = tuple(name for name in found if isinstance(name, str)) if isinstance(found, list | tuple) else ()
    if len(names) != count:
        raise _Wrong(key, "", f"{count} names are needed")
    return names


def _section(name: str, table: object) -> Mapping[str, str]:
    if not isinstance(table, dict):
        raise _Wrong(name, "", f"a table of words is needed, as in [{name}]")
    for code, words in table.items():
        if not isinstance(words, str):
            raise _Wrong(name, code, "words in quotes are needed")
        if name == "clock":
            _check_pattern(code, words)
    return {code: one_line(words, _PHRASE_LIMIT) for code, words in table.items()}


def _filled(pattern: str, names: Mapping[str, str]) -> str:
    return _NAME.sub(lambda found: names.get(found[1], ""), pattern)


def _check_pattern(code: str, pattern: str) -> None:
    if "{" in _NAME.sub("", pattern):
        known = "{hour}, {hour12}, {minute}, {half}, {day}, {weekday} and {month}"
        raise _Wrong("clock", code, f"{pattern!r} may hold {known}")
