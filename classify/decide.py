"""From words to a decision: the audience by order of proof, the scope of each topic by the policy, and what is missing.

Pure: the directories and the history come in as `Known`. Staff is screened before this. A dealer by words alone is served as one, with
"says dealer, unverified" in the evidence; whatever a mere claim must not unlock is a person's decision further on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from classify.missing import missing
from classify.scope import scope, to_a_person
from classify.signs import DANGERS, SURE_OF_PRIVACY, emergency_of
from tickets.policy import Policy
from tickets.understanding import Audience, AudienceLabel, Reading, Scope, ScopeDecision, Understanding

_OF_HISTORY = 0.95  # earlier tickets may have been somebody else's at the same address


@dataclass(frozen=True, kw_only=True)
class Known:
    """What the desk knows of a sender beside this mail."""

    directory_audience: Audience | None = None  # dealer: the dealer directory knows the address or its company domain
    is_active_dealer: bool = False
    history_audience: Audience | None = None  # of the sender's earlier tickets, when all agree
    earlier_serials: tuple[str, ...] = ()  # on the sender's last tickets


def decide(reading: Reading, known: Known, policy: Policy) -> Understanding:
    reading = _without_a_guess_at_privacy(reading)
    who = audience(reading, known, policy)
    granted = _granted(reading, who, known, policy)
    return Understanding(
        reading=reading,
        audience=who,
        scope=granted,
        missing=() if granted.decision is ScopeDecision.NONE else missing(reading, policy),
        also_scopes=tuple((topic, _for_topic(topic, who, known, policy)) for topic in reading.topic.also),
    )


def _without_a_guess_at_privacy(reading: Reading) -> Reading:
    """The restricted lane follows the topic; a guess that no word of the mail bears out is no topic."""
    topic = reading.topic
    is_guess = topic.label == "privacy" and not reading.lane and topic.confidence < SURE_OF_PRIVACY
    return replace(reading, topic=replace(topic, label="other")) if is_guess else reading


def audience(reading: Reading, known: Known, policy: Policy) -> AudienceLabel:
    """Dealer directory, then history, then the words of the mail; words below the policy's confidence tell nothing."""
    words = reading.audience
    if known.directory_audience:
        return AudienceLabel(label=known.directory_audience, confidence=1.0, because=("the dealer directory knows the sender",))
    if known.history_audience and known.history_audience is not Audience.UNKNOWN:
        return AudienceLabel(label=known.history_audience, confidence=_OF_HISTORY, because=("all earlier tickets of the sender agree",))
    if words.confidence < policy.confidence.audience:
        return replace(words, label=Audience.UNKNOWN)
    if words.label is Audience.DEALER:
        return replace(words, because=(*words.because, "says dealer, unverified"))
    return words


def _granted(reading: Reading, who: AudienceLabel, known: Known, policy: Policy) -> Scope:
    """The scope of the primary topic. Nobody is steered on a guess, in danger, or to an installer who is said to be gone."""
    granted = _for_topic(reading.topic.label, who, known, policy)
    is_guess = min(reading.topic.confidence, who.confidence) < policy.confidence.steer
    is_in_danger = emergency_of(reading.urgent) in DANGERS
    has_no_dealer = reading.installer_gone and granted.decision is ScopeDecision.REFER_TO_DEALER
    if granted.decision in policy.steers and (is_guess or is_in_danger or has_no_dealer):
        return to_a_person(granted)
    return granted


def _for_topic(topic: str, who: AudienceLabel, known: Known, policy: Policy) -> Scope:
    granted = scope(policy, who.label, topic)
    is_inactive = known.directory_audience is Audience.DEALER and not known.is_active_dealer
    # Clause 2.1: appointments are for active dealers.
    return to_a_person(granted) if is_inactive and granted.decision is ScopeDecision.APPOINTMENT_ONLY else granted
