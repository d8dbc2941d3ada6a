"""The answer to "are you a dealer?", which an acknowledgement asks where nothing tells (desk-rules 15), and what follows from it.

A claim unlocks nothing: whoever says that he is a dealer stays unknown, and the engineer reads "says dealer, unverified". What decides is
the dealer directory: his address or company domain, or an account number together with the company's name, which strangers do not have in
one hand. That somebody is no dealer is believed at once: it gives him nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from classify.decide import Known, decide
from classify.features import Wording
from classify.lexicon import Places
from classify.phrases import places
from classify.secrets import mask
from classify.sightings import line_at
from classify.words import plain
from tickets.policy import Policy
from tickets.understanding import Audience, AudienceLabel, Company, Dealership, Reading, Understanding

UNVERIFIED = "says dealer, unverified"
_SURE = 0.95
_FEW_WORDS = 8  # a mail that says little but "dealer, Acme, 4711"
_CLAIMS = frozenset({"dealer", "owner", "bare_dealer", "bare_owner"})
_YES = frozenset({"yes", "yep", "yeah", "no", "si", "oui", "non", "sim", "nao", "ja", "nein", "just", "!", "hi", "hello"})
_DENIED_WITHIN = 2  # words: "not an authorized dealer"
_MOST_CHARACTERS = 2_000  # of a mail; an answer to a question stands at its beginning
_MOST_ACCOUNTS = 5

_ACCOUNT = re.compile(
    r"\b(?:account|acct|dealer|customer|client|cuenta|cliente|conta|compte|konto|kunden|distribuidor|revendedor)\w{0,8}"
    r"[ .]{0,2}(?:no|num|number|nr|id|code|numero|n)?[ .:#=º°-]{0,4}([a-z]{0,4}-?\d{3,10})\b"
)
_NO_LETTER = re.compile(r"[\W_]+")
_LEGAL_FORM = re.compile(r" (?:inc|llc|ltd|corp|co|gmbh|sa|srl|sarl|ltda)(?: (?:inc|llc|ltd|de cv))? $")


def dealership_of(wording: Wording, text: str) -> Dealership | None:
    """What the new text answers, or None where it does not."""
    if _CLAIMS.isdisjoint(places("dealership", wording.said)):
        return None
    label = _label(wording.body, places("dealership", wording.body))
    if label is None:
        return None
    told = plain(text[:_MOST_CHARACTERS])
    numbers = [match for match, _ in zip(_ACCOUNT.finditer(told), range(_MOST_ACCOUNTS), strict=False)]
    shown = line_at(text, numbers[0].start(1)) if numbers else line_at(text, 0)
    return Dealership(label=label, accounts=tuple(match[1] for match in numbers), line=mask(shown), said=_spaced(told))


def _label(said: Sequence[str], stood: Places) -> Audience | None:
    denials = set(stood.get("denied", ()))
    claims = stood.get("dealer") or _bare(said, stood.get("bare_dealer", ()))
    denied = [at for at in claims if denials.intersection(range(at - _DENIED_WITHIN, at))]
    owns = bool(stood.get("owner") or denied or _bare(said, stood.get("bare_owner", ())))
    is_dealer = len(denied) < len(claims)
    if owns == is_dealer:  # both or neither: a person reads it
        return None
    return Audience.END_CUSTOMER if owns else Audience.DEALER


def _bare(said: Sequence[str], at: Sequence[int]) -> list[int]:
    """One word for an answer: it begins the mail, or stands behind a yes. "My dealer is closed" is none."""
    return [place for place in at if len(said) <= _FEW_WORDS and (place == 0 or said[place - 1] in _YES)]


def decided_again(reading: Reading, answer: Dealership, known: Known, companies: Iterable[Company], policy: Policy) -> Understanding:
    """The understanding of a ticket after the answer; the topic of the reading is the ticket's. `companies` are those of the directory
    whose account number the answer names."""
    who, is_active = _who(answer, known, companies)
    is_dealer = who.label is Audience.DEALER
    proven = Known(directory_audience=who.label if is_dealer else None, is_active_dealer=is_active, earlier_serials=known.earlier_serials)
    return replace(decide(replace(reading, audience=who), proven, policy), audience=who)


def _who(answer: Dealership, known: Known, companies: Iterable[Company]) -> tuple[AudienceLabel, bool]:
    if known.directory_audience:
        return _label_of(known.directory_audience, "the dealer directory knows the sender", answer), known.is_active_dealer
    if answer.label is not Audience.DEALER:
        return _label_of(answer.label, "said so when asked", answer), False
    named = [company for company in companies if _names(answer, company)]
    if named:
        proof = "company and account number stand together in the dealer directory"
        return _label_of(Audience.DEALER, proof, answer), any(company.is_active for company in named)
    return _label_of(Audience.UNKNOWN, UNVERIFIED, answer), False


def _names(answer: Dealership, company: Company) -> bool:
    """An account number alone is printed on every invoice."""
    name = _LEGAL_FORM.sub(" ", _spaced(plain(company.name)))
    return bool(name.strip()) and name in answer.said


def _label_of(label: Audience, proof: str, answer: Dealership) -> AudienceLabel:
    return AudienceLabel(label=label, confidence=_SURE, because=(proof, answer.line))


def _spaced(text: str) -> str:
    """Words between single blanks, one at either end: "Acme Security, Inc." stands in " we are acme security inc account 4711 "."""
    return f" {_NO_LETTER.sub(' ', text).strip()} "
