"""The console's server: uvicorn in a thread of its own, beside whatever else the process does.

uvicorn's own ways are off: its signal handlers (the process has its own), its access log (it would hold sign-in links), its belief in
X-Forwarded headers of anybody.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import structlog
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from mailroom.console.app import application
from mailroom.console.console import Console
from mailroom.console.listening import place
from tickets.errors import Permanent
from tickets.transport import lies_in

_log = structlog.get_logger()

_STOPS_WITHIN = 5  # seconds for answers that are under way
_AT_ONCE = 200  # connections: a desk's people are dozens, and more is somebody's mischief
_FROM_ONE = 100  # of them, from one network address that is no proxy of ours: whoever takes them all takes them from himself


@contextmanager
def serving(console: Console) -> Iterator[None]:
    """The console answers while the block runs. Raises Permanent where its place is taken or is none of this machine."""
    with _bound(console.settings.console.listen) as bound:
        server = uvicorn.Server(_config(console))
        thread = threading.Thread(target=server.run, args=([bound],), name="console", daemon=True)
        thread.start()
        _log.info("console", listen=console.settings.console.listen, address=console.address)
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(timeout=_STOPS_WITHIN * 2)


def _bound(listen: str) -> socket.socket:
    host, port = place(listen)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as err:
        raise Permanent(f"the console cannot listen on {listen}: {err.strerror}; write another place into console.listen") from err


def _protocol(proxies: Sequence[str]) -> type[H11Protocol]:
    class Shared(H11Protocol):
        """HTTP of which nobody takes every place."""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            peer = self.client[0] if self.client else ""
            from_it = sum(isinstance(one, H11Protocol) and one.client is not None and one.client[0] == peer for one in self.connections)
            if from_it > _FROM_ONE and not lies_in(peer, proxies):
                transport.close()

    return Shared


def _config(console: Console) -> uvicorn.Config:
    table, settings = console.settings.console, console.settings
    return uvicorn.Config(
        application(console),
        ssl_certfile=settings.path(table.tls_cert) if table.tls_cert else None,
        ssl_keyfile=settings.path(table.tls_key) if table.tls_key else None,
        http=_protocol(table.proxies),
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        lifespan="off",
        ws="none",
        limit_concurrency=_AT_ONCE,
        timeout_graceful_shutdown=_STOPS_WITHIN,
    )
