"""RFC 3676 format=flowed: soft line breaks are joined, quotation depths kept.

A newcomer would join at every blank before a line end: only lines of one quotation depth flow together, and "-- " is a signature's
mark, not a soft break.
"""

from __future__ import annotations


def unflowed(text: str, *, delete_space: bool) -> str:
    """The text with its paragraphs whole; `delete_space` is the parameter DelSp=yes."""
    out: list[str] = []
    pieces: list[str] = []
    depth = 0
    for line in text.split("\n"):
        quotes = len(line) - len(line.lstrip(">"))
        content = line[quotes:].removeprefix(" ")  # RFC 3676 4.4: one stuffed space
        if pieces and (quotes != depth or content == "-- "):
            out.append(_quoted(depth, pieces))
            pieces = []
        depth = quotes
        soft = content.endswith(" ") and content != "-- "
        pieces.append(content[:-1] if soft and delete_space else content)
        if not soft:
            out.append(_quoted(depth, pieces))
            pieces = []
    return "\n".join([*out, _quoted(depth, pieces)] if pieces else out)


def _quoted(depth: int, pieces: list[str]) -> str:
    content = "".join(pieces)
    return f"{'>' * depth} {content}" if depth else content
