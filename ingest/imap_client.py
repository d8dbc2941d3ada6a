"""A connection to an IMAP server, protected and logged in: the one place that knows imapclient.

Its traps: it logs every literal unless told not to (4.8 times slower), gives naive local dates, takes no UID range in `fetch` (4.1),
calls a connection that broke during the login a refused login, and waits in IDLE on a socket whose news may already lie in a buffer.
"""

from __future__ import annotations

import contextlib
import imaplib
import select
import socket
import ssl

from imapclient import IMAPClient  # type: ignore[import-untyped]
from imapclient.exceptions import CapabilityError, LoginError  # type: ignore[import-untyped]

from ingest.account import MailboxAccount
from ingest.idle import Told
from ingest.imap_trouble import refused_connection, refused_login, refused_token
from tickets.errors import Permanent
from tickets.sasl import Access, Conversation, chosen, entered
from tickets.transport import Security, exposure


class ImapClient(IMAPClient):  # type: ignore[misc]
    """imapclient with its defaults mended."""

    def __init__(self, account: MailboxAccount, context: ssl.SSLContext | None) -> None:
        is_tls = account.security == Security.TLS
        super().__init__(account.host, account.port, ssl=is_tls, ssl_context=context, timeout=account.timeout_seconds)
        # imapclient sends a SEARCH in two parts, and the second would wait 40 ms for the first one's acknowledgement.
        self.socket().setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._imap.debug = 0
        self.normalise_times = False

    def told(self) -> list[Told]:
        untagged = self._imap.untagged_responses
        return [(int(number), kind.encode()) for kind in ("EXPUNGE", "EXISTS") for number in untagged.get(kind, ())]

    def idle(self) -> None:
        """RFC 2177 lets the server speak before its `+`; imapclient takes that for an error."""
        self._idle_tag = self._imap._command("IDLE")  # noqa: SLF001  (as imapclient does)
        while (line := self._imap._get_response()) is not None:  # noqa: SLF001
            if self._imap.tagged_commands.get(self._idle_tag):
                raise imaplib.IMAP4.error(f"IDLE refused: {line!r}")

    def idle_check(self) -> list[Told]:
        """What the server has said by now. imapclient's own takes half a line for a broken connection, and misses what is buffered."""
        told: list[Told] = []
        while self._has_input():
            number, _, kind = self._imap._get_line().removeprefix(b"* ").partition(b" ")  # noqa: SLF001
            told.append((int(number) if number.isdigit() else number, kind))
        return told

    def _has_input(self) -> bool:
        """Whether a line has begun to arrive, in a buffer or on the wire. The rest of it is worth waiting for."""
        if hasattr(self._imap, "_readbuf"):  # Python 3.14 has a buffer of its own
            return bool(self._imap._readbuf or select.select([self.socket()], [], [], 0)[0])  # noqa: SLF001
        self.socket().setblocking(False)
        try:
            return bool(self._imap.file.peek(1))
        except OSError:  # TLS has nothing whole yet
            return False
        finally:
            self._set_read_timeout()

    def log_in_by_token(self, account: MailboxAccount, access: Access, token: str) -> None:
        """XOAUTH2 or OAUTHBEARER. imapclient's own sends the token again where the server wants to be told that we heard its no."""
        offered = [name.decode("ascii", "replace").upper() for name in self.capabilities()]
        mechanism = chosen(name.removeprefix("AUTH=") for name in offered if name.startswith("AUTH="))
        if not mechanism:
            raise Permanent(f"{account.where}: the server offers no login by OAuth2; it has: {', '.join(offered)}")
        talk = Conversation(mechanism, username=account.username, token=token, host=account.host, port=account.port)
        try:
            self._imap.authenticate(mechanism, lambda challenge: talk.answer(challenge).encode())
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as err:
            raise refused_token(account.where, account.username, str(err), talk.reason, access.remedy, token) from err
        self._cached_capabilities = None  # those of the time after a login are others

    def is_alive(self) -> bool:
        try:
            self.noop()
        except (OSError, imaplib.IMAP4.error):
            return False
        return True

    def hang_up(self) -> None:
        with contextlib.suppress(OSError):
            self._imap.shutdown()


def connect(account: MailboxAccount) -> ImapClient:
    """A client that is logged in over a protected connection. Raises Permanent where a setting must be mended, else Transient or
    imaplib's error."""
    if danger := exposure(account.host, account.security):
        raise Permanent(f"{account.where}: {danger}")
    return entered(account.access, lambda token: _logged_in(account, token))


def _logged_in(account: MailboxAccount, token: str) -> ImapClient:
    context = None if account.security == Security.NONE else ssl.create_default_context()  # 20 ms of authorities
    try:
        client = ImapClient(account, context)
    except OSError as err:
        raise refused_connection(account.where, err) from err
    try:
        if account.security == Security.STARTTLS:
            _start_tls(client, account, context)
        if account.access:
            client.log_in_by_token(account, account.access, token)
        else:
            _log_in(client, account)
    except BaseException:
        client.hang_up()
        raise
    return client


def _start_tls(client: ImapClient, account: MailboxAccount, context: ssl.SSLContext | None) -> None:
    try:
        client.starttls(context)
    except CapabilityError as err:
        raise Permanent(f'{account.where}: the server offers no STARTTLS, so nothing was sent; try security = "tls", port 993') from err
    except ssl.SSLError as err:
        raise refused_connection(account.where, err) from err


def _log_in(client: ImapClient, account: MailboxAccount) -> None:
    """LOGIN; where it is forbidden, or the password has letters that LOGIN cannot carry, AUTHENTICATE PLAIN."""
    is_ascii = (account.username + account.password).isascii()
    try:
        if is_ascii and not client.has_capability("LOGINDISABLED"):
            client.login(_quoted(account.username), account.password)
        else:
            client.plain_login(account.username, account.password)
    except LoginError as err:
        if isinstance(err.__context__, imaplib.IMAP4.abort):  # imapclient calls a broken connection a refused login
            raise err.__context__ from err
        raise refused_login(account.where, account.username, _said(err), account.password) from err


def _said(err: LoginError) -> str:
    """The server's own words: imapclient hands on the representation of the octets."""
    words = err.__context__.args[0] if err.__context__ and err.__context__.args else str(err)
    return words.decode("ascii", "replace") if isinstance(words, bytes) else str(words)


def _quoted(name: str) -> str:
    r"""As imaplib quotes a password but no name: Exchange has names like DOMAIN\user."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
