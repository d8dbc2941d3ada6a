"""Server against ledger: every mail that lies in a mailbox past our first meeting has a row, or is fetched again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ingest.mailbox import Mailbox
from mailroom.access.keys import keys_of
from mailroom.settings import Settings
from mailroom.wiring import account_of, utc_now
from tickets import holder, leases, ledger
from tickets.errors import WorldError
from tickets.store import Store


@dataclass(frozen=True, kw_only=True)
class Balance:
    """One mailbox: how many mails lie on the server past its start, how many rows we have, how many have an outcome.

    None each where the server could not be asked: nothing is known, which is not nothing.
    """

    name: str
    note: str
    on_server: int | None = None
    received: int | None = None
    accounted: int | None = None
    missing: int | None = None

    @property
    def is_even(self) -> bool:
        return self.missing == 0

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "on_server": self.on_server,
            "received": self.received,
            "accounted": self.accounted,
            "missing": self.missing,
        }


def reconcile(settings: Settings, store: Store) -> list[Balance]:
    """Compare every mailbox. A gap sets the cursor back to before it, so that the next pass fetches what is missing."""
    balances = []
    keys = keys_of(settings, store, holder.name(), utc_now)
    for table in settings.mailboxes:
        with Mailbox(account_of(table, keys)) as mailbox:
            balances.append(_balance(store, table.name, mailbox))
    return balances


def _balance(store: Store, name: str, mailbox: Mailbox) -> Balance:
    try:
        folder = mailbox.select()
        uids = set(mailbox.uids_after(0))
    except WorldError as err:
        return Balance(name=name, note=f"{err}; compared with the next run")
    with store.writing() as connection:
        held = ledger.holdings(connection, name, folder.uidvalidity)
        mine = {uid for uid in uids if uid > held.since_uid}
        gap = sorted(uid for uid in mine - held.uids if uid <= held.cursor)
        if gap:
            leases.rewind(connection, name, gap[0] - 1)
    note = f"from UID {gap[0]} on it is fetched again with the next pass" if gap else _note(len(mine - held.uids))
    return Balance(name=name, on_server=len(mine), received=len(held.uids), accounted=held.accounted, missing=len(gap), note=note)


def _note(new: int) -> str:
    return f"{new} new ones come with the next pass" if new else "balanced"
