"""The submission server that takes our letters, and a session with it: protected, and logged in where it asks for that.

smtplib would go on in plain text, ask the name server for our own name, and cannot write a password outside ASCII.
"""

from __future__ import annotations

import base64
import smtplib
import socket
import ssl
from dataclasses import dataclass, field

from responders.session import Session, TlsSession
from responders.throttling import trouble
from tickets.errors import Permanent, Transient, shown
from tickets.sasl import Access, Conversation, TokenRefused, chosen, entered
from tickets.transport import Security, exposure


@dataclass(frozen=True, kw_only=True)
class Submission:
    """One `[[outgoing]]` table with its password, or with `access` to sign in by OAuth2."""

    host: str
    port: int = 587
    security: str = Security.STARTTLS
    username: str = ""  # '': no login
    password: str = field(default="", repr=False)
    access: Access | None = field(default=None, repr=False)
    rate_per_minute: int = 0  # 0: no limit of ours
    timeout_seconds: float = 60  # for one whole reply
    name: str = ""

    @property
    def where(self) -> str:
        return f"submission server {self.name or self.host} ({self.host}:{self.port})"


def connected(server: Submission) -> smtplib.SMTP:
    """A session that is protected and logged in. Raises Permanent where a setting must be mended, else Transient or smtplib's error."""
    if danger := exposure(server.host, server.security):
        raise Permanent(f"{server.where}: {danger}")
    return entered(server.access, lambda token: _logged_in(server, token))


def _logged_in(server: Submission, token: str) -> smtplib.SMTP:
    context = None if server.security == Security.NONE else ssl.create_default_context()  # 20 ms of authorities
    try:
        session = _greeted(server, context)
    except ssl.SSLCertVerificationError as err:
        raise _untrusted(server, err) from err
    except smtplib.SMTPConnectError as err:
        raise _refused(server, "it refuses us", err) from err
    except OSError as err:
        raise Transient(f"{server.where}: no connection: {shown(err)}. Check `host`, `port` and `security` if this stays") from err
    try:
        _protect(session, server, context)
        if server.access:
            _log_in_by_token(session, server, server.access, token)
        else:
            _log_in(session, server)
    except BaseException:
        session.close()
        raise
    return session


def _greeted(server: Submission, context: ssl.SSLContext | None) -> smtplib.SMTP:
    # Named here, since smtplib asks the name server who we are, which can take half a minute; an address says it as well (RFC 5321 4.1.3).
    if server.security == Security.TLS:
        session: Session = TlsSession(server.host, server.port, "localhost", timeout=server.timeout_seconds, context=context)
    else:
        session = Session(server.host, server.port, "localhost", timeout=server.timeout_seconds)
    assert session.sock is not None
    session.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # the end of a letter waits for nobody
    address = str(session.sock.getsockname()[0])
    session.local_hostname = f"[IPv6:{address}]" if ":" in address else f"[{address}]"
    return session


def _protect(session: smtplib.SMTP, server: Submission, context: ssl.SSLContext | None) -> None:
    session.ehlo_or_helo_if_needed()
    if server.security != Security.STARTTLS:
        return
    if not session.has_extn("starttls"):
        raise Permanent(f'{server.where}: it offers no STARTTLS, so nothing was sent; try security = "tls" with port 465')
    try:
        session.starttls(context=context)
    except ssl.SSLCertVerificationError as err:
        raise _untrusted(server, err) from err
    session.ehlo_or_helo_if_needed()


def _log_in(session: smtplib.SMTP, server: Submission) -> None:
    if not server.username:
        return
    try:
        if (server.username + server.password).isascii():
            session.login(server.username, server.password)
        else:
            _plain_login(session, server)
    except smtplib.SMTPNotSupportedError as err:
        raise Permanent(f"{server.where}: it offers no login; leave `username` out, or use its submission port") from err
    except smtplib.SMTPAuthenticationError as err:
        raise _refused(server, f"login refused for {server.username}. Check `username` and the password", err) from err


def _log_in_by_token(session: smtplib.SMTP, server: Submission, access: Access, token: str) -> None:
    """AUTH XOAUTH2 or OAUTHBEARER."""
    offered = str(session.esmtp_features.get("auth", "")).split()
    mechanism = chosen(offered)
    if not mechanism:
        raise Permanent(f"{server.where}: it offers no login by OAuth2; it has: {' '.join(offered) or 'none'}")
    talk = Conversation(mechanism, username=server.username, token=token, host=server.host, port=server.port)
    try:
        session.auth(mechanism, talk.answer)
    except smtplib.SMTPAuthenticationError as err:
        if err.smtp_code < 500:
            raise _refused(server, f"no login for {server.username} at the moment", err) from err
        said = " ".join(filter(None, (str(err.smtp_code), shown(err.smtp_error, token), talk.reason and f"({shown(talk.reason, token)})")))
        raise TokenRefused(f"{server.where}: login by OAuth2 refused for {server.username}: {said}. {access.remedy}") from err


def _plain_login(session: smtplib.SMTP, server: Submission) -> None:
    """AUTH PLAIN in UTF-8 (RFC 4616), which smtplib writes in ASCII only."""
    secret = base64.b64encode(f"\0{server.username}\0{server.password}".encode()).decode()
    code, text = session.docmd("AUTH", f"PLAIN {secret}")
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, text)


def _refused(server: Submission, what: str, err: smtplib.SMTPResponseException) -> Transient | Permanent:
    """4yz passes ("454 Temporary authentication failure"), 5yz does not."""
    said = shown(err.smtp_error, server.password)
    if about_us := trouble(server.where, err.smtp_code, said):
        return about_us
    text = f"{server.where}: {what}: {err.smtp_code} {said}"
    return Permanent(text) if err.smtp_code >= 500 else Transient(text)


def _untrusted(server: Submission, err: ssl.SSLCertVerificationError) -> Permanent:
    return Permanent(
        f"{server.where}: the certificate is not trusted: {err.verify_message}. Check `host`; for an authority of your own"
        " name its file in the environment variable SSL_CERT_FILE"
    )
