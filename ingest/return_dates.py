"""When the sender of an out-of-office note is back.

A newcomer would hand the text to a date parser: it finds the date of the last holiday, the telephone number and the postal code. Only a
date behind "until", "back on" and their like counts, and a date without a year is counted from the mail's own Date.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from ingest.phrases import any_of
from tickets.message import Message

_TEXT_CHARS = 3_000

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar januari janvier enero ene janeiro gennaio jänner jaener",
            "february feb februar februari février fevrier febrero fevereiro febbraio",
            "march mar märz maerz maart mars marzo março marco",
            "april apr avril abril aprile",
            "may mai mei mayo maio maggio maj",
            "june jun juni juin junio junho giugno",
            "july jul juli juillet julio julho luglio",
            "august aug augustus août aout agosto augusti",
            "september sep sept septembre septiembre setiembre setembro settembre",
            "october oct okt oktober octobre octubre outubro ottobre",
            "november nov novembre noviembre novembro",
            "december dec dez dezember décembre decembre diciembre dezembro dicembre dic",
        ),
        start=1,
    )
    for name in names.split()
}
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday montag lundi lunes segunda-feira lunedì maandag måndag",
            "tuesday dienstag mardi martes terça-feira martedì dinsdag tisdag",
            "wednesday mittwoch mercredi miércoles quarta-feira mercoledì woensdag onsdag",
            "thursday donnerstag jeudi jueves quinta-feira giovedì donderdag torsdag",
            "friday freitag vendredi viernes sexta-feira venerdì vrijdag fredag",
            "saturday samstag sonnabend samedi sábado sabato zaterdag lördag",
            "sunday sonntag dimanche domingo domenica zondag söndag",
        )
    )
    for name in names.split()
}
_LEAD = any_of(r"""
    until|till|through|thru|back (?:in the office |at work |at my desk )?(?:on|by)
    return(?:ing|s)? (?:to (?:the |my )?(?:office|work) )?(?:on|by)|in the office (?:again )?on|available (?:again )?(?:on|from)
    bis(?: einschlie(?:ß|ss)lich)?(?: zum)?|(?:wieder|zur[üu]ck) (?:\w{1,12} ){0,3}(?:am|ab)|ab dem
    jusqu(?:'|’)?\s?(?:au|à)|de retour (?:au bureau )?(?:le|à partir du)
    hasta(?: el)?(?: d[íi]a)?|(?:vuelvo|regreso|regresar[ée]|de vuelta|volver[ée])(?: a la oficina)? el(?: d[íi]a)?
    at[ée](?: o)?(?: dia)?|(?:retorno|retornarei|volto|voltarei)(?: ao escrit[óo]rio)?(?: em| no dia| dia)?
    fino (?:al|a)|(?:rientro|rientrer[òo]|torner[òo])(?: in ufficio)? (?:il|al)
    tot(?: en met)?|(?:terug|weer aanwezig) (?:op|vanaf)|t\.?o\.?m\.?|till och med|tillbaka(?: den)?
""", anchored=r"\b(?:{})").pattern
_RANGE_END = r"(?:\d{1,2}(?:st|nd|rd|th|\.)?\s{0,2}(?:-|–|to|bis|au|al|a)\s{0,2})?"
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_DATE = (
    r"(?:(?P<iso>\d{4}-\d{2}-\d{2})"
    r"|(?P<a>\d{1,2})(?P<sep>[./\-])(?P<b>\d{1,2})(?:(?P=sep)(?P<year1>\d{4}|\d{2})\b)?"
    rf"|(?P<month1>{_MONTH})\.?\s{{1,3}}{_RANGE_END}(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s{{1,3}}(?P<year2>20\d{{2}}))?"
    rf"|{_RANGE_END}(?P<day2>\d{{1,2}})(?:st|nd|rd|th|er|[.º°])?\s{{0,3}}(?:de |of )?(?P<month2>{_MONTH})\b"
    r"\.?(?:,?\s{1,3}(?:de |del )?(?P<year3>20\d{2}))?"
    rf"|(?P<weekday>{_WEEKDAY}))\b"
)
_WEEKDAY_BEFORE = rf"(?:(?:{_WEEKDAY}|\w{{2,4}}\.)[,.]?\s{{1,3}}(?:the |den |le |el |dia |il )?)?"
_BACK = re.compile(rf"{_LEAD}\s{{1,3}}(?:the |den |dem |le |el |il )?{_WEEKDAY_BEFORE}{_DATE}", re.IGNORECASE)

_FARTHEST = timedelta(days=730)


def back_on(message: Message) -> str:
    """The ISO date that the note announces, the last one it names; '' where it names none or the mail has no date to count from.

    A day that is years off is typed wrong, or meant to fall off the calendar of whoever counts from it.
    """
    if message.date is None:
        return ""
    sent = message.date.date()
    text = f"{message.subject[:200]}\n{message.text[:_TEXT_CHARS]}"
    dates = [day for found in _BACK.finditer(text) if (day := _day(found, sent, month_first=message.language in ("", "en")))]
    return max((day.isoformat() for day in dates if abs(day - sent) < _FARTHEST), default="")


def _day(found: re.Match[str], sent: date, *, month_first: bool) -> date | None:
    part = {name: value for name, value in found.groupdict().items() if value}
    if "iso" in part:
        return _date(*(int(number) for number in part["iso"].split("-")))
    if "weekday" in part:
        return _next_weekday(part["weekday"].lower(), sent)
    if "a" in part:
        first, second = int(part["a"]), int(part["b"])
        swap = (month_first and part["sep"] == "/" and first <= 12) or second > 12
        day, month = (second, first) if swap else (first, second)
    else:
        day = int(part.get("day1") or part["day2"])
        month = _MONTHS.get((part.get("month1") or part["month2"]).lower(), 0)
    year = next((int(part[key]) for key in ("year1", "year2", "year3") if key in part), 0)
    return _date(year + 2000 if 0 < year < 100 else year, month, day) if year else _next(month, day, sent)


def _next(month: int, day: int, sent: date) -> date | None:
    """A day without a year is the first one that is not past; a note a few days late still means this year."""
    this_year = _date(sent.year, month, day)
    return this_year if this_year and this_year >= sent - timedelta(days=7) else _date(sent.year + 1, month, day)


def _next_weekday(name: str, sent: date) -> date | None:
    number = _WEEKDAYS.get(name)
    return sent + timedelta(days=(number - sent.weekday() - 1) % 7 + 1) if number is not None else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
