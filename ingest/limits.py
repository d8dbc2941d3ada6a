"""How much of one mail is read: past a limit the mail degrades and says so in its defects; it is never refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Every number bounds work, not taste: real mails stay far below, and the worst mail still ends within two seconds."""

    header_bytes: int = 262_144  # octets of one header block; what `BODY.PEEK[HEADER]<0.262144>` fetches of a giant
    header_fields: int = 2_000
    field_bytes: int = 65_536  # octets of one field; References of a long thread have 20,000
    parts: int = 1_000  # parts of the whole tree, containers counted
    delimiters: int = 10_000  # places of one multipart that look like a delimiter
    depth: int = 40  # nested containers and attached messages
    attachments: int = 500
    part_bytes: int = 60_000_000  # octets of one part that are decoded
    html_bytes: int = 2_000_000  # octets of HTML that are turned into text
    text_chars: int = 1_000_000  # characters of readable text
    text_lines: int = 50_000
    machine_chars: int = 65_536  # of a machine part
    notes: int = 20
    addresses: int = 1_000  # in one field
    detection_bytes: int = 4_096  # octets that the charset detector sees


LIMITS = Limits()
