"""What somebody may have meant who wrote a name that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 100  # characters: comparing takes their square


def nearest(wanted: str, known: Iterable[str]) -> str:
    """The known name that is most like it; '' where none is."""
    return next(iter(get_close_matches(wanted.lower()[:_LONGEST], list(known), n=1)), "")
