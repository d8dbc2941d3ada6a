"""Which topic of the taxonomy a mail is about: one primary, and others only where the mail plainly turns to another matter.

The confidence is calibrated: among mails said at 0.9 nine of ten are right. A wrong `also` splits a ticket's letter in two, so a part of a
mail becomes one only by its own words.
"""

from __future__ import annotations

from dataclasses import replace

from classify.features import Wording, matter_blocks
from classify.model import TOPIC, Heard, Linear, serving
from classify.phrases import places
from classify.topic_rules import ASIDES, Aside, rule_for
from tickets.understanding import TopicLabel

SPAM = "spam"
_SURELY_SPAM = 0.4  # a mail of few words is like nothing that we know: it is no salesman's for that
_ALSO_CONFIDENCE = 0.5  # of a part on its own words
_A_BREATH = 12  # words
_PART_WORDS = 6  # fewer say nothing by themselves
_MOST_PARTS = 4
_EVIDENCE = 4  # words shown

# What people write where they turn to another matter.
_TURNS = frozenset(
    {
        "also", "separately", "separate", "another", "ps", "p.s", "meanwhile", "besides", "lastly", "finally", "unrelated",
        "additionally", "plus", "otra", "otro", "tambien", "ademas", "aparte", "aussi", "autre", "egalement", "outra", "outro", "tambem",
        "alem", "ausserdem", "second", "secondly", "2", "postdata", "pd",
    }
)


def topic_of(wording: Wording, heard: Heard) -> TopicLabel:
    """`because` names the readable rule that agrees, if one does, then the words that spoke most."""
    model = serving()
    judgement = model.judge(heard, TOPIC)
    if judgement.label == SPAM and judgement.confidence < _SURELY_SPAM:
        judgement = model.judge(heard, TOPIC, but=SPAM)
    label = judgement.label
    because = (*rule_for(label, wording.ideas), *model.evidence(heard, TOPIC, label, kinds="wi", most=_EVIDENCE))
    return TopicLabel(label=label, confidence=judgement.confidence, also=_also(wording, label, model), because=because)


def _also(wording: Wording, primary: str, model: Linear) -> tuple[str, ...]:
    """The asides, and the topics of the parts that begin where the mail turns to another matter, at most two."""
    found = [aside.topic for aside in ASIDES if aside.topic != primary and _stands(aside, wording)]
    for part in _parts(wording):
        judgement = model.judge(model.hear(matter_blocks(part)), TOPIC)
        if judgement.confidence >= _ALSO_CONFIDENCE and judgement.label not in (primary, "other", SPAM, *found):
            found.append(judgement.label)
    return tuple(found[:2])


def _stands(aside: Aside, wording: Wording) -> bool:
    if not {aside.idea, aside.beside} <= wording.ideas:
        return False
    stood = places("ideas", wording.said)
    late = [at for at in stood.get(aside.idea, ()) if at > len(wording.said) / 2]
    return any(abs(at - beside) <= _A_BREATH for at in late for beside in stood.get(aside.beside, ()))


def _parts(wording: Wording) -> list[Wording]:
    turns = [at for at, word in enumerate(wording.body) if word in _TURNS and at >= _PART_WORDS]
    ends = [*turns[1:], len(wording.body)]
    spans = [(start, end) for start, end in zip(turns, ends, strict=False) if end - start >= _PART_WORDS]
    return [replace(wording, subject=(), body=wording.body[start:end], passed_on=()) for start, end in spans[-_MOST_PARTS:]]
