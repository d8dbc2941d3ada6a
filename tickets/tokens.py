"""Tokens: 80 random bits that stand for one letter to one recipient (decisions 6).

A token proves nothing by its look: only its row, made when the letter was queued, says which ticket, purpose and recipient it binds.
It travels in our Message-ID, in the reply address, and hidden in the letter's body; lower-case base32 survives every change of case.
"""

from __future__ import annotations

import base64
import re

TOKEN = r"[a-z2-7]{16}"  # noqa: S105  (a pattern)
# What a token's row says it was minted for.
CUSTOMER = "customer"
JOINER = "joiner"  # somebody who is held: the token proves his address and no part in the ticket
RELAY = "relay"  # an engineer's: what he answers is carried to the customer
NOTE = "note"  # an engineer's: what he writes stays with the desk
WHOSE = "whose"  # an engineer's: his answer names the person whose mail he passed on
LINES = "lines"  # an engineer's: his answer acts on the lines of that digest, and on no ticket by itself
CANARY = "canary"  # our own: it times the way of letters, and nobody answers it
HANDSHAKE = "handshake"  # an engineer's: his answer shows which proof his mail carries, and does nothing
OF_STAFF = frozenset({RELAY, NOTE, LINES})

_IN_MESSAGE_ID = re.compile(rf"mr\.({TOKEN})@", re.IGNORECASE)
_IN_ADDRESS = re.compile(rf"\+({TOKEN})@", re.IGNORECASE)
_IN_BODY = re.compile(rf"\bmr\.({TOKEN})\b", re.IGNORECASE)


def mint(random_bytes: bytes) -> str:
    """The token of ten random octets (`secrets.token_bytes(10)`)."""
    if len(random_bytes) != 10:
        raise ValueError("a token is made of 10 octets")
    return base64.b32encode(random_bytes).decode().lower()


def message_id(token: str, domain: str) -> str:
    """Our Message-ID for the letter of that token, without angle brackets."""
    return f"mr.{token}@{domain}"


def reply_address(token: str, address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local}+{token}@{domain}"


def body_mark(token: str) -> str:
    """The mark inside a letter's body: class and id of its HTML frame, last line of its text."""
    return f"mr.{token}"


def in_message_id(value: str) -> str:
    """The token in a Message-ID of ours, or ''."""
    found = _IN_MESSAGE_ID.search(value)
    return found[1].lower() if found else ""


def in_address(value: str) -> str:
    found = _IN_ADDRESS.search(value)
    return found[1].lower() if found else ""


def in_body(text: str) -> tuple[str, ...]:
    """Every token in a text, in order, each once."""
    return tuple(dict.fromkeys(token.lower() for token in _IN_BODY.findall(text)))
