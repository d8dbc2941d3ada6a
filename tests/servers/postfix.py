"""A private Postfix as the MTA between people and Dovecot: own folders, loopback ports, and nothing ever leaves the machine.

Two doors, as every MTA has them. What comes in at `port` may claim any sender. At `submission` our own people hand over their mail, and
the MTA vouches for them with its Authentication-Results. Mail for a known address lands in that user's Maildir; all else is refused.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import smtplib
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.servers.dovecot import Dovecot
from tests.servers.ports import free_port, soon

_BINARY = shutil.which("postfix", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")
_DAEMONS = Path("/usr/lib/postfix/sbin")

_MAIN = """
compatibility_level = 3.6
queue_directory = {root}/spool
data_directory = {root}/data
daemon_directory = {daemons}
maillog_file = {root}/postfix.log
maillog_file_prefixes = {root}
myhostname = mx.icrealtime.example
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
local_transport = error:nobody lives here
default_transport = error:this MTA delivers to its own users alone
alias_maps =
local_recipient_maps =
recipient_delimiter = +
smtpd_relay_restrictions = permit_auth_destination, reject
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {maildirs}
virtual_mailbox_maps = texthash:{root}/conf/users
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
virtual_mailbox_limit = 0
smtp_host_lookup = native
in_flow_delay = 0
"""

_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{submission} inet n - n - - smtpd -o smtpd_sender_restrictions=check_sender_access,texthash:{root}/conf/vouched
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, kw_only=True)
class Postfix:
    root: Path
    port: int
    submission: int

    def hand_over(self, sender: str, recipients: list[str], raw: bytes, *, door: int = 0) -> None:
        """What a mail client does when somebody presses Send."""
        with smtplib.SMTP("127.0.0.1", door or self.port, timeout=20) as session:
            session.sendmail(sender, recipients, raw)

    def log(self) -> str:
        return (self.root / "postfix.log").read_text(errors="replace")


@contextlib.contextmanager
def running(dovecot: Dovecot, users: Mapping[str, str]) -> Iterator[Postfix]:
    """A Postfix for the block's time that delivers to these users of `dovecot`; `users` is {address: user}. Asks for `absence()` first."""
    root = Path(tempfile.mkdtemp(prefix="mailroom-postfix-"))
    server = Postfix(root=root, port=free_port(), submission=free_port())
    try:
        _write_files(server, dovecot, users)
        _control(server, "start")
        _await_greeting(server)
        yield server
    finally:
        _control(server, "stop", check=False)
        shutil.rmtree(root, ignore_errors=True)


def absence() -> str:
    """Why there is no Postfix that we can run, or ''."""
    if _BINARY is None or not _DAEMONS.is_dir():
        return "Postfix is not installed (tests/servers/install.sh installs it)"
    return "" if os.getuid() == 0 else "Postfix starts as root alone"


def _write_files(server: Postfix, dovecot: Dovecot, users: Mapping[str, str]) -> None:
    root, conf = server.root, server.root / "conf"
    root.chmod(0o755)
    for folder in (conf, root / "spool", root / "data"):
        folder.mkdir()
    shutil.chown(root / "data", "postfix")
    owner = (dovecot.root / "mail").stat()
    domains = sorted({address.partition("@")[2] for address in users})
    words = {"root": root, "daemons": _DAEMONS, "maildirs": dovecot.root / "mail", "uid": owner.st_uid, "gid": owner.st_gid}
    (conf / "main.cf").write_text(_MAIN.format(**words, domains=", ".join(domains)))
    (conf / "master.cf").write_text(_MASTER.format(root=root, port=server.port, submission=server.submission).lstrip())
    (conf / "users").write_text("".join(f"{address} {user}/\n" for address, user in users.items()))
    vouched = "".join(f"{address} PREPEND {_vouch(address)}\n" for address in users)
    (conf / "vouched").write_text(vouched)


def _vouch(address: str) -> str:
    domain = address.partition("@")[2]
    return f"Authentication-Results: mx.icrealtime.example; auth=pass smtp.auth={address}; dmarc=pass header.from={domain}"


def _control(server: Postfix, what: str, *, check: bool = True) -> None:
    assert _BINARY is not None
    with (server.root / "control.log").open("ab") as output:
        done = subprocess.run([_BINARY, "-c", str(server.root / "conf"), what], stdout=output, stderr=output, timeout=30)
    if check and done.returncode:
        raise AssertionError(f"postfix {what} failed:\n{(server.root / 'control.log').read_text()}")


def _await_greeting(server: Postfix) -> None:
    if not soon(lambda: _greets(server)):
        raise AssertionError(f"Postfix did not start:\n{(server.root / 'control.log').read_text()}\n{server.log()}")


def _greets(server: Postfix) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", server.submission), 1) as connection:
        return connection.recv(64).startswith(b"220")
    return False
