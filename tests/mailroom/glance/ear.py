"""Somebody's webhook: an HTTP server on loopback that keeps what was posted to it, and can be rude."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Ear:
    port: int
    status: int = 204
    is_silent: bool = False  # takes the post and says nothing until `let_go`
    redirect: str = ""
    heard: list[dict[str, Any]] = field(default_factory=list)
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook?key=secret"

    @property
    def told(self) -> list[tuple[str, str]]:
        return [(word["key"], word["state"]) for word in self.heard]


@contextmanager
def listening() -> Iterator[Ear]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if ear.is_silent:
                ear.let_go.wait(10)
                return
            ear.heard.append(json.loads(body))
            self.send_response(302 if ear.redirect else ear.status)
            if ear.redirect:
                self.send_header("Location", ear.redirect)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    ear = Ear(server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield ear
    finally:
        ear.let_go.set()
        server.shutdown()
        server.server_close()
        thread.join()
