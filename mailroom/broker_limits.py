"""How long a broker may be silent. Pure: the limits go into its URL, where an operator may write others.

A broker that hangs must not hold up whoever rings: the mail stands in the database, and the sweep rings again.
"""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

#: seconds, in the words of redis-py and of pika; a blocked RabbitMQ (its disk is full) takes no message, and says nothing
_LIMITS: dict[str, dict[str, int]] = {
    "redis": {"socket_connect_timeout": 5, "socket_timeout": 5},
    "amqp": {"socket_timeout": 5, "stack_timeout": 10, "blocked_connection_timeout": 10, "heartbeat": 20},
}
_TLS = {"rediss": "redis", "amqps": "amqp"}


def limited(url: str) -> str:
    """The URL, or each of a list that semicolons part, with a limit wherever it names none."""
    return ";".join(_limited(one) for one in url.split(";"))


def _limited(url: str) -> str:
    parts = urlsplit(url)
    named = dict(parse_qsl(parts.query))
    limits = {name: str(value) for name, value in _LIMITS.get(_TLS.get(parts.scheme, parts.scheme), {}).items()}
    return urlunsplit(parts._replace(query=urlencode({**limits, **named})))
