"""Labelled mails: what the models learn from, one JSON object a line, as the taxonomy describes it.

The mails stand there as they arrived, so they are parsed like any other; `as_written` serves where no parser is at hand.
"""

from __future__ import annotations

import email.message
import email.utils
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tickets.message import Address, Message, Segment, SegmentKind

LABELLED = Path(__file__).parent / "labelled"

Parse = Callable[[bytes], Message]

_QUOTATION = re.compile(
    r"^(?:>|On .{5,150}wrote:|-{5,}|_{10,}|El .{5,120}escribi|Le .{5,120}crit ?:|Em .{5,120}escreveu|From: |De: |Von: )"
)


@dataclass(frozen=True, kw_only=True)
class LabelledMail:
    """A mail with what two readers, or an engineer who corrected us, say of it. An empty label is not taught."""

    id: str
    message: Message
    audience: str = ""  # dealer, end_customer, unknown
    topic: str = ""
    also: tuple[str, ...] = ()
    audience_or: tuple[str, ...] = ()  # where careful readers differed, either label is right
    topic_or: tuple[str, ...] = ()
    has: tuple[str, ...] = ()  # which required facts the new text brings
    has_or: tuple[str, ...] = ()  # of which careful readers differed
    serials: tuple[str, ...] = ()  # of the new text
    firmware: tuple[tuple[str, str | None], ...] = ()  # version, build date
    is_about_an_app: bool = False  # it names a program, and no device's version or serial


def labelled_mails(parse: Parse | None = None, pattern: str = "*.jsonl") -> Iterator[LabelledMail]:
    for path in sorted(LABELLED.glob(pattern)):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield _labelled(json.loads(line), parse)


def _labelled(row: dict[str, object], parse: Parse | None) -> LabelledMail:
    labels = row["labels"]
    assert isinstance(labels, dict)
    sender, subject, body = (str(row[key]) for key in ("from", "subject", "body"))
    return LabelledMail(
        id=str(row["id"]),
        message=parse(as_mail(sender, subject, body)) if parse else as_written(sender, subject, body),
        audience=labels["audience"],
        topic=labels["topic"],
        also=tuple(labels["also"]),
        audience_or=tuple(labels.get("audience_or", ())),
        topic_or=tuple(labels.get("topic_or", ())),
        has=tuple(labels["has"]),
        has_or=tuple(labels.get("has_or", ())),
        serials=tuple(labels["serials"]),
        firmware=tuple((version["version"], version["build_date"]) for version in labels["firmware"] if version["version"]),
        is_about_an_app=bool(labels["software"]) and not (labels["firmware"] or labels["serials"]),
    )


def as_mail(sender: str, subject: str, body: str) -> bytes:
    mail = email.message.EmailMessage()
    mail["From"] = sender
    mail["Subject"] = " ".join(subject.split())
    mail.set_content(body + "\n", cte="quoted-printable")
    return mail.as_bytes()


def as_written(sender: str, subject: str, body: str) -> Message:
    """A message of the whole body but what is plainly quoted."""
    lines = body.splitlines()
    end = next((at for at, line in enumerate(lines) if _QUOTATION.match(line[:300])), len(lines))
    name, address = email.utils.parseaddr(sender)
    return Message(
        message_id="",
        sender=Address(address, name) if address else None,
        subject=subject,
        text=body,
        segments=(Segment(SegmentKind.NEW, "\n".join(lines[:end])), Segment(SegmentKind.QUOTED, "\n".join(lines[end:]))),
    )
