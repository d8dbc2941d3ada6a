"""The last hand on a letter's text part: blank lines in order, and lines of at most 72 columns (RFC 5322 2.1.1 advises 78)."""

from __future__ import annotations

import re

WIDTH = 72
_MARKER = re.compile(r" {0,20}(?:- |\d{1,3}\. |> ?)?")
_GAPS = re.compile(r"\n{3,}")


def joined(text: str) -> str:
    """The text with one blank line between paragraphs, each still one long line: it is to stand within another letter."""
    return _GAPS.sub("\n\n", "\n".join(map(str.rstrip, text.split("\n")))).strip("\n")


def finish(text: str) -> str:
    """The text with its paragraphs wrapped, ending in one line break. A word longer than a line (an address) is never broken."""
    wrapped = "\n".join(line if len(line) <= WIDTH else _wrap(line) for line in map(str.rstrip, text.split("\n")))
    return _GAPS.sub("\n\n", wrapped).strip("\n") + "\n"


def _wrap(line: str) -> str:
    """Greedy; further lines hang under the words of a list item, and stay quoted under a quotation."""
    found = _MARKER.match(line)
    marker = found[0] if found else ""
    hanging = marker if marker.endswith((">", "> ")) else " " * len(marker)
    wrapped: list[str] = []
    current, is_empty = marker, True
    for word in line[len(marker) :].split():
        if not is_empty and len(current) + 1 + len(word) > WIDTH:
            wrapped.append(current)
            current, is_empty = hanging, True
        current += word if is_empty else f" {word}"
        is_empty = False
    return "\n".join([*wrapped, current])
