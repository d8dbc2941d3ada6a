"""What SMTP is told about a letter: addresses fit for a command line, and bytes fit for DATA.

An address that comes from a mail is hostile: an angle bracket or a line break in it would be a second command.
"""

from __future__ import annotations

import re

_LONGEST = 320  # octets: 64 of local part, @, 255 of domain (RFC 5321 4.5.3.1)
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f<>]")
_LINE_END = re.compile(rb"\r\n|\r|\n")
_LEADING_DOT = re.compile(rb"(?m)^\.")


def envelope_address(address: str) -> str:
    """The address as MAIL and RCPT take it, its domain in ASCII (RFC 5890); '' where it is none."""
    local, _, domain = address.strip().rpartition("@")
    if not local or not domain or _FORBIDDEN.search(address):
        return ""
    try:
        written = f"{local}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError:
        return ""
    return written if len(written.encode(errors="replace")) <= _LONGEST else ""


def on_the_wire(raw: bytes) -> bytes:
    """The bytes after DATA: CRLF line ends only (RFC 5321 2.3.8), leading dots doubled, the closing dot. A lone CR or LF must not leave:
    servers differ in what they take it for, and one letter becomes two (SMTP smuggling)."""
    body = _LINE_END.sub(b"\r\n", raw)
    if not body.endswith(b"\r\n"):
        body += b"\r\n"
    return _LEADING_DOT.sub(b"..", body) + b".\r\n"
