"""An SMTP server with switches for everything that submission servers do to us. It keeps what it accepted.

In a thread: `with running() as sink`. As a process, for benchmarks that must not share our interpreter:

    python -m tests.servers.smtp --log FILE [--copy-to MAILDIR] [--port N]

prints its port, then writes one JSON line for each accepted mail, and ends when its standard input does.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import re
import socket
import socketserver
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path

from tests.servers.certificate import Certificate
from tests.servers.deliver import deliver

_ALL_OFFERS = ("SIZE 35882577", "8BITMIME", "SMTPUTF8", "PIPELINING")


@dataclass(frozen=True, kw_only=True)
class Received:
    sender: str
    recipients: tuple[str, ...]
    raw: bytes  # as sent, dots undone
    options: str  # what stood behind MAIL FROM
    at: float  # Unix time

    def header(self, name: str) -> str:
        return str(message_from_bytes(self.raw).get(name, ""))


@dataclass
class Switches:
    """May be changed while the server runs. A reply is written as the server says it: "450 4.2.1 mailbox busy"."""

    greeting: str = "220 sink"
    refuse: dict[str, str] = field(default_factory=dict)  # recipient -> reply
    at_mail: str = ""
    at_data: str = ""  # instead of 354
    at_end: str = ""  # instead of the 250 for the letter
    at_login: str = ""
    hang_at: str = ""  # "connect", "mail", "rcpt", "data", "end": silent from there on
    drop_at: str = ""  # the same places: hangs up; "end" is after the letter and before its 250
    refuse_connections: bool = False
    letters_a_session: int | None = None  # then 421
    is_login_required: bool = False
    takes_token: Callable[[str, str], bool] | None = None  # then logins are by OAuth2: (user, token)
    mechanism: str = "XOAUTH2"
    offers: tuple[str, ...] = _ALL_OFFERS
    copy_to: Path | None = None  # a Maildir: "the submission server files the copy", before its 250
    replace_message_id: str = ""  # in that copy, as SES and Outlook.com do


class Sink(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128

    def __init__(
        self,
        switches: Switches | None = None,
        *,
        port: int = 0,
        certificate: Certificate | None = None,
        is_tls: bool = False,
        on_mail: Callable[[Received], None] | None = None,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Session)
        self.switches = switches or Switches()
        self.port: int = self.server_address[1]
        self.mails: list[Received] = []
        self.sessions = 0
        self.logins: list[tuple[str, str]] = []
        self.greeted_as: list[str] = []
        self.context = _context(certificate)
        self.is_tls = is_tls
        self.on_mail = on_mail
        self.stopped = threading.Event()

    def keep(self, mail: Received) -> None:
        if self.switches.copy_to:
            deliver(self.switches.copy_to, self._copy(mail.raw))
        self.mails.append(mail)
        if self.on_mail:
            self.on_mail(mail)

    def await_mails(self, count: int, seconds: float = 10) -> list[Received]:
        """The mails, once there are that many; fails when the time is over."""
        until = time.monotonic() + seconds
        while len(self.mails) < count and time.monotonic() < until:
            self.stopped.wait(0.005)
        assert len(self.mails) >= count, f"{len(self.mails)} mails after {seconds} s, {count} expected"
        return self.mails

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that are killed are what this server is for."""

    def _copy(self, raw: bytes) -> bytes:
        if not self.switches.replace_message_id:
            return raw
        message = message_from_bytes(raw)
        del message["Message-ID"]
        message["Message-ID"] = self.switches.replace_message_id
        return message.as_bytes()


class _HungUp(Exception):  # noqa: N818
    pass


class _Session(socketserver.StreamRequestHandler):
    server: Sink
    disable_nagle_algorithm = True

    def handle(self) -> None:
        if self.server.switches.refuse_connections:
            return
        self.server.sessions += 1
        self.letters = 0
        self._forget()
        if self.server.is_tls:
            self._start_tls()
        with contextlib.suppress(_HungUp, OSError):
            self._trouble("connect")
            self._say(self.server.switches.greeting)
            while line := self.rfile.readline():
                verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
                self._answer(verb.upper(), rest)

    def _answer(self, verb: str, rest: str) -> None:
        answer = getattr(self, f"do_{verb.lower()}", None)
        if answer is None:
            self._say("502 5.5.2 what?")
        else:
            answer(rest)

    def do_ehlo(self, name: str) -> None:
        self.server.greeted_as.append(name)
        switches = self.server.switches
        offers = [*switches.offers, f"AUTH {switches.mechanism if switches.takes_token else 'PLAIN'}"]
        if self.server.context and not self.server.is_tls and not isinstance(self.connection, ssl.SSLSocket):
            offers.append("STARTTLS")
        self._say("\r\n".join([f"250-{offer}" for offer in ("sink", *offers[:-1])] + [f"250 {offers[-1]}"]))

    def do_starttls(self, rest: str) -> None:
        self._say("220 go on")
        self._start_tls()

    def do_auth(self, rest: str) -> None:
        _, _, secret = rest.partition(" ")
        if self.server.switches.takes_token:
            self._token_login(base64.b64decode(secret).decode())
            return
        _, user, password = base64.b64decode(secret).decode().split("\0")
        self.server.logins.append((user, password))
        self.is_known = not self.server.switches.at_login
        self._say(self.server.switches.at_login or "235 2.7.0 welcome")

    def _token_login(self, said: str) -> None:
        """A refusal comes in two parts (RFC 7628 3.2.3): why, and after the client's word to that, the code."""
        takes, at_login = self.server.switches.takes_token, self.server.switches.at_login
        found = re.match(r"(?:user=([^\x01]*)|n,a=([^,]*),\x01host=[^\x01]*\x01port=\d+)\x01auth=Bearer ([^\x01]*)\x01\x01$", said)
        user, token = (found[1] or found[2], found[3]) if found else ("", "")
        self.server.logins.append((user, token))
        self.is_known = takes is not None and takes(user, token) and not at_login
        if self.is_known:
            self._say("235 2.7.0 welcome")
            return
        self._say("334 " + base64.b64encode(b'{"status":"invalid_token","scope":"mail"}').decode())
        self.rfile.readline()
        self._say(at_login or "535 5.7.3 Authentication unsuccessful")

    def do_mail(self, rest: str) -> None:
        switches = self.server.switches
        self._trouble("mail")
        if switches.letters_a_session is not None and self.letters >= switches.letters_a_session:
            self._say("421 4.7.0 too many letters in one session")
            raise _HungUp
        if switches.is_login_required and not self.is_known:
            self._say("530 5.7.0 login required")
            return
        if switches.at_mail:
            self._say(switches.at_mail)
            return
        address, _, self.options = rest.partition(">")
        self.sender = address.partition("<")[2]
        self._say("250 2.1.0 ok")

    def do_rcpt(self, rest: str) -> None:
        self._trouble("rcpt")
        recipient = rest.partition("<")[2].partition(">")[0]
        refusal = self.server.switches.refuse.get(recipient)
        if not refusal:
            self.recipients.append(recipient)
        self._say(refusal or "250 2.1.5 ok")

    def do_data(self, rest: str) -> None:
        switches = self.server.switches
        self._trouble("data")
        if switches.at_data or not self.recipients:
            self._say(switches.at_data or "503 5.5.1 no recipients")
            return
        self._say("354 go on")
        raw = self._read_letter()
        if switches.at_end:
            self._say(switches.at_end)
        else:
            sender, recipients = self.sender, tuple(self.recipients)
            self.server.keep(Received(sender=sender, recipients=recipients, raw=raw, options=self.options.strip(), at=time.time()))
            self.letters += 1
            self._trouble("end")
            self._say("250 2.0.0 ok")
        self._forget()

    def do_rset(self, rest: str) -> None:
        self._forget()
        self._say("250 2.0.0 ok")

    def do_noop(self, rest: str) -> None:
        self._say("250 2.0.0 ok")

    def do_quit(self, rest: str) -> None:
        self._say("221 2.0.0 bye")
        raise _HungUp

    def _read_letter(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            if not line:
                raise _HungUp
            lines.append(line[1:] if line.startswith(b"..") else line)
        return b"".join(lines)

    def _trouble(self, place: str) -> None:
        if self.server.switches.hang_at == place:
            self.server.stopped.wait(120)
            raise _HungUp
        if self.server.switches.drop_at == place:
            raise _HungUp

    def _forget(self) -> None:
        self.sender, self.options = "", ""
        self.recipients: list[str] = []
        self.is_known = getattr(self, "is_known", False)

    def _start_tls(self) -> None:
        assert self.server.context
        try:
            self.connection = self.server.context.wrap_socket(self.connection, server_side=True)
        except (ssl.SSLError, OSError) as err:
            raise _HungUp from err
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", 0)

    def finish(self) -> None:
        with contextlib.suppress(OSError):
            super().finish()
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        self.connection.close()

    def _say(self, reply: str) -> None:
        self.wfile.write(reply.encode() + b"\r\n")
        self.wfile.flush()


@contextlib.contextmanager
def running(switches: Switches | None = None, *, certificate: Certificate | None = None, is_tls: bool = False) -> Iterator[Sink]:
    with Sink(switches, certificate=certificate, is_tls=is_tls) as sink:
        threading.Thread(target=sink.serve_forever, args=(0.01,), daemon=True).start()
        try:
            yield sink
        finally:
            sink.stopped.set()
            sink.shutdown()


def _context(certificate: Certificate | None) -> ssl.SSLContext | None:
    if certificate is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate.chain, certificate.key)
    return context


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--log", type=Path, required=True)
    parser.add_argument("--copy-to", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--drop-at", default="")
    options = parser.parse_args()
    lock = threading.Lock()
    with options.log.open("a") as log, Sink(Switches(copy_to=options.copy_to, drop_at=options.drop_at), port=options.port) as sink:

        def write(mail: Received) -> None:
            headers = {key: mail.header(name) for key, name in (("message_id", "Message-ID"), ("outbound", "X-Mailroom-Outbound"))}
            row = {"at": mail.at, "from": mail.sender, "to": mail.recipients, "size": len(mail.raw), **headers}
            with lock:
                log.write(json.dumps(row) + "\n")
                log.flush()

        sink.on_mail = write
        threading.Thread(target=sink.serve_forever, args=(0.01,), daemon=True).start()
        print(sink.port, flush=True)
        sys.stdin.read()
        sink.shutdown()


if __name__ == "__main__":
    main()
