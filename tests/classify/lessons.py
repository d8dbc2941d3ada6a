"""A few labelled mails of three topics: enough for a model to learn them in a moment."""

from __future__ import annotations

from classify.labelled_mail import LabelledMail
from tests.classify.wordings import letter


def taught(topic: str, text: str, audience: str = "dealer") -> LabelledMail:
    return LabelledMail(id=f"{topic} {text}", message=letter(text), audience=audience, topic=topic)


LESSONS = [
    *(taught("rma", f"please issue an rma number for unit {n}, dead out of the box") for n in range(8)),
    *(taught("question.export", f"how do i export a clip to usb for case {n}", "end_customer") for n in range(8)),
    *(taught("spam", f"dear manager, best price offer {n} from our factory", "unknown") for n in range(8)),
]
