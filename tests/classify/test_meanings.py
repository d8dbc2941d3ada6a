"""Words by their meaning: what a model learns of one word, it knows of the words near it."""

from __future__ import annotations

import numpy as np

from classify.features import blocks
from classify.meanings import meanings
from classify.model import TOPIC
from classify.training import learned
from tests.classify.lessons import taught
from tests.classify.wordings import worded


def likeness(one: str, other: str) -> float:
    places = dict(zip(meanings().words, meanings().places, strict=True))
    return float(places[one] @ places[other])


def test_words_of_one_meaning_lie_near_each_other_in_every_language() -> None:
    for one, other, stranger in (("router", "modem", "warranty"), ("password", "passwort", "camera"), ("price", "preis", "router")):
        assert likeness(one, other) > likeness(one, stranger)


def test_a_word_that_no_lesson_held_is_judged_by_its_meaning() -> None:
    said = (("price", "sales.question", "unknown"), ("password", "troubleshooting.login", "dealer"), ("warranty", "rma", "end_customer"))
    model = learned([taught(topic, f"{word} {n}", audience) for word, topic, audience in said for n in range(6)])
    for text, topic in (("kosten", "sales.question"), ("passcode", "troubleshooting.login"), ("guarantee", "rma")):
        assert model.judge(model.hear(blocks(worded(text))), TOPIC).label == topic


def test_places_are_of_length_one_and_words_stand_once() -> None:
    assert np.allclose(np.linalg.norm(meanings().places, axis=1), 1, atol=1e-5)
    assert list(meanings().words) == sorted(set(meanings().words))
