"""A private Redis and a private RabbitMQ on loopback ports: own folders, gone with the session."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.ending import ends_with_us
from tests.servers.ports import free_port, listens, soon

_REDIS = shutil.which("redis-server")
_RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
_START = 60  # seconds; RabbitMQ takes ten of them on a busy machine


@dataclass
class Broker:
    """A broker that can be stopped and started again under the same URL."""

    url: str
    port: int
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([*ends_with_us(), *self.command], env=self.environment, start_new_session=True, cwd="/", **quiet)
        process = self.process
        if not soon(lambda: listens(self.port) or process.poll() is not None, _START) or process.poll() is not None:
            raise RuntimeError(f"{self.command[0]} did not start")

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Stopped where it stands: the kernel accepts connections for it, and nobody speaks."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self.process.pid, signal.SIGCONT)

    def stop(self) -> None:
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None


def absence(scheme: str) -> str:
    """Why the broker of this scheme cannot run here; '' where it can."""
    if scheme == "redis":
        return "" if _REDIS else "Redis is not installed (Debian: redis-server)"
    return "" if _RABBITMQ.exists() else "RabbitMQ is not installed (Debian: rabbitmq-server)"


@contextmanager
def running(scheme: str) -> Iterator[Broker]:
    folder = Path(tempfile.mkdtemp(prefix=f"{scheme}-"))
    broker = _redis(folder) if scheme == "redis" else _rabbitmq(folder)
    try:
        broker.start()
        yield broker
    finally:
        broker.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _redis(folder: Path) -> Broker:
    port = free_port()
    command = [str(_REDIS), "--port", str(port), "--bind", "127.0.0.1", "--dir", str(folder), "--save", "", "--appendonly", "no"]
    return Broker(f"redis://127.0.0.1:{port}/0", port, command, dict(os.environ))


def _rabbitmq(folder: Path) -> Broker:
    port = free_port()
    environment = {
        **os.environ,
        "HOME": str(folder),  # of the Erlang cookie
        "RABBITMQ_NODENAME": f"mailroom{port}@localhost",
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
    }
    return Broker(f"amqp://127.0.0.1:{port}/", port, [str(_RABBITMQ)], environment)
