"""Mail on behalf of somebody else becomes that person's mail: a form of ours, or a mail that one of us passed on.

A newcomer would keep the carrier as the sender and repair each later step. Here the mail is turned once, before anybody asks who wrote
it: whatever follows sees the person's address, words and subject. A forward by somebody outside is not turned: he stays the requester,
and the sender inside is never written to (desk-rules 27).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest import language, segments
from ingest.colleagues import is_one_of_us, outsiders, written_to
from ingest.forms import filled_in
from ingest.forwards import people
from ingest.machine_senders import is_unattended
from tickets import tokens
from tickets.carried import Carried, Way
from tickets.identity import Desk
from tickets.message import Message
from tickets.verdict import Kind, Trust, TrustLevel, Verdict


@dataclass(frozen=True, kw_only=True)
class Turned:
    """A carried mail as the person's own."""

    message: Message
    verdict: Verdict
    trust: Trust  # in that person, not in the carrier
    carried: Carried


def turn(message: Message, verdict: Verdict, trust: Trust, desk: Desk) -> Turned | None:
    """None for all mail that people write for themselves. `verdict` is what the mail looks like as it came."""
    may_be_form = verdict.kind in (Kind.PERSONAL, Kind.AUTOMATIC, Kind.BULK)  # portals say of themselves that they are machines
    carried = filled_in(message, trust, desk) if may_be_form else None
    if carried is None and verdict.kind is Kind.PERSONAL:
        carried = passed_on(message, trust, desk)
    return _turned(message, trust, carried) if carried else None


def _turned(message: Message, trust: Trust, carried: Carried) -> Turned:
    verdict = Verdict(kind=Kind.PERSONAL, because=carried.because)
    if carried.way is Way.FORM:
        stranger = Trust(level=TrustLevel.NONE, because="a form says who it is")
        own = replace(message, sender=carried.person or carried.carrier, reply_to=(), cc=())
        return Turned(message=own, verdict=verdict, trust=stranger, carried=carried)
    # Passing it on needs authentication alone (decisions 8): one of us has seen the mail and stands for it.
    return Turned(message=_inner(message, carried), verdict=verdict, trust=trust, carried=carried)


def passed_on(message: Message, trust: Trust, desk: Desk) -> Carried | None:
    """A customer's mail that one of us sends to the desk alone. A reply with a token, or a mail that went outside too, is none."""
    inner, sender = message.forwarded, message.sender
    if inner is None or sender is None or not is_one_of_us(sender, trust, desk):
        return None
    if written_to(message, desk) or _answers_us(message):
        return None
    found = outsiders((*((inner.sender,) if inner.sender else ()), *inner.recipients, *people(inner.text)), desk)
    is_his = len(found) == 1 and inner.sender is not None and inner.sender.address.lower() == found[0].address.lower()
    person = found[0] if is_his and not is_unattended(replace(message, sender=found[0])) else None
    return Carried(
        way=Way.FORWARD,
        carrier=sender,
        person=person,
        because=_because(sender.address, person.address if person else "", len(found)),
        words=message.new_text,
        answers=inner.message_id,
        candidates=found,
    )


def _answers_us(message: Message) -> bool:
    """A reply to a letter of ours may look like a forward, as Outlook writes it; its token says what it is."""
    by_address = any(tokens.in_address(a.address) for a in (*message.to, *message.cc))
    return by_address or any(tokens.in_message_id(answered) for answered in message.in_reply_to)


def _because(carrier: str, person: str, outside: int) -> str:
    if person:
        return f"{carrier} passed on a mail of {person}"
    many = {0: "nobody outside stands in it", 1: "the one outside did not write it, or reads no mail"}
    return f"{carrier} passed on a mail, but {many.get(outside, f'{outside} people outside stand in it')}"


def _inner(message: Message, carried: Carried) -> Message:
    """The mail that was passed on, as if its writer had sent it to us; where he is not known yet, its carrier. Its files came with it."""
    inner = message.forwarded
    if inner is None:
        raise AssertionError("what is passed on stands in the mail")
    own = replace(
        message,
        sender=carried.person or carried.carrier,
        reply_to=(),
        to=(),
        cc=(),
        subject=inner.subject,
        text=inner.text,
        segments=segments.split(inner.text, "", inner.subject),
        date=inner.date or message.date,
        forwarded=None,
    )
    return replace(own, language=language.language(own.new_text))
