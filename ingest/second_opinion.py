"""What the HTML part says about a plain part in which no quotation was found.

A newcomer would read the HTML part alone: its text is poorer in many mails (Outlook's spacing, newsletters' tables). It is asked only
where it marks a quotation, and only where one earlier mail stands below the answer, so that no interleaved answer is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.html import to_text
from ingest.quotation import mark, unmarked
from tickets.message import SegmentKind
from tickets.tokens import TOKEN

_MARKED = re.compile(rf"<blockquote|_quote|_quoted|rplyfwdmsg|appendonsend|mr\.{TOKEN}", re.IGNORECASE)
_MOST_LINES = 5_000
_LONGEST = 40  # plain parts are wrapped: the beginning of a line must do
_SHORTEST = 8


def quotation_start(lines: Sequence[str], html: str, subject: str) -> int:
    """The index of the plain part's first quoted line by the word of the HTML part; their number where it says none."""
    if not _MARKED.search(html):
        return len(lines)
    shown = to_text(html).text.split("\n", _MOST_LINES)
    kinds = mark(shown, subject)
    written = [(kind, _start(line)) for kind, line in zip(kinds, shown, strict=True) if line.strip(" >")]
    first = next((at for at, (kind, _) in enumerate(written) if kind is not SegmentKind.NEW), len(written))
    above, below = written[:first], written[first:]
    if not above or any(kind is SegmentKind.NEW for kind, _ in below):
        return len(lines)
    return _find(lines, [start for _, start in below], {start for _, start in above})


def _find(lines: Sequence[str], quoted: Sequence[str], said: set[str]) -> int:
    wanted = next((start for start in quoted if len(start) >= _SHORTEST and start not in said), None)
    if wanted is None:
        return len(lines)
    return next((at for at, line in enumerate(lines) if _start(line) == wanted), len(lines))


def _start(line: str) -> str:
    return "".join(unmarked(line)[: 4 * _LONGEST].split())[:_LONGEST]
