"""The life of a mail as a support person would tell it: from contract.md's trace JSON to plain words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

_ENDINGS = {
    "RECEIVED": "It is safely stored and waits for its turn.",
    "FILED": "It is filed.",
    "IGNORED": "It was ignored; `mailroom ignored release` takes that back.",
    "HELD": "It waits for a person: `mailroom held admit` or `held release`.",
    "FAILED": "It could not be read; `mailroom failed show`, `retry` or `replace`.",
}
#: what became of a letter, by its state
FATES = {
    "QUEUED": "waits to be sent",
    "SENDING": "is being sent",
    "SENT": "left",
    "FAILED": "could not be delivered",
    "SUPPRESSED": "was not sent after all",
}


def story(life: dict[str, Any]) -> str:
    """Some short lines, in the order in which things happened, ending with how it stands now."""
    mail = life["inbound"]
    lines = [f"Mail {mail['id']} ({mail['message_id'] or 'without a Message-ID'})"]
    lines += [f"{_when(at)}  {sentence}" for at, sentence in steps(life)]
    ticket = f" Its ticket is {life['ticket']}." if life["ticket"] else ""
    lines.append(f"Now: {_ENDINGS[mail['state']]}{_reason(mail['because'])}{ticket}")
    lines += [_letter(letter) for letter in life["outbound"]]
    return "\n".join(lines) + "\n"


def steps(life: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """(ISO 8601, a sentence) of each thing that happened, in order."""
    mail = life["inbound"]
    yield mail["arrived_at"], f"It arrived in the mailbox {mail['mailbox']}" + (f" as UID {mail['uid']}." if mail["uid"] else ".")
    yield mail["received_at"], "We stored it, byte for byte."
    for event in life["events"]:
        yield event["at"], f"{_sentence(event['what'])}{_reason(event['because'])}"


def _letter(letter: dict[str, Any]) -> str:
    at = f" {_when(letter['sent_at'])}" if letter["sent_at"] else ""
    tries = f", after {letter['attempts']} attempts" if letter["attempts"] > 1 else ""
    reply = f" The server said: {letter['reply']}" if letter["reply"] else ""
    return f"Letter: the {letter['letter'].replace('_', ' ')} to {letter['recipient']} {FATES[letter['state']]}{at}{tries}.{reply}"


def _sentence(what: str) -> str:
    return f"{what[:1].upper()}{what[1:]}"


def _reason(because: str) -> str:
    return f" ({because})" if because else ""


def _when(at: str) -> str:
    return datetime.fromisoformat(at).strftime("%Y-%m-%d %H:%M:%S")
