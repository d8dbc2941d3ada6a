"""Microsoft 365 by msal: client credentials, and the device code of a person.

msal's traps: it answers from a cache of its own, so that a token that was refused comes again (each question has a fresh client
here); it adds `offline_access` itself and refuses a caller who names it; and it waits in a device flow without an end of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msal  # type: ignore[import-untyped]

from mailroom.access.generic import TIMEOUT, Answer, issued
from mailroom.access.grant import Grant, Issued
from mailroom.access.refusal import refused, unreached
from mailroom.access.signing_in import Invitation

_WORLD_WIDE = "https://login.microsoftonline.com"


def issue(grant: Grant, refresh: str) -> Issued:
    """A token for this grant; see `Issuer`."""
    if not grant.is_signed_in_by_a_person:
        return _asked(grant, lambda: _application(grant).acquire_token_for_client(list(grant.scopes)))
    return _asked(grant, lambda: _public(grant).acquire_token_by_refresh_token(refresh, list(grant.scopes)))


def sign_in(grant: Grant, invite: Callable[[Invitation], str]) -> Issued:
    """By device code: `invite` shows where to go; this waits until somebody has signed in there, or the time is over."""

    def converse() -> dict[str, Any]:
        client = _public(grant)
        flow: dict[str, Any] = client.initiate_device_flow(list(grant.scopes))
        if "user_code" not in flow:
            return flow
        until = datetime.now(UTC) + timedelta(seconds=int(flow["expires_in"]))
        invite(Invitation(address=flow["verification_uri"], code=flow["user_code"], until=until))
        answer: dict[str, Any] = client.acquire_token_by_device_flow(flow)
        return answer

    return _asked(grant, converse)


def _application(grant: Grant) -> msal.ConfidentialClientApplication:
    return msal.ConfidentialClientApplication(grant.client_id, client_credential=grant.secret, **_where(grant))


def _public(grant: Grant) -> msal.PublicClientApplication:
    return msal.PublicClientApplication(grant.client_id, **_where(grant))


def _where(grant: Grant) -> dict[str, Any]:
    """The tenant is asked directly: the settings name it, and a question to Microsoft's public cloud has no business in a national one."""
    authority = f"{(grant.authority or _WORLD_WIDE).rstrip('/')}/{grant.tenant}"
    return {"authority": authority, "timeout": TIMEOUT, "instance_discovery": False}


def _asked(grant: Grant, ask: Callable[[], dict[str, Any]]) -> Issued:
    try:
        answer = ask()
    except (OSError, ValueError) as err:  # requests' errors are OSErrors; a tenant that does not exist is a ValueError
        raise _no_answer(grant, err) from err
    return issued(grant, Answer(400, answer, None))


def _no_answer(grant: Grant, err: Exception) -> Exception:
    if isinstance(err, OSError):
        return unreached(grant, err)
    return refused(grant, 400, "", f"{err}; check `tenant`")
