from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pytest

from classify.features import blocks
from classify.figures import Figures, Guess, accuracy, figures, macro_f1
from classify.labelled_mail import LABELLED, LabelledMail, as_mail, as_written, labelled_mails
from classify.model import AUDIENCE, TOPIC, TRAINED, Judgement, Linear, load, readable, save, serving
from classify.training import RECIPES, held_back, learned, sharpness
from tests.classify.lessons import LESSONS, taught
from tests.classify.wordings import letter, worded

MOST_BYTES = 5_000_000  # of the shipped models together


def small_model() -> Linear:
    return learned(LESSONS)


def judged(model: Linear, text: str) -> Judgement:
    return model.judge(model.hear(blocks(worded(text))), TOPIC)


def test_a_model_learns_what_it_is_taught() -> None:
    model = small_model()
    assert judged(model, "rma number please, dead unit").label == "rma"
    assert judged(model, "export a clip to usb").label == "question.export"


def test_one_hearing_answers_both_questions() -> None:
    model = small_model()
    heard = model.hear(blocks(worded("how do i export a clip to usb for case 3")))
    assert model.judge(heard, TOPIC).label == "question.export"
    assert model.judge(heard, AUDIENCE).label == "end_customer"


def test_a_word_met_again_is_judged_as_when_it_was_new() -> None:
    model = small_model()
    first = judged(model, "exporting clips to usb")
    assert judged(model, "exporting clips to usb") == first


def test_a_saved_model_judges_as_before(tmp_path: Path) -> None:
    model, text = small_model(), "rma number please"
    save(model, tmp_path / "mail")
    again = load(tmp_path / "mail")
    assert judged(again, text).label == judged(model, text).label
    assert judged(again, text).confidence == pytest.approx(judged(model, text).confidence, abs=0.02)


def test_the_halves_of_two_models_are_no_model(tmp_path: Path) -> None:
    for name, lessons in (("one", LESSONS), ("other", LESSONS[:16])):
        save(learned(lessons), tmp_path / name)
    (tmp_path / "one.json").replace(tmp_path / "other.json")
    assert readable(tmp_path / "other") is None


def test_the_evidence_is_words_of_the_mail() -> None:
    model = small_model()
    heard = model.hear(blocks(worded("an rma number please, dead unit")))
    assert {"rma", "dead", "unit", "number"} & set(model.evidence(heard, TOPIC, "rma", kinds="w", most=3))


def test_a_mail_of_unknown_words_is_judged_all_the_same() -> None:
    model = small_model()
    judgement = model.judge(model.hear({}), TOPIC)
    assert judgement.label in {"rma", "question.export", "spam"}
    assert 0 < judgement.confidence <= 1


def test_a_held_back_mail_is_judged_by_a_model_that_has_not_seen_it() -> None:
    guesses = held_back(LESSONS)
    assert [guess.label for guess in guesses[TOPIC]] == [mail.topic for mail in LESSONS]


def test_what_is_not_taught_is_judged_all_the_same() -> None:
    calls = [taught("appointment", f"please book a call on tuesday at {n} with an engineer") for n in range(8)]
    labels = [guess.label for guess in held_back([*LESSONS, *calls], untaught={mail.id for mail in calls})[TOPIC]]
    assert len(labels) == len(LESSONS) + len(calls)
    assert "appointment" not in labels


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


def test_the_shipped_model_is_small_and_quick_to_load() -> None:
    assert sum(path.stat().st_size for path in TRAINED.parent.glob("*.*")) < MOST_BYTES
    started = time.perf_counter()
    load(TRAINED)
    assert time.perf_counter() - started < 1


def test_the_shipped_model_knows_every_label_of_the_labelled_mails() -> None:
    mails = list(labelled_mails())
    for recipe in RECIPES:
        assert {recipe.label_of(mail) for mail in mails} == set(serving().questions[recipe.name].labels)


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
