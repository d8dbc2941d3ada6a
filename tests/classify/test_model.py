from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

from classify.features import topic_blocks
from classify.figures import Figures, Guess, accuracy, figures, macro_f1
from classify.labelled_mail import LABELLED, LabelledMail, as_mail, as_written, labelled_mails
from classify.model import TRAINED, Linear, load, save, shipped
from classify.training import AUDIENCE, TOPIC, fitted, held_back, sharpness
from tests.classify.wordings import letter, worded

MOST_BYTES = 5_000_000  # of the shipped models together


def taught(topic: str, text: str, audience: str = "dealer") -> LabelledMail:
    return LabelledMail(id=text, message=letter(text), audience=audience, topic=topic)


LESSONS = [
    *(taught("rma", f"please issue an rma number for unit {n}, dead out of the box") for n in range(8)),
    *(taught("question.export", f"how do i export a clip to usb for case {n}", "end_customer") for n in range(8)),
    *(taught("spam", f"dear manager, best price offer {n} from our factory", "unknown") for n in range(8)),
]


def small_model() -> Linear:
    return fitted(TOPIC, [topic_blocks(worded(m.message.new_text)) for m in LESSONS], np.array([m.topic for m in LESSONS]))


def test_a_model_learns_what_it_is_taught() -> None:
    model = small_model()
    assert model.judge(topic_blocks(worded("rma number please, dead unit"))).label == "rma"
    assert model.judge(topic_blocks(worded("export a clip to usb"))).label == "question.export"


def test_chances_are_chances() -> None:
    chances = small_model().judge(topic_blocks(worded("anything"))).chances
    assert sum(chances.values()) == pytest.approx(1)


def test_a_saved_model_judges_as_before(tmp_path: Path) -> None:
    model, blocks = small_model(), topic_blocks(worded("rma number please"))
    save(model, tmp_path / "topic")
    again = load(tmp_path / "topic")
    assert again.judge(blocks).label == model.judge(blocks).label
    assert again.judge(blocks).confidence == pytest.approx(model.judge(blocks).confidence, abs=0.02)


def test_the_evidence_is_words_of_the_mail() -> None:
    model = small_model()
    judgement = model.judge(topic_blocks(worded("an rma number please, dead unit")))
    assert {"rma", "dead", "unit", "number"} & set(model.evidence(judgement, kinds="w", most=3))


def test_a_mail_of_unknown_words_is_judged_all_the_same() -> None:
    assert small_model().judge({}).label in {"rma", "question.export", "spam"}


def test_a_held_back_mail_is_judged_by_a_model_that_has_not_seen_it() -> None:
    guesses = held_back(TOPIC, LESSONS)
    assert [guess.label for guess in guesses] == [mail.topic for mail in LESSONS]


def test_too_sure_a_model_is_softened_and_a_timid_one_sharpened() -> None:
    labels = np.array(["a"] * 10)
    assert sharpness([Guess("a", 0.99)] * 6 + [Guess("b", 0.99)] * 4, labels) < 1
    assert sharpness([Guess("a", 0.6)] * 10, labels) > 1


def test_either_label_is_right_where_readers_differed() -> None:
    mail = LabelledMail(id="1", message=letter(""), audience="dealer", topic="rma", topic_or=("sales.question",))
    assert figures([mail], [Guess("sales.question", 0.5)], [Guess("dealer", 0.5)]).topic_accuracy == 1


def test_constant_confidence_earns_nothing() -> None:
    mails = [LabelledMail(id=str(n), message=letter(""), audience="dealer", topic="rma") for n in range(10)]
    topics = [Guess("rma", 0.5)] * 7 + [Guess("spam", 0.5)] * 3
    told = figures(mails, topics, [Guess("dealer", 1.0)] * 10)
    assert isinstance(told, Figures)
    assert told.topic_accuracy == 0.7
    assert told.topic_accuracy_of_the_surest_70_percent == pytest.approx(4 / 7, abs=1e-4)


def test_figures_of_nothing_are_nothing() -> None:
    assert accuracy([]) == macro_f1([]) == 0


def test_the_shipped_models_are_small_and_quick_to_load() -> None:
    assert sum(path.stat().st_size for path in TRAINED.glob("*.*")) < MOST_BYTES
    started = time.perf_counter()
    load(TRAINED / "topic")
    load(TRAINED / "audience")
    assert time.perf_counter() - started < 1


def test_the_shipped_models_know_every_label_of_the_labelled_mails() -> None:
    mails = list(labelled_mails())
    assert {mail.topic for mail in mails} == set(shipped("topic").labels)
    assert {mail.audience for mail in mails} == set(shipped("audience").labels)


def test_the_shipped_models_fit_their_recipes() -> None:
    assert shipped("topic").blocks == TOPIC.blocks
    assert shipped("audience").blocks == AUDIENCE.blocks


def test_labelled_mails_are_complete_and_none_stands_twice() -> None:
    rows = [json.loads(line) for path in sorted(LABELLED.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({(row["subject"], row["body"]) for row in rows}) == len(rows)
    keys = {"audience", "topic", "also", "serials", "quoted_serials", "firmware", "models", "software", "has", "language"}
    assert all(keys <= set(row["labels"]) for row in rows)


def test_a_mail_as_written_keeps_its_quotation_apart() -> None:
    message = as_written("Ann <ann@a.example>", "Re: it", "It beeps.\n\nOn Tue, support wrote:\n> What does it do?")
    assert message.new_text == "It beeps."
    assert "What does it do" in message.quoted_text
    assert message.sender is not None
    assert message.sender.address == "ann@a.example"


def test_a_labelled_mail_becomes_a_mail_of_one_line_of_subject() -> None:
    raw = as_mail("Ann <ann@a.example>", "two\nlines", "ñ")
    assert b"Subject: two lines" in raw
