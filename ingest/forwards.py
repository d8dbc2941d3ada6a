"""The mail that is passed on inside this one: its sender, subject, date and text, as its header block tells.

A newcomer would believe the block: anybody can type one, so what stands here is what the forwarder *says* (G6: it proves nothing). Of
several forwards inside each other the outermost counts: it is the mail that was passed on.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest import written_addresses
from ingest.header_blocks import HeaderBlock, header_block
from ingest.introductions import introduction, marker
from ingest.quotation import unmarked
from ingest.rules import is_rule
from ingest.written_dates import written_date
from tickets.message import Address, Forwarded, Segment, SegmentKind

_LOOKED_AT = 40  # lines in which the header block must begin
_MOST_LINES = 2_000


def find(segments: tuple[Segment, ...], subject: str) -> Forwarded | None:
    """The forwarded mail, or None where nothing is forwarded.

    A sender that the block gives without an address has `address` ''. A date without an offset is taken as UTC. `subject`, that of the
    mail itself, stands in where a block names none ("Fwd: …" without its prefix).
    """
    lines = _forwarded_lines(segments)
    if not lines:
        return None
    block = _block(lines)
    if block is None:
        return Forwarded(sender=None, subject=_without_prefix(subject), date=None, text=_body(lines, 0))
    return Forwarded(
        sender=written_addresses.first(block.fields.get("sender", "")),
        subject=block.fields.get("subject") or _without_prefix(subject),
        date=written_date(block.fields.get("date", "")),
        text=_body(lines, block.end),
        recipients=_recipients(block),
    )


def people(text: str) -> tuple[Address, ...]:
    """Who wrote or got the mails inside a text, by their header blocks and by lines such as "On Monday Bo <bo@example.com> wrote:"."""
    lines = [unmarked(line) for line in text.split("\n", _MOST_LINES)[:_MOST_LINES]]
    found: list[Address] = []
    at, announced = 0, False
    while at < len(lines):
        block = header_block(lines, at, after_marker=announced)
        end = block.end if block else introduction(lines, at)
        found += _named(block) if block else written_addresses.every(" ".join(lines[at:end]))
        announced = marker(lines[at]) is not None or (announced and not lines[at].strip())
        at = max(end, at + 1)
    return tuple(dict.fromkeys(found))


def _named(block: HeaderBlock) -> tuple[Address, ...]:
    return written_addresses.every(block.fields.get("sender", "")) + _recipients(block)


def _recipients(block: HeaderBlock) -> tuple[Address, ...]:
    return written_addresses.every(f"{block.fields.get('to', '')} {block.fields.get('copy', '')}")


def _forwarded_lines(segments: Sequence[Segment]) -> list[str]:
    return [line for segment in segments if segment.kind is SegmentKind.FORWARDED for line in segment.text.split("\n")]


def _block(lines: Sequence[str]) -> HeaderBlock | None:
    """The first header block; a lone sender or subject counts right under a marker."""
    bare = [unmarked(line) for line in lines[: 2 * _LOOKED_AT]]
    announced = False
    for at, line in enumerate(bare[:_LOOKED_AT]):
        block = header_block(bare, at, after_marker=announced)
        if block:
            return block
        announced = marker(line) is not None or (announced and not line.strip())
    return None


def _body(lines: Sequence[str], start: int) -> str:
    """The text without the ">" that each of its lines carries, and without marker and rules above it."""
    body = list(lines[start:])
    if start == 0:
        while body and (marker(unmarked(body[0])) or is_rule(body[0]) or not body[0].strip()):
            body.pop(0)
    written = [line for line in body if line.strip()]
    if written and all(line.lstrip().startswith(">") for line in written):
        body = [line.lstrip().removeprefix(">").removeprefix(" ") for line in body]
    return "\n".join(body).strip()


def _without_prefix(subject: str) -> str:
    head, colon, rest = subject.partition(":")
    return rest.strip() if colon and len(head) <= 12 else subject
