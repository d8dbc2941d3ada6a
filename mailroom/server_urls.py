"""The URLs of the database and the broker: their passwords come from the environment, and plain text stays on loopback. Pure.

A password in the file would stand in every backup of it; one in a URL on the command line, in every process list. So a URL names the
user alone, and the password goes in here, in memory. A comma or a semicolon may list several hosts: each of them is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import SplitResult, parse_qs, quote, urlsplit, urlunsplit

from tickets.transport import is_loopback, lies_in

_TLS_SCHEMES = frozenset({"rediss", "amqps"})
#: libpq, "SSL Support": `require` encrypts without asking who is at the other end
_PROVEN_MODES = frozenset({"verify-full", "verify-ca"})
#: what turns a check of certificates off again, in the words of redis-py and of pika
_UNPROVEN = ("ssl_cert_reqs=none", "ssl_cert_reqs=optional", "ssl_check_hostname=false", "cert_none")


def with_password(url: str, password: str) -> str:
    """The URL with its password, for whoever opens the connection; each URL of a list that semicolons part."""
    if not password or url.startswith("sqlite:"):
        return url
    return ";".join(_signed(one, password) for one in url.split(";"))


def faults(url: str, private: Sequence[str]) -> list[str]:
    """What is wrong with a URL of the settings, each with what to write instead.

    `private`: hosts and networks (10.0.0.0/8) whose lines nobody else can read, as the desk says; plain text may go there.
    """
    found = []
    for one in url.split(";"):
        try:
            parts = urlsplit(one)
            found += [*_told_secret(parts), *_exposed(parts, private)]
        except ValueError:  # whose text repeats the URL
            found.append("is no URL: write such as postgresql+psycopg://mailroom@db.example/mailroom")
    return found


def _signed(url: str, password: str) -> str:
    parts = urlsplit(url)
    user, at, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user if at else ''}:{quote(password, safe='')}@{place}"))


def _told_secret(parts: SplitResult) -> Iterator[str]:
    if parts.password or "password" in parse_qs(parts.query):
        yield "holds a password: take it out, and name the environment variable that holds it in password_env"


def _exposed(parts: SplitResult, private: Sequence[str]) -> Iterator[str]:
    if _is_protected(parts):
        return
    for host in _hosts(parts):
        if not (is_loopback(host) or host in private or lies_in(host, private)):
            yield f"sends plain text to {host}: {_remedy(parts)}; or name the host in trust.private_hosts, if its line is yours alone"


def _is_protected(parts: SplitResult) -> bool:
    query = parts.query.lower()
    if any(word in query for word in _UNPROVEN):
        return False
    return parts.scheme in _TLS_SCHEMES or bool(_PROVEN_MODES.intersection(parse_qs(query).get("sslmode", ())))


def _remedy(parts: SplitResult) -> str:
    if parts.scheme.startswith("postgresql"):
        return "add ?sslmode=verify-full&sslrootcert=FILE"
    return f"use {parts.scheme.removesuffix('s')}s:// and let certificates be checked"


def _hosts(parts: SplitResult) -> Iterator[str]:
    """Those of the URL, and those that a query of libpq names in their place; a folder of sockets is no host."""
    query = parse_qs(parts.query)
    named = [_without_user(parts.netloc), *query.get("host", ()), *query.get("hostaddr", ())]
    for host in (host for listed in named for host in listed.split(",")):
        if host and not host.startswith("/"):
            yield urlsplit(f"//{host}").hostname or host


def _without_user(netloc: str) -> str:
    return netloc.rpartition("@")[2]
