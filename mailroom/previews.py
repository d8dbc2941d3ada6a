"""A letter before it is sent: on a sample or a real ticket, as it serves and as it was edited. Changes nothing.

What is shown is made by the function that makes what is sent, so it equals that byte for byte, but for Date, token and boundary.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from mailroom.in_tray import edits
from mailroom.publishing import Publishing
from responders.admission import trials
from responders.letters import Letters, Rendered
from responders.samples import Sample
from responders.sources import Source
from responders.written import words, written
from tickets import templates
from tickets.message import Address
from tickets.outbox import Post
from tickets.templates import Real
from tickets.tokens import message_id

_NO_TOKEN = "a" * 16
_NOON = time(16)  # in UTC: the same day everywhere in America
_FILLED = ("everything", "hostile")
_YOU = Address("you@example.com", "You")


class NoSuchCase(LookupError):  # noqa: N818
    """Nothing to show a letter on; the text says what there is."""


@dataclass(frozen=True, kw_only=True)
class Specimen:
    """One case that a letter is shown on."""

    title: str
    post: Post
    at: datetime  # when it leaves
    lane: str = ""  # the restricted lane of a real letter's ticket


def drafted(publishing: Publishing, folder: Path) -> tuple[Letters, tuple[Source, ...]]:
    """The letters as they would be if everything in this folder were LIVE, and which of its files differ from what serves."""
    serving = publishing.letters()
    found = [(edit, serving.source(edit.language, edit.stem)) for edit, faults in edits(folder) if not faults]
    changed = [edit for edit, serves in found if serves is None or serves.digest != edit.digest]
    sources = tuple(Source(edit.language, edit.stem, edit.words, edit.origin) for edit in changed)
    return serving.over(sources), sources


def on_samples(publishing: Publishing, letters: Letters, stem: str, language: str, begins: str = "") -> Iterator[Specimen]:
    """The samples of a letter, of a variant, or of what stands within letters. Raises `NoSuchCase`."""
    source = letters.source(language, stem)
    if source is None:
        raise NoSuchCase(f"{language} has no {stem}; it has {', '.join(letters.stems(language))}")
    # A customer's case tells an editor more than the samples that only fill every variable.
    tried = sorted(trials(source, letters, publishing.policy(), ()), key=lambda one: one[1].name.startswith(_FILLED))
    found = [(name, sample) for name, sample in tried if sample.name.startswith(begins)]
    if not found:
        known = list(dict.fromkeys(sample.name for _, sample in tried))
        raise NoSuchCase(f"no sample of {stem} begins with “{begins}”; there are “{'”, “'.join(known[:40])}”")
    for name, sample in found:
        yield _of_sample(name, sample, language, publishing)


def on_tickets(publishing: Publishing, name: str, *, number: int | None = None, limit: int = 50) -> list[Specimen]:
    """The last letters of this name that were really queued, the newest first, each as of the moment it left."""
    with publishing.store.reading() as connection:
        found = templates.real(connection, name, number=number, limit=limit)
    return [_specimen(real, publishing) for real in found]


def in_words(publishing: Publishing, letters: Letters, specimen: Specimen) -> Rendered:
    return words(specimen.post, letters, publishing.policy(), specimen.at)


def in_bytes(publishing: Publishing, letters: Letters, specimen: Specimen, *, plus_addressing: bool) -> bytes:
    """The whole message, without the files that a real one carries."""
    return written(specimen.post, letters, publishing.desk, publishing.policy(), now=specimen.at, plus_addressing=plus_addressing)


def in_language(specimens: Sequence[Specimen], language: str) -> list[Specimen]:
    return [replace(one, post=replace(one.post, language=language)) for one in specimens]


def _specimen(real: Real, publishing: Publishing) -> Specimen:
    title = publishing.desk.ticket(real.number) if real.number is not None else f"letter {real.post.id}"
    at = real.sent_at or publishing.clock()
    return Specimen(title=f"{title}, to {real.post.recipient.address}", post=real.post, at=at, lane=real.lane)


def _of_sample(name: str, sample: Sample, language: str, publishing: Publishing) -> Specimen:
    at = _moment(sample, publishing.clock())
    post = Post(
        id=0,
        kind=name,
        ticket_id=None,
        recipient=_YOU,
        message_id=message_id(_NO_TOKEN, publishing.desk.domain),
        letter=name,
        language=language,
        edition=0,
        topic=sample.topic,
        audience=sample.audience,
        values=dict(sample.values),
        in_reply_to="",
        references=(),
        queued_at=at,
        attempts=0,
        raw=None,
    )
    return Specimen(title=sample.name, post=post, at=at)


def _moment(sample: Sample, now: datetime) -> datetime:
    """A day on which a scheduled edit stands, else when the sample's mail came: its promises lie ahead of that."""
    today, ticket = sample.values.get("today"), sample.values.get("ticket")
    if isinstance(today, str) and today:
        return datetime.combine(date.fromisoformat(today), _NOON, UTC)
    received = ticket.get("received_at") if isinstance(ticket, dict) else None
    return datetime.fromisoformat(received) if isinstance(received, str) and received else now
