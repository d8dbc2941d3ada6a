"""The words of an engineer's reply that may leave, and the proof that nothing of our notice is among them (G7). Pure.

Two hands cut: the segments that `ingest` found, and here the first bar. Every notice begins with a line of bars, each of its internal
lines carries one, and behind the customer's words, which some clients take for a quotation within it, there are none but internal lines.
What remains is then held against the notice as it was sent: where one token or a run of words of an internal line is left, nothing
leaves. Its other lines, the customer's own words and the devices that he named, are his to read and may stand in an answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailroom.quoted_letters import LONGEST, SHOWN, held, is_known, runs, words
from tickets import tokens

BAR = "¦"  # in Latin-1, so that every client keeps it; nobody types it
MARK = BAR * 3  # of the line with which every letter to an engineer begins
_RUN = 6  # words of an internal line in a row that are no chance; of a shorter line, all of them
_FEW = 2  # a line of one word tells nothing
_PIECES = re.compile(r"\n[ \t]*\n|\n(?=- )")  # paragraphs and rows: a long one is folded into several lines


@dataclass(frozen=True)
class Cut:
    """What is left of a reply; `trace` says what of the notice may still be in it, '' where nothing is."""

    text: str
    trace: str = ""


def cut(new_text: str, notice: str) -> Cut:
    """`new_text` is a reply without its quotation and signature, `notice` the text of what it answers, '' where that is unknown."""
    if len(new_text) > LONGEST:
        return Cut("", "it is too long to be held against the notice")
    above, below = _parted(new_text)
    if stray := _unexplained(below, notice):
        return Cut(above, f'below a line of our own letter stands "{stray}", which may be yours')
    return Cut(above, _trace(above, notice))


def _parted(text: str) -> tuple[str, str]:
    """What stands above the first line with a bar, and the rest."""
    lines = text.split("\n")
    at = next((at for at, line in enumerate(lines) if BAR in line), len(lines))
    return "\n".join(lines[:at]).strip(), "\n".join(lines[at:])


def _unexplained(below: str, notice: str) -> str:
    """The first line of these that the notice does not hold: words that must not be lost, so a person looks."""
    known = held(notice)
    lines = (line for line in below.split("\n") if BAR not in line and not is_known(words(line), known))
    return next((line.strip()[:SHOWN] for line in lines), "")


def _trace(text: str, notice: str) -> str:
    if tokens.in_body(text) or tokens.in_address(text):
        return "a token of ours"
    return _internal_run(words(text), notice)


def _internal_run(spoken: Sequence[str], notice: str) -> str:
    """Words that stand together in an internal line of the notice and in the text, or ''."""
    said = {size: set(runs(spoken, size)) for size in range(_FEW, _RUN + 1)}
    internal = (words(piece) for piece in _PIECES.split(notice) if BAR in piece)
    for piece in internal:
        size = min(len(piece), _RUN)
        if left := next((run for run in runs(piece, size) if run in said.get(size, ())), ()):
            return f'"{" ".join(left)[:SHOWN]}"'
    return ""
