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
from responders.steering import kept, lane, steers
from responders.urgency import DANGERS, urgency
from responders.vocabulary import Value
from tickets.facts import Facts, Place
from tickets.hours import is_open, next_opening
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.understanding import Audience, ScopeDecision, Understanding

_MOST_FACTS = 6  # of one kind in a line; an inventory of forty cameras is not repeated
_SURE = 0.6  # below, the letter neither says what it is about nor offers a tip
_UNSAID = ("other", "spam", "privacy", "question.general")  # "about a general question" tells nobody anything
_TOPICS_AT_HAND = ("installation", "appointment")


def letter_for(understanding: Understanding) -> str:
    """The name of the letter; '' where the policy grants none (spam)."""
    return "" if understanding.scope.decision is ScopeDecision.NONE else "acknowledgement"


def values(case: Case, desk: Desk, policy: Policy) -> dict[str, Value]:
    """What the acknowledgement, and every other letter to this customer, may show: the tables of `lexicon`, as JSON."""
    restricted = lane(case.understanding)
    urgent = urgency(case.understanding.reading.urgent)
    always: dict[str, Value] = {
        "desk": _desk(desk),
        "contact": [] if restricted else _contact(desk, case.understanding.audience.label),
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
    reading, topic = understanding.reading, understanding.reading.topic
    is_sure = topic.confidence >= _SURE and topic.label not in _UNSAID and reading.says_a_problem and not case.is_stub
    may_ask = _may_ask(case, urgent)
    wanted = asked(case, policy) if may_ask else ()
    way_on = [] if urgent in DANGERS else steers(understanding, policy)
    return {
        "request": {
            "topic": topic.label,
            "type": topic.type,
            "audience": understanding.audience.label.value,
            "is_sure": is_sure,
        },
        "understood": _understood(reading.facts),
        "another_maker": _of_other_makers(reading.facts),
        "confirm": confirmations(case, policy) if may_ask and PROBLEM not in wanted else [],
        "missing": asks(case, wanted),
        "steer": way_on,
        "kept": kept(understanding, way_on),
        "asks_problem": PROBLEM in wanted,
        "asks_changes": topic.type == "defect" and may_ask and PROBLEM not in wanted,
        "asks_product": topic.label in policy.asking.nothing_on and "product" in understanding.missing and may_ask,
        "asks_dealer": may_ask and _is_to_be_told_apart(understanding),
        "phone": _phone(desk, understanding.audience.label),
        "is_on_site": reading.on_site,
        "is_stub": case.is_stub,
        "is_only_copied": case.only_cc,
        "is_repeated": case.mails_together > 1,
        "has_secret": bool(reading.secrets),
        "is_live_work": topic.type in _TOPICS_AT_HAND and understanding.audience.label is Audience.DEALER,
        "tip_wanted": is_sure and urgent not in DANGERS and not reading.on_site and _wants_tips(understanding),
        "promise": _promise(case, policy),
        "hours": _hours(understanding.audience.label, policy),
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


def _understood(facts: Facts) -> list[Value]:
    """What the sender says now, a line a kind; another maker's number and a masked one are no fact of ours."""
    found = {
        "model": [m.value for m in facts.models if m.where is Place.NEW],
        "serial": [s.value for s in facts.serials if s.where is Place.NEW and not s.masked and not s.other_maker],
        "firmware": [_version(f.version, f.build_date) for f in facts.firmware if f.where is Place.NEW and f.version],
        "build_date": [f.build_date for f in facts.firmware if f.where is Place.NEW and f.build_date and not f.version],
        "software": [" ".join(filter(None, (s.name, s.version))) for s in facts.software if s.where is Place.NEW],
    }
    return [{"fact": fact, "value": _listed(said)} for fact, said in found.items() if said]


def _of_other_makers(facts: Facts) -> list[Value]:
    return [{"value": s.value, "maker": s.other_maker} for s in facts.serials if s.other_maker and s.where is Place.NEW]


def _version(version: str | None, build_date: str | None) -> str:
    return f"{version} ({build_date})" if build_date else version or ""


def _listed(said: list[str]) -> str:
    once = list(dict.fromkeys(said))
    return ", ".join(once[:_MOST_FACTS]) + (" …" if len(once) > _MOST_FACTS else "")


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


def _hours(audience: Audience, policy: Policy) -> Value:
    calendar = policy.calendar(audience)
    return {
        "line": _line(audience),
        "first_day": min(calendar.weekdays),
        "last_day": max(calendar.weekdays),
        "opens": calendar.opens.isoformat("minutes"),
        "closes": calendar.closes.isoformat("minutes"),
    }


def _line(audience: Audience) -> str:
    return "dealer" if audience is Audience.DEALER else "consumer"


def _phone(desk: Desk, audience: Audience) -> Value:
    return {"number": desk.dealer_phone if audience is Audience.DEALER else desk.consumer_phone, "line": _line(audience)}


def _contact(desk: Desk, audience: Audience) -> list[Value]:
    """The hotlines this audience may call; somebody unknown sees both. An empty setting gives no line."""
    lines = {"dealer_phone": (desk.dealer_phone, Audience.END_CUSTOMER), "consumer_phone": (desk.consumer_phone, Audience.DEALER)}
    return [{"kind": kind, "value": number} for kind, (number, unfit) in lines.items() if number and audience is not unfit]


def _desk(desk: Desk) -> Value:
    return {
        "name": desk.name,
        "address": desk.address,
        "timezone": desk.timezone,
        "portal_url": desk.portal_url,
        "help_center_url": desk.help_center_url,
        "dealer_phone": desk.dealer_phone,
        "consumer_phone": desk.consumer_phone,
        "sales_address": desk.sales_address,
    }


def _local(moment: datetime, policy: Policy) -> str:
    return moment.astimezone(ZoneInfo(policy.hours.timezone)).isoformat(timespec="minutes")
