"""What a provider's refusal means (RFC 6749 5.2): again later, or never until a person mends something, and what that is. Pure."""

from __future__ import annotations

from datetime import timedelta

from mailroom.access.grant import Grant
from tickets.errors import Permanent, Transient, shown

_LATER = frozenset({"temporarily_unavailable", "server_error", "slow_down", "internal_failure"})

#: (part of the code or of the sentence, what a person does); the first that is found counts. Microsoft's numbers stand in its sentences.
_REMEDIES: tuple[tuple[str, str], ...] = (
    ("AADSTS7000222", "the client secret has expired: make a new one in the Entra admin centre and put it into the environment"),
    ("AADSTS7000215", "the client secret is wrong: the environment must hold its Value, not its Secret ID"),
    ("AADSTS700016", "`client_id` is not known in this `tenant`"),
    ("AADSTS90002", "`tenant` does not exist: write the Directory (tenant) ID"),
    ("AADSTS65001", "nobody has granted consent: an administrator grants it under API permissions"),
    ("AADSTS50034", "this account is not in the tenant"),
    ("AADSTS50057", "this account is disabled"),
    (
        "unauthorized_client",
        "the application may not do this: grant its permissions (Google: delegate exactly this scope to its client ID)",
    ),
    ("invalid_client", "check `client_id` and the client secret in the environment"),
    ("invalid_scope", "check `scope`: the provider does not know it, or the application may not have it"),
    ("invalid_grant", "what was granted is revoked or over: {again}"),
    ("access_denied", "whoever signed in said no: {again}"),
    ("expired_token", "nobody signed in in time: {again}"),
)


def refused(grant: Grant, status: int, error: str, sentence: str, retry_after: timedelta | None = None) -> Transient | Permanent:
    """What to raise when a provider gave no token. `error` is its code, `sentence` its `error_description`."""
    said = shown(f"{error} {sentence}", grant.secret).rstrip(".") or f"status {status}"
    if error in _LATER or status == 429 or status >= 500:
        return Transient(f"{grant.name}: the provider gives no token at the moment: {said}", retry_after)
    return Permanent(f"{grant.name}: the provider gives no token: {said}. To mend: {remedy(grant, said)}")


def unreached(grant: Grant, err: Exception) -> Transient:
    return Transient(f"{grant.name}: the provider cannot be reached: {shown(err)}")


def remedy(grant: Grant, said: str) -> str:
    found = next((what for part, what in _REMEDIES if part in said), "check the oauth table against the provider's page of the application")
    return found.format(again=_again(grant))


def _again(grant: Grant) -> str:
    return "call `mailroom access sign-in`" if grant.is_signed_in_by_a_person else "check the key, and that the account exists"
