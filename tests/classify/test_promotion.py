from __future__ import annotations

from pathlib import Path

import pytest

from classify import promotion
from classify.figures import Guess
from classify.labelled_mail import LabelledMail
from classify.model import AUDIENCE, TOPIC, load
from classify.promotion import accuracies, is_better, train
from classify.training import MEASURED
from tests.classify.lessons import LESSONS, taught
from tests.classify.wordings import letter


def test_a_model_is_promoted_when_it_is_better_on_mails_held_back() -> None:
    assert is_better({TOPIC: 0.95, AUDIENCE: 0.91}, {TOPIC: 0.94, AUDIENCE: 0.91})


def test_an_equal_model_is_not_promoted() -> None:
    assert not is_better({TOPIC: 0.94, AUDIENCE: 0.91}, {TOPIC: 0.94, AUDIENCE: 0.91})


def test_a_model_that_answers_one_question_worse_is_not_promoted() -> None:
    assert not is_better({TOPIC: 0.99, AUDIENCE: 0.90}, {TOPIC: 0.94, AUDIENCE: 0.91})


def test_a_loss_as_small_as_chance_does_not_keep_a_better_model_from_serving() -> None:
    assert is_better({TOPIC: 0.95, AUDIENCE: 0.909}, {TOPIC: 0.94, AUDIENCE: 0.91})


def test_where_none_serves_yet_the_first_is_promoted_and_knows_what_it_reached(tmp_path: Path, lessons: None) -> None:
    done = train(into=tmp_path / "mail")
    assert done.promoted
    assert load(tmp_path / "mail").questions[TOPIC].accuracy == done.after[TOPIC] == 1


def test_learning_the_same_again_changes_nothing(tmp_path: Path, lessons: None) -> None:
    train(into=tmp_path / "mail")
    first = (tmp_path / "mail.json").read_bytes()
    assert not train(into=tmp_path / "mail").promoted
    assert (tmp_path / "mail.json").read_bytes() == first


def test_corrections_that_teach_a_new_matter_are_promoted(tmp_path: Path, lessons: None) -> None:
    corrections = [taught("appointment", f"please book a call on tuesday at {n} with an engineer") for n in range(8)]
    done = train(corrections, into=tmp_path / "mail")
    assert done.promoted
    assert done.after[TOPIC] > done.before[TOPIC]


def test_corrections_that_only_confuse_are_not_promoted(tmp_path: Path, lessons: None) -> None:
    confused = [taught("spam", f"please issue an rma number for unit {n}, dead out of the box") for n in range(3)]
    assert not train(confused, into=tmp_path / "mail").promoted
    assert not (tmp_path / "mail.json").exists()


def test_models_are_compared_on_the_same_mails_though_harder_ones_were_labelled_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = list(LESSONS)
    monkeypatch.setattr(promotion, "labelled_mails", lambda parse, files: shipped if files == MEASURED else [])
    assert train(into=tmp_path / "mail").after[TOPIC] == 1
    shipped += [taught("appointment", f"please book a call on tuesday at {n} with an engineer") for n in range(8)]
    shipped += [taught("appointment", f"dear manager, best price offer from our factory at {n}", "unknown") for n in range(5)]
    done = train(into=tmp_path / "mail")
    assert done.before[TOPIC] < done.after[TOPIC] < 1
    assert done.promoted
    assert set(load(tmp_path / "mail").lessons) == {mail.id for mail in shipped}


def test_either_label_is_right_where_readers_differed() -> None:
    mail = LabelledMail(id="1", message=letter(""), audience="dealer", topic="rma", topic_or=("sales.question",))
    guesses = {TOPIC: [Guess("sales.question", 0.5)], AUDIENCE: [Guess("unknown", 0.5)]}
    assert accuracies([mail], guesses) == {TOPIC: 1, AUDIENCE: 0}


@pytest.fixture
def lessons(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped mails are these few."""
    monkeypatch.setattr(promotion, "labelled_mails", lambda parse, files: LESSONS if files == MEASURED else [])
