"""Reading our own letters back: from their copies in the Sent folder, and from the numbers in subjects, when a database was restored.

The Sent folder is ours alone, and its letters are believed. A subject in the mailbox is anybody's: a number there may be a lie.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses

from ingest.encoded_words import decode
from tickets import tokens
from tickets.restored import Copy

_HEADER_BYTES = 100_000
_NUMBER = re.compile(r"\[[A-Z]{1,6}-(\d{1,9})\]")
_TO_NO_CUSTOMER = "auto-generated"  # RFC 3834 5: as `responders.compose` writes it on letters that answer no mail
_A_LIE = 100_000  # tickets above every number that is surely ours


def copy_of(raw: bytes, *, digest: str, sent_at: datetime) -> Copy | None:
    """Our letter in these bytes; None where they are somebody's own mail."""
    headers = message_from_bytes(raw[:_HEADER_BYTES])
    message_id = _one(headers, "Message-ID").strip("<> ")
    token = tokens.in_message_id(message_id) or _last(tokens.in_body(raw.decode("ascii", "replace")))
    if not token or not headers["X-Mailroom-Outbound"]:
        return None
    kind = _one(headers, "Auto-Submitted").lower()
    addresses = [address.lower() for _, address in getaddresses([_one(headers, "To")]) if address]
    return Copy(
        token=token,
        message_id=message_id,
        digest=digest,
        recipient=addresses[0] if addresses else "",
        answers="" if kind == _TO_NO_CUSTOMER else _one(headers, "In-Reply-To").strip("<> "),
        is_automatic=bool(kind),
        number=highest([_one(headers, "Subject")]),
        sent_at=sent_at,
        raw=raw,
    )


def highest(subjects: Iterable[str]) -> int:
    """The highest ticket number in these subjects, encoded or not; 0 where there is none."""
    return max((int(found) for subject in subjects for found in _NUMBER.findall(decode(subject))), default=0)


def believable(number: int, surely_ours: int) -> int:
    """A number from a stranger's subject; 0 where it is too far above what is surely ours."""
    return number if number <= surely_ours + _A_LIE else 0


def _one(headers: Message, name: str) -> str:
    """A header on one line."""
    return " ".join(str(headers[name] or "").split())


def _last(found: tuple[str, ...]) -> str:
    return found[-1] if found else ""
