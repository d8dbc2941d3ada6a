from __future__ import annotations

from dataclasses import replace

from classify.checking import Checked, report
from classify.figures import Guess
from classify.labelled_mail import LabelledMail
from classify.read import read
from tests.classify.wordings import letter
from tickets.policy import Policy
from tickets.understanding import TopicLabel

TEXT = "Camera 3 is black. NVR7000K, serial 7E77893PAZBED9B, firmware 4.001.0000005.0.R build 2022-11-25."


def checked(*, said: str = "troubleshooting.video_loss", **labels: object) -> Checked:
    mail = LabelledMail(id="1", message=letter(TEXT), audience="unknown", topic="troubleshooting.video_loss")
    mail = replace(mail, **{"serials": ("7E77893PAZBED9B",), "firmware": (("4.001.0000005.0.R", "2022-11-25"),), **labels})
    reading = replace(read(mail.message), topic=TopicLabel(label=said, confidence=0.9), has=("product", "serial"))
    return Checked(mail, Guess(said, 0.9), Guess("unknown", 0.9), reading)


def reported(*mails: Checked) -> dict[str, object]:
    return report(mails, Policy.load_default())


def test_a_mail_read_rightly_has_full_figures() -> None:
    told = reported(checked(has=("product", "serial")))
    assert told["topic_accuracy"] == 1
    assert told["serials"] == told["firmware"] == told["build_dates"] == told["missing"] == {"precision": 1, "recall": 1}


def test_what_was_missed_costs_recall_and_what_was_invented_precision() -> None:
    told = reported(checked(serials=("7E77893PAZBED9B", "4F07337PAGF3C2D")), checked(serials=()))
    assert told["serials"] == {"precision": 0.5, "recall": 0.5}


def test_asking_for_what_was_told_costs_precision_of_missing() -> None:
    told = reported(checked(has=("product", "serial", "firmware", "build_date")))
    assert told["missing"] == {"precision": round(1 / 3, 4), "recall": 1}


def test_nothing_counts_about_which_readers_differed() -> None:
    told = reported(checked(has=("product", "serial", "firmware", "build_date"), has_or=("firmware", "build_date")))
    assert told["missing"] == {"precision": 1, "recall": 1}


def test_what_is_missing_counts_only_where_the_topic_is_right() -> None:
    told = reported(checked(said="troubleshooting.login"))
    assert told["topic_accuracy"] == 0
    assert told["missing"] == {"precision": 1, "recall": 1}
