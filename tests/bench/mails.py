"""Mails of a few KB for measuring: the labelled support mails of the project, as different people would send them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

from tests.letters import mail

_LABELLED = Path(__file__).parents[2] / "classify" / "labelled"
_TRACE = {
    "Received": "from mail.example.net (192.0.2.7) by mx.icrealtime.example with ESMTPS; Mon, 23 Nov 2026 10:00:01 +0000",
    "Authentication_Results": "mx.icrealtime.example; spf=pass smtp.mailfrom=example.net; dkim=pass header.d=example.net",
    "X_Mailer": "Microsoft Outlook 16.0",
    "MIME_Version": "1.0",
}


def support_mails(count: int, *, run: str = "bench") -> Iterator[tuple[str, bytes]]:
    """(sender, raw) of `count` mails, each of another person and none equal to another."""
    asking = labelled_requests()
    for number, (subject, text) in enumerate(islice(cycle(asking), count)):
        sender = f"person{number}@{run}{number % 97}.example"
        trace = {name: value for name, value in _TRACE.items() if name != "MIME_Version"}
        raw = mail(
            sender=f"Person {number} <{sender}>",
            subject=subject,
            text=f"{text}\n{'.' * (number // len(asking))}\n",
            message_id=f"{run}-{number}@mail.example",
            **trace,
        )
        yield sender, raw


def labelled_requests() -> list[tuple[str, str]]:
    """(subject, text) of every labelled mail that asks for something."""
    rows = [json.loads(line) for file in sorted(_LABELLED.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").splitlines()]
    return [(" ".join(row["subject"].split()) or "help", row["body"]) for row in rows if row["labels"]["topic"] != "spam"]
