"""The mail with which a desk asks whether its own address with a +token reaches it. Pure. It is no letter: no person ever reads it."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from tickets import tokens
from tickets.identity import Desk


def probe(desk: Desk, token: str, now: datetime) -> tuple[str, bytes]:
    """(its recipient, its bytes)."""
    to = tokens.reply_address(token, desk.address)
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = desk.address, to, "A probe of this desk"
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = f"<{tokens.message_id(token, desk.domain)}>"  # by which whatever else reads it knows it for ours
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834 5: no machine on the way answers it
    mail.set_content("The support desk asks by this mail whether its own addresses reach it. Nothing is to be done.\n")
    return to, mail.as_bytes()
