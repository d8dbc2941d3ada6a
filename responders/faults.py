"""Faults of a source: where they stand, and what to write instead."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tickets.nearness import nearest


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong with a source, where (both from 1), and what to write instead."""

    line: int
    column: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.text}"


def suggestion(name: str, known: Collection[str]) -> str:
    near = did_you_mean(name, known)
    return f": {near}" if near else "; `mailroom templates check` lists what is"


def did_you_mean(name: str, known: Collection[str]) -> str:
    """The nearest name that is known: by its letters, else by its last part (`number` for `ticket.number`)."""
    last = name.rpartition(".")[2]
    near = nearest(name, known) or next((path for path in known if path.rpartition(".")[2] == last), "")
    return f"did you mean `{near}`?" if near else ""


def fault_at(source: str, position: int, said: str) -> Fault:
    line_start = source.rfind("\n", 0, position) + 1
    return Fault(source.count("\n", 0, position) + 1, position - line_start + 1, said)


def column_of(source: str, line: int, word: str) -> int:
    """Jinja's tree knows lines only; the column is where the word stands on it."""
    lines = source.split("\n")
    found = lines[line - 1].find(word) if 0 < line <= len(lines) else -1
    return max(found, 0) + 1
