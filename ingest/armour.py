"""The armour of a text that is signed with PGP (RFC 9580 6.2 and 7.1): which of its lines are not the sender's words.

A newcomer would take the lines out. The whole text stays as it came, since a signature covers every octet of it; only the segments know
that nobody wrote "Hash: SHA256" to us.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

_OPENING = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
_END = "-----END PGP SIGNATURE-----"
_MOST_HEADERS = 6  # "Hash: …" below the opening, up to the blank line
_MOST_LINES = 200  # of one signature
_MOST = 20  # pieces of armour in one text


def armour(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Start and end of each run of lines that is armour."""
    begun = (at for at, line in enumerate(lines) if line.startswith("-----BEGIN PGP ") and line.rstrip() in (_OPENING, _SIGNATURE))
    for start in islice(begun, _MOST):
        is_opening = lines[start].rstrip() == _OPENING
        last = start + (_MOST_HEADERS if is_opening else _MOST_LINES)
        ends = (at + 1 for at in range(start + 1, min(last, len(lines))) if _ends(lines[at], is_opening=is_opening))
        yield start, next(ends, start + 1)


def _ends(line: str, *, is_opening: bool) -> bool:
    return not line.strip() if is_opening else line.rstrip() == _END
