"""Which day is "fri", "tomorrow", "2 weeks" or "Jan 2"? Pure: words in lower case and today's date to a date, or None."""

from __future__ import annotations

import re
from datetime import date, timedelta

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_FARTHEST_WITHOUT_YEAR = timedelta(days=300)  # "Nov 20" on Nov 23 is a slip, hardly next year's

SPAN = re.compile(r"(\d{1,3}|[a-z]+) ?(minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|wks?|w)", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?")  # month first, as in the United States
_DAY_OF_MONTH = re.compile(r"(?:([a-z]{3,9}) (\d{1,2})|(\d{1,2}) ([a-z]{3,9}))(?: (\d{4}))?")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")


def day(rest: str, today: date) -> date | None:
    for reader in (_near, _counted, _of_the_week, _iso, _in_numbers, _of_a_month):
        found = reader(rest, today)
        if found is not None:
            return found
    return None


def _near(rest: str, today: date) -> date | None:
    ahead = {"today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1, "tomorow": 1, "day after tomorrow": 2, "next week": 7 - today.weekday()}
    return today + timedelta(days=ahead[rest]) if rest in ahead else None


def _counted(rest: str, today: date) -> date | None:
    found = SPAN.fullmatch(rest)
    number = count(found[1]) if found else None
    if not found or number is None or found[2][0] not in "dw":
        return None
    return today + timedelta(days=number * (7 if found[2][0] == "w" else 1))


def _of_the_week(rest: str, today: date) -> date | None:
    """ "fri" is the next Friday to come, never today; "next fri" the one of next week."""
    name = rest.removeprefix("next ")
    weekday = _index(name, _WEEKDAYS)
    if weekday is None:
        return None
    if name != rest:
        return today + timedelta(days=7 - today.weekday() + weekday)
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _iso(rest: str, today: date) -> date | None:  # noqa: ARG001
    found = _ISO.fullmatch(rest)
    return _date(int(found[1]), int(found[2]), int(found[3])) if found else None


def _in_numbers(rest: str, today: date) -> date | None:
    found = _NUMBERS.fullmatch(rest)
    return _this_or_next_year(int(found[1]), int(found[2]), found[3], today) if found else None


def _of_a_month(rest: str, today: date) -> date | None:
    found = _DAY_OF_MONTH.fullmatch(_ORDINAL.sub("", rest))
    month = _index(found[1] or found[4], _MONTHS) if found else None
    return _this_or_next_year(month + 1, int(found[2] or found[3]), found[5], today) if found and month is not None else None


def _this_or_next_year(month: int, day: int, year: str | None, today: date) -> date | None:
    if year:
        return _date(int(year), month, day)
    coming = (_date(today.year + ahead, month, day) for ahead in (0, 1))
    return next((one for one in coming if one and today < one <= today + _FARTHEST_WITHOUT_YEAR), None)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def count(word: str) -> int | None:
    return int(word) if word.isdecimal() and len(word) < 10 else _COUNTS.get(word)


def _index(name: str, names: tuple[str, ...]) -> int | None:
    """Of "tues" or "weds" in the weekdays: three letters or more of one name."""
    return next((at for at, full in enumerate(names) if len(name) >= 3 and full.startswith(name.removesuffix("s"))), None)
