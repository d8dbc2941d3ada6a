"""The list that is attached to a digest: every ticket of every block as CSV, for a spreadsheet.

A cell that begins like a formula would be one in a spreadsheet, and customers write the cells: such a cell is quoted as text. Half
the world's spreadsheets cut at semicolons, so what stands behind one is the beginning of a cell too.
"""

from __future__ import annotations

import csv
import re
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from responders.shortened import last_lines
from responders.vocabulary import one_line
from tickets.digest_threads import Block, Thread
from tickets.identity import Desk

_COLUMNS = (
    *("block", "line", "ticket", "subject", "requester", "name", "owner", "audience", "topic", "scope"),
    *("since", "hours", "due", "overdue", "promised_for", "devices", "last_words"),
)
_FORMULA = re.compile(r"""((?:^|[;|])[\s"']*)(?=[=+\-@＝＋－＠])""")  # Japanese spreadsheets take the wide ones too
_WORDS = 300
_BYTE_ORDER_MARK = "\ufeff"  # Excel takes UTF-8 for a code page without it


class _Sink(Protocol):
    def write(self, words: str, /) -> object: ...


class Table:
    """Rows are written as they come; none is kept."""

    def __init__(self, sink: _Sink, desk: Desk, now: datetime) -> None:
        sink.write(_BYTE_ORDER_MARK)
        self._writer = csv.writer(sink)
        self._writer.writerow(_COLUMNS)
        self._desk, self._now, self._zone = desk, now, ZoneInfo(desk.timezone)

    def add(self, block: Block, line: int, thread: Thread) -> None:
        """`line` is 0 for a ticket that the mail itself only counts."""
        self._writer.writerow(_cell(value) for value in self._values(block, line, thread))

    def _values(self, block: Block, line: int, thread: Thread) -> tuple[str, ...]:
        due = thread.promised_for or thread.due_at
        is_late = due is not None and due < self._now and block is not Block.WAITING
        return (
            block.value,
            str(line or ""),
            self._desk.ticket(thread.number),
            thread.subject,
            thread.requester.address,
            thread.requester.name,
            thread.owner,
            thread.audience.value,
            thread.topic,
            thread.scope.value,
            self._local(thread.since),
            str((self._now - thread.since) // timedelta(hours=1)),
            self._local(due),
            "yes" if is_late else "",
            self._local(thread.promised_for),
            ", ".join(thread.devices),
            last_lines(thread.words, _WORDS),
        )

    def _local(self, when: datetime | None) -> str:
        return when.astimezone(self._zone).isoformat(" ", "minutes") if when else ""


def _cell(value: str) -> str:
    return _FORMULA.sub(r"\1'", one_line(value, _WORDS))
