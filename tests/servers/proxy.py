"""A TCP proxy between a client and a real server that breaks the connection in the ways networks do."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

_BLOCK = 4096


@dataclass
class Trouble:
    """What happens to the bytes on their way from the server to the client. Counted for each connection anew."""

    cut_after: int | None = None  # bytes; then the connection is reset
    stall_after: int | None = None  # bytes; then silence, the connection stays open
    block: int = _BLOCK  # how many bytes travel at once
    pause: float = 0.0  # seconds between blocks
    refuse: bool = False  # new connections are closed at once


class Proxy:
    """Listens on a loopback port of its own; `trouble` may be changed while it runs and rules from the next block on."""

    def __init__(self, target_port: int) -> None:
        self.trouble = Trouble()
        self.connections = 0
        self.said = b""  # by the server, on the connection that was opened last
        self._target_port = target_port
        self._stopped = threading.Event()
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self) -> None:
        """Reset every connection that is open now, and none that is opened meanwhile."""
        opened, self._open = self._open, []
        for connection in opened:
            _reset(connection)

    def stop(self) -> None:
        self._stopped.set()
        _reset(self._listener)
        self.cut()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            if self.trouble.refuse:
                _reset(client)
                continue
            server = socket.create_connection(("127.0.0.1", self._target_port))
            self._open += [client, server]
            threading.Thread(target=self._carry, args=(client, server), daemon=True).start()
            threading.Thread(target=self._carry_back, args=(server, client), daemon=True).start()

    def _carry(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := client.recv(_BLOCK):
                server.sendall(data)
        _reset(server)

    def _carry_back(self, server: socket.socket, client: socket.socket) -> None:
        carried, self.said = 0, b""
        with contextlib.suppress(OSError):
            while data := server.recv(self._block(carried)):
                if self._is_reached(self.trouble.stall_after, carried):
                    self._stopped.wait(60)
                    break
                client.sendall(data)
                carried += len(data)
                self.said += data
                if self._is_reached(self.trouble.cut_after, carried):
                    break
                self._stopped.wait(self.trouble.pause)
        _reset(client)

    def _block(self, carried: int) -> int:
        limits = (self.trouble.cut_after, self.trouble.stall_after)
        return max(1, min([self.trouble.block, *(limit - carried for limit in limits if limit is not None)]))

    @staticmethod
    def _is_reached(limit: int | None, carried: int) -> bool:
        return limit is not None and carried >= limit


@contextlib.contextmanager
def running(target_port: int) -> Iterator[Proxy]:
    proxy = Proxy(target_port)
    try:
        yield proxy
    finally:
        proxy.stop()


def _reset(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
    connection.close()
