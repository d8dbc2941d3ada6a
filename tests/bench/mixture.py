"""Mails as a support mailbox holds them: their sizes, shapes, threads and machines, seeded, so that every run and every peer gets the same.

39 % plain text, 44 % alternatives, 5 % HTML alone, 3 % with a logo in the text, 8 % with a file of 100 KB to 2 MB; three in ten answer an
earlier mail of the same person; five in a hundred come from machines. Mean 66 KB, median 3 KB. The words are those of the labelled mails:
for speed, never for accuracy.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

from tests.bench.mails import labelled_requests

_STYLE = "p.MsoNormal {margin:0cm; font-size:11.0pt; font-family:Calibri,sans-serif;} a:link {color:#0563C1; text-decoration:underline;}\n"
_DATE = "Mon, 23 Nov 2026 10:00:00 +0000"
_FILES = (("application", "pdf", b"%PDF-1.5\n"), ("image", "jpeg", b"\xff\xd8\xff\xe0"), ("application", "zip", b"PK\x03\x04"))
_MACHINES = ({"Auto-Submitted": "auto-replied", "Precedence": "bulk"}, {"List-Id": "<news.example.net>", "Precedence": "bulk"})


@dataclass(frozen=True, kw_only=True)
class _Sent:
    sender: str
    subject: str
    text: str
    message_ids: tuple[str, ...]  # of its thread, its own last


def mixture(count: int, *, seed: int = 7) -> Iterator[bytes]:
    """`count` mails to the desk, with CRLF line ends."""
    chance = random.Random(seed)
    requests = labelled_requests()
    earlier: list[_Sent] = []
    for number in range(count):
        before = chance.choice(earlier[-200:]) if earlier and chance.random() < 0.3 else None
        subject, text = requests[number % len(requests)]
        sender = before.sender if before else f"Person {number} <person{number}@company{number % 97}.example>"
        sent = _Sent(
            sender=sender,
            subject=f"Re: {before.subject.removeprefix('Re: ')}" if before else subject,
            text=f"{text}\n\n-- \nPerson {number}",
            message_ids=(*(before.message_ids if before else ()), f"<{chance.getrandbits(80):020x}.{number}@company.example>"),
        )
        is_machine = before is None and chance.random() < 0.07
        yield _written(sent, before, chance, is_machine=is_machine)
        if not is_machine:
            earlier.append(sent)


def _written(sent: _Sent, before: _Sent | None, chance: random.Random, *, is_machine: bool) -> bytes:
    message = EmailMessage(policy=SMTP)
    for hop in range(chance.randint(3, 7)):
        message["Received"] = f"from mx{hop}.example.net ([192.0.2.{hop}]) by relay{hop}.example.net with ESMTPS; {_DATE}"
    message["Authentication-Results"] = "mx.icrealtime.example; dkim=pass header.d=company.example; spf=pass; dmarc=pass"
    message["From"], message["To"], message["Subject"] = sent.sender, "Support <support@icrealtime.example>", sent.subject
    message["Date"], message["Message-ID"] = _DATE, sent.message_ids[-1]
    if before is not None:
        message["In-Reply-To"], message["References"] = before.message_ids[-1], " ".join(before.message_ids[-8:])
    for name, value in (chance.choice(_MACHINES) if is_machine else {}).items():
        message[name] = value
    _fill(message, sent, before, chance)
    return message.as_bytes()


def _fill(message: EmailMessage, sent: _Sent, before: _Sent | None, chance: random.Random) -> None:
    shape = chance.random()
    quoted = before.text.splitlines()[:12] if before else []
    said = "\nOn Mon, 23 Nov 2026 at 09:12, Support wrote:\n" + "".join(f"> {line}\n" for line in quoted) if quoted else ""
    page = _page(sent.text, quoted, chance.choice((1, 5, 20, 60)), has_logo=0.89 <= shape < 0.92)
    if 0.40 <= shape < 0.45:
        message.set_content(page, subtype="html")
        return
    message.set_content(sent.text + said)
    if shape >= 0.45:
        message.add_alternative(page, subtype="html")
    if 0.89 <= shape < 0.92:
        message.get_payload()[1].add_related(b"\x89PNG\r\n\x1a\n" + chance.randbytes(14_000), "image", "png", cid="<logo@sig>")  # type: ignore[index, union-attr]
    if shape >= 0.92:
        kind, subtype, begins = chance.choice(_FILES)
        size = int(2 ** chance.uniform(16.65, 21))
        message.add_attachment(begins + chance.randbytes(size), maintype=kind, subtype=subtype, filename=f"scan-{size}.{subtype}")


def _page(text: str, quoted: list[str], styles: int, *, has_logo: bool) -> str:
    paragraphs = "".join(f'<p class="MsoNormal"><span style="font-size:10.0pt">{line}</span></p>\n' for line in text.splitlines())
    logo = '<img src="cid:logo@sig" width="120" height="40" alt="logo">' if has_logo else ""
    quotation = "".join(f"<p>{line}</p>" for line in quoted)
    if quotation:
        quotation = f'<div class="gmail_quote">On Mon, Support wrote:<blockquote class="gmail_quote">{quotation}</blockquote></div>'
    return f"<html><head><style><!--\n{_STYLE * styles}--></style></head><body>{paragraphs}{logo}{quotation}</body></html>"
