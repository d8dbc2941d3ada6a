"""The desk's secrets: they stand in the environment alone, and are asked for where they are used.

`mailroom.toml` names their variables, so it may be read, backed up and checked by somebody who has none of them. A command that needs no
secret asks for none; one that does ends with a line that names the variable; what runs for long asks for all of them before it begins.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from mailroom.access.table import OAuthTable
from mailroom.glance.tables import AlarmsTable, webhook_fault
from mailroom.server_urls import with_password
from mailroom.settings import Server, Settings, StoreTable
from tickets.errors import Permanent

_HOW = "export it (a desk under systemd has it in /etc/mailroom.env)"
_HOW_TO_SEAL = "make one with `openssl rand -base64 32`"


class NoSecret(Permanent):
    """The environment lacks a secret that the settings name: the configuration is to be mended, and trying again helps nobody."""

    def __init__(self, variable: str, key: str, how: str) -> None:
        super().__init__(f"{key}: the environment has no {variable}; {how}")
        self.variable = variable


def store_url(settings: Settings) -> str:
    """The database's URL with its password: never to be logged."""
    return with_password(settings.store_address(), secret(settings.store.password_env, "store.password_env"))


def broker_url(settings: Settings) -> str:
    """The broker's URL with its password: never to be logged."""
    return with_password(settings.broker.url, secret(settings.broker.password_env, "broker.password_env"))


def password(server: Server) -> str:
    """Of a mailbox or a submission server; '' where the settings name none."""
    return secret(server.password_env, f"password_env of {server.host}")


def client_secret(table: OAuthTable) -> str:
    return secret(table.client_secret_env, "client_secret_env")


def token_keys(table: StoreTable) -> str:
    """Those that seal the tokens of OAuth2."""
    return secret(table.token_key_env, "store.token_key_env", _HOW_TO_SEAL)


def webhook_url(table: AlarmsTable) -> str:
    """Where alarms are posted; '' for nowhere."""
    return secret(table.webhook_env, "alarms.webhook_env") if table.webhook_env else table.webhook


def secret(variable: str, key: str, how: str = _HOW) -> str:
    """What the variable holds; '' where none is named. Raises NoSecret, which names the variable and the key that asks for it."""
    found = os.environ.get(variable, "")
    if variable and not found:
        raise NoSecret(variable, key, how)
    return found


def missing(settings: Settings) -> list[str]:
    """A line for each secret that the settings name and that is not there."""
    servers: list[tuple[str, Server]] = [(f"mailboxes.{m.name}", m) for m in settings.mailboxes]
    servers += [(f"outgoing.{number}", o) for number, o in enumerate(settings.outgoing)]
    named = [(one.password_env, f"{place}.password_env") for place, one in (("store", settings.store), ("broker", settings.broker))]
    named += [(one.password_env, f"{place}.password_env") for place, one in servers]
    oauth = [(f"{place}.oauth", one.oauth) for place, one in servers if one.oauth]
    lines = [line for variable, key in named for line in _absent(variable, key)]
    for place, table in oauth:
        lines += [f"{place}.{fault}" for fault in table.absent(settings.folder)]
        lines += _absent(table.client_secret_env, f"{place}.client_secret_env")
    if oauth:
        lines += _absent(settings.store.token_key_env, "store.token_key_env", _HOW_TO_SEAL)
    return [*lines, *_of_the_webhook(settings.alarms)]


def _absent(variable: str, key: str, how: str = _HOW) -> list[str]:
    try:
        secret(variable, key, how)
    except NoSecret as lacks:
        return [str(lacks)]
    return []


def _of_the_webhook(table: AlarmsTable) -> Iterator[str]:
    """A URL from the environment was looked at by nobody before; not a word of it is repeated."""
    if not table.webhook_env:
        return
    absent = _absent(table.webhook_env, "alarms.webhook_env")
    yield from absent
    if not absent and (fault := webhook_fault(webhook_url(table))):
        yield f"alarms.webhook_env: what {table.webhook_env} holds {fault}"
