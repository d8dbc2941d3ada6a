"""The words of an engineer's reply that may leave, and the proof that nothing of our notice is among them (G7). Pure.

Two hands cut: the segments that `ingest` found, and here the first bar. Every notice begins with a line of bars, each of its internal
lines carries one, and behind the customer's words, which some clients take for a quotation within it, there are none but internal lines.
What remains is then held against the notice as it was sent: where one token or a run of words of an internal line is left, nothing
leaves. Its other lines, the customer's own words and the devices that he named, are his to read and may stand in an answer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes

from tickets import tokens

BAR = "¦"  # in Latin-1, so that every client keeps it; nobody types it
MARK = BAR * 3  # of the line with which every letter to an engineer begins
_RUN = 6  # words of an internal line in a row that are no chance; of a shorter line, all of them
_FEW = 2  # a line of one word tells nothing
_EXPLAINS = 3  # words in a row by which a line below the first bar is known as the notice's
_LONGEST = 200_000  # characters of a reply that are looked at; a longer one is held
_SHOWN = 80
_WORDS = re.compile(r"\w+")
_PIECES = re.compile(r"\n[ \t]*\n|\n(?=- )")  # paragraphs and rows: a long one is folded into several lines


@dataclass(frozen=True)
class Cut:
    """What is left of a reply; `trace` says what of the notice may still be in it, '' where nothing is."""

    text: str
    trace: str = ""


def as_sent(raw: bytes | None) -> str:
    """The text of a letter of ours, whose bytes we made ourselves; '' where none were made."""
    parts = message_from_bytes(raw).walk() if raw else ()
    text = next((part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/plain"), b"")
    # With CRLF no paragraph would end, and the customer's own words would count as internal.
    return text.decode().replace("\r\n", "\n") if isinstance(text, bytes) else ""


def cut(new_text: str, notice: str) -> Cut:
    """`new_text` is a reply without its quotation and signature, `notice` the text of what it answers, '' where that is unknown."""
    if len(new_text) > _LONGEST:
        return Cut("", "it is too long to be held against the notice")
    above, below = _parted(new_text)
    if stray := _unexplained(below, notice):
        return Cut(above, f'below a line of our own letter stands "{stray}", which may be yours')
    return Cut(above, _trace(above, notice))


def written_between(quoted: str, letter: str) -> str:
    """The first line that somebody wrote into or below our letter where he quotes it; '' where there is none.

    What stands above its first line is what his program writes there: who wrote, and when.
    """
    known = _held(letter)
    lines = [words for line in quoted[:_LONGEST].split("\n") if (words := _words(line))]
    first = next((at for at, words in enumerate(lines) if len(words) >= _EXPLAINS and _is_known(words, known)), len(lines))
    return " ".join(next((words for words in lines[first:] if not _is_known(words, known)), ()))[:_SHOWN]


def _parted(text: str) -> tuple[str, str]:
    """What stands above the first line with a bar, and the rest."""
    lines = text.split("\n")
    at = next((at for at, line in enumerate(lines) if BAR in line), len(lines))
    return "\n".join(lines[:at]).strip(), "\n".join(lines[at:])


def _unexplained(below: str, notice: str) -> str:
    """The first line of these that the notice does not hold: words that must not be lost, so a person looks."""
    known = _held(notice)
    lines = (line for line in below.split("\n") if BAR not in line and not _is_known(_words(line), known))
    return next((line.strip()[:_SHOWN] for line in lines), "")


def _held(letter: str) -> dict[int, set[tuple[str, ...]]]:
    """The runs of words of a letter of ours, by their length."""
    words = _words(letter)
    return {size: set(_runs(words, size)) for size in range(1, _EXPLAINS + 1)}


def _is_known(words: Sequence[str], known: Mapping[int, Collection[tuple[str, ...]]]) -> bool:
    size = min(len(words), _EXPLAINS)
    return not words or all(run in known[size] for run in _runs(words, size))


def _trace(text: str, notice: str) -> str:
    if tokens.in_body(text) or tokens.in_address(text):
        return "a token of ours"
    return _internal_run(_words(text), notice)


def _internal_run(words: Sequence[str], notice: str) -> str:
    """Words that stand together in an internal line of the notice and in the text, or ''."""
    said = {size: set(_runs(words, size)) for size in range(_FEW, _RUN + 1)}
    internal = (_words(piece) for piece in _PIECES.split(notice) if BAR in piece)
    for piece in internal:
        size = min(len(piece), _RUN)
        if left := next((run for run in _runs(piece, size) if run in said.get(size, ())), ()):
            return f'"{" ".join(left)[:_SHOWN]}"'
    return ""


def _runs(words: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + size]) for at in range(len(words) - size + 1))


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())
