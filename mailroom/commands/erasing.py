"""`forget` and `retention`: what the desk no longer keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from mailroom.commands.shared import DEFAULT_CONFIG, USAGE, Config, desk_store, fail, out, refusals
from mailroom.foundation import desk_of
from tickets import erasing
from tickets.directory import Staff
from tickets.identity import Desk
from tickets.waiting import Refused

retention = typer.Typer(no_args_is_help=True, help="How long raw mail is kept.")

Yes = Annotated[bool, typer.Option("--yes", help="without asking")]


def forget(address: str, config: Config = DEFAULT_CONFIG, yes: Yes = False) -> None:
    """Erase a person: tickets, mails, letters and facts. Says what was erased, and what still lies on the mail server."""
    local, _, domain = address.strip().rpartition("@")
    if not local or not domain:
        fail(f"{address} is no address, and nothing was erased; write one such as somebody@example.com", USAGE)
    if not yes:
        typer.confirm(f"Erase everything of {address}? It cannot be undone.", abort=True)
    with desk_store(config) as (settings, store):
        _refuse_one_of_us(desk_of(settings, Staff.load(settings.path(settings.files.staff))), address.strip())
        with store.writing() as connection:
            gone = erasing.forget(connection, address.strip(), datetime.now(UTC))
        with refusals("; the tables hold nothing of him any more: call it again, so that the bytes of the file do not either"):
            store.scrub()
    out.print(
        f"Erased: {gone.tickets} tickets, {gone.mails} mails ({gone.raws} raw), {gone.letters} letters, {gone.facts} facts.", markup=False
    )
    for number in gone.on_hold:
        out.print(f"{settings.desk.ticket_prefix}-{number} is on hold and was left alone; end the hold, then forget again.", markup=False)
    for mailbox, uid in gone.on_server:
        out.print(f"On the server {mailbox} may still hold it: UID {uid}. It is never fetched again; delete it there.", markup=False)
    out.print("Backups hold what they held until they are replaced.", markup=False)


def _refuse_one_of_us(desk: Desk, address: str) -> None:
    """What came by such an address is customers' mail, and every letter of an engineer is one to a customer."""
    if desk.is_own(address) or desk.is_staff(address) or any(form.sender.lower() == address.lower() for form in desk.forms):
        raise Refused(f"{address} is an address of this desk, and nothing was erased; take it out of its files first, if he has left")


@retention.command()
def run(config: Config = DEFAULT_CONFIG) -> None:
    """Drop raw mail older than `store.raw_days`, of ended tickets that are not on hold."""
    with desk_store(config) as (settings, store), refusals():
        before = datetime.now(UTC) - timedelta(days=settings.store.raw_days)
        gone = 0
        while True:
            with store.writing() as connection:
                dropped = erasing.expire(connection, before)
            gone += dropped
            if not dropped:
                break
    out.print(f"{gone} raw mails kept before {before:%Y-%m-%d} were dropped; their rows and tickets stay.", markup=False)
