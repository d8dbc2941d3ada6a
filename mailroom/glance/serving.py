"""The pages of `[metrics]` over HTTP: reads only, answers only what it knows, and is never in the way of the desk.

Several processes of one machine may share a setting: each takes the next port that is free, and says which.
"""

from __future__ import annotations

import errno
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import structlog

from mailroom.console.listening import place
from mailroom.glance.glance import Answer

_log = structlog.get_logger()

PORTS = 10  # from the named one on: as many processes of a machine as anybody watches
_SECONDS = 10  # without a word from a reader
_AT_ONCE = 8  # readers, however slow; the next one is sent away

Pages = Mapping[str, Callable[[], Answer]]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = False  # a port that a sister process holds is taken

    def __init__(self, host: str, port: int, pages: Pages) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), _Handler)
        self.pages = pages
        self.room = threading.BoundedSemaphore(_AT_ONCE)

    def process_request_thread(self, request: object, client_address: object) -> None:
        if not self.room.acquire(blocking=False):
            self.shutdown_request(request)  # type: ignore[arg-type]
            return
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type]
        finally:
            self.room.release()

    def handle_error(self, request: object, client_address: object) -> None:  # noqa: ARG002  (as socketserver calls it)
        """A reader that hung up in the middle is no news; a page that could not be made is a fault of ours."""
        err = sys.exception()
        if not isinstance(err, OSError):
            _log.error("metrics", because=f"{type(err).__name__}: {err}", next="the reader asks again", exc_info=err)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _SECONDS
    server_version = "mailroom"
    sys_version = ""

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        page = self.server.pages.get(self.path.partition("?")[0])
        answer = page() if page else Answer(404, "text/plain", "\n".join([*self.server.pages, ""]).encode())
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if with_body:
            self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        """The log is for mails and letters."""


@contextmanager
def serving(listen: str, pages: Pages) -> Iterator[str]:
    """Answers until the block ends; gives "127.0.0.1:9108", or '' where nothing listens."""
    server = _bound(listen, pages) if listen else None
    if server is None:
        yield ""
        return
    thread = threading.Thread(target=server.serve_forever, name="metrics", daemon=True)
    thread.start()
    host, port = server.server_address[:2]
    _log.info("metrics", listen=f"{host!s}:{port}")
    try:
        yield f"{host!s}:{port}"
    finally:
        server.shutdown()
        server.server_close()


def _bound(listen: str, pages: Pages) -> _Server | None:
    host, first = place(listen)
    because = ""
    for port in range(first, min(first + PORTS, 65536)):
        try:
            return _Server(host, port, pages)
        except OSError as err:
            because = err.strerror or str(err)
            if err.errno != errno.EADDRINUSE:
                break
    _log.warning("metrics", listen=listen, because=because, next="this process serves no figures; mail goes its way all the same")
    return None
