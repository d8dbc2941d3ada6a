"""The readable text of a mail as segments: new text, quotation, signature, footer, forward; nothing thrown away.

Our policy for signatures, where libraries disagree: a signature, a phone's "Sent from my …" and a disclaimer are not what the sender says
now, so they are SIGNATURE and FOOTER. The closing and the bare name under it ("Thanks, Alex") are the sender's words and stay NEW. In
doubt a line stays NEW: a support person loses little by reading a phone number, and much by not reading a serial number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.armour import armour
from ingest.banners import banner_end
from ingest.footers import first_said, footer_start
from ingest.introductions import is_bare_marker
from ingest.phone_signatures import is_phone_signature
from ingest.quotation import is_reply, mark
from ingest.rules import is_rule
from ingest.second_opinion import quotation_start
from ingest.sign_offs import signature_start
from tickets.message import Segment, SegmentKind

_MOST_LINES = 10_000


def split(text: str, html: str, subject: str) -> tuple[Segment, ...]:
    """Segments in the order of the text; their texts joined by line ends are the whole text.

    `html` is the HTML part ('' where there is none); `subject` tells a reply from a forward where the text looks the same.
    """
    lines = text.split("\n", _MOST_LINES)  # the rest of a longer text stays one line, and goes with what stands above it
    kinds = mark(lines, subject)
    if html and all(kind is SegmentKind.NEW for kind in kinds):
        start = quotation_start(lines, html, subject)
        kinds[start:] = [SegmentKind.QUOTED] * (len(lines) - start)
    _lend_rules(lines, kinds)
    for start, end in armour(lines):
        kinds[start:end] = [SegmentKind.FOOTER if kind is SegmentKind.NEW else kind for kind in kinds[start:end]]
    runs = list(_runs(kinds))
    new = [(start, end) for start, end in runs if kinds[start] is SegmentKind.NEW]
    speaking = {at for at, (start, end) in enumerate(new) if len(new) > 1 and _says_something(lines, start, end)}
    for at, (start, end) in enumerate(new):
        _find_additions(lines, kinds, start, end, alone=not speaking - {at})
    if is_reply(subject) and len(runs) == 1:
        _quote_below_phone(lines, kinds)
    _spread_blanks(lines, kinds)
    return tuple(Segment(kinds[start], "\n".join(lines[start:end])) for start, end in _runs(kinds))


def _runs(kinds: Sequence[SegmentKind]) -> Iterator[tuple[int, int]]:
    start = 0
    for _, group in groupby(kinds):
        end = start + sum(1 for _ in group)
        yield start, end
        start = end


def _lend_rules(lines: Sequence[str], kinds: list[SegmentKind]) -> None:
    """A rule right above a quotation belongs to the quotation, and so does the "Original Message" of a BlackBerry."""
    for at in range(len(lines) - 2, -1, -1):
        follows = kinds[at + 1]
        lends = kinds[at] is SegmentKind.NEW and follows in (SegmentKind.QUOTED, SegmentKind.FORWARDED)
        if lends and (not lines[at].strip() or is_rule(lines[at]) or is_bare_marker(lines[at])):
            kinds[at] = follows


def _says_something(lines: Sequence[str], start: int, end: int) -> bool:
    footer = footer_start(lines, start, end, alone=False)
    return first_said(lines, start, footer) < footer


def _find_additions(lines: Sequence[str], kinds: list[SegmentKind], start: int, end: int, *, alone: bool) -> None:
    """Mark banner, signature and footers within one run of new text."""
    top = banner_end(lines, start, end) if not any(line.strip() for line in lines[:start]) else start
    footer = footer_start(lines, top, end, alone=alone)
    signature = signature_start(lines, top, footer)
    kinds[start:top] = [SegmentKind.FOOTER] * (top - start)
    kinds[signature:footer] = [SegmentKind.SIGNATURE] * (footer - signature)
    kinds[footer:end] = [SegmentKind.FOOTER] * (end - footer)
    for at in range(top, signature):
        if is_phone_signature(lines[at]):
            kinds[at] = SegmentKind.FOOTER


def _quote_below_phone(lines: Sequence[str], kinds: list[SegmentKind]) -> None:
    """In a reply without any other mark, what stands below the phone's signature is the mail it answers."""
    phone = next((at for at, kind in enumerate(kinds) if kind is SegmentKind.FOOTER and is_phone_signature(lines[at])), len(lines))
    if any(line.strip() for line in lines[:phone]):
        kinds[phone + 1 :] = [SegmentKind.QUOTED if kind is SegmentKind.NEW else kind for kind in kinds[phone + 1 :]]


def _spread_blanks(lines: Sequence[str], kinds: list[SegmentKind]) -> None:
    """A blank line belongs to what stands above it; so a letter is not torn into one segment a paragraph."""
    for at in range(1, len(lines)):
        if not lines[at].strip():
            kinds[at] = kinds[at - 1]
