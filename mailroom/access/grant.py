"""A grant: what the desk holds of one provider to get access tokens with. Mailboxes and submission servers of one grant share its token."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Protocol

#: (provider, login): the scope where the settings name none. One token serves IMAP and SMTP.
_SCOPES = {
    ("microsoft", "app"): "https://outlook.office365.com/.default",
    ("microsoft", "person"): "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send",
    ("google", "app"): "https://mail.google.com/",
    ("google", "person"): "https://mail.google.com/",
}
#: whose token is the application's own, and serves every account that it is let into; any other speaks for one account
OF_THE_APPLICATION = (("microsoft", "app"), ("generic", "app"))


@dataclass(frozen=True, kw_only=True)
class Grant:
    """One `oauth` table with the secret that it names."""

    provider: str
    login: str  # "app": the desk as itself; "person": somebody signed in once, and a refresh token was kept
    username: str = ""  # the account that it speaks for; '' where the token is the application's
    client_id: str = ""
    tenant: str = ""
    authority: str = ""
    token_url: str = ""
    device_url: str = ""
    scope: str = ""
    secret: str = field(default="", repr=False)
    secret_expires: date | None = None
    key_file: Path | None = None

    @property
    def name(self) -> str:
        """What its row, its alarms and its lines in `doctor` are called; the same in every process."""
        return f"{self.provider} {self.username or self.client_id} {self._mark}"

    @property
    def scopes(self) -> tuple[str, ...]:
        return tuple((self.scope or _SCOPES.get((self.provider, self.login), "")).split())

    @property
    def is_signed_in_by_a_person(self) -> bool:
        return self.login == "person"

    @property
    def lasts_until(self) -> datetime | None:
        """The end of the client secret, where the settings say it: no provider tells its client."""
        return datetime.combine(self.secret_expires, time(), UTC) if self.secret_expires else None

    @property
    def _mark(self) -> str:
        rest = [self.client_id, self.tenant, self.authority, self.token_url, str(self.key_file or ""), *self.scopes]
        return hashlib.sha256(json.dumps(rest).encode()).hexdigest()[:8]


@dataclass(frozen=True, kw_only=True)
class Issued:
    """What a provider gave. `refresh` is '' where it gave none, which leaves the old one in force."""

    token: str = field(repr=False)
    lasts: timedelta
    refresh: str = field(default="", repr=False)
    refresh_lasts: timedelta | None = None


class Issuer(Protocol):
    """A provider. Raises Transient where it cannot be had, Permanent where a person must mend something."""

    def __call__(self, grant: Grant, refresh: str) -> Issued: ...
