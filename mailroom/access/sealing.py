"""Tokens in the database are sealed: who reads a backup gets into no mailbox. The key stands in the environment alone.

Several keys may stand there: the first seals, all of them open. So a key is changed by putting a new one in front; an hour later every
token has been sealed anew, and the old key can go.
"""

from __future__ import annotations

import base64
import binascii
import re

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from tickets.errors import Permanent

_KEY_BYTES = 32
HOW_TO_MAKE_ONE = "make one with `openssl rand -base64 32`"


class Seal:
    """Fernet keys, separated by commas or blanks. Raises Permanent for anything else."""

    def __init__(self, keys: str, variable: str) -> None:
        self._fernet = MultiFernet([Fernet(_key(text, variable)) for text in re.split(r"[,\s]+", keys.strip())])

    def close(self, text: str) -> str:
        return self._fernet.encrypt(text.encode()).decode() if text else ""

    def open(self, sealed: str) -> str | None:
        """None: no key of ours opens it."""
        if not sealed:
            return ""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None


def _key(text: str, variable: str) -> bytes:
    """Both alphabets of base64 are taken: openssl writes the one, Fernet the other."""
    try:
        raw = base64.b64decode(text.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError) as err:
        raise Permanent(f"{variable} holds no key: {HOW_TO_MAKE_ONE}") from err
    if len(raw) != _KEY_BYTES:
        raise Permanent(f"{variable} holds a key of {len(raw)} bytes, not {_KEY_BYTES}: {HOW_TO_MAKE_ONE}")
    return base64.urlsafe_b64encode(raw)
