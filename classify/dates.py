"""Build dates in every spelling: 2023-11-02, 2023/11/02, 231102, 20231102, 04/28/2022, 26 Aug 2022, "3 de marzo de 2022".

A date of figures whose month and day could change places follows the language of the mail: month first in English, day first elsewhere.
"""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero janv janvier januar jänner janeiro gen gennaio",
            "feb february febrero févr février fevrier februar fev fevereiro febbraio",
            "mar march marzo mars märz maerz março marco",
            "apr april abr abril avr avril aprile",
            "may mayo mai maio mag maggio",
            "jun june junio juin juni junho giugno",
            "jul july julio juil juillet juli julho luglio",
            "aug august ago agosto août aout",
            "sep sept september septiembre septembre set setembro settembre",
            "oct october octubre octobre okt oktober out outubro ottobre",
            "nov november noviembre novembre novembro",
            "dec december dic diciembre déc décembre decembre dez dezember dezembro dicembre",
        ),
        start=1,
    )
    for name in names.split()
}
_FIRST_YEAR, _LAST_YEAR = 2008, 2039  # firmware of these device families; six figures outside are no date

#: one date; the longest spelling first, so that 20231102 is not read as 202311
DATE = (
    r"(?:(?<!\d)20\d\d[-/._ ]\d{1,2}[-/._ ]\d{1,2}(?!\d)|(?<!\d)\d{1,2}[-/.]\d{1,2}[-/.]20\d\d(?!\d)"
    r"|(?<!\d)\d{1,2}\.?[ -]{0,2}(?:de |of )?[A-Za-zÀ-ÿ]{3,10}\.?,?[ -]{0,2}(?:de |del )?20\d\d(?!\d)"
    r"|(?<![\d/])\d{1,2}/\d{1,2}/\d\d(?![\d/])|[A-Za-z]{3,10}\.?[ -]\d{1,2}(?:st|nd|rd|th)?,?[ -]20\d\d(?!\d)"
    r"|(?<![\d.])\d\d\.\d\d\.\d\d(?!\.?\d)"
    r"|(?<!\d)20\d{6}(?!\d)|(?<!\d)\d{6}(?!\d))"
)
_NUMBERS = re.compile(r"\d+")
_NAME = re.compile(r"[A-Za-zÀ-ÿ]{3,}")


def iso(written: str, language: str = "en") -> str | None:
    """The date as YYYY-MM-DD, or None where the figures give no date of a build. `language` is ISO 639-1, or '' for unknown."""
    numbers = [int(number) for number in _NUMBERS.findall(written)]
    month = next((_MONTHS[name] for word in _NAME.findall(written) if (name := word.lower()) in _MONTHS), 0)
    if month and len(numbers) == 2:
        return _valid(max(numbers), month, min(numbers))
    if len(numbers) == 1:
        digits = written.strip() if len(written.strip()) == 8 else f"20{written.strip()}"
        return _valid(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    if len(numbers) != 3:
        return None
    first, second, third = numbers
    if first > 31:
        return _valid(first, second, third)
    if third < 100 and "." in written and language != "de":  # 22.11.25: builds put the year first, as in 221125; a German its day
        return _valid(2000 + first, second, third) or _valid(2000 + third, second, first)
    third += 2000 if third < 100 else 0
    day_first = first > 12 or (second <= 12 and language not in ("en", ""))
    return _valid(third, second, first) if day_first or "." in written else _valid(third, first, second)


def is_ambiguous(written: str) -> bool:
    """Could month and day change places ("11-01-2018")?"""
    numbers = [int(number) for number in _NUMBERS.findall(written)]
    return len(numbers) == 3 and numbers[0] <= 12 and numbers[1] <= 12 and numbers[0] != numbers[1]


def _valid(year: int, month: int, day: int) -> str | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found.isoformat() if _FIRST_YEAR <= year <= _LAST_YEAR else None
