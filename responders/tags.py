"""Jinja's tags, held aside while Markdown is compiled: each crosses it as one private-use character, and comes back after.

No value ever holds such a character (`vocabulary`), so what comes back is what was held.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAG = re.compile(r"\{\{[^\n]*?\}\}|\{%[^\n]*?%\}|\{#[^\n]*?#\}")
_STATEMENT = re.compile(r"\{%[^\n]*?%\}")
_BLOCK_OUTPUT = re.compile(r"\{\{[^{}\n]*\|\s*(?:lines|quoted|threads|bars)\s*-?\}\}")
_FIRST = 0xE000
_MOST = 2000  # different tags in one letter
HELD = re.compile("[\ue000-\uf8ff]")


class MarkdownFault(Exception):  # noqa: N818
    """A letter that cannot become two templates; `line` counts from 1 within the body."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line


@dataclass(frozen=True)
class Held:
    text: str
    tags: tuple[str, ...]

    def put_back(self, compiled: str) -> str:
        return HELD.sub(lambda found: self._tag(found[0]), compiled)

    def tags_in(self, text: str) -> tuple[str, ...]:
        return tuple(self._tag(mark) for mark in HELD.findall(text))

    def own_line(self, line: str) -> tuple[str, ...]:
        """The tags of a line that holds nothing but statements, or one output of several lines."""
        found = self.tags_in(line)
        if not found or len(found) != len("".join(line.split())):
            return ()
        return found if all(tag.startswith("{%") or _BLOCK_OUTPUT.fullmatch(tag) for tag in found) else ()

    def _tag(self, mark: str) -> str:
        return self.tags[ord(mark) - _FIRST]


def hold(source: str) -> Held:
    """The source with a character in place of each tag; equal tags share theirs, remarks are gone. Raises `MarkdownFault`."""
    if HELD.search(source):
        raise MarkdownFault(1, "private-use characters cannot stand in a letter")
    numbers: dict[str, int] = {}

    def mark(found: re.Match[str]) -> str:
        return "" if found[0].startswith("{#") else chr(_FIRST + numbers.setdefault(found[0], len(numbers)))

    held = _TAG.sub(mark, source)
    for number, line in enumerate(held.split("\n"), 1):
        if "{{" in line or "{%" in line:
            raise MarkdownFault(number, "a tag must end on the line on which it begins")
    if len(numbers) > _MOST:
        raise MarkdownFault(1, f"more than {_MOST} different tags")
    return Held(held, tuple(numbers))


def statements(source: str) -> list[str]:
    """Every `{% … %}` in order."""
    return _STATEMENT.findall(source)
