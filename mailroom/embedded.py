"""Mail servers inside our own process, for `mailroom demo`: IMAP with IDLE (pymap) and an SMTP sink (aiosmtpd), on loopback, without root.

They are for showing, not for serving: mails live in memory and anybody on this machine may log in with the password. aiosmtpd's own
Controller cannot find its port when it is given 0, so both servers run on an event loop of ours.
"""

from __future__ import annotations

import asyncio
import re
import threading
from argparse import Namespace
from collections.abc import Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from aiosmtpd.smtp import SMTP, Envelope, Session
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict import Config, DictBackend, Login
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxSet
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

_LOOPBACK = "127.0.0.1"
_LINE_END = re.compile(rb"\r\n|\r|\n")
_LARGEST = 64 * 2**20  # bytes

Answer = TypeVar("Answer")


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail that the sink accepted."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes = field(repr=False)


class _Server:
    """A server on an event loop in a thread of its own. `port` is known once it is entered."""

    port: int = 0

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._run(self._start())
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._run(self._stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _start(self) -> asyncio.Server:
        raise NotImplementedError

    async def _stop(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)


class EmbeddedImap(_Server):
    """An IMAP server for these users, each with INBOX and Sent, all with one password."""

    def __init__(self, users: Iterable[str], password: str = "demo", folders: Iterable[str] = ("Sent",)) -> None:  # noqa: S107
        self.password = password
        self._users = tuple(users)
        self._folders = tuple(folders)

    def add(self, user: str, raw: bytes, *, folder: str = "INBOX", arrived: datetime | None = None) -> None:
        """Deliver a mail; whoever waits in IDLE hears of it at once. Line ends become CRLF, as any IMAP server makes them."""
        self._run(self._add(user, folder, _LINE_END.sub(b"\r\n", raw), arrived or datetime.now(UTC)))

    def mails(self, user: str, folder: str = "INBOX") -> list[bytes]:
        """The mails in a folder, oldest first: what a person would see in his mail client."""
        return self._run(self._mails(user, folder))

    async def _start(self) -> asyncio.Server:
        self._config = _Config(_ARGUMENTS, host=_LOOPBACK, port=0, hash_context=Cleartext(), **_SETTINGS)
        self._config.apply_context()
        login = Login(self._config)
        for user in self._users:
            login.users_dict[user] = UserMetadata(self._config, user, password=self.password)
            mailboxes = MailboxSet()
            for folder in self._folders:
                await mailboxes.add_mailbox(folder)
            self._config.set_cache[user] = (mailboxes, FilterSet())
        service = IMAPServer(DictBackend(login, self._config).login, self._config)
        serve = ProxyProtocolReader(self._config.proxy_protocol).get_callback(service)
        return await asyncio.start_server(serve, _LOOPBACK, 0, limit=_LARGEST)

    async def _add(self, user: str, folder: str, raw: bytes, arrived: datetime) -> None:
        self._config.apply_context()
        mailbox = await self._config.set_cache[user][0].get_mailbox(folder)
        await mailbox.append(AppendMessage(raw, arrived), recent=True)

    async def _mails(self, user: str, folder: str) -> list[bytes]:
        self._config.apply_context()
        mailbox = await self._config.set_cache[user][0].get_mailbox(folder)
        return [bytes(message._content or b"") async for message in mailbox.messages()]  # noqa: SLF001  (pymap has no other way to read)


class EmbeddedSmtp(_Server):
    """An SMTP sink: keeps every mail, and tells `hook` before it answers 250. `hook` runs on the server's loop, so it must be quick."""

    def __init__(self, hook: Callable[[Letter], None] | None = None) -> None:
        self.letters: list[Letter] = []
        self._hook = hook

    async def _start(self) -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(self._session, _LOOPBACK, 0)

    def _session(self) -> SMTP:
        return SMTP(self, hostname="localhost", data_size_limit=_LARGEST, enable_SMTPUTF8=True, loop=self._loop)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: ARG002, N802  (aiosmtpd's name)
        raw = envelope.original_content or b""
        letter = Letter(sender=envelope.mail_from or "", recipients=tuple(envelope.rcpt_tos), raw=raw)
        self.letters.append(letter)
        if self._hook:
            self._hook(letter)
        return "250 2.0.0 accepted"


class _Config(Config):
    @property
    def greeting(self) -> bytes:
        return b"mailroom demo"  # pymap would ask the name server who we are


_SETTINGS: dict[str, Any] = {
    "demo_data": False,
    "demo_user": "",
    "demo_password": "",
    "tls_enabled": False,  # on loopback
    "invalid_user_sleep": 0.0,
}
_ARGUMENTS = Namespace(passlib_cfg=None, proxy_protocol=None)
