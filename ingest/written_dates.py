"""Dates as mail programs write them into header blocks: "martes, 3 de marzo de 2026 10:04", "March 24, 2016 at 20:16:25 GMT+1".

A newcomer would call a date parser: these are made for people, in forty languages, without an offset as often as not. A date that does
not read surely is none: "03/04/2026" is left to be read by a person.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from ingest.wordings import fold

_LONGEST = 120
_YEARS = range(1970, 2200)
#: By their first letters, folded; the longest that fits decides. Languages agree on more than they differ.
_MONTHS = (
    (1, "jan ene gen led sty sij tam ιαν янв січ oca jaan sau ian"),
    (2, "feb fev helm uno lut velj φεβ фев лют sub vas vee"),
    (3, "mar mrz maa bre ozu μαρ мар бер kov"),
    (4, "apr abr avr huh dub kwi tra απρ апр кві nis bal"),
    (5, "may mai mei maj mag tou kve svi μαι май мая тра geg"),
    (6, "jun juin giu kes cerven czerw lipnj ιουν июн черв haz birz iun"),
    (7, "jul juil lug hein cervenec cervence lipc lipi srpanj srpnj ιουλ июл лип tem liep iul"),
    (8, "aug ago aou elo srpen srpna sie kol αυγ авг сер agu rugp"),
    (9, "sep set syy zar wrz ruj σεπ сен вер eyl rugs szep"),
    (10, "oct okt out ott lok rij paz οκτ окт жов eki spal"),
    (11, "nov marras lis stu νοε ноя лис kas lapkr noi"),
    (12, "dec dez dic des jou pro gru δεκ дек гру ara"),
)
_MONTH_OF = {fold(start): number for number, starts in _MONTHS for start in starts.split()}
_LONGEST_START = max(map(len, _MONTH_OF))

_ISO = re.compile(r"(?<!\d)((?:19|20)\d\d) ?[-./年] ?(\d{1,2}) ?[-./月] ?(\d{1,2})(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[-. ]{1,2}(?:de |of |d['’])?([^\W\d_]{3,12})[-., ]{1,3}(?:de |del )?((?:19|20)\d\d)(?!\d)"
)
_MONTH_FIRST = re.compile(r"(?<!\w)([^\W\d_]{3,12})[-. ]{1,2}(\d{1,2})(?:st|nd|rd|th)?,? {1,2}((?:19|20)\d\d)(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)[. ]{1,2}([^\W\d_]{3,12})[. ]{1,3}(\d{1,2})(?!\d)")
_SLASHED = re.compile(r"(?<!\d)(\d{1,2})/(\d{1,2})/((?:19|20)\d\d)(?!\d)")
_DOTTED = re.compile(r"(?<!\d)(\d{1,2})\.(\d{1,2})\.((?:19|20)\d\d)(?!\d)")
_TIME = re.compile(r"(?<!\d)(\d{1,2})[:.h](\d{2})(?:[:.](\d{2}))?(?!\d)")
_AFTERNOON = re.compile(r"\bp ?\.? ?m\b|下午|午後|오후|晚上")
_MORNING = re.compile(r"\ba ?\.? ?m\b|上午|午前|오전")
_OFFSET = re.compile(r"(?:gmt|utc|:\d\d) ?([+-])(\d{1,2}):?(\d{2})?(?!\d)")
_RFC_OFFSET = re.compile(r":\d\d ?[+-]\d{4}")


def written_date(value: str) -> datetime | None:
    """An aware time, in UTC where the value names no offset; None where it does not read surely."""
    value = value[:_LONGEST]
    return in_reach(_rfc_5322(value) or _written(fold(value)))


def in_reach(found: datetime | None) -> datetime | None:
    """The same, of years in which mail is written; no clock of another zone, and no day that is counted from it, falls off the calendar."""
    return found if found and found.year in _YEARS else None


def _rfc_5322(value: str) -> datetime | None:
    if not _RFC_OFFSET.search(value):  # without one, the standard library reads "7:09 PM" as morning
        return None
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, IndexError, TypeError, OverflowError):  # it raises all four
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)  # "-0000" gives none


def _written(said: str) -> datetime | None:
    day = _day(said)
    if day is None:
        return None
    hour, minute, second = _time(said)
    try:
        return datetime(*day, hour, minute, second, tzinfo=_offset(said))
    except ValueError:  # "31 February", "25:70"
        return None


def _day(said: str) -> tuple[int, int, int] | None:
    """Year, month, day."""
    if found := _ISO.search(said):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _DAY_FIRST.search(said):
        return (int(found[3]), month, int(found[1])) if (month := _month(found[2])) else None
    if found := _MONTH_FIRST.search(said):
        return (int(found[3]), month, int(found[2])) if (month := _month(found[1])) else None
    if found := _YEAR_FIRST.search(said):
        return (int(found[1]), month, int(found[3])) if (month := _month(found[2])) else None
    if found := _SLASHED.search(said):
        return _slashed(int(found[1]), int(found[2]), int(found[3]), said)
    if found := _DOTTED.search(said):  # with dots the day stands first, in every country
        return int(found[3]), int(found[2]), int(found[1])
    return None


def _slashed(first: int, second: int, year: int, said: str) -> tuple[int, int, int] | None:
    """Who writes AM and PM writes the month first; else only a number above 12 tells."""
    if second > 12 or first == second or _AFTERNOON.search(said) or _MORNING.search(said):
        return year, first, second
    return (year, second, first) if first > 12 else None


def _month(word: str) -> int | None:
    lengths = range(min(len(word), _LONGEST_START), 2, -1)
    return next((_MONTH_OF[word[:length]] for length in lengths if word[:length] in _MONTH_OF), None)


def _time(said: str) -> tuple[int, int, int]:
    found = _TIME.search(_DOTTED.sub(" ", said))
    if not found:
        return 0, 0, 0
    hour = int(found[1])
    if _AFTERNOON.search(said) and hour < 12:
        hour += 12
    elif _MORNING.search(said) and hour == 12:
        hour = 0
    return hour, int(found[2]), int(found[3] or 0)


def _offset(said: str) -> tzinfo:
    found = _OFFSET.search(said)
    if not found:
        return UTC
    behind = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    return timezone(behind if found[1] == "+" else -behind) if behind < timedelta(hours=24) else UTC
