"""From the settings to the keepers: one for each grant, shared by all servers that name it.

msal, google-auth and cryptography are an extra (`oauth`): nothing of them is imported by a desk that signs in with passwords.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from mailroom import environment
from mailroom.access.grant import OF_THE_APPLICATION, Grant, Issued
from mailroom.access.signing_in import Invitation
from mailroom.settings import Server, Settings
from tickets import access
from tickets.sasl import Access
from tickets.store import Store

if TYPE_CHECKING:  # it imports the extra
    from mailroom.access.keeper import Keeper

#: provider: where tokens come from, and how a person signs in
_ISSUERS = {"microsoft": "mailroom.access.microsoft", "google": "mailroom.access.google", "generic": "mailroom.access.generic"}
_SIGN_INS = {"microsoft": "mailroom.access.microsoft", "google": "mailroom.access.google", "generic": "mailroom.access.signing_in"}


@dataclass(frozen=True)
class Keys:
    """The keepers of a desk by the name of their grant; none where it has passwords alone."""

    keepers: Mapping[str, Keeper] = field(default_factory=dict)
    folder: Path = Path()  # of the settings

    def of(self, server: Server) -> Access | None:
        """How this server is signed in to; None by a password."""
        return self.keepers[grant_of(server, self.folder).name] if server.oauth else None

    def standing(self) -> list[access.Access]:
        """How each grant stands, in the database."""
        return [keeper.standing() for keeper in self.keepers.values()]

    def try_at_once(self) -> Keys:
        """A person has started the desk or asks about it: what failed before is not waited for."""
        for keeper in self.keepers.values():
            keeper.try_at_once()
        return self

    def duties(self) -> Iterator[tuple[str, Callable[[], object]]]:
        """Each token is renewed when it is due, on a quiet day too. A provider that hangs may keep its duty waiting for half a minute."""
        for keeper in self.keepers.values():
            yield "access", keeper.keep_fresh


def keys_of(settings: Settings, store: Store, holder: str, clock: Callable[[], datetime]) -> Keys:
    """Raises Permanent where the sealing key is none, or a secret is not there."""
    grants = grants_of(settings)
    if not grants:
        return Keys()
    seal = import_module("mailroom.access.sealing").Seal(environment.token_keys(settings.store), settings.store.token_key_env)
    made = import_module("mailroom.access.keeper").Keeper
    keepers: dict[str, Keeper] = {}
    for grant, used_by in grants.items():
        issuer = import_module(_ISSUERS[grant.provider]).issue
        keepers[grant.name] = made(grant=grant, store=store, seal=seal, issuer=issuer, holder=holder, clock=clock, used_by=used_by)
    with store.writing() as connection:
        for grant in grants:
            access.meet(connection, grant.name, grant.lasts_until)
    return Keys(keepers, settings.folder)


def grants_of(settings: Settings) -> dict[Grant, tuple[str, ...]]:
    """{grant: the servers that are signed in to by it}."""
    found: dict[Grant, tuple[str, ...]] = {}
    for name, server in settings.servers():
        if server.oauth:
            grant = grant_of(server, settings.folder)
            found[grant] = (*found.get(grant, ()), name)
    return found


def grant_of(server: Server, folder: Path) -> Grant:
    table = server.oauth
    assert table is not None
    shared = table.model_dump(exclude={"client_secret_env", "key_file"})
    key_file = folder / table.key_file if table.key_file else None
    username = "" if (table.provider, table.login) in OF_THE_APPLICATION else server.username
    return Grant(**shared, username=username, secret=environment.client_secret(table), key_file=key_file)


def sign_in_of(provider: str) -> Callable[[Grant, Callable[[Invitation], str]], Issued]:
    found: Callable[[Grant, Callable[[Invitation], str]], Issued] = import_module(_SIGN_INS[provider]).sign_in
    return found
