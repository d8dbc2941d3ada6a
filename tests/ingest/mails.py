"""Messages as `ingest.parse` would make them, for tests of what is decided about them."""

from __future__ import annotations

from datetime import UTC, datetime

from tickets.identity import Desk
from tickets.message import Address, MachinePart, Message, Segment, SegmentKind

DESK = Desk(
    own_addresses=frozenset({"service@icrealtime.example"}),
    staff=(("ana@icrealtime.example", "Ana Ruiz"), ("bo@icrealtime.example", "Bo Lind")),
)
US = Address("support@icrealtime.example", "IC Realtime Support")
CUSTOMER = Address("maria@brightcams.example", "Maria Lopez")
DAEMON = Address("MAILER-DAEMON@mx.brightcams.example", "Mail Delivery System")
STATUS_REPORT = "multipart/report; report-type=delivery-status"


def mail(
    text: str = "Our recorder shows no picture since Monday.",
    *,
    subject: str = "No picture",
    sender: Address | None = CUSTOMER,
    headers: dict[str, str] | None = None,
    status: str = "",
    returned: str = "",
    content_type: str = "text/plain",
    in_reply_to: tuple[str, ...] = (),
    reply_to: tuple[Address, ...] = (),
    language: str = "en",
) -> Message:
    """`status` is a message/delivery-status part, `returned` the text of a message/rfc822 part."""
    parts = (("message/delivery-status", status), ("message/rfc822", returned))
    return Message(
        message_id="one@brightcams.example",
        in_reply_to=in_reply_to,
        date=datetime(2026, 3, 3, 15, 4, tzinfo=UTC),
        sender=sender,
        reply_to=reply_to,
        to=(US,),
        subject=subject,
        text=text,
        segments=(Segment(SegmentKind.NEW, text),),
        headers=tuple((name.lower(), value) for name, value in (headers or {}).items()),
        machine_parts=tuple(MachinePart(content_type=kind, text=body) for kind, body in parts if body),
        content_type=content_type,
        language=language,
    )
