"""The URLs of the database and the broker: their passwords come from the environment, and plain text stays on loopback. Pure.

A password in the file would stand in every backup of it; one in a URL on the command line, in every process list. So a URL names the
user alone, and the password goes in here, in memory. A comma or a semicolon may list several hosts: each of them is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from urllib.parse import SplitResult, parse_qs, quote, urlsplit, urlunsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from tickets.transport import is_loopback, lies_in

_TLS_OF = {"redis": "rediss", "amqp": "amqps"}
_TLS_SCHEMES = frozenset(_TLS_OF.values())
#: SQLAlchemy: three slashes before a path that starts at the settings file, four before one that starts at the root
_FILE = re.compile(r"sqlite:///[^?]*[^/?.](\?.*)?$")
_NO_FILE = "names no file: write sqlite:///var/mailroom.db, or with a fourth slash a path from the root, sqlite:////srv/mailroom.db"
_STORES = "sqlite:///var/mailroom.db, or postgresql+psycopg://mailroom@db.example/mailroom?sslmode=verify-full&sslrootcert=FILE"
_BROKERS = "memory://, rediss://mailroom@broker.example/0 or amqps://mailroom@broker.example/"
#: libpq, "SSL Support": `require` encrypts without asking who is at the other end
_PROVEN_MODES = frozenset({"verify-full", "verify-ca"})
#: redis-py and pika check a certificate unless a query says otherwise; in these words it may say the same
_STRICT = {"ssl_cert_reqs": frozenset({"required"}), "ssl_check_hostname": frozenset({"true", "True", "1", "yes"})}
#: keys of a query that leave the line as it is, in the words of libpq, redis-py and pika
_HARMLESS = {
    "postgresql": (
        "host hostaddr port application_name fallback_application_name connect_timeout client_encoding target_session_attrs options"
        " load_balance_hosts channel_binding keepalives keepalives_idle keepalives_interval keepalives_count tcp_user_timeout"
        " sslmode sslrootcert sslcert sslkey sslcrl sslcrldir sslsni ssl_min_protocol_version"
    ),
    "redis": (
        "host port db username protocol client_name encoding max_connections health_check_interval retry_on_timeout timeout"
        " socket_timeout socket_connect_timeout socket_keepalive socket_read_size"
        " ssl_ca_certs ssl_ca_path ssl_certfile ssl_keyfile ssl_cert_reqs ssl_check_hostname"
    ),
    "amqp": (
        "blocked_connection_timeout channel_max connection_attempts frame_max heartbeat locale retry_delay socket_timeout stack_timeout"
        " tcp_options"
    ),
}
_MAY_REPEAT = frozenset({"host"})  # SQLAlchemy: one for each server of a cluster; of any other, libraries differ in which one counts


def with_password(url: str, password: str) -> str:
    """The URL with its password, for whoever opens the connection; each URL of a list that semicolons part."""
    if not password or url.startswith("sqlite:"):
        return url
    return ";".join(_signed(one, password) for one in url.split(";"))


def store_faults(url: str, private: Sequence[str]) -> list[str]:
    """What is wrong with the database's URL, each with what to write instead.

    `private`: hosts and networks (10.0.0.0/8) whose lines nobody else can read, as the desk says; plain text may go there.
    """
    if url.startswith("sqlite:"):
        return [_NO_FILE] if not _FILE.match(url) else []
    return _faults(url, private, ("postgresql+psycopg",), _STORES)


def broker_faults(url: str, private: Sequence[str]) -> list[str]:
    """The same for the broker's; semicolons part several."""
    return [fault for one in url.split(";") for fault in _faults(one, private, ("memory", *_TLS_OF, *_TLS_SCHEMES), _BROKERS)]


def _faults(url: str, private: Sequence[str], schemes: Sequence[str], instead: str) -> list[str]:
    scheme, colon, _ = url.partition("://")
    if not colon or scheme not in schemes:
        return [f"has no scheme that we know: write {instead}"]
    try:
        parts = _parsed(url)
        return [*_told_secret(parts), *_exposed(parts, private)]
    except (ValueError, ArgumentError):  # whose text repeats the URL
        return [f"is no URL: write {instead}"]


def _parsed(url: str) -> SplitResult:
    """As the libraries read it: a port that is none raises ValueError here, and not when the desk connects."""
    parts = urlsplit(url)
    _ = make_url(url) if _family(parts) == "postgresql" else parts.port
    return parts


def _family(parts: SplitResult) -> str:
    scheme = parts.scheme.partition("+")[0]
    return scheme.removesuffix("s") if scheme in _TLS_SCHEMES else scheme


def _signed(url: str, password: str) -> str:
    parts = urlsplit(url)
    user, at, place = parts.netloc.rpartition("@")
    return urlunsplit(parts._replace(netloc=f"{user if at else ''}:{quote(password, safe='')}@{place}"))


def _told_secret(parts: SplitResult) -> Iterator[str]:
    if parts.password is not None or "password" in parse_qs(parts.query, keep_blank_values=True):
        yield "holds a password, or an empty one: take it out with its colon, and name in password_env the variable that holds it"


def _exposed(parts: SplitResult, private: Sequence[str]) -> Iterator[str]:
    because, remedy = _weakness(parts)
    if not because:
        return
    for host in _hosts(parts):
        if not (is_loopback(host) or host in private or lies_in(host, private)):
            yield f"{because} to {host}: {remedy}; or name the host in trust.private_hosts, if its line is yours alone"


def _weakness(parts: SplitResult) -> tuple[str, str]:
    """(how others could read along, what to write instead); ('', '') where a certificate is asked for and checked.

    A query may turn anything off (`service=` names a file that does), so a key that is not known to be harmless is refused.
    """
    query = parse_qs(parts.query, keep_blank_values=True)
    harmless = _HARMLESS.get(_family(parts), "").split()
    for key, values in query.items():
        if key not in harmless:
            return f"may send plain text, by its key {key},", "take that key out"
        if len(values) > 1 and key not in _MAY_REPEAT:
            return f"may send plain text, by its key {key} that stands there twice,", "write it once"
        if key in _STRICT and values[0] not in _STRICT[key]:
            return f"sends what is as good as plain text, by {key}={values[0]},", "take that key out"
    is_proven = parts.scheme in _TLS_SCHEMES or bool(_PROVEN_MODES.intersection(query.get("sslmode", ())))
    return ("", "") if is_proven else ("sends plain text", _remedy(parts))


def _remedy(parts: SplitResult) -> str:
    if parts.scheme.startswith("postgresql"):
        return "add ?sslmode=verify-full&sslrootcert=FILE"
    return f"use {_family(parts)}s:// and let certificates be checked"


def _hosts(parts: SplitResult) -> Iterator[str]:
    """Those of the URL, and those that a query of libpq names in their place; a folder of sockets is no host."""
    query = parse_qs(parts.query)
    named = [_without_user(parts.netloc), *query.get("host", ()), *query.get("hostaddr", ())]
    for host in (host for listed in named for host in listed.split(",")):
        if host and not host.startswith("/"):
            yield urlsplit(f"//{host}").hostname or host


def _without_user(netloc: str) -> str:
    return netloc.rpartition("@")[2]
