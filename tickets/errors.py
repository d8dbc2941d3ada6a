"""The two ways in which the world fails us. Adapters translate at once (`raise Transient(…) from err`); bad mail is never an exception."""

from __future__ import annotations

from datetime import timedelta

_SHOWN = 300  # characters of another side's sentence that reach a log
_SECRET = 4  # characters: a shorter one stands in words by chance, and would be told by what is missing there


class WorldError(Exception):
    """Something outside failed. The text says what was tried, on what, and what to mend."""


class Transient(WorldError):  # noqa: N818  (the desk's word, design.md: 4yz is Transient, 5yz Permanent)
    """Again later, after `retry_after` where the other side named a time."""

    def __init__(self, text: str, retry_after: timedelta | None = None) -> None:
        super().__init__(text)
        self.retry_after = retry_after


class Conflict(Transient):
    """Two transactions met, and the database sent this one back. Nothing of it stands; begun again at once, it will do."""


class Permanent(WorldError):  # noqa: N818
    """Never, until a person mends something."""


def shown(said: bytes | str | Exception, *secrets: str) -> str:
    """What the other side said, on one line, cut short, fit for a log. Some repeat what they were told: these secrets are struck out."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said) or type(said).__name__
    for secret in (secret for secret in secrets if len(secret) >= _SECRET):
        text = text.replace(secret, "***")
    return " ".join(text[: 4 * _SHOWN].split())[:_SHOWN]
