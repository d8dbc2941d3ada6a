"""One mail as the rest of the desk sees it: values only, made by `ingest.parse` from any bytes.

A `Message` is total: whatever was wrong with the mail stands in `defects`, never in an exception. It holds what the sender *said*;
nothing here is proof of who the sender is (see `tickets.verdict.Trust`).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, order=True)
class Address:
    """An RFC 5322 mailbox: `address` is the addr-spec with its domain lower-cased; `name` the decoded display name, or ''."""

    address: str
    name: str = ""

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name else self.address


class SegmentKind(StrEnum):
    NEW = "new"  # what the sender wrote now
    QUOTED = "quoted"  # an earlier mail, with its introduction ("On … wrote:")
    SIGNATURE = "signature"
    FOOTER = "footer"  # disclaimers, list footers, "sent from my …", banners of a gateway
    FORWARDED = "forwarded"  # a mail passed on, with its header block


@dataclass(frozen=True)
class Segment:
    """A run of the readable text. The texts of a message's segments, joined by line ends, are its whole `text`: nothing is thrown away."""

    kind: SegmentKind
    text: str


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A view into the raw mail by part number; `content` is present only in the process that parsed it."""

    part: str  # position in the MIME tree, "1.2"; inside a TNEF or uuencoded block "1.2/0"
    filename: str  # safe: no path, no control or direction character; '' where the mail names none
    content_type: str  # by content where the bytes tell, else as declared
    size: int  # octets, decoded
    sha256: str
    inline: bool = False  # shown inside the text (cid:), not attached by the sender
    content_id: str = ""
    content: bytes = field(default=b"", repr=False, compare=False)


@dataclass(frozen=True, kw_only=True)
class MachinePart:
    """A part written by a machine for machines, decoded to text: delivery-status, feedback-report, disposition-notification,
    rfc822-headers, and the header (with the first 64 KB of body) of an embedded message/rfc822."""

    content_type: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Forwarded:
    """The mail that was passed on inside this one, as its header block or its own headers tell."""

    sender: Address | None
    subject: str
    date: datetime | None
    text: str
    recipients: tuple[Address, ...] = ()  # To and Cc, where they have addresses
    message_id: str = ""  # only of a mail that was attached whole


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What every view of a mail shows: its subject and new words without their secrets, which the raw mail alone keeps."""

    subject: str = ""
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class Message:
    message_id: str  # without angle brackets; '' where absent
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    date: datetime | None = None  # aware; None where absent or unreadable
    sender: Address | None = None  # From (the first one)
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    text: str = ""  # all readable text, from the plain part or made from HTML
    segments: tuple[Segment, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    forwarded: Forwarded | None = None
    headers: tuple[tuple[str, str], ...] = ()  # (name in lower case, decoded and unfolded value), in order
    machine_parts: tuple[MachinePart, ...] = ()
    content_type: str = "text/plain"  # of the whole mail; of a report "multipart/report; report-type=delivery-status"
    language: str = ""  # ISO 639-1 of the new text; '' when unknown
    defects: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()  # what its form tells the desk: "encrypted with PGP", "proposes a visit on 2026-03-04 10:00"

    @property
    def new_text(self) -> str:
        """What the sender wrote now: no quotation, no signature, no footer, nothing forwarded."""
        return "\n".join(s.text for s in self.segments if s.kind is SegmentKind.NEW).strip()

    @property
    def quoted_text(self) -> str:
        """The earlier mails inside this one, quoted or forwarded."""
        kinds = (SegmentKind.QUOTED, SegmentKind.FORWARDED)
        return "\n".join(s.text for s in self.segments if s.kind in kinds).strip()

    def header(self, name: str) -> str:
        """The first header of that name, or ''."""
        wanted = name.lower()
        for key, value in self.headers:
            if key == wanted:
                return value
        return ""

    def header_all(self, name: str) -> tuple[str, ...]:
        wanted = name.lower()
        return tuple([value for key, value in self.headers if key == wanted])

    def without_content(self) -> Message:
        """The same message without attachments' bytes, fit to cross to another process."""
        return replace(self, attachments=tuple(replace(a, content=b"") for a in self.attachments))
