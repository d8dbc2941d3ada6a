"""Answers that stand within our own letter, where a program marks no line of a quotation: in Outlook, or below it on a telephone.

Our letters ask "right below each line", and people do as they are told. To the segments all of it is one quotation; held against the
letter as it was sent, what the letter does not hold is theirs.
"""

from __future__ import annotations

from sqlalchemy import Connection

from mailroom.quoted_letters import as_sent, written_between
from tickets.message import Message
from tickets.recall import Evidence
from tickets.staff_tokens import letter_of


def says_something_inside(connection: Connection, message: Message, evidence: Evidence) -> bool:
    """Asked only of a mail that says nothing outside a quotation: a question more to the database."""
    found = (*evidence.tokens, *evidence.body_tokens)
    if message.new_text or not message.quoted_text or not found:
        return False
    letter = as_sent(letter_of(connection, found[0].token).raw)
    return bool(letter and written_between(message.quoted_text, letter))
