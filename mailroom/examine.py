"""What a worker process does with one raw mail: parse, screen, weigh the sender, read the words. Pure; steps 5 to 7 of the path.

Everything that looks into the body of a mail happens here, behind the limits of `mailroom.workers`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from classify.read import read
from classify.secrets import shown
from classify.shape import shape
from ingest.carrying import turn
from ingest.parse import parse
from ingest.screen import screen
from ingest.trust import trust
from tickets.carried import Carried
from tickets.facts import Place
from tickets.identity import Desk, TrustSettings
from tickets.message import Message, Shown
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
    shown: Shown
    carried: Carried | None = None  # who brought it for its sender; `message`, `verdict` and `trust` are that sender's


def examine(raw: bytes, desk: Desk, settings: TrustSettings) -> Examined:
    return _weighed(parse(raw), raw, desk, settings)


def examine_text(raw: bytes, desk: Desk, settings: TrustSettings) -> Examined:
    """The same without a look into its files: a paper or a picture must not cost the words of its mail."""
    message = parse(raw).without_content()
    return _weighed(replace(message, defects=(*message.defects, "files-not-read")), raw, desk, settings)


def _weighed(message: Message, raw: bytes, desk: Desk, settings: TrustSettings) -> Examined:
    verdict, proof = screen(message, desk), trust(raw, message, desk, settings)
    turned = turn(message, verdict, proof, desk)
    if turned:
        return _examined(turned.message, turned.verdict, turned.trust, turned.carried)
    return _examined(message, verdict, proof)


def _examined(message: Message, verdict: Verdict, proof: Trust, carried: Carried | None = None) -> Examined:
    reading = read(message)
    return Examined(
        message=message.without_content(),
        verdict=verdict,
        trust=proof,
        reading=reading,
        shape=shape(message.new_text or message.subject, (serial.value for serial in reading.facts.serials if serial.where is Place.NEW)),
        shown=shown(message),
        carried=carried,
    )


def examine_header(raw: bytes, desk: Desk, settings: TrustSettings) -> Examined:
    """The same from the header alone: for a mail that is too large, or that no worker could read."""
    head = raw[:_HEADER_BYTES]
    end = min((found for found in (head.find(b"\r\n\r\n"), head.find(b"\n\n")) if found >= 0), default=len(head))
    return examine(head[:end] + b"\r\n\r\n", desk, settings)


def files(raw: bytes, desk: Desk, settings: TrustSettings) -> dict[str, bytes]:  # noqa: ARG001
    """The octets of a mail's files by part number, for a letter that carries them on."""
    return {attachment.part: attachment.content for attachment in parse(raw).attachments}
