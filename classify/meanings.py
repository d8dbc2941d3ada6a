"""Where common words lie among each other by what they mean, so that a model can judge words that no labelled mail holds.

"router" lies near "modem", "kosten" near "price". A newcomer would look words up here for every mail: only training does. What the place
of a word says for each label is folded into the weights of the model, where it is a feature like any other. The places were made once, of
multilingual-e5-small; the model card tells how.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from classify.terms import Floats

PLACES = Path(__file__).parent / "meanings.npz"


@dataclass(frozen=True)
class Meanings:
    """Words as `classify.words` makes them, and the place of each: rows of length one."""

    words: tuple[str, ...]
    places: Floats  # (words, directions)

    @property
    def features(self) -> tuple[str, ...]:
        """The words as features, in the order of the rows."""
        return tuple(f"e:{word}" for word in self.words)


@cache
def meanings() -> Meanings:
    """The words stand in alphabetical order."""
    with np.load(PLACES, allow_pickle=False) as kept:
        places = kept["places"].astype(np.float32)
        words = kept["words"].tobytes().decode().split("\n")
    return Meanings(tuple(words), places / np.linalg.norm(places, axis=1, keepdims=True))
