"""What a person is shown who signs in once for a mailbox, and the device code of RFC 8628 for any provider that has one."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from mailroom.access.generic import Answer, ask, issued
from mailroom.access.grant import Grant, Issued
from mailroom.access.refusal import refused

_INTERVAL = 5  # seconds, where the provider names none (RFC 8628 3.2)
_SLOWER = 5  # seconds more after each slow_down (RFC 8628 3.5)
_GOES_ON = ("authorization_pending", "slow_down")


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """Go to `address` and enter `code`, until then. Without a code: open the address, and bring back the one at which it ends."""

    address: str
    code: str
    until: datetime


def sign_in(grant: Grant, invite: Callable[[Invitation], str], sleep: Callable[[float], None] = time.sleep) -> Issued:
    """Wait until somebody has signed in. Raises Permanent where he declined or came too late."""
    begun = ask(grant, grant.device_url, {"client_id": grant.client_id, "scope": " ".join(grant.scopes)})
    if not begun.text("device_code"):
        raise refused(grant, begun.status, begun.text("error"), begun.text("error_description"))
    until = datetime.now(UTC) + timedelta(seconds=begun.seconds("expires_in") or 600)
    address = begun.text("verification_uri_complete") or begun.text("verification_uri")
    invite(Invitation(address=address, code=begun.text("user_code"), until=until))
    return _awaited(grant, begun, until, sleep)


def _awaited(grant: Grant, begun: Answer, until: datetime, sleep: Callable[[float], None]) -> Issued:
    interval = begun.seconds("interval") or _INTERVAL
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "device_code": begun.text("device_code"),
        "client_id": grant.client_id,
        "client_secret": grant.secret,
    }
    while datetime.now(UTC) < until:
        answer = ask(grant, grant.token_url, form)
        if answer.text("error") not in _GOES_ON:
            return issued(grant, answer)
        interval += _SLOWER if answer.text("error") == "slow_down" else 0
        sleep(interval)
    raise refused(grant, 400, "expired_token", "")
