"""Which line of a letter causes a problem that only the finished letter shows: the one without which it is gone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from responders.letters import Letters
from responders.samples import Sample
from responders.sources import PHRASES, Source
from responders.trial import problems

_MOST_LINES = 200  # each costs a rendering
_TRIED = "without a line"
_WORDS = re.compile(r"[^\s]")
_OUTPUT = re.compile(r"\{\{")
_LINK = re.compile(r"\]\(")
_NAMED = re.compile(r"^shows (?:the desk's own word )?'?([\w.{}%]+)")
_STATEMENTS = re.compile(r"\{%[^\n]*?%\}")
_SUBJECT = re.compile(r'(subject:\s*"?)(.*?)("?\s*)')


def line_of(problem: str, edit: Source, serving: Letters, name: str, sample: Sample) -> tuple[int, int]:
    """Line and column, both from 1; (1, 1) where no one line is to blame."""
    if edit.stem == PHRASES:
        return 1, 1
    for number, column, words in _without_a_line(edit.words, problem):
        trial = serving.over([Source(edit.language, edit.stem, words, _TRIED)])
        is_usable = not any(fault.place == _TRIED for fault in trial.faults)
        if is_usable and problem not in problems(trial, name, edit.language, sample):
            return number, column
    return 1, 1


def _without_a_line(words: str, problem: str) -> Iterator[tuple[int, int, str]]:
    """(line, column of what is suspect, the source without that line's words): statements stay, so that every `if` still closes."""
    lines = words.split("\n")
    told: list[tuple[int, int]] = []
    for wanted in _suspects(problem):
        told = told or [(number, found.start()) for number, line in enumerate(lines) if (found := _found(wanted, line))]
    for number, start in told[:_MOST_LINES]:
        rest = [*lines[:number], _emptied(lines[number]), *lines[number + 1 :]]
        yield number + 1, start + 1, "\n".join(rest)


def _suspects(problem: str) -> tuple[re.Pattern[str], ...]:
    """What the line at fault holds: a link for a problem of links; the very words that a problem names, else a value; else anything."""
    if problem.startswith("a link"):
        return (_LINK,)
    named = _NAMED.search(problem)
    return (re.compile(re.escape(named[1])), _OUTPUT) if named else (_WORDS,)


def _found(wanted: re.Pattern[str], line: str) -> re.Match[str] | None:
    return None if line.strip() == "---" else wanted.search(_STATEMENTS.sub(lambda found: " " * len(found[0]), line))


def _emptied(line: str) -> str:
    subject = _SUBJECT.fullmatch(line)
    return f"{subject[1]}words{subject[3]}" if subject else "".join(_STATEMENTS.findall(line))
