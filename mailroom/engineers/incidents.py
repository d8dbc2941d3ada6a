"""One cause behind many tickets: `#incident` (desk-rules 21).

    #incident TOPIC             how many tickets it would take in; nothing is done yet
    #incident TOPIC yes 12      begins; the words below stand in the one letter to each of the twelve
    #incident TOPIC answer 12   the lead's words below go to each of the twelve separately, and it ends
    #incident TOPIC over        ends without a word; who waits is answered in turn

The number is the confirmation: where it is not the number of the moment, nothing is done.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import MappingProxyType

from mailroom import incidents
from mailroom.engineers.correcting import known_topic
from mailroom.engineers.job import Job, Said
from mailroom.incidents import Announcement
from tickets import incidents as records
from tickets.waiting import Refused

_ORDER = re.compile(r"(.+?)(?:\s+(yes|answer|over)(?:\s+(\d{1,6}))?)?")


def incident(job: Job, argument: str) -> Said:
    first, _, words = argument.partition("\n")
    found = _ORDER.fullmatch(" ".join(first.lower().split()))
    if found is None:
        raise Refused("write #incident TOPIC")
    topic = known_topic(found[1], job.terms.policy.topics)
    said = Announcement(topic=topic, words=words.strip(), by=job.by)
    return _ORDERS[found[2] or ""](job, said, int(found[3] or 0))


def _ask(job: Job, said: Announcement, confirmed: int) -> Said:  # noqa: ARG001
    goes_on = records.running(job.connection).get(said.topic)
    if goes_on is not None:
        members = len(records.members(job.connection, goes_on.id))
        raise Refused(
            f"the incident on {said.topic} goes on with {members} tickets; write #incident {said.topic} answer {members} above "
            f"what each of them is to read, or #incident {said.topic} over"
        )
    count = incidents.count(job.connection, job.terms.policy, said.topic, job.now)
    raise Refused(
        f"{count} tickets on {said.topic} would get one letter, and no other until it is over; "
        f"write #incident {said.topic} yes {count} to begin, and below it what the letter is to say"
    )


def _begin(job: Job, said: Announcement, confirmed: int) -> Said:
    count = incidents.count(job.connection, job.terms.policy, said.topic, job.now)
    if count != confirmed:
        raise Refused(f"it would take in {count} tickets now, not {confirmed}; write #incident {said.topic} yes {count}")
    told = incidents.start_incident(job.connection, job.terms.desk, job.terms.policy, said, job.now)
    return Said(f"the incident on {said.topic} has begun: {told} customers get one letter, and their clocks stand still")


def _answer(job: Job, said: Announcement, confirmed: int) -> Said:
    if not job.by.lead:
        raise Refused("the lead answers for an incident")
    if not said.words:
        raise Refused("write below the command what each of them is to read")
    told = incidents.answer_members(job.connection, job.terms.desk, job.terms.policy, said, job.now, confirmed=confirmed)
    return Said(f"your answer goes to {told} customers, each separately, and the incident on {said.topic} is over")


def _over(job: Job, said: Announcement, confirmed: int) -> Said:  # noqa: ARG001
    freed = incidents.end_incident(job.connection, job.terms.policy, said, job.now)
    return Said(f"the incident on {said.topic} is over; {freed} tickets wait for an answer, due from now")


_ORDERS: MappingProxyType[str, Callable[[Job, Announcement, int], Said]] = MappingProxyType(
    {"": _ask, "yes": _begin, "answer": _answer, "over": _over}
)
