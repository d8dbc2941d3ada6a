"""A configured mailbox on one of our servers."""

from __future__ import annotations

from ingest.mailbox import MailboxAccount
from tests.servers.dovecot import PASSWORD


def account_on(port: int, **changes: object) -> MailboxAccount:
    values: dict[str, object] = {
        "name": "support",
        "address": "support@icrealtime.example",
        "host": "127.0.0.1",
        "port": port,
        "security": "none",
        "username": "support",
        "password": PASSWORD,
        "timeout_seconds": 5.0,
    }
    return MailboxAccount(**{**values, **changes})  # type: ignore[arg-type]
