"""Sample cases: what every letter must stand before it goes live. All topics and audiences, missing and overlong values, hostile names.

They ship with the product, since the gate, `templates check`, the preview and the tests all use the same ones. Every serial number in
them is made up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from classify.scope import scope
from responders.acknowledgement import values
from responders.case import Case
from responders.lexicon import LETTERS, PARTS
from responders.vocabulary import Kind, Shape, Value, Values
from tickets.facts import Facts, Firmware, Model, Place, Serial, Software
from tickets.identity import Desk
from tickets.message import Address
from tickets.policy import Policy
from tickets.understanding import Audience, AudienceLabel, Reading, Scope, ScopeDecision, TopicLabel, Understanding

HOSTILE_NAMES = (
    "[click](http://evil.example)",
    "Ann\r\nBcc: victim@example.com",
    "{{ desk.__class__ }}{% for x in y %}",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "\u202etxet desrever\u202c\u2066",
    "# Heading\n- item\n\n---\n**bold",
    "a" * 10_000,
    "=?utf-8?b?QmNjOiB4QHk=?=",
    "\x00\x07\x1b[31m\ue000\ufeff",
    "''\"><a href='javascript:x'>",
)
DESK = Desk(
    dealer_phone="(877) 555-0100",
    consumer_phone="(877) 555-0101",
    help_center_url="https://help.icrealtime.example",
    sales_address="sales@icrealtime.example",
)
BARE_DESK = Desk(portal_url="")
_MONDAY = datetime(2026, 3, 2, 15, 4, tzinfo=UTC)
_SATURDAY = datetime(2026, 3, 7, 20, 30, tzinfo=UTC)
_FACTS = Facts(
    serials=(Serial(value="7E77893PAZBED9B"),),
    firmware=(Firmware(version="4.001.0000005.0.R", build_date="2022-11-25"),),
    models=(Model(value="NVR-FX16POE-1U4K1"),),
    software=(Software(name="IC View", version="5.2.1"),),
)
_ELSEWHERE = Facts(
    serials=(Serial(value="8F06F17PAJ0B44A", where=Place.PICTURE), Serial(value="1L74681PAA4CBEC", where=Place.QUOTED)),
    firmware=(Firmware(version="4.003.0000002.1.R", where=Place.PICTURE),),
)
_REPAIRED = Facts(serials=(Serial(value="7E77893PAZ8ED9B", did_you_mean="7E77893PAZBED9B"),))


@dataclass(frozen=True)
class Sample:
    """`name` tells a letter's editor which case did not come out well."""

    name: str
    topic: str
    audience: str
    values: Values
    is_hostile: bool = False
    is_real: bool = False  # what a letter really showed: a customer's own words may look like a code of ours


def samples(letter: str, policy: Policy) -> Iterator[Sample]:
    """Every sample of a letter: values of each shape, and for letters to customers real cases."""
    shapes = LETTERS.get(letter) or PARTS[letter]
    for name, fill in (("everything empty", _EMPTY), ("everything filled", _FULL), ("everything overlong", _LONG)):
        yield Sample(name, "", "", _filled(shapes, fill))
    for hostile in HOSTILE_NAMES:
        words = _filled(shapes, {**_FULL, Kind.TEXT: hostile, Kind.LINES: hostile})
        yield Sample(f"hostile: {hostile[:30]!r}", "", "", words, is_hostile=True)
    if "request" in shapes or letter in PARTS:
        for name, case in cases(policy):
            yield _of_case(name, case, policy)


def _of_case(name: str, case: Case, policy: Policy) -> Sample:
    desk = BARE_DESK if "bare" in name else DESK
    understanding = case.understanding
    return Sample(name, understanding.reading.topic.label, understanding.audience.label.value, values(case, desk, policy))


def cases(policy: Policy) -> Iterator[tuple[str, Case]]:
    """Named cases: every topic for every audience, and every special turn of an acknowledgement."""
    for topic in policy.topics:
        for audience in Audience:
            yield f"{topic}, {audience.value}", case(policy, topic, audience)
    usual = case(policy, "troubleshooting.video_loss", Audience.DEALER)
    reading = usual.understanding.reading
    yield "all facts", _with(usual, replace(reading, facts=_FACTS), missing=())
    yield "facts in a picture and a quotation", _with(usual, replace(reading, facts=_ELSEWHERE))
    yield "on an earlier ticket", replace(usual, earlier_serials=("7E77893PAZBED9B",))
    yield "another maker", _with(usual, replace(reading, facts=Facts(serials=(Serial(value="DS7608NI", other_maker="Hikvision"),))))
    yield "did you mean", _with(usual, replace(reading, facts=_REPAIRED))
    yield "nothing said", _with(usual, replace(reading, says_a_problem=False), missing=("problem",))
    for lane in ("privacy", "legal", "vulnerability", "threat"):
        yield f"restricted: {lane}", _with(usual, replace(reading, lane=lane, facts=_FACTS))
    for words in ("it is smoking", "my mother is hurt", "they broke in", "the police want the footage", "we are blind"):
        yield f"urgent: {words}", _with(usual, replace(reading, urgent=words))
    yield "on site", _with(usual, replace(reading, on_site=True))
    yield "a password in it", _with(usual, replace(reading, secrets=("password",)))
    yield "two matters", _two_matters(policy)
    yield "unreadable", replace(usual, is_stub=True)
    yield "only copied", replace(usual, only_cc=True)
    yield "late", replace(usual, too_late=True)
    yield "three mails", replace(usual, mails_together=3)
    yield "a clock time", replace(usual, first_response_by=_MONDAY, may_print_clock=True)
    yield "a weekend", replace(usual, received_at=_SATURDAY)
    yield "bare settings", usual
    yield "bare settings, appointment", case(policy, "appointment", Audience.DEALER)
    yield "bare settings, login", case(policy, "troubleshooting.login", Audience.END_CUSTOMER)
    yield "no name, no subject", replace(usual, requester=Address("a@example.com"), subject="")


def case(policy: Policy, topic: str, audience: Audience, *, language: str = "en") -> Case:
    """A plain request of this topic, with nothing brought but its words."""
    decision = _scope(policy, topic, audience)
    reading = Reading(facts=Facts(), audience=AudienceLabel(label=audience, confidence=0.9), topic=TopicLabel(label=topic, confidence=0.9))
    lacks = policy.required_for(topic) if decision.decision is not ScopeDecision.NONE else ()
    understanding = Understanding(reading=reading, audience=reading.audience, scope=decision, missing=lacks)
    return Case(
        number="IC-1042",
        subject="Re: the system at our shop",
        requester=Address("tino@example.com", "Tino Barrera"),
        language=language,
        received_at=_MONDAY,
        understanding=understanding,
    )


def _with(usual: Case, reading: Reading, missing: tuple[str, ...] | None = None) -> Case:
    lacks = usual.understanding.missing if missing is None else missing
    return replace(usual, understanding=replace(usual.understanding, reading=reading, missing=lacks))


def _two_matters(policy: Policy) -> Case:
    usual = case(policy, "question.export", Audience.END_CUSTOMER)
    reading = usual.understanding.reading
    topic = replace(reading.topic, also=("troubleshooting.video_loss", "sales.question"))
    also = tuple((label, _scope(policy, label, Audience.END_CUSTOMER)) for label in topic.also)
    return replace(usual, understanding=replace(usual.understanding, reading=replace(reading, topic=topic), also_scopes=also))


def _scope(policy: Policy, topic: str, audience: Audience) -> Scope:
    return scope(policy, audience, topic) if topic in policy.topics else Scope(decision=ScopeDecision.PERSON, clause="", sla=True)


_EMPTY: Mapping[Kind, Value] = {Kind.TEXT: "", Kind.CODE: "", Kind.LINES: "", Kind.MOMENT: "", Kind.NUMBER: 0, Kind.FLAG: False}
_FULL: Mapping[Kind, Value] = {
    Kind.TEXT: "some words",
    Kind.CODE: "other",
    Kind.LINES: "Some words\nof several lines.\n\nAnd a second paragraph.",
    Kind.MOMENT: "2026-03-02T08:30-05:00",
    Kind.NUMBER: 3,
    Kind.FLAG: True,
}
_LONG: Mapping[Kind, Value] = {**_FULL, Kind.TEXT: "overlong " * 2000, Kind.LINES: "line\n" * 5000, Kind.NUMBER: 10**12}


def _filled(shapes: Mapping[str, Shape], fill: Mapping[Kind, Value]) -> dict[str, Value]:
    return {name: _value(shape, fill) for name, shape in shapes.items()}


def _value(shape: Shape, fill: Mapping[Kind, Value]) -> Value:
    if shape.kind is Kind.RECORD:
        return _filled(shape.fields, fill)
    if shape.kind is Kind.ROWS:
        return [_filled(shape.fields, fill)] * (2 if fill[Kind.FLAG] else 0)
    if shape.kind is Kind.LINK:
        return "https://desk.icrealtime.example/x" if fill[Kind.FLAG] else ""
    return fill[shape.kind]
