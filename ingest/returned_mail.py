"""The mail that a delivery report returns: which of our letters it was, and to whom it went.

A newcomer would look for a message/rfc822 part only: half of the servers paste the header into their text, some return a
text/rfc822-headers part (RFC 6522), some nothing, and Exchange and Gmail leave the id in headers of the report itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.delivery_status import original_message_id
from tickets.message import Message

_HEADER_CHARS = 64_000
_RETURNED_TYPES = (
    *("message/rfc822", "message/global", "message/partial"),
    *("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"),
)
_FIELD = re.compile(r">?[ \t]{0,4}([A-Za-z][A-Za-z0-9\-]{1,60}):[ \t]{0,8}(.{0,2000})")
_ID = re.compile(r"<([^<>\s]{1,250})>")
_ADDRESS = re.compile(r"[^\s<>()\[\]:;,\"']{1,64}@[^\s<>()\[\]:;,\"']{1,255}")
_TO_FIELDS = ("x-envelope-to", "x-original-to", "to", "x-rcpt-to")
_ID_FIELDS_OF_REPORT = (
    *("x-microsoft-original-message-id", "x-ms-exchange-original-message-id", "x-original-message-id"),
    *("in-reply-to", "references"),
)


@dataclass(frozen=True, kw_only=True)
class ReturnedMail:
    message_id: str = ""
    outbound: str = ""  # our X-Mailroom-Outbound
    to: tuple[str, ...] = ()


def find(message: Message, pasted: str) -> ReturnedMail:
    """`pasted` is the text below the line where the server's own words end, or ''."""
    header = _header(next((p.text for p in message.machine_parts if p.content_type in _RETURNED_TYPES), "") or pasted)
    return ReturnedMail(
        message_id=_message_id(header.get("message-id", "")) or _named_by_report(message),
        outbound=header.get("x-mailroom-outbound", "").strip(),
        to=next((found for name in _TO_FIELDS if (found := tuple(_ADDRESS.findall(header.get(name, "")))[:20])), ()),
    )


def _header(text: str) -> dict[str, str]:
    """The first field of each name; pasted headers may be quoted, so a blank line ends nothing before a Message-ID or To was seen."""
    fields: dict[str, str] = {}
    name = ""
    for line in text[:_HEADER_CHARS].splitlines():
        if line[:1] in (" ", "\t") and name:
            fields[name] = f"{fields[name]} {line.strip()}"[:4000]
        elif found := _FIELD.match(line):
            name = found[1].lower()
            if name in fields:
                name = ""
            else:
                fields[name] = found[2].strip()
        else:
            name = ""
            if not line.strip() and "message-id" in fields and "to" in fields:
                break
    return fields


def _message_id(value: str) -> str:
    found = _ID.search(value)
    return found[1] if found else value.strip("<> \t")[:250]


def _named_by_report(message: Message) -> str:
    """The id that the report itself names: per-message fields of the delivery status first, then its own header."""
    statuses = (original_message_id(p.text) for p in message.machine_parts if p.content_type.endswith(("delivery-status", "notification")))
    fields = (_last_id(message.header(name)) for name in _ID_FIELDS_OF_REPORT)
    return next(filter(None, statuses), "") or next(filter(None, fields), "")


def _last_id(value: str) -> str:
    ids = _ID.findall(value[:8000])
    return ids[-1] if ids else ""
