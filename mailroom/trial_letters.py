"""`templates send-test`: a letter to oneself, with the bytes that its preview shows."""

from __future__ import annotations

import secrets
from dataclasses import replace

from mailroom.previews import Specimen, in_bytes
from mailroom.publishing import Publishing
from responders.letters import Letters
from tickets import outbox
from tickets.message import Address
from tickets.outbox import Letter, Owed
from tickets.tokens import NOTE, message_id, mint
from tickets.waiting import Refused


def queue_test(publishing: Publishing, letters: Letters, specimen: Specimen, to: str, *, plus_addressing: bool) -> int:
    """Queue it; returns its id. A letter of a real ticket goes to our own people alone: it says what a customer wrote."""
    person = publishing.staff().person(to)
    if specimen.post.id and person is None:
        raise Refused(f"{to} is nobody of staff.toml: a real ticket is shown to our own people alone; send a sample instead")
    token, now = mint(secrets.token_bytes(10)), publishing.clock()
    recipient = Address(to, person.name if person else "")
    with publishing.store.writing() as connection:
        letter = _letter(specimen, recipient)
        (letter_id,) = outbox.queue_all(connection, [Owed(letter=letter, token=token)], domain=publishing.desk.domain, now=now)
        post = replace(specimen.post, id=letter_id, recipient=recipient, to=(), cc=(), message_id=message_id(token, publishing.desk.domain))
        raw = in_bytes(publishing, letters, replace(specimen, post=post, at=now), plus_addressing=plus_addressing)
        outbox.ready(connection, letter_id, raw)
    return letter_id


def _letter(specimen: Specimen, recipient: Address) -> Letter:
    post = specimen.post
    return Letter(
        kind="test",
        recipient=recipient,
        letter=post.letter,
        language=post.language,
        values=post.values,
        topic=post.topic,
        audience=post.audience,
        purpose=NOTE,
    )
