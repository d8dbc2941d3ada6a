"""The `oauth` table of a mailbox or a submission server, checked: which provider, who signs in, and what each of them needs.

Nothing is guessed from what is there: `login` says whether the desk signs in as itself or in a person's name, since both may have a
client secret.
"""

from __future__ import annotations

from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, model_validator

from tickets.transport import is_loopback

_CLIENT_ID = "the Application (client) ID that the provider shows"
_VARIABLE = "the environment variable that holds the client secret"

#: (provider, login): what must be written, and what that is
_NEEDS: dict[tuple[str, str], dict[str, str]] = {
    ("microsoft", "app"): {"client_id": _CLIENT_ID, "tenant": "the Directory (tenant) ID", "client_secret_env": _VARIABLE},
    ("microsoft", "person"): {"client_id": _CLIENT_ID, "tenant": "the Directory (tenant) ID"},
    ("google", "app"): {"key_file": "the JSON key of the service account"},
    ("google", "person"): {"client_id": _CLIENT_ID, "client_secret_env": _VARIABLE},
    ("generic", "app"): {"client_id": _CLIENT_ID, "token_url": "where tokens are issued", "client_secret_env": _VARIABLE},
    ("generic", "person"): {
        "client_id": _CLIENT_ID,
        "token_url": "where tokens are issued",
        "device_url": "where a person's sign-in begins (RFC 8628)",
    },
}
#: what may be written beside it; `scope` has a default for Microsoft and Google
_MAY: dict[str, frozenset[str]] = {
    "microsoft": frozenset({"authority", "scope", "secret_expires"}),
    "google": frozenset({"scope", "secret_expires"}),
    "generic": frozenset({"scope", "secret_expires", "client_secret_env"}),
}
#: what the extra `oauth` brings, and is needed
_PACKAGES = {"microsoft": ("cryptography", "msal"), "google": ("cryptography", "google-auth", "requests"), "generic": ("cryptography",)}
_ADDRESSES = ("authority", "token_url", "device_url")


class OAuthTable(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    provider: Literal["microsoft", "google", "generic"]
    login: Literal["app", "person"] = "app"
    client_id: str = ""
    tenant: str = ""
    authority: str = ""
    token_url: str = ""
    device_url: str = ""
    scope: str = ""
    client_secret_env: str = ""
    secret_expires: date | None = None
    key_file: str = ""

    @model_validator(mode="after")
    def _has_what_its_provider_needs(self) -> OAuthTable:
        faults = [*self._missing(), *self._meaningless(), *self._in_plain_text()]
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def absent(self, folder: Path) -> list[str]:
        """A line for each library and file that it needs and that is not there; `folder` is that of the settings."""
        absent = [f"provider: {name} is not installed: pip install 'mailroom[oauth]'" for name in _PACKAGES[self.provider] if _lacks(name)]
        if self.key_file and not (folder / self.key_file).is_file():
            absent.append(f"key_file: there is no file {folder / self.key_file}")
        return absent

    def _missing(self) -> list[str]:
        return [f"{key} is missing: write {what}" for key, what in self._needs().items() if not getattr(self, key)]

    def _meaningless(self) -> list[str]:
        known = {"provider", "login", *self._needs(), *_MAY[self.provider]}
        kind = f'provider "{self.provider}" with login "{self.login}"'
        return [f"{key} has no meaning for {kind}: take it out" for key in sorted(self.model_fields_set - known)]

    def _in_plain_text(self) -> list[str]:
        return [f"{key} must begin with https://" for key in _ADDRESSES if (url := getattr(self, key)) and not _is_protected(url)]

    def _needs(self) -> dict[str, str]:
        return _NEEDS[self.provider, self.login]


def _lacks(distribution: str) -> bool:
    try:
        version(distribution)
    except PackageNotFoundError:
        return True
    return False


def _is_protected(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
