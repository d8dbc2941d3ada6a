"""Does a mail tell what was done or tried, and what happened? A small linear model over readable signs and the words of the mail.

`steps` is a language judgement: "turned it off for ten minutes, clicks again when it comes on" tells it without any word for it, and "after
the power cut" tells an event, not a deed. So signs that a person can read (deeds, outcomes, where it was tried) weigh beside common words.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from classify.features import grams
from classify.phrases import places

TRAINED = Path(__file__).parent / "trained" / "steps.json"
WORDS_WEIGH = 8.0  # of the words of a mail together, beside signs of about one each

_LIST_ITEM = re.compile(r"^\s{0,8}(?:[-*•]|\d{1,2}[.)])\s?\w", re.MULTILINE)
_DEED_TO_OUTCOME = 14  # words
_TWO = math.log1p(2)  # deeds, with an outcome, leave no doubt: of 113 labelled mails that must tell steps and have them, 111 do
# One sign in whatever language: most labelled mails are English, and what they teach of deeds holds for the others.
_DEEDS = ("tried", "did", "did_other")


@dataclass(frozen=True)
class Steps:
    """Weights by feature name; a mail tells its steps when its chance is over `threshold`."""

    weights: Mapping[str, float]
    bias: float
    threshold: float
    accuracy: float = 0.0  # on mails held back, when it was learned
    lessons: Sequence[str] = ()  # the mails it learned from, by their ids

    def tells(self, said: Sequence[str], text: str) -> bool:
        found = features(said, text, self.weights)
        if found["deed"] >= _TWO and found.get("outcome", 0.0):
            return True
        score = self.bias + sum(value * self.weights.get(name, 0.0) for name, value in found.items())
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, score)))) > self.threshold


@cache
def shipped() -> Steps:
    return load(TRAINED)


def load(path: Path) -> Steps:
    return Steps(**json.loads(path.read_text(encoding="utf-8")))


def tells_steps(said: Sequence[str], text: str) -> bool:
    """`said` is the mail's subject and new text as `classify.words`; `text` its new text as written."""
    return shipped().tells(said, text)


def features(said: Sequence[str], text: str, known: Container[str]) -> dict[str, float]:
    """Signs by name, and those of the words and pairs that are `known`, which weigh `WORDS_WEIGH` together."""
    return {**_signs(said, text), **_words(said, known)}


def _signs(said: Sequence[str], text: str) -> dict[str, float]:
    stood = places("steps", said)
    deeds = sorted(at for sign in _DEEDS for at in stood.get(sign, ()))
    outcomes = sorted(at for sign in ("outcome", "when") for at in stood.get(sign, ()))
    led_to = sum(any(0 <= end - at <= _DEED_TO_OUTCOME for end in outcomes) for at in deeds)
    counted = {sign: len(found) for sign, found in stood.items() if sign not in _DEEDS} | {
        "deed": len(deeds),
        "led_to": led_to,
        "list": len(_LIST_ITEM.findall(text[:6000])),
        "quoted": text.count('"') + text.count("“"),
        "asks": text.count("?"),
        "past": len([word for word in said if word[-2:] == "ed" and len(word) > 4]),
        "words": len(said),
    }
    strong = {name: math.log1p(min(count, 1000)) for name, count in counted.items()}
    there = {f"{name}?": float(count > 0) for name, count in counted.items()}
    return {**strong, **there, "arrow?": float(any(arrow in text for arrow in ("->", "=>", "→")))}


def _words(said: Sequence[str], known: Container[str]) -> dict[str, float]:
    counts = Counter(filter(known.__contains__, grams(tuple(said))))
    weights = {term: 1 + math.log(count) for term, count in counts.items()}
    norm = math.sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    return {term: WORDS_WEIGH * weight / norm for term, weight in weights.items()}
