"""What an IMAP server's refusal means for us: later, or never until somebody mends something.

Servers agree on little here: RFC 5530 has codes, Exchange has sentences, and an imaplib exception holds either as text. A wrong
"never" stops a mailbox; a wrong "later" only asks again. So what is not surely a refused password is Transient.
"""

from __future__ import annotations

import re
import ssl
from datetime import timedelta

from tickets.errors import Permanent, Transient, shown
from tickets.sasl import TokenRefused

LONGEST_WAIT = timedelta(hours=1)  # a server that asks for more is asked again all the same

_WAIT = re.compile(
    r"(?:back-?off time|retry[- ]after|try again (?:in|after))[: ]{0,3}(\d{1,9}) {0,3}(ms|milliseconds?|seconds?|secs?|s|minutes?|min)?\b",
    re.IGNORECASE,
)
_UNITS = {"m": timedelta(minutes=1), "s": timedelta(seconds=1)}

# The first line that matches decides. RFC 5530 codes come before words, since words lie: "wrong password, please try again".
_LOGIN_WORDS: tuple[tuple[re.Pattern[str], type[Transient] | type[Permanent]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG|THROTTLED|OVERQUOTA)\b", Transient),
        (r"\[(?:AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|EXPIRED|PRIVACYREQUIRED|WEBALERT)\b", Permanent),
        (r"back-?off|throttl|too many|maximum number|rate limit|not connected|temporar|unavailable|internal (?:server )?error", Transient),
        (r"invalid|incorrect|wrong|credential|denied|disabled|expired", Permanent),
        (r"try again|later|busy|timeout|timed out", Transient),
    )
)
_LATER = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|THROTTLED|OVERQUOTA)\b|back-?off|throttl|rate limit|not connected", re.IGNORECASE)


class Cut(Transient):
    """The connection ended, or fell silent, in the middle of something."""


def asks_for_time(text: str) -> bool:
    """True where a refusal speaks of the server and not of the mail that was asked for."""
    return _LATER.search(text) is not None


def suggested_wait(text: str) -> timedelta | None:
    """The time that a server names: "Suggested Backoff Time: 299961 milliseconds" (Exchange; also without a unit, which is ms)."""
    found = _WAIT.search(text)
    if not found:
        return None
    unit = (found[2] or "ms").lower()
    step = timedelta(milliseconds=1) if unit.startswith(("ms", "mil")) else _UNITS[unit[0]]
    return min(int(found[1]) * step, LONGEST_WAIT)


def refused_login(where: str, username: str, text: str, password: str) -> Transient | Permanent:
    """What to raise when LOGIN or AUTHENTICATE was answered NO or BAD. Some servers repeat the `password`."""
    if _kind_of_refusal(text) is Transient:
        return _not_now(where, username, text, password)
    return Permanent(
        f"{where}: login refused for {username}: {shown(text, password)}. Check `username` and the password that `password_env` names;"
        " many providers want an app password here, or IMAP to be allowed for the account"
    )


def refused_token(where: str, username: str, text: str, reason: str, remedy: str, token: str) -> Transient | TokenRefused:
    """The same for a login by OAuth2. `reason` is what the server said against the token, `remedy` what a person mends."""
    if _kind_of_refusal(text) is Transient:
        return _not_now(where, username, text, token)
    said = shown(f"{text} ({reason})" if reason else text, token)
    return TokenRefused(f"{where}: login by OAuth2 refused for {username}: {said}. {remedy}")


def _kind_of_refusal(text: str) -> type[Transient] | type[Permanent]:
    return next((kind for pattern, kind in _LOGIN_WORDS if pattern.search(text)), Permanent)


def _not_now(where: str, username: str, text: str, secret: str) -> Transient:
    return Transient(f"{where}: no login for {username} at the moment: {shown(text, secret)}", suggested_wait(text))


def refused_connection(where: str, err: OSError) -> Transient | Permanent:
    """What to raise when there was no connection at all."""
    if isinstance(err, ssl.SSLCertVerificationError):
        return Permanent(
            f"{where}: the certificate is not trusted: {err.verify_message}. Check `host`; for an authority of your own"
            " name its file in the environment variable SSL_CERT_FILE"
        )
    if isinstance(err, ssl.SSLError):
        return Transient(f"{where}: no TLS: {shown(err)}. Check that `port` and `security` belong together")
    return Transient(f"{where}: no connection: {shown(err)}")
