"""What kind of mail it is."""

from __future__ import annotations

from ingest import bounces
from tickets.identity import Desk
from tickets.message import Message
from tickets.verdict import Kind, Verdict


def screen(message: Message, desk: Desk) -> Verdict:
    b = bounces.find(message)
    if b: return Verdict(kind=b.kind, because=b.because, bounce=b.report)
    return Verdict(kind=Kind.PERSONAL, because="nothing says otherwise")
