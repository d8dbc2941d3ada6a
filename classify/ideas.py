"""The ideas that support mails are made of: `ideas.toml`, each with the words that carry it in five languages.

Words are written there as they stand after `classify.words.words`: lower case, no accents. A `*` ends a stem, a `_` joins a phrase. A
newcomer would be wrong to add one mail's own wording: a word is worth its place only when strangers would use it too. A changed idea needs
`mailroom train`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from classify.lexicon import Lexicon


@cache
def ideas() -> dict[str, str]:
    """Each idea with its carriers, separated by blanks."""
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


@cache
def lexicon() -> Lexicon:
    return Lexicon(ideas())
