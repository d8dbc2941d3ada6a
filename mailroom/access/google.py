"""Gmail by google-auth: a service account that speaks for the mailbox (domain-wide delegation), or a person who signed in once.

google-auth's traps: times are naive and in UTC; a question waits for two minutes unless told otherwise; and a key file names the
address that is asked, so it is trusted as the settings are. Google gives the scope of mail to no device code, so a person's sign-in
ends in a browser.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.auth.transport.requests import Request
from google.oauth2 import credentials, service_account

from mailroom.access.generic import HOUR, TIMEOUT, ask, issued
from mailroom.access.grant import Grant, Issued
from mailroom.access.refusal import refused, unreached
from mailroom.access.signing_in import Invitation
from tickets.errors import Permanent

_CONSENT = "https://accounts.google.com/o/oauth2/v2/auth"
_TOKENS = "https://oauth2.googleapis.com/token"
_BACK_TO = "http://127.0.0.1:1/"  # nobody listens: the person copies the address that his browser ends at
_PATIENCE = timedelta(minutes=10)


def issue(grant: Grant, refresh: str) -> Issued:
    """A token for this grant; see `Issuer`."""
    found = _of_a_person(grant, refresh) if grant.is_signed_in_by_a_person else _of_a_service(grant)
    try:
        found.refresh(partial(Request(), timeout=TIMEOUT))
    except TransportError as err:
        raise unreached(grant, err) from err
    except RefreshError as err:
        raise _refused(grant, err) from err
    except GoogleAuthError as err:
        raise refused(grant, 400, "", str(err)) from err
    lasts = found.expiry.replace(tzinfo=UTC) - datetime.now(UTC) if found.expiry else timedelta(seconds=HOUR)
    return Issued(token=found.token, lasts=lasts)


def sign_in(grant: Grant, invite: Callable[[Invitation], str]) -> Issued:
    """By a browser, anywhere: `invite` shows the address and gives back the one at which the browser ended (RFC 8252, RFC 7636)."""
    verifier, state = secrets.token_urlsafe(48), secrets.token_urlsafe(16)
    address = f"{_CONSENT}?{urlencode(_request(grant, verifier, state))}"
    until = datetime.now(UTC) + _PATIENCE
    ended_at = parse_qs(urlsplit(invite(Invitation(address=address, code="", until=until)).strip()).query)
    if ended_at.get("state") != [state] or "code" not in ended_at:
        raise Permanent(f"{grant.name}: that address holds no answer to this sign-in: begin again, and copy the whole address line")
    form = {"grant_type": "authorization_code", "code": ended_at["code"][0], "code_verifier": verifier, "redirect_uri": _BACK_TO}
    client = {"client_id": grant.client_id, "client_secret": grant.secret}
    return issued(grant, ask(grant, grant.token_url or _TOKENS, form | client))


def _request(grant: Grant, verifier: str, state: str) -> dict[str, str]:
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    return {
        "client_id": grant.client_id,
        "redirect_uri": _BACK_TO,
        "response_type": "code",
        "scope": " ".join(grant.scopes),
        "state": state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "access_type": "offline",  # without it there is no refresh token
        "prompt": "consent",  # nor at a second sign-in
        "login_hint": grant.username,
    }


def _of_a_service(grant: Grant) -> Any:
    try:
        return service_account.Credentials.from_service_account_file(  # type: ignore[no-untyped-call]
            str(grant.key_file), scopes=list(grant.scopes), subject=grant.username
        )
    except (OSError, ValueError, GoogleAuthError) as err:
        raise Permanent(f"{grant.name}: `key_file` is no key of a service account: {err}") from err


def _of_a_person(grant: Grant, refresh: str) -> Any:
    return credentials.Credentials(  # type: ignore[no-untyped-call]
        None, refresh_token=refresh, token_uri=grant.token_url or _TOKENS, client_id=grant.client_id, client_secret=grant.secret
    )


def _refused(grant: Grant, err: RefreshError) -> Exception:
    said = err.args[1] if len(err.args) > 1 and isinstance(err.args[1], dict) else {}
    status = 503 if err.retryable else 400
    return refused(grant, status, str(said.get("error", "")), str(said.get("error_description", "") or err.args[0]))
