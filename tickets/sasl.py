"""Signing in to a mail server with an OAuth2 access token: XOAUTH2 (Google's and Microsoft's) and OAUTHBEARER (RFC 7628). Pure.

A refused token is answered with a challenge first, a piece of JSON that says why. The client must answer that too, and only then
comes the refusal; a client that sends its token again instead waits for ever.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar

from tickets.errors import Permanent

Entered = TypeVar("Entered")

_PREFERRED = ("OAUTHBEARER", "XOAUTH2")  # the standard before what it grew from
_SHOWN = 200  # characters of a server's reason
_SEPARATOR = "\x01"  # RFC 7628 3.1: %x01


class Access(Protocol):
    """Where a token comes from. `remedy` says what a person mends when a server refuses them."""

    @property
    def remedy(self) -> str: ...

    def __call__(self, refused: str = "") -> str:
        """A token that lives: another one than `refused`, which a server did not take. Raises Transient or Permanent."""
        ...


class TokenRefused(Permanent):
    """The server did not take the token. Worth one new token at once; a second refusal is a person's matter."""


def entered(access: Access | None, enter: Callable[[str], Entered]) -> Entered:
    """What `enter` makes of a token ('' without `access`). Where the server does not take it (revoked, or its account was changed)
    `enter` is called once more, at once, with a new one; each call is to make a connection of its own."""
    if access is None:
        return enter("")
    token = access()
    try:
        return enter(token)
    except TokenRefused:
        return enter(access(refused=token))


def chosen(offered: Iterable[str]) -> str:
    """The mechanism for this server, or '' where it offers none."""
    names = {name.upper() for name in offered}
    return next((mechanism for mechanism in _PREFERRED if mechanism in names), "")


class Conversation:
    """Our side of one AUTHENTICATE. `reason` is what the server said against the token, once it has."""

    def __init__(self, mechanism: str, *, username: str, token: str, host: str, port: int) -> None:
        self.reason = ""
        self._is_bearer = mechanism == "OAUTHBEARER"
        self._first = _bearer(username, token, host, port) if self._is_bearer else _xoauth2(username, token)
        self._has_spoken = False

    def answer(self, challenge: bytes | None = None) -> str:
        """To the first challenge our token, to the second, which refuses it, that we have heard (RFC 7628 3.2.3)."""
        if not self._has_spoken:
            self._has_spoken = True
            return self._first
        self.reason = reason(challenge or b"")
        return _SEPARATOR if self._is_bearer else ""


def reason(challenge: bytes) -> str:
    """In words, from the JSON of RFC 7628 3.2.2: "invalid_token" or "insufficient_scope, wanted: mail"."""
    try:
        said = json.loads(challenge)
    except (ValueError, RecursionError):  # a challenge that is no JSON
        return ""
    if not isinstance(said, dict):
        return ""
    status, scope = str(said.get("status", "")), str(said.get("scope", ""))
    return " ".join((f"{status}, wanted: {scope}" if scope else status)[:_SHOWN].split())


def _xoauth2(username: str, token: str) -> str:
    return f"user={username}{_SEPARATOR}auth=Bearer {token}{_SEPARATOR}{_SEPARATOR}"


def _bearer(username: str, token: str, host: str, port: int) -> str:
    name = username.replace("=", "=3D").replace(",", "=2C")  # RFC 5801 4: saslname
    return _SEPARATOR.join((f"n,a={name},", f"host={host}", f"port={port}", f"auth=Bearer {token}", "", ""))
