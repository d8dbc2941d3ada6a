"""Any bytes become a `Message`."""

from __future__ import annotations

import email
import email.policy

from tickets.message import Address, Message, Segment, SegmentKind


def parse(raw: bytes) -> Message:
    mail = email.message_from_bytes(raw, policy=email.policy.compat32)
    name, address = email.utils.parseaddr(str(mail.get("From", "")))
    payload = mail.get_payload(decode=True)
    text = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return Message(
        message_id=str(mail.get("Message-ID", "")).strip("<> "),
        sender=Address(address, name) if address else None,
        subject=str(mail.get("Subject", "")),
        text=text,
        segments=(Segment(SegmentKind.NEW, text),),
        headers=tuple((k.lower(), str(v)) for k, v in mail.items()),
    )
