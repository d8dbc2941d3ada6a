"""The regions that an HTML client marks as quotation or signature, carried into the text by the signs of plain mails: ">" and "-- ".

A region whose own words say that it is a quotation ("On … wrote:", a header block) is left alone, since the words tell more: a forward
from a reply, and interleaved answers from what they answer. Only where the words say nothing that we know does the marker decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.clients import Mark
from ingest.header_blocks import header_block
from ingest.introductions import introduction, marker

_HEADING_LINES = 8
_MOST_REGIONS = 200


@dataclass(frozen=True)
class Region:
    """Lines `start` to `end` of the page."""

    mark: Mark
    start: int
    end: int


def with_marks(lines: list[str], regions: Sequence[Region]) -> list[str]:
    """The lines with the marks that their words lack."""
    marked = list(lines)
    for region in regions[:_MOST_REGIONS]:
        if region.mark is not Mark.SIGNATURE:
            end = len(marked) if region.mark is Mark.REST else region.end
            _mark_quotation(marked, region.start, end)
    signatures = [region for region in regions[:_MOST_REGIONS] if region.mark is Mark.SIGNATURE]
    for region in sorted(signatures, key=lambda region: -region.start):
        if _is_last_word(marked, region):
            marked[region.start : region.start] = ["-- "]
    return marked


def _mark_quotation(lines: list[str], start: int, end: int) -> None:
    if _is_announced(lines[start : min(end, start + _HEADING_LINES)]):
        return
    bare = next((at for at in range(start, end) if lines[at].startswith(">")), end)
    if bare < end and not lines[start:bare]:
        return
    for at in range(start, bare):
        lines[at] = f"> {lines[at]}".rstrip()


def _is_announced(lines: Sequence[str]) -> bool:
    return any(marker(line) or header_block(lines, at) or introduction(lines, at) > at for at, line in enumerate(lines) if line.strip())


def _is_last_word(lines: Sequence[str], region: Region) -> bool:
    """A signature with the sender's words above, and nothing below but quotations."""
    above = [line for line in lines[: region.start] if line.strip()]
    if not above or above[-1].strip() in ("--", "—") or any(line.startswith("--") for line in lines[region.start : region.end][:1]):
        return False
    if not any(line.strip() for line in lines[region.start : region.end]):
        return False
    below = [line for line in lines[region.end : region.end + 4 * _HEADING_LINES] if line.strip()]
    return not below or below[0].startswith(">") or _is_announced(below[:2] + below[2:_HEADING_LINES])
