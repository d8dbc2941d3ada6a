"""What a request lacks, by its type (clause 10.2), and what of that a letter may ask.

The two differ: `missing` is what the policy requires and the new text does not bring; a letter asks only where we then help, never for
what an earlier mail or a picture already told, and never for a product before helping with a plain how-to (desk-rules 10 and 11).
"""

from __future__ import annotations

from tickets.facts import Facts, Place
from tickets.policy import Policy
from tickets.understanding import Reading, Understanding

PROBLEM = "problem"  # the one question put to a mail that says nothing to work on (desk-rules 12)


def missing(reading: Reading, policy: Policy) -> tuple[str, ...]:
    """Required facts that the new text does not bring, in the policy's order; ("problem",) where there is nothing to work on yet."""
    if reading.is_thanks:
        return ()
    if not reading.says_a_problem:
        return (PROBLEM,)
    return tuple(fact for fact in _required(reading, policy) if fact not in reading.has)


def _required(reading: Reading, policy: Policy) -> tuple[str, ...]:
    required = policy.required_for(reading.topic.label)
    if reading.topic.type == "defect" and _is_about_an_app(reading.facts):
        return tuple(fact for fact in required if fact not in policy.not_of_apps)
    return required


def _is_about_an_app(facts: Facts) -> bool:
    """True where an app is named and no device shows: an app has neither serial number nor build date."""
    shows_a_device = any(s.where is Place.NEW for s in facts.serials) or any(f.version and f.where is Place.NEW for f in facts.firmware)
    return any(s.where is Place.NEW for s in facts.software) and not shows_a_device


def to_ask(understanding: Understanding, policy: Policy) -> tuple[str, ...]:
    """What the letter asks for: of the missing facts those that a customer can be asked, where the scope says that we help."""
    if understanding.scope.decision not in policy.asking.scopes or understanding.reading.topic.label in policy.asking.nothing_on:
        return tuple(fact for fact in understanding.missing if fact == PROBLEM)
    told = told_elsewhere(understanding.reading.facts)
    return tuple(fact for fact in understanding.missing if fact not in policy.asking.never and fact not in told)


def told_elsewhere(facts: Facts) -> frozenset[str]:
    """Facts that stand in a quotation, an attachment or a picture: to be confirmed with a word, not asked for."""
    places = {
        "serial": [s.where for s in facts.serials if not s.masked],
        "firmware": [f.where for f in facts.firmware if f.version],
        "version": [f.where for f in facts.firmware if f.version] + [s.where for s in facts.software if s.version],
        "build_date": [f.where for f in facts.firmware if f.build_date],
        "product": [m.where for m in facts.models] + [s.where for s in facts.software],
    }
    return frozenset(fact for fact, found in places.items() if any(place is not Place.NEW for place in found))
