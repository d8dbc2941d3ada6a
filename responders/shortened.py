"""Words cut to the room that a row of the digest has, and spans of time in few characters. Pure.

Room is counted in octets as HTML, so that a hundred rows of any script stay under the size at which Gmail cuts a mail off.
"""

from __future__ import annotations

from datetime import timedelta
from html import escape

from classify.secrets import mask
from responders.vocabulary import one_line

_LAST_LINES = 3


def span(length: timedelta) -> str:
    """ "35 min", "5 h", "2 d 3 h", "12 d": read alike in every language of the desk."""
    minutes = max(0, int(length.total_seconds()) // 60)
    days, hours = minutes // 1440, minutes % 1440 // 60
    if days >= 7:
        return f"{days} d"
    if days:
        return f"{days} d {hours} h" if hours else f"{days} d"
    return f"{hours} h" if hours else f"{minutes} min"


def fitted(words: str, octets: int) -> str:
    """One line that takes at most so many octets; what is cut off its end is told by an ellipsis."""
    line = one_line(words, octets)
    return line if _room(line) <= octets else line[: _most(line, octets)].rstrip(" …") + "…"


def last_lines(text: str, octets: int) -> str:
    """The end of a message as one line, cut at its beginning. Secrets are masked while the words before them still tell what they are."""
    lines = [line.strip() for line in mask(text).splitlines() if line.strip()]
    line = one_line(" ".join(lines[-_LAST_LINES:])[-4 * octets :], 4 * octets)
    if _room(line) <= octets:
        return line
    end = line[-_most(line[::-1], octets) :]
    return "…" + (end.partition(" ")[2] or end)  # from a whole word on, where there is one


def _most(line: str, octets: int) -> int:
    """How many characters from the beginning leave room for an ellipsis."""
    left = octets - len("…".encode())
    for count, character in enumerate(line):
        left -= _room(character)
        if left < 0:
            return count
    return len(line)


def _room(words: str) -> int:
    return len(escape(words).encode())
