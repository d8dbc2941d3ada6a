"""An engineer's answer to his digest: its orders are done in the transaction that files the mail, and one receipt tells of all.

What the digest itself says must never become an order, since customers write its subjects and last lines: only words above its mark count,
and where a piece of it may be left among them nothing is done.
"""

from __future__ import annotations

from mailroom.decision import Filing
from mailroom.engineers.attempt import SILENCE, Attempt
from mailroom.engineers.digest_answer import answered
from mailroom.engineers.lines import orders
from mailroom.engineers.words import BAR, MARK
from responders.digest import receipt
from tickets.recall import Digest
from tickets.states import InboundState


def answer(attempt: Attempt) -> Filing:
    """For a mail of proven staff that answers a digest."""
    person, rules, row = attempt.person, attempt.rules, attempt.mail.row
    told = _told(attempt)
    ((outbound_id, _),) = attempt.queue([receipt(told, person, row.id, rules.desk, rules.policy)])
    attempt.note("an answer to a digest", told[0], outbound_id)
    return Filing(state=InboundState.FILED, because="an engineer's answer to his digest", silence=SILENCE)


def _told(attempt: Attempt) -> tuple[str, ...]:
    own = _own(attempt)
    if own is None:
        return ("the digest that this answers was written to somebody else; nothing was done",)
    if own.is_revoked:
        return ("that digest can be answered no more, since somebody else held it; nothing was done",)
    text = attempt.text.partition(MARK)[0]
    if BAR in text:
        return ("a piece of the digest stands among your words; nothing was done, so write your lines above it and send them again",)
    return answered(attempt.connection, attempt.terms, own.letter, attempt.person, orders(text), attempt.mail.now)


def _own(attempt: Attempt) -> Digest | None:
    return next((digest for digest in attempt.recalled.evidence.digests if attempt.person.writes_from(digest.recipient)), None)
