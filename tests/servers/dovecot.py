"""A private Dovecot on a loopback port: own folder, own users, Maildir, gone with the test.

It runs as root or as an ordinary user. As root it needs a second account for the mail, since Dovecot serves none to uid 0; and its
folder must be open to that account, which pytest's own temporary folders are not.
"""

from __future__ import annotations

import contextlib
import grp
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.servers.certificate import Certificate
from tests.servers.ending import ends_with_us
from tests.servers.ports import free_port

PASSWORD = "correct horse"
_BINARY = shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")

_TOKEN_DATABASE = """
introspection_mode = get
introspection_url = {provider}/introspect?token=
username_attribute = username
active_attribute = active
active_value = true
scope = mail
"""


@dataclass(frozen=True, kw_only=True)
class Account:
    """Whom the processes run as; all three are the same without root."""

    mail: str
    group: str
    internal: str
    login: str


@dataclass(frozen=True)
class TokenLogin:
    """Logins by OAuth2: whom Dovecot asks about a token, and by which mechanisms it takes one."""

    provider: str  # its address
    mechanisms: str = "xoauth2 oauthbearer"


class Dovecot:
    """A running server. `maildir(user)` is where `tests.servers.deliver` puts mails."""

    def __init__(self, root: Path, users: Sequence[str], certificate: Certificate | None, tokens: TokenLogin | None, more: str) -> None:
        self.root = root
        self._tokens = tokens
        self.users = tuple(users)
        self.port = free_port()
        self.tls_port = free_port() if certificate else 0
        self._certificate = certificate
        self._more = more
        self._account = _account()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._write_files()
        assert _BINARY is not None
        command = [*ends_with_us(), _BINARY, "-F", "-c", str(self.root / "dovecot.conf")]
        with (self.root / "start.log").open("wb") as output:
            self._process = subprocess.Popen(command, stdout=output, stderr=output, start_new_session=True)
        self._await_greeting()

    def stop(self) -> None:
        if self._process is None:
            return
        os.killpg(self._process.pid, signal.SIGKILL)  # asked politely it takes its five seconds
        self._process.wait()
        self._process = None

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Every process of it stopped: the kernel accepts connections for it, and nobody speaks."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self._process.pid, signal.SIGCONT)

    def wipe(self) -> None:
        """Empty mailboxes for the next test, without the tenth of a second that a new server takes."""
        shutil.rmtree(self.root / "mail")
        self._make_mailboxes()

    def maildir(self, user: str, folder: str = "INBOX") -> Path:
        base = self.root / "mail" / user
        return base if folder == "INBOX" else base / f".{folder}"

    def make_folder(self, user: str, folder: str) -> Path:
        """Make a Maildir that its owner may use, with the empty folders it is made of."""
        path = self.maildir(user, folder)
        for part in (path, path / "tmp", path / "new", path / "cur"):
            part.mkdir(parents=True, exist_ok=True)
            self._give_away(part)
        return path

    def drop_folder(self, user: str, folder: str) -> None:
        shutil.rmtree(self.maildir(user, folder))

    def set_uidvalidity(self, user: str, value: int, folder: str = "INBOX") -> None:
        """What a rebuilt or restored mailbox does: other UIDVALIDITY, UIDs counted anew."""
        path = self.maildir(user, folder)
        for stale in path.glob("dovecot.index*"):
            stale.unlink()
        names = sorted(found.name.partition(":")[0] for found in (*(path / "cur").iterdir(), *(path / "new").iterdir()))
        lines = [f"3 V{value} N{len(names) + 1} G{uuid.uuid4().hex}", *(f"{uid} :{name}" for uid, name in enumerate(names, 1))]
        uidlist = path / "dovecot-uidlist"
        uidlist.write_text("\n".join(lines) + "\n")
        self._give_away(uidlist)

    def flags(self, user: str, folder: str = "INBOX") -> list[str]:
        """The flags of each mail that a client has seen, as they stand in its file name."""
        return [found.name.rpartition(":2,")[2] for found in sorted((self.maildir(user, folder) / "cur").iterdir())]

    def log(self) -> str:
        return (self.root / "dovecot.log").read_text(errors="replace")

    def _write_files(self) -> None:
        self.root.chmod(0o755)
        self._make_mailboxes()
        (self.root / "users").write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}\n" for user in self.users))
        (self.root / "users").chmod(0o644)
        if self._tokens:
            (self.root / "oauth2.conf").write_text(_TOKEN_DATABASE.format(provider=self._tokens.provider))
        (self.root / "dovecot.conf").write_text(self._configuration())

    def _make_mailboxes(self) -> None:
        (self.root / "mail").mkdir()
        self._give_away(self.root / "mail")
        for user in self.users:
            self.make_folder(user, "INBOX")
            self.make_folder(user, "Sent")

    def _give_away(self, path: Path) -> None:
        if os.getuid() == 0:
            shutil.chown(path, self._account.mail, self._account.group)

    def _await_greeting(self) -> None:
        until = time.monotonic() + 10
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as connection:
                if connection.recv(64).startswith(b"* OK"):
                    return
            time.sleep(0.01)
        raise AssertionError(f"Dovecot did not start:\n{(self.root / 'start.log').read_text()}")

    def _configuration(self) -> str:
        account = self._account
        return f"""
protocols = imap
listen = 127.0.0.1
base_dir = {self.root}/run
state_dir = {self.root}/run
log_path = {self.root}/dovecot.log
default_internal_user = {account.internal}
default_internal_group = {_group_of(account.internal)}
default_login_user = {account.login}
default_client_limit = 1000
mail_uid = {account.mail}
mail_gid = {account.group}
first_valid_uid = 1
first_valid_gid = 0
mail_location = maildir:{self.root}/mail/%u
mail_fsync = never
mail_max_userip_connections = 1000
disable_plaintext_auth = no
auth_mechanisms = plain {self._tokens.mechanisms if self._tokens else ""}
auth_failure_delay = 0
maildir_very_dirty_syncs = no
mailbox_idle_check_interval = 1 s
passdb {{
  driver = passwd-file
  mechanisms = plain
  args = scheme=PLAIN {self.root}/users
}}
userdb {{
  driver = static
  args = home={self.root}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = /
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  service_count = 0
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = {self.tls_port}
    ssl = yes
  }}
}}
service imap {{
  process_min_avail = 1
}}
service stats {{
  chroot =
}}
{self._tls()}
{self._token_login()}
{self._more}
"""

    def _token_login(self) -> str:
        if self._tokens is None:
            return ""
        return f"passdb {{\n  driver = oauth2\n  mechanisms = {self._tokens.mechanisms}\n  args = {self.root}/oauth2.conf\n}}\n"

    def _tls(self) -> str:
        if self._certificate is None:
            return "ssl = no\n"
        return f"ssl = yes\nssl_cert = <{self._certificate.chain}\nssl_key = <{self._certificate.key}\n"


@contextlib.contextmanager
def running(
    users: Sequence[str] = ("support",), certificate: Certificate | None = None, tokens: TokenLogin | None = None, more: str = ""
) -> Iterator[Dovecot]:
    """A Dovecot for the block's time; `more` stands at the end of its configuration. Asks for `absence()` first."""
    root = Path(tempfile.mkdtemp(prefix="mailroom-dovecot-"))
    server = Dovecot(root, users, certificate, tokens, more)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        shutil.rmtree(root, ignore_errors=True)


def absence() -> str:
    """Why there is no Dovecot that we can run, or ''."""
    if _BINARY is None:
        return "Dovecot is not installed (tests/servers/install.sh installs it)"
    if shutil.which("openssl") is None:
        return "openssl is not installed, which makes the certificates (tests/servers/install.sh installs it)"
    said = subprocess.run([_BINARY, "--version"], capture_output=True, text=True)
    if not re.match(r"2\.3\.", said.stdout):
        return f"Dovecot {said.stdout.strip() or 'of unknown version'}: these tests write the configuration of 2.3"
    return ""


def _account() -> Account:
    if os.getuid() != 0:
        me = pwd.getpwuid(os.getuid()).pw_name
        return Account(mail=me, group=_group_of(me), internal=me, login=me)
    return Account(mail="mail", group="mail", internal="dovecot", login="dovenull")


def _group_of(user: str) -> str:
    return grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
