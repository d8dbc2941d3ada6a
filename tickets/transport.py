"""How a connection to a mail server is protected. Plain text stays on loopback; no login after a failed STARTTLS."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from enum import StrEnum


class Security(StrEnum):
    TLS = "tls"  # from the first byte
    STARTTLS = "starttls"
    NONE = "none"  # loopback only


def exposure(host: str, security: str) -> str:
    """Why this connection would show a password to others, or ''. Names are not resolved: a name server's word is no protection."""
    if security != Security.NONE or is_loopback(host):
        return ""
    return f'security = "none" sends the password in plain text to {host}: use "tls" or "starttls" (plain text is for loopback only)'


def is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def lies_in(host: str, networks: Iterable[str]) -> bool:
    """Whether an address lies in one of these networks (10.0.0.0/8). A name lies in none, and what is no network holds nothing."""
    return any(_holds(network, host) for network in networks)


def _holds(network: str, host: str) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(network)
    except ValueError:
        return False
