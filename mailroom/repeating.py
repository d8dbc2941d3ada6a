"""Is a new mail about what its sender waits for already? Then it joins that ticket instead of opening another one (desk-rules 22). Pure.

A wrong guess hides a request, a missed one only opens a second ticket. So a device that the ticket does not know is another matter, and so
is, from a dealer with many sites, whatever shares neither the device nor the subject. Who only asks after an answer has no other matter.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.thread import Place, Placement
from mailroom.examine import Examined
from mailroom.nudging import is_nudge
from responders.case import plain_subject
from tickets.matters import Matter
from tickets.verdict import Kind

_SURE = 0.6  # of both topics; below, that they are the same says nothing
_NO_MATTER = ("other", "spam")
_BECAUSE = "the same person, proven, wrote again about the same matter"


def may_repeat(examined: Examined) -> bool:
    """Only who is proven to be the same person is taken for him (desk-rules 22)."""
    return examined.verdict.kind is Kind.PERSONAL and examined.trust.is_proven and examined.carried is None


def again(examined: Examined, waiting: Sequence[Matter]) -> Placement | None:
    """The ticket that the mail repeats; None where it opens its own."""
    is_alone, nudges = len(waiting) == 1, is_nudge(examined)
    repeated = [one for one in waiting if (_asks_after(examined, one, is_alone) if nudges else _is_same(examined, one, is_alone))]
    return Placement(Place.AGAIN, repeated[0].ticket_id, _BECAUSE) if len(repeated) == 1 else None


def _asks_after(examined: Examined, matter: Matter, is_alone: bool) -> bool:
    return is_alone or _has_its_subject(examined, matter)


def _has_its_subject(examined: Examined, matter: Matter) -> bool:
    subject = plain_subject(examined.message.subject).casefold()
    return bool(subject) and subject == plain_subject(matter.subject).casefold()


def _is_same(examined: Examined, matter: Matter, is_alone: bool) -> bool:
    named = {serial.value for serial in examined.reading.facts.serials}
    if named and matter.serials:
        return not named.isdisjoint(matter.serials)
    topic = examined.reading.topic
    if topic.label != matter.topic or topic.label in _NO_MATTER:
        return False
    if _has_its_subject(examined, matter):
        return True
    is_sure = topic.confidence >= _SURE and matter.certainty >= _SURE
    return is_alone and is_sure and not named and not matter.is_dealers
