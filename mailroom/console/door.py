"""What stands before every page: which hosts and peers it answers, and what a browser may do with the answer.

The policy allows scripts and styles from our own files alone. So no page writes either inline, and words of a mail that escaped
somewhere as HTML still run nothing and fetch nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mailroom.console.console import Console
from mailroom.console.listening import place
from tickets.transport import is_loopback, lies_in

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "content-security-policy": _POLICY,
        "x-frame-options": "DENY",  # for browsers that do not know frame-ancestors
        "x-content-type-options": "nosniff",
        # A sign-in link must not travel. Stricter than this, browsers post our own forms with `Origin: null`.
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "cache-control": "no-store",  # a page must not be seen by whoever sits there next
    }
)
_A_YEAR = "max-age=31536000"


class Door:
    """ASGI middleware. A page may set a header of its own, which then stands."""

    def __init__(self, app: ASGIApp, console: Console) -> None:
        self._app = app
        self._console = console
        self._hosts = hosts(console)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message))
            await send(message)

        because = self._objection(scope)
        answer = PlainTextResponse(because, status_code=403) if because else self._app
        await answer(scope, receive, send_with_headers)

    def _objection(self, scope: Scope) -> str:
        headers = Headers(scope=scope)
        peer = scope["client"][0] if scope.get("client") else ""
        table = self._console.settings.console
        if table.proxies and not table.tls_cert and not lies_in(peer, table.proxies):
            return "The console answers its proxy alone."
        # A name that a stranger points at this address is not ours: DNS rebinding would read pages through it.
        if headers.get("host", "").lower() not in self._hosts:
            return "The console is not reached under this name; console.public_url names it."
        if scope["method"] not in ("GET", "HEAD") and not self._comes_from_us(headers):
            return "This was posted from another page."
        return ""

    def _comes_from_us(self, headers: Headers) -> bool:
        """By what the browser says of itself; a client that says nothing still needs the form's token."""
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        origin = headers.get("origin")
        return origin is None or urlsplit(origin).netloc.lower() in self._hosts

    def _add(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if self._console.is_secure:
            headers.setdefault("strict-transport-security", _A_YEAR)


def hosts(console: Console) -> frozenset[str]:
    """The Host headers under which the console is reached: its public name, and this machine where it listens there alone."""
    listen = console.settings.console.listen
    named = {urlsplit(console.address).netloc.lower(), listen.lower()}
    host, port = place(listen)
    local = {f"{name}:{port}" for name in ("localhost", "127.0.0.1", "[::1]")} if is_loopback(host) else set()
    return frozenset(named | local)
