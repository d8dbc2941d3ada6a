"""What the models count in a mail: words and pairs, parts of words, ideas and pairs of ideas, the words of its questions, its readable rules.

Features are named (`w:beep`, `i:disk+beep`), so that a label can show its evidence. Each block is weighted by itself: a long mail has many
words but not more rules than a short one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from classify.ideas import IDEAS
from classify.lexicon import Lexicon
from classify.topic_rules import RULES
from classify.words import words
from tickets.message import Message, SegmentKind

_ASKS = frozenset(
    "? can could would please how need want pls kindly should may como puede pueden podrian quiero necesito favor ocupo quisiera solicito "
    "comment pouvez pourriez voudrais besoin quero preciso gostaria podem wie bitte konnen brauche mochte".split()
)
_HEAD = 45  # words: subject and opening, where people say what they want
_ASK_SPAN = 25  # words around a question that belong to it

_LEXICON = Lexicon(IDEAS)

Blocks = dict[str, list[str]]  # block letter → its features, repeated as often as they stand in the mail


@dataclass(frozen=True, kw_only=True)
class Wording:
    """One mail as words: its subject, its new text, and what surrounds it (name, address, signature)."""

    subject: tuple[str, ...]
    body: tuple[str, ...]
    around: tuple[str, ...]
    sender: str

    @property
    def said(self) -> tuple[str, ...]:
        return self.subject + self.body


def wording(message: Message) -> Wording:
    address = message.sender.address.lower() if message.sender else ""
    name = message.sender.name if message.sender else ""
    around = "\n".join(s.text[:1500] for s in message.segments if s.kind in (SegmentKind.SIGNATURE, SegmentKind.FOOTER))
    return Wording(
        subject=tuple(words(message.subject[:300])),
        body=tuple(words(message.new_text or _passed_on(message))),
        around=tuple(words(f"{name}\n{around[:3000]}")),
        sender=address,
    )


def _passed_on(message: Message) -> str:
    """A mail of nothing but a forward or a quotation is about what it passes on."""
    return message.quoted_text


def topic_blocks(wording: Wording) -> Blocks:
    said = wording.subject + wording.subject + wording.body
    ideas = ideas_in(wording.said)
    return {
        "w": [f"w:{w}" for w in said] + [f"w:{a}_{b}" for a, b in zip(said, said[1:], strict=False)],
        "c": [part for word in said for part in parts(word)],
        "q": [f"q:{w}" for w in questions(wording.body)],
        "h": [f"h:{w}" for w in wording.said[:_HEAD]],
        "i": [f"i:{i}" for i in ideas] + [f"i:{a}+{b}" for a, b in combinations(sorted(ideas), 2)],
        "s": [f"s:{i}" for i in ideas_in(wording.said[:_HEAD])] + [f"s:?{i}" for i in ideas_in(questions(wording.body))],
        "r": [f"r:{topic}" for topic in rule_votes(ideas)],
    }


def audience_blocks(wording: Wording) -> Blocks:
    said = wording.said
    ideas = sorted(ideas_in(said))
    local, _, domain = wording.sender.rpartition("@")
    sender = f"{local[:40]} {domain[:60]}"
    return {
        "w": [f"w:{w}" for w in said] + [f"w:{a}_{b}" for a, b in zip(said, said[1:], strict=False)],
        "c": [part for word in said for part in parts(word)],
        "a": [f"a:{w}" for w in wording.around] + [f"a:{a}_{b}" for a, b in zip(wording.around, wording.around[1:], strict=False)],
        "d": [f"d:{domain[-60:]}"] + [f"d:{part[2:]}" for word in words(sender.replace(".", " ").replace("-", " ")) for part in parts(word)],
        "p": [f"p:{part[2:]}" for word in wording.around for part in parts(word)],
        "i": [f"i:{i}" for i in ideas] + [f"i:around_{i}" for i in ideas_in(wording.around)],
        "n": [f"n:{len(said) // 25 if len(said) < 150 else 'long'}", f"n:signed_{len(wording.around) // 6}"],
    }


@lru_cache(maxsize=50_000)
def parts(word: str) -> tuple[str, ...]:
    """The three to five letters running through a word: what survives typing errors and endings."""
    if word[0] == "#" or len(word) < 3:
        return ()
    padded = f" {word[:20]} "
    return tuple(f"c:{padded[at : at + size]}" for size in (3, 4, 5) for at in range(len(padded) - size + 1))


def questions(said: Sequence[str]) -> tuple[str, ...]:
    """The words around each word that asks."""
    near: set[int] = set()
    for at, word in enumerate(said):
        if word in _ASKS:
            near.update(range(max(0, at - _ASK_SPAN if word == "?" else at), min(len(said), at + 1 if word == "?" else at + _ASK_SPAN)))
    return tuple(said[at] for at in sorted(near))


def ideas_in(said: Sequence[str]) -> set[str]:
    """The ideas of `classify.ideas` that these words carry."""
    return set(_LEXICON.places(said))


def rule_votes(ideas: set[str]) -> list[str]:
    return [rule.topic for rule in RULES if rule.holds(ideas)]
