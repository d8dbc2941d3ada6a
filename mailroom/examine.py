"""What a worker process does with one raw mail: parse, screen, weigh the sender, read the words. Pure; steps 5 to 7 of the path.

Everything that looks into the body of a mail happens here, behind the limits of `mailroom.workers`.
"""

from __future__ import annotations

from dataclasses import dataclass

from classify.read import read
from classify.shape import shape
from ingest.parse import parse
from ingest.screen import screen
from ingest.trust import trust
from tickets.identity import Desk, TrustSettings
from tickets.message import Message
from tickets.understanding import Reading
from tickets.verdict import Trust, Verdict

#: what a stub needs: who wrote, to whom, about what (desk-rules 23)
_HEADER_BYTES = 256 * 1024


@dataclass(frozen=True, kw_only=True)
class Examined:
    message: Message  # without its attachments' bytes
    verdict: Verdict
    trust: Trust
    reading: Reading
    shape: str  # equal for near-identical words


def examine(raw: bytes, desk: Desk, settings: TrustSettings) -> Examined:
    message = parse(raw)
    return Examined(
        message=message.without_content(),
        verdict=screen(message, desk),
        trust=trust(raw, message, desk, settings),
        reading=read(message),
        shape=shape(message.new_text or message.subject),
    )


def examine_header(raw: bytes, desk: Desk, settings: TrustSettings) -> Examined:
    """The same from the header alone: for a mail that is too large, or that no worker could read."""
    head = raw[:_HEADER_BYTES]
    end = min((found for found in (head.find(b"\r\n\r\n"), head.find(b"\n\n")) if found >= 0), default=len(head))
    return examine(head[:end] + b"\r\n\r\n", desk, settings)
