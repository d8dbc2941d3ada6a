"""What the words of one mail tell: facts, topic, audience and signs, put together. No directory, no history, no policy.

Runs in a worker process and touches nothing: the same mail always reads the same.
"""

from __future__ import annotations

from classify.audience import audience_of
from classify.features import wording
from classify.signs import signs_of
from classify.topic import topic_of
from tickets.facts import Facts
from tickets.message import Message
from tickets.understanding import Reading


def read(message: Message) -> Reading:
    facts = Facts()
    said = wording(message)
    topic = topic_of(said)
    signs = signs_of(message, said, topic)
    return Reading(
        facts=facts,
        audience=audience_of(said),
        topic=topic,
        lane=signs.lane,
        urgent=signs.urgent,
        is_thanks=signs.is_thanks,
        says_a_problem=signs.says_a_problem,
        on_site=signs.on_site,
    )
