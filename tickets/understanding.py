"""What a mail is understood to be about: the labels of the support policy, each with its confidence and its evidence.

`Reading` is what the words alone tell (made in a worker process); `Understanding` adds the directories, the history and the policy.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from tickets.facts import Facts

_LANE_TOPICS = ("privacy",)


class Audience(StrEnum):
    DEALER = "dealer"
    END_CUSTOMER = "end_customer"
    UNKNOWN = "unknown"


class ScopeDecision(StrEnum):
    SUPPORTED = "supported"
    REFER_TO_DEALER = "refer_to_dealer"
    HELP_CENTER = "help_center"
    REVIEW = "review"
    DEALERS_ONLY = "dealers_only"
    APPOINTMENT_ONLY = "appointment_only"
    BEST_EFFORT = "best_effort"
    UNSUPPORTED = "unsupported"
    SALES = "sales"
    PERSON = "person"
    NONE = "none"


@dataclass(frozen=True, kw_only=True)
class AudienceLabel:
    label: Audience
    confidence: float
    because: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Dealership:
    """The answer to "are you a dealer?" (desk-rules 15): a claim, and what the directory can hold against it."""

    label: Audience  # dealer or end customer
    accounts: tuple[str, ...] = ()  # account numbers that the answer names
    line: str = ""  # the mail's own line that shows it
    said: str = ""  # its words in lower case between single blanks, to look for a company's name in


@dataclass(frozen=True, kw_only=True)
class Company:
    """A row of the dealer directory."""

    name: str
    is_active: bool


@dataclass(frozen=True, kw_only=True)
class TopicLabel:
    label: str  # a topic of the policy, "troubleshooting.video_loss"
    confidence: float
    also: tuple[str, ...] = ()
    because: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        return self.label.partition(".")[0]


@dataclass(frozen=True, kw_only=True)
class Scope:
    decision: ScopeDecision
    clause: str  # the deciding clause of the support policy, "6.2.1"; '' where none decides
    sla: bool


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What the words of one mail tell: no directory, no history, no policy decision."""

    facts: Facts
    audience: AudienceLabel
    topic: TopicLabel
    has: tuple[str, ...] = ()  # which required facts the new text brings
    says_a_problem: bool = True  # False: a photo, an empty mail: there is nothing to work on yet (desk-rules 12)
    is_thanks: bool = False  # "thanks" alone: moves no turn, earns no letter
    lane: str = ""  # privacy, legal, vulnerability, threat: the restricted lane (desk-rules 19)
    urgent: str = ""  # the evidence for urgency, in the mail's words (desk-rules 20)
    secrets: tuple[str, ...] = ()  # kinds of secrets seen; never their values
    shows_clock: bool = False  # the recorder's date
    is_sensitive: bool = False  # a serial with the recorder's date: an unlock code is made of both, so a person verifies ownership
    on_site: bool = False  # writes from the site, now
    dealership: Dealership | None = None  # whether the mail says that a dealer writes, or somebody who is none
    installer_gone: bool = False  # the dealer or installer is said to be gone, or complained of: no referral (desk-rules 16, 19)


@dataclass(frozen=True, kw_only=True)
class Understanding:
    """A reading after the directories and the policy: what the desk acts on."""

    reading: Reading
    audience: AudienceLabel
    scope: Scope
    missing: tuple[str, ...] = ()
    also_scopes: tuple[tuple[str, Scope], ...] = ()  # of each topic in `also`: the letter steers only its part (desk-rules 14)

    @property
    def lane(self) -> str:
        """The restricted lane (desk-rules 19), also where only a second matter of the mail asks for it (desk-rules 14); '' for none."""
        return self.reading.lane or lane_of((self.reading.topic.label, *self.reading.topic.also))


def lane_of(topics: Iterable[str]) -> str:
    """The restricted lane that one of these topics asks for; '' for none."""
    return next((topic for topic in topics if topic in _LANE_TOPICS), "")
