"""What the pages are made from: one value that every page gets with its visit."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from mailroom.console.listening import place
from mailroom.engineers.job import Terms
from mailroom.foundation import desk_of
from mailroom.live_letters import LiveLetters
from mailroom.publishing import Publishing
from mailroom.settings import Settings
from mailroom.wiring import publishing_of, utc_now
from mailroom.workers import Workers
from tickets.directory import Staff
from tickets.identity import Desk
from tickets.policy import Policy
from tickets.store import Store


def _random_token() -> str:
    return secrets.token_urlsafe(32)


@dataclass(frozen=True, kw_only=True)
class Console:
    settings: Settings
    desk: Desk
    store: Store
    policy: Callable[[], Policy]
    letters: LiveLetters
    publishing: Publishing
    staff: Callable[[], Staff]
    workers: Workers  # nothing outside of them looks into the body of a mail
    clock: Callable[[], datetime] = utc_now
    token: Callable[[], str] = field(default=_random_token)  # 256 random bits

    @property
    def address(self) -> str:
        """Where people reach it, without a slash at the end: what stands in letters."""
        table = self.settings.console
        scheme = "https" if table.tls_cert else "http"
        return table.public_url.rstrip("/") or f"{scheme}://{table.listen}"

    @property
    def is_secure(self) -> bool:
        """Browsers reach it by TLS alone, so that its cookies may be kept to that."""
        return self.address.startswith("https://")

    @property
    def port(self) -> int:
        return place(self.settings.console.listen)[1]

    def terms(self) -> Terms:
        """What an engineer's commands are done with."""
        staff = self.staff()
        return Terms(desk=desk_of(self.settings, staff), policy=self.policy(), staff=staff, answers_on=self.settings.desk.answers == "on")


def console_of(settings: Settings, store: Store, workers: Workers) -> Console:
    """The console of a desk. Raises Permanent for a staff directory that cannot be read."""
    made = publishing_of(settings, store)
    return Console(
        settings=settings,
        desk=made.desk,
        store=store,
        policy=made.policy,
        letters=made.letters,
        publishing=made,
        staff=made.staff,
        workers=workers,
    )
