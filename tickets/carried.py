"""A mail that somebody whom we trust brought for somebody else: a form of ours, or an engineer who passed a customer's mail on.

The mail itself then reads as that person's own (`ingest.carrying`); this is what is left of its carrier.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tickets.message import Address


class Way(StrEnum):
    FORM = "form"  # written by a portal, an app or a telephone system (desk-rules 24)
    FORWARD = "forward"  # passed on by one of us (desk-rules 27)


@dataclass(frozen=True, kw_only=True)
class Carried:
    way: Way
    carrier: Address
    because: str
    person: Address | None = None  # whose mail it is; None where the mail does not tell
    channel: str = "email"  # of the policy
    words: str = ""  # what the carrier himself wrote above it, for the desk alone (G7)
    answers: str = ""  # the Message-ID under which the person knows his mail; '' where nobody can tell
    candidates: tuple[Address, ...] = ()  # whose it may be, where several stand in it
