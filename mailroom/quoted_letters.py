"""Our own letters as they were sent, held against a mail that quotes them. Pure.

A newcomer would compare lines: clients wrap them anew. So a line is known by its words: each run of three of them stands in the letter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from email import message_from_bytes

LONGEST = 200_000  # characters of a mail that are looked at
SHOWN = 80  # characters of a line that a reason repeats
_EXPLAINS = 3  # words in a row by which a line is known as the letter's
_WORDS = re.compile(r"\w+")

Runs = Mapping[int, Collection[tuple[str, ...]]]


def as_sent(raw: bytes | None) -> str:
    """The text of a letter of ours, whose bytes we made ourselves; '' where none were made."""
    parts = message_from_bytes(raw).walk() if raw else ()
    text = next((part.get_payload(decode=True) for part in parts if part.get_content_type() == "text/plain"), b"")
    # With CRLF no paragraph would end, and the customer's own words would count as internal.
    return text.decode().replace("\r\n", "\n") if isinstance(text, bytes) else ""


def written_between(quoted: str, letter: str) -> str:
    """The first line that somebody wrote into or below our letter where he quotes it; '' where there is none.

    What stands above its first line is what his program writes there: who wrote, and when.
    """
    known = held(letter)
    lines = [said for line in quoted[:LONGEST].split("\n") if (said := words(line))]
    first = next((at for at, said in enumerate(lines) if len(said) >= _EXPLAINS and is_known(said, known)), len(lines))
    return " ".join(next((said for said in lines[first:] if not is_known(said, known)), ()))[:SHOWN]


def held(letter: str) -> Runs:
    """The runs of words of a letter of ours, by their length."""
    said = words(letter)
    return {size: set(runs(said, size)) for size in range(1, _EXPLAINS + 1)}


def is_known(said: Sequence[str], known: Runs) -> bool:
    size = min(len(said), _EXPLAINS)
    return not said or all(run in known[size] for run in runs(said, size))


def runs(said: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    return (tuple(said[at : at + size]) for at in range(len(said) - size + 1))


def words(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())
