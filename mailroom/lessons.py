"""What a desk teaches its own model: the mails that its people corrected, and the examples of the topics that its policy adds.

A mail's body is read where every mail's is, in a worker process; one that cannot be read there teaches nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from classify.labelled_mail import LabelledMail, as_written
from mailroom.settings import Settings
from mailroom.workers import Poison, Workers
from tickets.lessons import Lesson
from tickets.policy import Policy


def model_of(settings: Settings) -> Path:
    """Where the desk's own model stands, if it has one."""
    return settings.path(settings.files.model) / "mail"


def of_corrections(lessons: Iterable[Lesson], workers: Workers) -> Iterator[LabelledMail]:
    started = [(lesson, workers.start(lesson.raw)) for lesson in lessons]
    for lesson, reading in started:
        read = workers.finish(reading)
        if not isinstance(read, Poison):
            yield LabelledMail(id=lesson.id, message=read.message, topic=lesson.topic, audience=lesson.audience)


def of_policy(policy: Policy) -> Iterator[LabelledMail]:
    """The examples of each topic; who wrote them is not said."""
    for topic, row in policy.topics.items():
        for text in row.examples:
            yield LabelledMail(id=f"example {topic} {text}", message=as_written("", "", text), topic=topic)
