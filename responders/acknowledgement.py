"""Which letter a request is owed, and the values it shows.

The steering to a dealer, the Help Center or sales stands inside the acknowledgement as a kind paragraph: one mail, not two. Values are
codes and facts, never sentences, so that the words stay with the letters in every language, and they are JSON, since they wait on the
outbound row until the letter is sent.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from classify.missing import PROBLEM
from responders.asking import asked, asks, confirmations
from responders.case import Case, greeting, plain_subject
from responders.reaching import contact, desk_words, hours, phone
from responders.steering import kept, steers
from responders.understood import of_other_makers, understood
from responders.urgency import DANGERS, urgency
from responders.vocabulary import Value
from tickets.hours import is_open, next_opening
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.understanding import Audience, ScopeDecision, Understanding

_SURE = 0.6  # below, the letter neither says what it is about nor offers a tip
_UNSAID = ("other", "spam", "privacy", "question.general")  # "about a general question" tells nobody anything
_NO_TIME_FOR_TIPS = frozenset({"heat", "injury"})
_TOPICS_AT_HAND = ("installation", "appointment")


def values(case: Case, desk: Desk, policy: Policy) -> dict[str, Value]:
    """What the acknowledgement, and every other letter to this customer, may show: the tables of `lexicon`, as JSON."""
    restricted = case.understanding.lane
    urgent = urgency(case.understanding.reading.urgent)
    always: dict[str, Value] = {
        "desk": desk_words(desk, policy),
        "contact": [] if restricted else contact(desk, case.understanding.audience.label),
        "language": case.language,
        "lane": restricted,
        "urgent": urgent,
        "ticket": {
            "number": case.number,
            "subject": "" if restricted or case.understanding.reading.secrets else plain_subject(case.subject),
            "received_at": _local(case.received_at, policy),
        },
        "person": {"name": greeting(case.requester)},
        "is_too_late": case.too_late,
    }
    return always if restricted else {**always, **_request(case, desk, policy, urgent)}


def _request(case: Case, desk: Desk, policy: Policy, urgent: str) -> dict[str, Value]:
    understanding = case.understanding
    return {
        **_understood(case, urgent),
        **_steered(understanding, policy, urgent),
        **(_asked(case, policy) if _may_ask(case, urgent) else {}),
        "promise": _promise(case, policy),
        "hours": hours(understanding.audience.label, policy),
        "phone": phone(desk, understanding.audience.label),
        "is_on_site": understanding.reading.on_site,
        "is_stub": case.is_stub,
        "is_only_copied": case.only_cc,
        "is_repeated": case.mails_together > 1,
        "has_secret": bool(understanding.reading.secrets),
    }


def _understood(case: Case, urgent: str) -> dict[str, Value]:
    understanding = case.understanding
    reading, topic = understanding.reading, understanding.reading.topic
    is_sure = topic.confidence >= _SURE and topic.label not in _UNSAID and reading.says_a_problem and not case.is_stub
    return {
        "request": {"topic": topic.label, "type": topic.type, "audience": understanding.audience.label.value, "is_sure": is_sure},
        "understood": understood(reading.facts),
        "another_maker": of_other_makers(reading.facts),
        "tip_wanted": is_sure and urgent not in _NO_TIME_FOR_TIPS and not reading.on_site and _wants_tips(understanding),
        "is_live_work": topic.type in _TOPICS_AT_HAND and understanding.audience.label is Audience.DEALER,
    }


def _steered(understanding: Understanding, policy: Policy, urgent: str) -> dict[str, Value]:
    ways = [] if urgent in DANGERS else steers(understanding, policy)
    return {"steer": ways, "kept": kept(understanding, ways)}


def _asked(case: Case, policy: Policy) -> dict[str, Value]:
    understanding, topic = case.understanding, case.understanding.reading.topic
    wanted = asked(case, policy)
    if PROBLEM in wanted:
        return {"asks_problem": True, "asks_dealer": _is_to_be_told_apart(understanding)}
    rows = asks(case, wanted)
    return {
        "confirm": confirmations(case, policy),
        "missing": rows,
        "asks_sticker": any(isinstance(row, dict) and row["fact"] == "serial" for row in rows),
        "asks_changes": topic.type == "defect",
        "asks_product": topic.label in policy.asking.nothing_on and "product" in understanding.missing,
        "asks_dealer": _is_to_be_told_apart(understanding),
    }


def _may_ask(case: Case, urgent: str) -> bool:
    """Nothing is asked in danger, nor of somebody who only copied us, was asked enough, or wrote again and again (desk-rules 3, 22, 27)."""
    return case.may_ask and not (case.only_cc or case.is_stub or case.mails_together > 1 or urgent in DANGERS)


def _is_to_be_told_apart(understanding: Understanding) -> bool:
    """Whoever may be a dealer is asked, but where the answer changes nothing (desk-rules 15)."""
    return understanding.audience.label is Audience.UNKNOWN and understanding.scope.decision is not ScopeDecision.SALES


def _wants_tips(understanding: Understanding) -> bool:
    """A dealer has looked at the cable before he writes; how a menu is reached may still help him."""
    topic = understanding.reading.topic
    return understanding.audience.label is not Audience.DEALER or topic.type in ("question", "maintenance")


def _promise(case: Case, policy: Policy) -> Value:
    """An aim where the service levels bind us and nothing is steered; a clock time only where it was said that it may be printed."""
    scope, topic = case.understanding.scope, case.understanding.reading.topic.label
    calendar = policy.calendar(case.understanding.audience.label)
    target = policy.target_for(topic, "email")
    has_aim = scope.sla and scope.decision in policy.promises.clock_scopes and target is not None and not case.is_stub
    opens = "" if is_open(case.received_at, calendar) else next_opening(case.received_at, calendar).isoformat(timespec="minutes")
    by = case.first_response_by if has_aim and case.may_print_clock else None
    return {
        "has_aim": has_aim,
        "aim_hours": max(1, round(target.within / timedelta(hours=1))) if target else 0,
        "by": _local(by, policy) if by else "",
        "opens_at": opens,
    }


def _local(moment: datetime, policy: Policy) -> str:
    return moment.astimezone(ZoneInfo(policy.hours.timezone)).isoformat(timespec="minutes")
