"""Any OAuth2 provider, by its token address: client credentials (RFC 6749 4.4) or a refresh token (6)."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from mailroom.access.grant import Grant, Issued
from mailroom.access.refusal import refused, unreached
from tickets.errors import Permanent

TIMEOUT = 10.0  # seconds for one question to a provider
HOUR = 3600  # seconds; RFC 6749 5.1: a provider may leave `expires_in` out
_LONGEST = 1_000_000  # octets of an answer
_DIGITS = 9  # of a number of seconds: more than a lifetime


@dataclass(frozen=True)
class Answer:
    """A provider's JSON. 400 with an `error` is an ordinary answer here."""

    status: int
    said: Mapping[str, Any]
    retry_after: timedelta | None

    def text(self, key: str) -> str:
        return str(self.said.get(key) or "")

    def seconds(self, key: str) -> int | None:
        """A whole number above zero, also where it is written as a text or a fraction; None for anything else."""
        whole = self.text(key).partition(".")[0]
        return int(whole) or None if whole.isdecimal() and len(whole) <= _DIGITS else None


def issue(grant: Grant, refresh: str) -> Issued:
    """A token for this grant; see `Issuer`."""
    form = {"client_id": grant.client_id, "client_secret": grant.secret, "scope": " ".join(grant.scopes)}
    if grant.is_signed_in_by_a_person:
        form |= {"grant_type": "refresh_token", "refresh_token": refresh}
    else:
        form |= {"grant_type": "client_credentials"}
    return issued(grant, ask(grant, grant.token_url, form))


def ask(grant: Grant, url: str, form: Mapping[str, str]) -> Answer:
    """One POST. Raises Transient where no answer comes, Permanent where it is none of a provider's."""
    body = urllib.parse.urlencode({key: value for key, value in form.items() if value}).encode()
    request = urllib.request.Request(url, body, {"Accept": "application/json"})  # noqa: S310  (https, or loopback: mailroom.access.table)
    try:
        return _answer(grant, *_heard(request))
    except (OSError, http.client.HTTPException) as err:  # what answers there need not speak HTTP to its end
        raise unreached(grant, err) from err


def issued(grant: Grant, answer: Answer) -> Issued:
    """What an answer gave. Raises Transient or Permanent where it gave no token."""
    token = answer.text("access_token")
    if not token:
        raise refused(grant, answer.status, answer.text("error"), answer.text("error_description"), answer.retry_after)
    refresh_lasts = answer.seconds("refresh_token_expires_in")
    return Issued(
        token=token,
        lasts=timedelta(seconds=answer.seconds("expires_in") or HOUR),
        refresh=answer.text("refresh_token"),
        refresh_lasts=timedelta(seconds=refresh_lasts) if refresh_lasts else None,
    )


def _heard(request: urllib.request.Request) -> tuple[int, bytes, str]:
    """(status, body, Retry-After)."""
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
            return response.status, response.read(_LONGEST), ""
    except urllib.error.HTTPError as err:
        with err:
            return err.code, err.read(_LONGEST), err.headers.get("Retry-After", "")


def _answer(grant: Grant, status: int, body: bytes, retry_after: str) -> Answer:
    pause = timedelta(seconds=int(retry_after)) if retry_after.isdecimal() and len(retry_after) < 6 else None
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as err:
        if status >= 500 or status == 429:
            return Answer(status, {}, pause)
        raise Permanent(f"{grant.name}: what answers there is no token endpoint (status {status}); check `token_url`") from err
    return Answer(status, said if isinstance(said, dict) else {}, pause)
