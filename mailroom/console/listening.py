"""Where the console may listen. Pure: `mailroom.settings` asks before anything is opened.

It refuses a wrong guess rather than serve people's mail in plain text: beyond this machine it wants a certificate of its own, or the
named proxies that hold one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from urllib.parse import urlsplit

from tickets.transport import is_loopback


def faults(*, listen: str, public_url: str, proxy_header: str, proxies: Sequence[str], tls_cert: str, tls_key: str) -> Iterator[str]:
    """What is wrong with the `[console]` table, each in a line that says what to write instead. An empty `listen` is no console."""
    host, port = place(listen)
    if listen and not port:
        yield f'listen = "{listen}" is no HOST:PORT; write one such as 127.0.0.1:8025'
    elif listen and not is_loopback(host) and not (tls_cert or proxies):
        yield f'listen = "{listen}" is open to others: name tls_cert and tls_key, or the proxies that speak TLS for it'
    if bool(tls_cert) != bool(tls_key):
        yield "tls_cert and tls_key belong together"
    if proxy_header and not proxies:
        yield "proxy_header is believed of named proxies alone: write their addresses into proxies"
    for proxy in (proxy for proxy in proxies if not _is_network(proxy)):
        yield f'proxies: "{proxy}" is no address or network such as 10.0.0.2 or 10.0.0.0/8'
    if public_url and not _is_address(public_url):
        yield f'public_url = "{public_url}" is no address such as https://desk.example.com'
    elif public_url and not _is_private(public_url):
        yield f'public_url = "{public_url}" sends signed-in people over plain text: begin it with https://'


def place(listen: str) -> tuple[str, int]:
    """("127.0.0.1", 8025) of "127.0.0.1:8025"; brackets around an IPv6 address fall away. ("", 0) for anything else."""
    host, _, port = listen.rpartition(":")
    number = int(port) if port.isascii() and port.isdigit() else 0
    return (host.removeprefix("[").removesuffix("]"), number) if host and 0 < number < 65536 else ("", 0)


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _is_private(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" or is_loopback(parts.hostname or "")


def _is_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/") and not parts.query
