"""What the words of one mail tell: facts, topic, audience and signs, put together. No directory, no history, no policy.

Runs in a worker process and touches nothing: the same mail always reads the same.
"""

from __future__ import annotations

from dataclasses import replace

from classify import facts, secrets
from classify.audience import audience_of
from classify.dealership import dealership_of
from classify.features import blocks, wording
from classify.has import has
from classify.model import serving
from classify.signs import signs_of
from classify.told import says_the_installer_is_gone
from classify.topic import topic_of
from tickets.message import Message
from tickets.understanding import Reading, TopicLabel

PRIVACY = "privacy"


def read(message: Message) -> Reading:
    found = facts.find(message)
    said = wording(message)
    heard = serving().hear(blocks(said))
    topic = topic_of(said, heard)
    signs = signs_of(message, said, topic)
    return Reading(
        facts=found,
        audience=audience_of(heard),
        topic=_with_privacy(topic, signs.lane),
        has=has(message, found, said.said),
        says_a_problem=signs.says_a_problem,
        is_thanks=signs.is_thanks,
        lane=signs.lane,
        urgent=signs.urgent,
        secrets=_kinds_of_secrets(message),
        shows_clock=secrets.shows_clock(message.new_text, found),
        is_sensitive=topic.label == secrets.UNLOCKED and secrets.is_sensitive(message, found),
        on_site=signs.on_site,
        dealership=dealership_of(said, message.new_text),
        installer_gone=says_the_installer_is_gone(said.said),
    )


def _with_privacy(topic: TopicLabel, lane: str) -> TopicLabel:
    """A matter of privacy that the mail's own words tell beside another one is among its topics (desk-rules 14)."""
    if lane != PRIVACY or PRIVACY in (topic.label, *topic.also):
        return topic
    return replace(topic, also=(*topic.also, PRIVACY)[-2:])


def _kinds_of_secrets(message: Message) -> tuple[str, ...]:
    return tuple(sorted({secret.kind for secret in secrets.find(f"{message.subject}\n{message.text}")}))
