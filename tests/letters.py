"""Builders of mails as people and machines write them; every value has a default that no test depends on."""

from __future__ import annotations

import itertools
from email.message import EmailMessage

_numbers = itertools.count(1)


def mail(
    *,
    sender: str = "Bob Jones <bob@example.org>",
    to: str = "support@icrealtime.example",
    subject: str = "camera 3 is black",
    text: str = "Hello, camera 3 shows video loss since Monday.",
    message_id: str = "",
    **headers: str,
) -> bytes:
    """A plain mail with CRLF line ends; header names are written with underscores ("In_Reply_To")."""
    message = EmailMessage()
    message["From"] = sender
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = "Mon, 23 Nov 2026 10:00:00 +0000"
    message["Message-ID"] = f"<{message_id or f'mail-{next(_numbers)}@example.org'}>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def answer_to(letter: bytes, *, sender: str, text: str, subject: str = "", **headers: str) -> bytes:
    """A reply to a letter of ours, as a mail client writes it: In-Reply-To and References, no token in the address."""
    from_letter = dict(line.split(": ", 1) for line in letter.decode().split("\r\n\r\n", 1)[0].split("\r\n") if ": " in line)
    ours = from_letter["Message-ID"]
    return mail(
        sender=sender,
        subject=subject or f"Re: {from_letter['Subject']}",
        text=text,
        In_Reply_To=ours,
        References=f"{from_letter.get('References', '')} {ours}".strip(),
        **headers,
    )
