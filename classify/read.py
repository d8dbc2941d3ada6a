"""What the words of one mail tell."""

from __future__ import annotations

from tickets.facts import Facts
from tickets.message import Message
from tickets.understanding import Audience, AudienceLabel, Reading, TopicLabel


def read(message: Message) -> Reading:
    return Reading(
        facts=Facts(),
        audience=AudienceLabel(label=Audience.UNKNOWN, confidence=0.0),
        topic=TopicLabel(label="other", confidence=0.0),
    )
