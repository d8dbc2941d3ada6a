"""Mails for tests of the finders: what was written now, and what stands around it."""

from __future__ import annotations

from tickets.message import Attachment, Message, Segment, SegmentKind


def letter(body: str, subject: str = "", *, language: str = "en", attachments: tuple[Attachment, ...] = (), **aside: str) -> Message:
    """A mail of one new text; `quoted`, `signature`, `footer` or `forwarded` stand behind it."""
    segments = (Segment(SegmentKind.NEW, body), *(Segment(SegmentKind(kind), text) for kind, text in aside.items()))
    text = "\n".join(segment.text for segment in segments)
    return Message(message_id="a@mail.example", subject=subject, text=text, segments=segments, language=language, attachments=attachments)


def attached(filename: str, content_type: str, content: bytes) -> Attachment:
    return Attachment(part="1.2", filename=filename, content_type=content_type, size=len(content), sha256="", content=content)
