"""What kind of mail it is."""

from __future__ import annotations

from tickets.identity import Desk
from tickets.message import Message
from tickets.verdict import Kind, Verdict


def screen(message: Message, desk: Desk) -> Verdict:
    return Verdict(kind=Kind.PERSONAL, because="nothing says otherwise")
