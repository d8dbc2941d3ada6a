"""What kind of mail it is, and how far its sender is proven: the results of `ingest.screen` and `ingest.trust`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    PERSONAL = "personal"  # a person wrote it; the only kind that is ever acknowledged
    AUTOMATIC = "automatic"  # out-of-office, another desk's acknowledgement, an alarm, a challenge
    BOUNCE = "bounce"  # RFC 3464 failure, or its dialects
    DELAY = "delay"  # not delivered yet
    REPORT = "report"  # abuse (ARF), DMARC or TLS report, read receipt
    BULK = "bulk"  # newsletter, mailing list
    OWN = "own"  # sent by this desk
    SPAM = "spam"


@dataclass(frozen=True, kw_only=True)
class FailedRecipient:
    """One RFC 3464 per-recipient group, or what a dialect says in its place."""

    address: str
    action: str = "failed"  # failed, delayed, delivered, relayed, expanded
    status: str = ""  # RFC 3463, "5.1.1"; '' where nothing tells
    diagnostic: str = ""
    original: str = ""  # the address that we wrote to, where the mail was passed on to `address`


@dataclass(frozen=True, kw_only=True)
class BounceReport:
    recipients: tuple[FailedRecipient, ...] = ()
    message_id: str = ""  # of the mail that was not delivered
    outbound: str = ""  # our X-Mailroom-Outbound in what came back


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A kind with its reason in words that a support person reads."""

    kind: Kind
    because: str
    proven: bool = True  # by headers or structure; False where only words or a model say so
    asks_no_answer: bool = False  # X-Auto-Response-Suppress All or AutoReply on a personal mail (decisions 10)
    bounce: BounceReport | None = None
    away_until: str = ""  # ISO date that an out-of-office announces; '' where it names none
    is_out_of_office: bool = False
    new_address: str = ""  # that an automatic reply announces as its sender's, or his successor's


class TrustLevel(StrEnum):
    VERIFIED = "verified"  # an aligned DKIM signature that we checked
    ALIGNED = "aligned"  # DMARC-aligned by a trusted authserv-id
    NONE = "none"
    FAILED = "failed"  # DMARC fail


PROVEN = frozenset({TrustLevel.VERIFIED, TrustLevel.ALIGNED})


@dataclass(frozen=True, kw_only=True)
class Trust:
    """How far the From address is proven. Reply-To, Sender and display names prove nothing and do not stand here."""

    level: TrustLevel
    because: str
    policy: str = ""  # the DMARC policy that the failing domain publishes: none, quarantine, reject; '' unknown
    warnings: tuple[str, ...] = ()  # look-alike domain, our own staff's display name, Reply-To elsewhere

    @property
    def is_proven(self) -> bool:
        return self.level in PROVEN

    @property
    def forbids_answer(self) -> bool:
        """Only a DMARC failure under quarantine or reject earns silence (desk-rules 23)."""
        return self.level is TrustLevel.FAILED and self.policy in ("quarantine", "reject")
