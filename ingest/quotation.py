"""Which lines of a text are an earlier mail: quoted or forwarded; line by line, so that answers between quoted lines stay.

A newcomer would cut everything below the first "On … wrote:". Where the quotation is marked with ">", only the marked lines are it, and
whatever stands between or below them is the sender's answer; only where nothing is marked does it reach to the end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest import help_desks
from ingest.header_blocks import header_block
from ingest.introductions import Marker, introduction, marker
from ingest.rules import is_rule
from ingest.wordings import fold, words
from tickets.message import SegmentKind
from tickets.tokens import in_body

_MARKED = re.compile(r" {0,3}>(?!.{0,200}<<)")  # ">>> http://shop <<<" is an advertisement
_LINK_ALONE = re.compile(r"\s{0,4}[(<]?https?://\S{1,500}[ >)]{0,4}$")
_TAGS = re.compile(r"(?:\s{0,4}\[[^\]]{0,60}\]){0,3}\s{0,4}")
_FORWARD_PREFIXES = words("fw")
_REPLY_PREFIXES = words("re")
_LONGEST_HEADER = 14  # lines of a header block that is itself marked with ">"
_LONGEST_MARK_LINE = 2000


def mark(lines: Sequence[str], subject: str) -> list[SegmentKind]:
    """The kind of each line: NEW, QUOTED or FORWARDED."""
    reading = _Reading(lines, subject)
    at = 0
    while at < len(lines):
        at = reading.step(at)
    _keep_citation(lines, reading.kinds)
    return reading.kinds


def is_reply(subject: str) -> bool:
    return _prefix(subject) in _REPLY_PREFIXES


def is_forward(subject: str) -> bool:
    return _prefix(subject) in _FORWARD_PREFIXES


def unmarked(line: str) -> str:
    """The line without its ">"."""
    return line.lstrip(" >") if _MARKED.match(line) else line


def _prefix(subject: str) -> str:
    tags = _TAGS.match(subject)
    head, colon, _ = subject[tags.end() if tags else 0 :][:40].replace("：", ":").partition(":")
    return fold(head).rstrip("0123456789[]() ") if colon else ""


class _Reading:
    """One pass over the lines; `said` tells whether the sender has written anything so far."""

    def __init__(self, lines: Sequence[str], subject: str) -> None:
        self.lines = lines
        self.kinds = [SegmentKind.NEW] * len(lines)
        self.forwards = is_forward(subject)
        self.replies = is_reply(subject)
        self.said = False
        self.is_passed_on = False  # another help desk brings somebody's words, below its "reply above this line"

    def step(self, at: int) -> int:
        """Mark what begins at that line; the index of the next line to look at."""
        line = self.lines[at]
        if not line or line.isspace():
            return at + 1
        if _MARKED.match(line):
            return self._marked_line(at)
        if not self.said and marker(line) is Marker.REPLY_ABOVE:
            return self._desks_words(at)
        kind, end = self._heading(at)
        if kind is SegmentKind.NEW:
            self.said = self.said or not is_rule(line)
            return at + 1
        return self._quotation(at, end, kind)

    def _desks_words(self, at: int) -> int:
        self.is_passed_on = True
        end = help_desks.first_words(self.lines, at)
        self.kinds[at:end] = [SegmentKind.QUOTED] * (end - at)
        return end

    def _heading(self, at: int) -> tuple[SegmentKind, int]:
        """What begins at that line, and where its heading ends; NEW where nothing does."""
        line = self.lines[at]
        announced = marker(line)
        if announced is Marker.FORWARDED:
            return SegmentKind.FORWARDED, at + 1
        if announced is Marker.ORIGINAL:
            return self._by_subject(), at + 1
        if announced is Marker.REPLY_ABOVE or _has_our_mark(line) or (self.is_passed_on and help_desks.comment(self.lines, at)):
            return SegmentKind.QUOTED, len(self.lines)
        block = header_block(self.lines, at)
        if block:
            return self._by_subject(), block.end
        end = introduction(self.lines, at)
        return (SegmentKind.QUOTED, end) if end > at else (SegmentKind.NEW, at)

    def _by_subject(self) -> SegmentKind:
        """The same header block introduces a quotation in a reply and the mail itself in a forward."""
        if self.forwards:
            return SegmentKind.FORWARDED
        return SegmentKind.QUOTED if self.said or self.replies else SegmentKind.FORWARDED

    def _quotation(self, start: int, end: int, kind: SegmentKind) -> int:
        """Mark a heading and what follows: the lines marked with ">", or all to the end."""
        stop = len(self.lines)
        body = next((at for at in range(end, stop) if self.lines[at].strip()), stop)
        if body < stop and _MARKED.match(self.lines[body]):
            stop = body
        elif body < stop and self.lines[body].startswith("|"):
            stop = next((at for at in range(body, stop) if not self.lines[at].startswith("|")), stop)
        self.kinds[start:stop] = [kind] * (stop - start)
        return stop

    def _marked_line(self, at: int) -> int:
        kind = self._marked_kind(at)
        self.kinds[at] = kind
        following = next((after for after in range(at + 1, min(at + 3, len(self.lines))) if _MARKED.match(self.lines[after])), at)
        torn = range(at + 1, following)
        if all(not self.lines[one].strip() or _is_torn(self.lines, one) for one in torn):
            self.kinds[at + 1 : following] = [kind] * len(torn)
            return max(at + 1, following)
        return at + 1

    def _marked_kind(self, at: int) -> SegmentKind:
        if at and self.kinds[at - 1] is SegmentKind.FORWARDED:
            return SegmentKind.FORWARDED
        if marker(unmarked(self.lines[at])) is Marker.FORWARDED:
            return SegmentKind.FORWARDED
        begins = self.forwards and not (at and self.kinds[at - 1] is SegmentKind.QUOTED)
        if begins and header_block([unmarked(line) for line in self.lines[at : at + _LONGEST_HEADER]], 0):
            return SegmentKind.FORWARDED
        return SegmentKind.QUOTED


def _has_our_mark(line: str) -> bool:
    return "mr." in line[:_LONGEST_MARK_LINE].lower() and bool(in_body(line[:_LONGEST_MARK_LINE]))


def _is_torn(lines: Sequence[str], at: int) -> bool:
    """A link that a gateway broke out of a quoted line is no answer."""
    above = lines[at - 1]
    return bool(_LINK_ALONE.match(lines[at])) or (above.rfind("(http") > above.rfind(")") and ")" in lines[at][:300])


def _keep_citation(lines: Sequence[str], kinds: list[SegmentKind]) -> None:
    """One lone marked line above the real quotation, and a mail that is nothing but marked lines, are what the sender says."""
    quoted = [at for at, line in enumerate(lines) if kinds[at] is SegmentKind.QUOTED and line.strip()]
    bare = [at for at in quoted if _MARKED.match(lines[at])]
    heading = next((at for at in quoted if not _MARKED.match(lines[at])), 0)
    above = [at for at in bare if at < heading]
    if len(above) == 1:
        kinds[above[0]] = SegmentKind.NEW
    elif bare and len(bare) == sum(1 for line in lines if line.strip()):
        kinds[:] = [SegmentKind.NEW] * len(kinds)
