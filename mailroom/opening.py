"""From a mail that opens a ticket to that ticket: whose it is, what it is about, when we owe an answer. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ingest.colleagues import written_to
from mailroom.decision import Change, Filing
from mailroom.recalling import Recalled, Rules
from tickets import chase
from tickets.desk import Opening
from tickets.due import due
from tickets.message import Address
from tickets.policy import Policy
from tickets.understanding import Understanding


def opening(rules: Rules, recalled: Recalled, filing: Filing) -> Opening:
    mail, understanding = recalled.mail, recalled.case.understanding
    requester, *others = _people(rules, recalled, filing)
    labels = (understanding.audience.label, understanding.reading.topic.label, understanding.scope)
    carried = mail.examined.carried
    by = due(rules.policy, *labels, mail.row.arrived_at, channel=carried.channel if carried else "email")
    return Opening(
        subject=mail.examined.shown.subject,
        requester=requester,
        language=mail.examined.message.language,
        understanding=understanding,
        opened_at=mail.row.arrived_at,
        due_at=None if mail.row.is_silent else by.due_at,
        chase_at=None if mail.row.is_silent else first_reminder(rules.policy, understanding, mail.row.arrived_at),
        asks_no_answer=mail.examined.verdict.asks_no_answer,
        incident_id=recalled.case.incident.id if recalled.case.incident and not mail.row.is_silent else None,
        is_history=mail.row.is_silent,
        is_stub=bool(mail.poison),
        copied=tuple(other.address for other in others),
        is_proven=mail.examined.trust.is_proven or filing.change is Change.OUTSIDE,
    )


def _people(rules: Rules, recalled: Recalled, filing: Filing) -> Iterable[Address]:
    """The requester, then whom the mail names beside him."""
    mail = recalled.mail
    if filing.change is Change.OUTSIDE:
        return written_to(mail.examined.message, rules.desk)
    return (mail.sender, *(other for other in mail.examined.message.cc if not rules.desk.is_own(other.address)))


def first_reminder(policy: Policy, understanding: Understanding, at: datetime) -> datetime | None:
    """Where the policy names a fact that is chased before anybody has answered, and the request lacks it (desk-rules 3)."""
    topic, scope = understanding.reading.topic.label, understanding.scope.decision
    lacks = chase.before_an_answer(policy, understanding.missing, scope, topic)
    return chase.first(policy, understanding.audience.label, at) if lacks else None
