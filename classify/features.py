"""What the models count in a mail: words and pairs, parts of words, ideas and pairs of ideas, its opening and its questions, its sender.

Features are named (`w:beep`, `i:disk+beep`), so that a label can show its evidence. Each block is weighted by itself: a long mail has many
words but not more ideas than a short one. The blocks of `RUNS` hold whole words; a model counts what each is made of: the letters running
through it, or its meaning.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import combinations, pairwise

from classify.phrases import places
from classify.sender import sender_hints
from classify.words import words
from tickets.message import Message, SegmentKind

RUNS = frozenset("cpde")
MEANING = "e"

_HEAD = 45  # words: subject and opening, where people say what they want
_ASK_SPAN = 25  # words around a question that belong to it
_MOST_AROUND = 3000  # characters of signature and footer that are read
_ASKS = frozenset(
    {
        "?", "can", "could", "would", "please", "how", "need", "want", "pls", "kindly", "should", "may", "como", "puede", "pueden",
        "podrian", "quiero", "necesito", "favor", "ocupo", "quisiera", "solicito", "comment", "pouvez", "pourriez", "voudrais", "besoin",
        "quero", "preciso", "gostaria", "podem", "wie", "bitte", "konnen", "brauche", "mochte",
    }
)
_ADDRESS_PARTS = str.maketrans("@.-", "   ")

Blocks = dict[str, Sequence[str]]  # block letter → its features, repeated as often as they stand in the mail


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One mail as words: its subject, its new text, and what surrounds it (name, signature)."""

    subject: tuple[str, ...]
    body: tuple[str, ...]
    around: tuple[str, ...]
    address: str  # lower case
    name: str  # display name
    passed_on: tuple[str, ...] = ()  # what stands in a forward beneath the new text: part of the matter, but not said by the sender

    @cached_property
    def said(self) -> tuple[str, ...]:
        return self.subject + self.body

    @cached_property
    def matter(self) -> tuple[str, ...]:
        return self.said + self.passed_on

    @cached_property
    def ideas(self) -> frozenset[str]:
        return ideas_in(self.matter)

    @cached_property
    def sender(self) -> list[str]:
        return words(self.address[-100:].translate(_ADDRESS_PARTS))

    @cached_property
    def grams(self) -> tuple[str, ...]:
        return grams(self.matter)


def wording(message: Message) -> Wording:
    """A mail of nothing but a forward or a quotation is about what it passes on."""
    address = message.sender.address.lower() if message.sender else ""
    name = message.sender.name if message.sender else ""
    around = "\n".join(s.text for s in message.segments if s.kind in (SegmentKind.SIGNATURE, SegmentKind.FOOTER))
    return Wording(
        subject=tuple(words(message.subject[:300])),
        body=tuple(words(message.new_text or message.quoted_text)),
        around=tuple(words(f"{name}\n{around[:_MOST_AROUND]}")),
        address=address,
        name=name,
        passed_on=tuple(words(message.forwarded.text)) if message.forwarded and message.new_text else (),
    )


def blocks(wording: Wording) -> Blocks:
    """All that the model counts."""
    return {**matter_blocks(wording), **sender_blocks(wording)}


def matter_blocks(wording: Wording) -> Blocks:
    """`w` words and pairs, the subject's twice · `c` letters · `e` meanings · `q` questions · `h` subject and opening · `i` ideas and pairs
    of ideas · `d` letters of the address."""
    subject, ideas = wording.subject, sorted(wording.ideas)  # a set's order differs from run to run
    return {
        "w": wording.grams + grams(subject),
        "c": wording.matter + subject,
        MEANING: wording.matter + subject,
        "q": [f"q:{word}" for word in questions(wording.body + wording.passed_on)],
        "h": [f"h:{word}" for word in wording.matter[:_HEAD]],
        "i": [f"i:{idea}" for idea in ideas] + [f"i:{one}+{other}" for one, other in combinations(ideas, 2)],
        "d": wording.sender,
    }


def sender_blocks(wording: Wording) -> Blocks:
    """`a`, `p` words and letters of the signature · `s` its ideas · `n` claims about the sender."""
    hints = sender_hints(wording.said, wording.around, wording.address, wording.name)
    return {
        "a": [f"a:{word}" for word in wording.around] + _pairs("a", wording.around),
        "p": wording.around,
        "s": [f"s:{idea}" for idea in sorted(ideas_in(wording.around))],
        "n": [f"n:{hint}" for hint in hints],
    }


def parts(letter: str, word: str) -> list[str]:
    """The three to five letters running through a word: what survives typing errors and endings. A meaning is whole."""
    if letter == MEANING:
        return [f"{MEANING}:{word}"]
    if word[0] == "#" or len(word) < 3:
        return []
    padded = f" {word[:20]} "
    return [f"{letter}:{padded[at : at + size]}" for size in (3, 4, 5) for at in range(len(padded) - size + 1)]


def questions(said: Sequence[str]) -> list[str]:
    """The words around each word that asks: before a question mark, after all others."""
    near: set[int] = set()
    for at, word in enumerate(said):
        if word in _ASKS:
            near.update(range(max(0, at - _ASK_SPAN), at + 1) if word == "?" else range(at, min(len(said), at + _ASK_SPAN)))
    return [said[at] for at in sorted(near)]


def ideas_in(said: Sequence[str]) -> frozenset[str]:
    """The ideas of `ideas.toml` that these words carry."""
    return frozenset(places("ideas", said))


@lru_cache(maxsize=4)
def grams(said: tuple[str, ...]) -> tuple[str, ...]:
    """Words and pairs of words as features; remembered, since more than one model counts those of a mail."""
    return tuple([f"w:{word}" for word in said] + _pairs("w", said))


def _pairs(letter: str, said: Sequence[str]) -> list[str]:
    return [f"{letter}:{one}_{next_one}" for one, next_one in pairwise(said)]
