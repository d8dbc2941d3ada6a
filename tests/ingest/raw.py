"""Raw mails for tests of the parser: a few lines each, with the line ends of the wire."""

from __future__ import annotations

from ingest.parse import parse
from tickets.message import Message

HEADER = "From: Maria Lopez <maria@brightcams.example>\nTo: support@icrealtime.example\nSubject: No picture\n"


def octets(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode("utf-8")


def mail(body: str, *, headers: str = "") -> Message:
    return parse(octets(f"{HEADER}{headers}\n{body}"))


def multipart(*parts: str, kind: str = "mixed", parameters: str = "") -> Message:
    """A mail of whole parts, each with its own header lines."""
    body = "".join(f"--b1\n{part}\n" for part in parts)
    return mail(f"{body}--b1--\n", headers=f'MIME-Version: 1.0\nContent-Type: multipart/{kind}; boundary="b1"{parameters}\n')


def text_part(text: str, kind: str = "plain") -> str:
    return f"Content-Type: text/{kind}; charset=utf-8\n\n{text}"


def file_part(name: str, content: str, kind: str = "application/octet-stream") -> str:
    """`content` in base64."""
    return f'Content-Type: {kind}\nContent-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n\n{content}'
