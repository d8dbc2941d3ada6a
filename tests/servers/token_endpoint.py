"""A provider of OAuth2 tokens on loopback: issues them, lets them expire, revokes them, and says of each whether it lives.

It speaks as Microsoft's, Google's and any other's token endpoint does, and answers Dovecot's introspection (RFC 7662). A client is
known by its id; each speaks for one account.
"""

from __future__ import annotations

import base64
import contextlib
import json
import secrets
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.servers.certificate import Certificate

SECRET = "Ap~8Q secret"
_DEVICE = "urn:ietf:params:oauth:grant-type:device_code"
_ASSERTION = "urn:ietf:params:oauth:grant-type:jwt-bearer"


@dataclass
class Switches:
    """May be changed while the server runs."""

    lasts: int = 3600  # seconds of a token
    scope: str = "mail"  # what its tokens are good for
    error: str = ""  # instead of a token, as RFC 6749 5.2 has it
    sentence: str = ""  # of that error
    status: int = 400
    is_down: bool = False  # hangs up on every question for a token
    pending: int = 0  # so many "authorization_pending" before a person has signed in
    refresh_lasts: int = 0  # seconds; 0: nothing is said
    answer: dict[str, Any] = field(default_factory=dict)  # what stands in an answer instead
    octets: bytes = b""  # instead of an answer in HTTP


@dataclass(frozen=True)
class Token:
    username: str
    scope: str
    until: float


@dataclass
class Provider:
    """The endpoint and what it knows."""

    switches: Switches = field(default_factory=Switches)
    users: dict[str, str] = field(default_factory=dict)  # client id: the account that it speaks for
    tokens: dict[str, Token] = field(default_factory=dict)
    refreshes: dict[str, str] = field(default_factory=dict)  # refresh token: account
    asked: list[str] = field(default_factory=list)  # the kind of each question for a token
    url: str = ""

    def says(self, username: str, token: str) -> bool:
        """Whether this token opens this account now."""
        known = self.tokens.get(token)
        return known is not None and known.username == username and known.until > time.time() and known.scope == "mail"

    def revoke(self) -> None:
        """What an administrator does who throws an application out: its tokens are dead at once."""
        self.tokens.clear()

    def issue(self, username: str, *, with_refresh: bool) -> dict[str, Any]:
        token = secrets.token_urlsafe(24)
        self.tokens[token] = Token(username, self.switches.scope, time.time() + self.switches.lasts)
        answer: dict[str, Any] = {"access_token": token, "token_type": "Bearer", "expires_in": self.switches.lasts}
        if with_refresh:
            refresh = secrets.token_urlsafe(24)
            self.refreshes = {key: user for key, user in self.refreshes.items() if user != username} | {refresh: username}
            answer["refresh_token"] = refresh
        if self.switches.refresh_lasts:
            answer["refresh_token_expires_in"] = self.switches.refresh_lasts
        return answer | self.switches.answer


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    provider: Provider


class _Question(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Silent."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/introspect":
            self._introspect(parse_qs(parts.query).get("token", [""])[0])
        elif parts.path.endswith("/openid-configuration"):
            self._describe(parts.path.split("/")[1])
        else:
            self._say(404, {})

    def do_POST(self) -> None:
        form = {key: values[0] for key, values in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()}
        switches = self.server.provider.switches
        if switches.is_down:
            self.close_connection = True
            return
        if switches.octets:
            self.wfile.write(switches.octets)
            self.close_connection = True
            return
        if self.path.endswith("devicecode"):
            self._say(200, self._device(form))
            return
        self.server.provider.asked.append(form.get("grant_type", ""))
        if switches.error:
            self._say(switches.status, {"error": switches.error, "error_description": switches.sentence})
            return
        self._say(*self._token(form))

    def _token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        provider, kind = self.server.provider, form.get("grant_type", "")
        if kind == _DEVICE and provider.switches.pending:
            provider.switches.pending -= 1
            return 400, {"error": "authorization_pending"}
        if kind == "refresh_token":
            user = provider.refreshes.get(form["refresh_token"])
            return (200, provider.issue(user, with_refresh=True)) if user else (400, {"error": "invalid_grant"})
        if kind == _ASSERTION:
            return 200, provider.issue(_subject(form["assertion"]), with_refresh=False)
        user = provider.users.get(form.get("client_id", ""))
        if user is None or (kind == "client_credentials" and form.get("client_secret") != SECRET):
            return 401, {"error": "invalid_client", "error_description": "AADSTS7000215: Invalid client secret provided."}
        return 200, provider.issue(user, with_refresh=kind != "client_credentials")

    def _device(self, form: dict[str, str]) -> dict[str, Any]:
        address = f"{self.server.provider.url}/device"
        code = {"device_code": form["client_id"], "user_code": "ABCD-EFGH", "verification_uri": address}
        return {**code, "expires_in": 60, "interval": 1, "message": "sign in"}

    def _introspect(self, token: str) -> None:
        known = self.server.provider.tokens.get(token)
        if known is None or known.until <= time.time():
            self._say(200, {"active": False})  # RFC 7662 2.2
        else:
            self._say(200, {"active": True, "username": known.username, "scope": known.scope})

    def _describe(self, tenant: str) -> None:
        """What msal asks of an authority first."""
        base = f"{self.server.provider.url}/{tenant}"
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "device_authorization_endpoint": "devicecode"}
        self._say(200, {"issuer": f"{base}/v2.0", **{key: f"{base}/oauth2/v2.0/{end}" for key, end in ends.items()}})

    def _say(self, status: int, answer: dict[str, Any]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextlib.contextmanager
def running(certificate: Certificate | None = None, **users: str) -> Iterator[Provider]:
    """A provider for the block's time, whose clients speak for these accounts; over TLS where it has a certificate (for localhost)."""
    with _Server(("127.0.0.1", 0), _Question) as server:
        scheme, host = ("https", "localhost") if certificate else ("http", "127.0.0.1")
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.chain, certificate.key)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        server.provider = Provider(users=dict(users), url=f"{scheme}://{host}:{server.server_address[1]}")
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield server.provider
        finally:
            server.shutdown()


def _subject(assertion: str) -> str:
    """Whom a service account speaks for."""
    claims = assertion.split(".")[1]
    return str(json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))["sub"])
