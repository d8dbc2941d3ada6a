"""Engineers around a desk: its staff.toml, their proof, the notices that they got, and the replies that they write."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message

from tests.letters import mail
from tests.servers.smtp import Sink

ANA, CARL, LEAD = "ana@icrealtime.example", "carl@icrealtime.example", "lea@icrealtime.example"
STAFF = """
[[teams]]
name = "support"

[[people]]
name = "Ana Reyes"
addresses = ["ana@icrealtime.example", "ana.reyes@icrealtime.example"]
teams = ["support"]
signature = "Ana Reyes, IC Realtime"
{ana}

[[people]]
name = "Carl Diaz"
addresses = ["carl@icrealtime.example"]
teams = ["support"]
{carl}

[[people]]
name = "Lea Ortiz"
addresses = ["lea@icrealtime.example"]
lead = true
handles = ["privacy", "legal", "vulnerability", "threat"]
"""
PROVEN = "mx.icrealtime.example; dmarc=pass (p=reject) header.from=icrealtime.example"


def staff(ana: str = "", carl: str = "") -> str:
    """The text of a staff.toml; `ana` and `carl` are lines more for them."""
    return STAFF.format(ana=ana, carl=carl)


def letters_to(sink: Sink, address: str) -> list[Message]:
    """What this address got, in order."""
    return [message_from_bytes(received.raw) for received in sink.mails if address in received.recipients]


def text_of(letter: Message) -> str:
    part = next(part for part in letter.walk() if part.get_content_type() == "text/plain")
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode(part.get_content_charset() or "utf-8").replace("\r\n", "\n")


def told(letter: Message) -> str:
    """Its text on one line, however it is folded."""
    return " ".join(text_of(letter).split())


def reply_address(letter: Message) -> str:
    return str(letter["Reply-To"]).rpartition("<")[2].rstrip(">")


def quoted(letter: Message) -> str:
    """The letter as a plain client quotes it."""
    lines = text_of(letter).rstrip("\n").split("\n")
    return "\n".join([f"On Mon, Nov 23, 2026 at 10:04 AM {letter['From']} wrote:", "", *(f"> {line}".rstrip() for line in lines)])


def reply(
    notice: Message, text: str, *, sender: str = f"Ana Reyes <{ANA}>", to: str = "", subject: str = "", quotes: bool = True, **headers: str
) -> bytes:
    """An engineer's reply to a notice, authenticated unless `Authentication_Results` says otherwise."""
    ours = str(notice["Message-ID"])
    proof = {"Authentication_Results": PROVEN, "In_Reply_To": ours, "References": ours} | headers
    return mail(
        sender=sender,
        to=to or reply_address(notice),
        subject=subject or f"Re: {notice['Subject']}",
        text=f"{text}\n\n{quoted(notice)}" if quotes else text,
        **{name: value for name, value in proof.items() if value},
    )


def answer(letter: Message, *, sender: str, text: str, **headers: str) -> bytes:
    """Somebody's plain answer to a letter of ours, by its thread."""
    ours = str(letter["Message-ID"])
    return mail(sender=sender, subject=f"Re: {letter['Subject']}", text=text, **{"In_Reply_To": ours, "References": ours, **headers})


def bounce_of(letter: Message, recipient: str) -> bytes:
    """What a mail server writes days later about a letter that it could not deliver (RFC 3464)."""
    return (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\r\nTo: support@icrealtime.example\r\nSubject: Undelivered Mail\r\n"
        "Message-ID: <bounce@mx.example.org>\r\nDate: Mon, 23 Nov 2026 12:00:00 +0000\r\nAuto-Submitted: auto-replied\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\nMIME-Version: 1.0\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {letter['Message-ID']}\r\n"
        f"X-Mailroom-Outbound: {letter['X-Mailroom-Outbound']}\r\n\r\n--b--\r\n"
    ).encode()
