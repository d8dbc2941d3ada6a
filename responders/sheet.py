"""The tables of the digest: tickets in rows and figures as bars, in mail-safe HTML and in plain text of 72 columns.

They are filters for `digest.md`: the words around them are the staff's, the rows are built here. A row says its state in words as well as
in colour, and bars are cells of a table, since Outlook draws nothing else. Styles are short: a hundred rows must stay under the 102 KB at
which Gmail cuts a mail off.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from html import escape
from typing import Any

from responders.phrases import Phrases
from responders.plain import WIDTH
from tickets.understanding import Audience

Row = dict[str, Any]  # of a letter's rows, completed by their shapes
Filter = Callable[[Sequence[Row]], str]

_CELL = "padding:7px 0;border-top:1px solid #dde;font-size:14px"
_QUIET = "color:#567"
_LATE = "color:#b21"
_BAR = "height:10px;line-height:10px;font-size:0"
_TABLE = '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"'
_INDENT = " " * 5
_BLOCKS = 20  # characters of a bar in plain text


def filters(phrases: Phrases, *, is_html: bool) -> dict[str, Filter]:
    """`threads` and `bars` in one language. HTML comes escaped and whole."""
    sheet = _Html(phrases) if is_html else _Plain(phrases)
    return {"threads": sheet.threads, "bars": sheet.bars}


class _Words:
    def __init__(self, phrases: Phrases) -> None:
        self._phrases = phrases

    def say(self, code: str, section: str = "digest") -> str:
        return self._phrases.say(code, section)

    def subject(self, row: Row) -> str:
        return row["subject"] or self.say("no_subject")

    def state(self, row: Row) -> str:
        """ "waiting 2 d 3 h", "referred to the dealer · since 5 h", "no word for 5 d"."""
        way = self.say(row["scope"], "scope")
        return " · ".join(part for part in (way, f"{self.say(row['state'])} {row['age']}") if part)

    def due(self, row: Row) -> tuple[str, str]:
        """("overdue 5 h", "(Monday, March 2, 9:30 AM)"), ("", "promised for …"), ("", "due …"): what is late stands apart."""
        if not row["due_at"]:
            return "", ""
        when = f"{self._phrases.day(row['due_at'])}, {self._phrases.clock(row['due_at'])}"
        if row["late"]:
            return f"{self.say('broken' if row['is_promise'] else 'overdue')} {row['late']}", f"({when})"
        return "", f"{self.say('promise' if row['is_promise'] else 'due')} {when}"

    def about(self, row: Row) -> str:
        """Who, what for, which devices, and who has it."""
        parts = (
            row["requester"],
            self.say(row["audience"], "audience") if row["audience"] != Audience.UNKNOWN else "",
            self.say(row["topic"], "topic"),
            row["devices"],
            f"{self.say('owner')} {row['owner']}" if row["owner"] else "",
        )
        return " · ".join(part for part in parts if part)


class _Html(_Words):
    def threads(self, rows: Sequence[Row]) -> str:
        return _table("".join(map(self._thread, rows))) if rows else ""

    def bars(self, rows: Sequence[Row]) -> str:
        return _table("".join(map(self._bar, rows))) if rows else ""

    def _thread(self, row: Row) -> str:
        words = f"<br><i>{escape(row['words'])}</i>" if row["words"] else ""
        return (
            f'<tr><td class="rule" style="{_CELL}"><b>{row["line"]}. {escape(row["number"])}</b> {escape(self.subject(row))}'
            f"<br>{escape(self.state(row))}{self._due(row)}"
            f'<br><span class="quiet" style="{_QUIET}">{escape(self.about(row))}{words}</span></td></tr>\n'
        )

    def _due(self, row: Row) -> str:
        late, when = map(escape, self.due(row))
        told = " ".join(part for part in (late and f'<b class="late" style="{_LATE}">{late}</b>', when) if part)
        return f" · {told}" if told else ""

    def _bar(self, row: Row) -> str:
        share = _percent(row)
        filled = f'<td class="bar" width="{share}%" style="{_BAR};background:#0b5cad">&nbsp;</td>' if share else ""
        rest = f'<td class="track" style="{_BAR};background:#dde3ea">&nbsp;</td>' if share < 100 else ""
        value = f"{row['kept']} {self.say('of')} {row['of']}"
        return (
            f'<tr><td style="padding:3px 0;font-size:14px">{escape(self.say(row["what"], "figure"))}</td>'
            f'<td align="right" style="padding:3px 0;font-size:14px;white-space:nowrap">{escape(value)}</td></tr>'
            f'<tr><td colspan="2" style="padding:0 0 9px">{_TABLE}><tr>{filled}{rest}</tr></table></td></tr>\n'
        )


class _Plain(_Words):
    def threads(self, rows: Sequence[Row]) -> str:
        return "\n\n".join("\n".join(self._thread(row)) for row in rows)

    def bars(self, rows: Sequence[Row]) -> str:
        return "\n".join(map(self._bar, rows))

    def _thread(self, row: Row) -> Iterator[str]:
        yield from _wrapped(f"{row['line']:>3}. {row['number']}  {self.subject(row)}")
        yield from _wrapped(_INDENT + " · ".join(part for part in (self.state(row), " ".join(self.due(row)).strip()) if part))
        yield from _wrapped(_INDENT + self.about(row))
        if row["words"]:
            yield from _wrapped(f"{_INDENT}> {row['words']}", f"{_INDENT}> ")

    def _bar(self, row: Row) -> str:
        filled = round(_percent(row) * _BLOCKS / 100)
        value = f"{row['kept']} {self.say('of')} {row['of']}"
        return f"{self.say(row['what'], 'figure'):<{WIDTH - _BLOCKS - 14}}{value:>12}  {'#' * filled}{'.' * (_BLOCKS - filled)}"


def _wrapped(line: str, hanging: str = _INDENT) -> list[str]:
    return textwrap.wrap(line, WIDTH, subsequent_indent=hanging, drop_whitespace=True, break_long_words=False, break_on_hyphens=False)


def _table(rows: str) -> str:
    return f'{_TABLE} style="margin:0 0 16px">\n{rows}</table>\n'


def _percent(row: Row) -> int:
    return round(100 * row["kept"] / row["of"]) if row["of"] else 100
