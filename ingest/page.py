"""The text of an HTML mail while it is being read: lines, blank lines, and how deep each one is quoted.

A newcomer would join strings: HTML asks for "a blank line here" many times over, and a blank only counts when something follows it.
"""

from __future__ import annotations

import re

_BLANKS = re.compile(r"[ \t\r\n\f]+")
_DEEPEST = 5  # ">" before a line: a mail nested thousands deep must not grow by the square
_MOST_EMPTY = 2
RULE = "________________________________"


class Page:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.quoted = 0
        self.kept = 0  # inside <pre>, where blanks and line ends stand as they are
        self._parts: list[str] = []
        self._ends_blank = True
        self._indent = ""
        self._link: list[str] | None = None

    def say(self, text: str) -> None:
        if self._link is not None:
            self._link.append(text)
        if self.kept:
            self._say_kept(text)
            return
        text = _BLANKS.sub(" ", text)
        if self._ends_blank:
            text = text.removeprefix(" ")
        if text:
            self._parts.append(text)
            self._ends_blank = text.endswith(" ")

    def _say_kept(self, text: str) -> None:
        first, *others = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self._parts.append(first)
        for line in others:
            self.end_line()
            self._parts.append(line)
        self._ends_blank = False

    def here(self) -> int:
        """The index of the line that is being written."""
        return len(self.lines)

    def has_line(self) -> bool:
        return any(part.strip() for part in self._parts)

    def end_line(self) -> None:
        """End the line, also an empty one."""
        text = "".join(self._parts).replace("\u00a0", " ").rstrip()
        marks = ">" * min(self.quoted, _DEEPEST)
        self.lines.append(f"{marks} {text}".rstrip() if marks else text)
        self._parts, self._ends_blank = [], True

    def fresh_line(self) -> None:
        """What follows begins a line."""
        if self._parts:
            self.end_line()

    def paragraph(self) -> None:
        """What follows is parted from what stands above by a blank line."""
        self.fresh_line()
        if self.lines and self.lines[-1].strip(" >"):
            self.end_line()

    def cell(self) -> None:
        """The end of a table's cell, within its line."""
        if self.has_line():
            self._parts.append("\t")
            self._ends_blank = True

    def rule(self) -> None:
        self.fresh_line()
        self._parts.append(RULE)
        self.end_line()

    def start_link(self) -> None:
        self._link = []

    def in_link(self) -> bool:
        return self._link is not None

    def end_link(self) -> str:
        """What the link shows."""
        shown = "".join(self._link or ())
        self._link = None
        return shown

    def text(self) -> str:
        self.fresh_line()
        kept: list[str] = []
        empty = _MOST_EMPTY
        for line in self.lines:
            empty = 0 if line.strip(" >") else empty + 1
            if empty <= _MOST_EMPTY:
                kept.append(line)
        while kept and not kept[-1].strip(" >"):
            kept.pop()
        return "\n".join(kept)
