"""Which topic of the taxonomy a mail is about: one primary, and others only where the mail plainly turns to another matter.

The confidence is calibrated: among mails said at 0.9 nine of ten are right. A wrong `also` splits a ticket's letter in two, so a part of a
mail becomes one only by its own words.
"""

from __future__ import annotations

from dataclasses import replace

from classify.features import Wording, ideas_in, rule_votes, topic_blocks
from classify.model import Linear, shipped
from tickets.understanding import TopicLabel

_ALSO_CONFIDENCE = 0.6  # of a part on its own words: below it a precision of 0.9 was lost on held-back mails
_PART_WORDS = 6  # fewer say nothing by themselves
_MOST_PARTS = 4
_EVIDENCE = 4  # words shown

# What people write where they turn to another matter.
_TURNS = frozenset(
    "also separately separate another ps p.s meanwhile besides lastly finally unrelated additionally plus otra otro tambien ademas aparte aussi autre "
    "egalement outra outro tambem alem ausserdem second secondly 2 postdata pd".split()
)


def topic_of(wording: Wording) -> TopicLabel:
    """`because` names the readable rules that agree, then the words that spoke most."""
    model = shipped("topic")
    blocks = topic_blocks(wording)
    chances = model.probabilities(blocks)
    label = max(chances, key=chances.__getitem__)
    because = (*_rules(wording, label), *_spoke(model, blocks, label))
    return TopicLabel(label=label, confidence=chances[label], also=also(wording, label, model), because=because)


def also(wording: Wording, primary: str, model: Linear) -> tuple[str, ...]:
    """The topics of the parts that begin where the mail turns to another matter, at most two."""
    found: list[str] = []
    for part in _parts(wording):
        chances = model.probabilities(topic_blocks(part))
        label = max(chances, key=chances.__getitem__)
        if chances[label] >= _ALSO_CONFIDENCE and label not in (primary, "other", "spam", *found):
            found.append(label)
    return tuple(found[:2])


def _parts(wording: Wording) -> list[Wording]:
    turns = [at for at, word in enumerate(wording.body) if word in _TURNS and at >= _PART_WORDS]
    ends = [*turns[1:], len(wording.body)]
    spans = [(start, end) for start, end in zip(turns, ends, strict=False) if end - start >= _PART_WORDS]
    return [replace(wording, subject=(), body=wording.body[start:end]) for start, end in spans[-_MOST_PARTS:]]


def _rules(wording: Wording, label: str) -> tuple[str, ...]:
    ideas = ideas_in(wording.said)
    return (f"the rules say {label}",) if label in rule_votes(ideas) else ()


def _spoke(model: Linear, blocks: dict[str, list[str]], label: str) -> tuple[str, ...]:
    told = {letter: blocks[letter] for letter in ("w", "i") if letter in blocks}
    strongest = model.evidence(told, label, _EVIDENCE)
    return tuple(name.partition(":")[2].replace("_", " ") for name in strongest)
