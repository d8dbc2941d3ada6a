"""How well unseen mails are understood: five folds of the labelled mails through the whole pipeline. What `mailroom train --check` shows.

Topic, audience and steps are judged by models that have not seen the mail; facts have no model. Figures are named and counted as the
desk's scorer counts them, `missing` where the topic is right, and nothing is missed or spurious about which careful readers differ.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import asdict, dataclass, replace

from classify import steps_training, training
from classify.figures import Guess, figures
from classify.labelled_mail import LabelledMail, Parse, labelled_mails
from classify.missing import PROBLEM, missing
from classify.model import AUDIENCE, TOPIC
from classify.read import read
from tickets.facts import Place
from tickets.policy import Policy
from tickets.understanding import Reading, TopicLabel


@dataclass(frozen=True)
class Checked:
    """A labelled mail, and what was made of it by models that have not seen it."""

    mail: LabelledMail
    topic: Guess
    audience: Guess
    reading: Reading


@dataclass(frozen=True)
class Compared:
    """What should have been found, and what was, of one mail."""

    wanted: AbstractSet[Hashable]
    found: AbstractSet[Hashable]


def check(parse: Parse, policy: Policy, sets: Sequence[str]) -> dict[str, dict[str, object]]:
    """The figures of each set of files ("given-*.jsonl"), by models trained on four fifths of all labelled mails."""
    mails = list(labelled_mails(parse, training.MEASURED))
    guesses, tells = training.held_back(mails), steps_training.held_back(mails)
    rows = zip(mails, guesses[TOPIC], guesses[AUDIENCE], tells, strict=True)
    checked = [Checked(mail, topic, audience, _reading(mail, topic, steps)) for mail, topic, audience, steps in rows]
    ids = {files: {mail.id for mail in labelled_mails(parse, files)} for files in sets}
    return {files: report([one for one in checked if one.mail.id in ids[files]], policy) for files in sets}


def report(checked: Sequence[Checked], policy: Policy) -> dict[str, object]:
    """Every figure under the scorer's name for it."""
    labels = figures([c.mail for c in checked], [c.topic for c in checked], [c.audience for c in checked])
    right = [c for c in checked if c.topic.label in (c.mail.topic, *c.mail.topic_or)]
    return {
        **asdict(labels),
        "serials": _rates(_serials(c) for c in checked),
        "firmware": _rates(_firmware(c) for c in checked),
        "build_dates": _rates(_build_dates(c) for c in checked),
        "missing": _rates(_missing(c, policy) for c in right),
    }


def _reading(mail: LabelledMail, topic: Guess, tells_steps: bool) -> Reading:
    reading = read(mail.message)
    brought = {fact for fact in reading.has if fact != "steps"} | ({"steps"} if tells_steps else set())
    return replace(reading, topic=TopicLabel(label=topic.label, confidence=topic.confidence), has=tuple(sorted(brought)))


def _serials(checked: Checked) -> Compared:
    found = {s.value for s in checked.reading.facts.serials if s.where is Place.NEW and not s.masked}
    return Compared(set(checked.mail.serials), found)


def _firmware(checked: Checked) -> Compared:
    found = {f.version.upper() for f in checked.reading.facts.firmware if f.version and f.where is Place.NEW}
    return Compared({version.upper() for version, _ in checked.mail.firmware}, found)


def _build_dates(checked: Checked) -> Compared:
    versions = [f for f in checked.reading.facts.firmware if f.where is Place.NEW and f.build_date]
    wanted = {(version.upper(), built) for version, built in checked.mail.firmware if built}
    return Compared(wanted, {(f.version.upper(), f.build_date) for f in versions if f.version})


def _missing(checked: Checked, policy: Policy) -> Compared:
    mail, topic = checked.mail, checked.topic.label
    needs = set(policy.required_for(topic))
    if topic.startswith("defect.") and mail.is_about_an_app:
        needs -= set(policy.not_of_apps)
    disputed = {PROBLEM, *mail.has_or}
    return Compared(needs - set(mail.has) - disputed, set(missing(checked.reading, policy)) - disputed)


def _rates(compared: Iterable[Compared]) -> dict[str, float]:
    pairs = list(compared)
    right = sum(len(one.wanted & one.found) for one in pairs)
    return {
        "precision": _share(right, sum(len(one.found) for one in pairs)),
        "recall": _share(right, sum(len(one.wanted) for one in pairs)),
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0
