"""A mail as its sender, subject and text, for the tests of topic, audience and signs."""

from __future__ import annotations

from classify.audience import audience_of
from classify.features import Wording, blocks, wording
from classify.model import serving
from classify.topic import topic_of
from tickets.message import Address, Message, Segment, SegmentKind
from tickets.understanding import AudienceLabel, TopicLabel


def letter(text: str, *, subject: str = "", address: str = "someone@mail.example", name: str = "", signature: str = "") -> Message:
    segments = [Segment(SegmentKind.NEW, text)]
    if signature:
        segments.append(Segment(SegmentKind.SIGNATURE, signature))
    return Message(
        message_id="1@mail.example",
        sender=Address(address, name),
        subject=subject,
        text=f"{text}\n{signature}",
        segments=tuple(segments),
    )


def worded(text: str, *, subject: str = "", address: str = "someone@mail.example", name: str = "", signature: str = "") -> Wording:
    return wording(letter(text, subject=subject, address=address, name=name, signature=signature))


def topic(said: Wording) -> TopicLabel:
    return topic_of(said, serving().hear(blocks(said)))


def audience(said: Wording) -> AudienceLabel:
    return audience_of(serving().hear(blocks(said)))
