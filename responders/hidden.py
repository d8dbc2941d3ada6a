"""Characters that nobody sees: what an editor pastes by accident, and what an attacker hides on purpose."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from responders.faults import Fault, fault_at

# Controls but tab and line feed; marks that turn text around; private use, which the compiler takes for its own place holders. A soft
# hyphen and a joiner are part of some languages' spelling, and stay.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ue000-\uf8ff\ufeff]")


def hidden_faults(words: str) -> Iterator[Fault]:
    """One fault for each kind of hidden character, where it stands first."""
    seen: set[str] = set()
    for found in _HIDDEN.finditer(words):
        character = found[0]
        if character not in seen:
            seen.add(character)
            yield fault_at(words, found.start(), f"a hidden character stands here ({_called(character)}): delete it and write on")


def _called(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, 'control or private use')}"
