"""`trace`, `status`, `reconcile`: what happened to a mail, and how the desk does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from mailroom.commands.shared import (
    DEFAULT_CONFIG,
    USAGE,
    WRONG,
    AsJson,
    Config,
    desk_store,
    fail,
    number_in,
    numbering,
    out,
    refusals,
    show_json,
    show_table,
)
from mailroom.reconcile import reconcile as reconcile_mailboxes
from mailroom.restoring import after_restore
from mailroom.story import story
from tickets import views
from tickets.liveness import liveness


def trace(
    wanted: Annotated[str, typer.Argument(metavar="ID|MESSAGE-ID|TICKET")], config: Config = DEFAULT_CONFIG, as_json: AsJson = False
) -> None:
    """The life of a mail in plain words."""
    if not wanted.strip():
        fail("nothing was named: write a mail's id, its Message-ID, or a ticket's number", USAGE)
    with desk_store(config) as (settings, store), store.reading() as connection:
        desk = numbering(settings)
        if wanted.upper().startswith(f"{desk.ticket_prefix}-"):
            ids = views.inbound_of_ticket(connection, number_in(wanted, desk.ticket_prefix))
        else:
            ids = views.find_inbound(connection, wanted)
        lives = [views.life(connection, row_id, desk.ticket) for row_id in ids]
    if not lives:
        fail(f"nothing is known of {wanted}; try the mail's id, its Message-ID, or a ticket's number")
    if as_json:
        show_json(lives[0] if len(lives) == 1 else lives)
        return
    for life in lives:
        out.print(story(life), markup=False)


def status(config: Config = DEFAULT_CONFIG, as_json: AsJson = False) -> None:
    """Queues, ages, and the last success of each mailbox."""
    with desk_store(config) as (settings, store), store.reading() as connection:
        names = [table.name for table in (*settings.mailboxes, *settings.sent_folders())]
        seen = views.status(connection) | liveness(connection, names, datetime.now(UTC))
    if as_json:
        show_json(seen)
        return
    for warning in _warnings(seen):
        out.print(warning, markup=False)
    for name in ("inbound", "outbound", "tickets"):
        out.print(f"{name:9} " + "  ".join(f"{state} {count}" for state, count in seen[name].items()), markup=False)
    for name, at in (("unprocessed", seen["oldest_received_at"]), ("unsent", seen["oldest_queued_at"])):
        out.print(f"oldest {name}: {_age(at)}", markup=False)
    rows = [(m["name"], m["state"], _age(m["last_success"]), m["behind"]) for m in seen["mailboxes"]]
    show_table("mailboxes", ("name", "state", "last success", "behind"), rows, empty="No mailbox is configured.")


def _warnings(seen: views.Json) -> Iterator[str]:
    """What stands above the counts: all of them may be well while nothing moves."""
    if not seen["is_alive"]:
        is_read = seen["mailboxes"] and all(box["is_read"] for box in seen["mailboxes"])
        what = "NO SCHEDULE" if is_read else "NO PROCESS of the desk"  # somebody else reads the mail
        since = f"since {_age(seen['alive_at'])}" if seen["alive_at"] else "and none ever was"
        yield f"{what} is alive {since}: start `mailroom run`; a desk under cron is alive in each `mailroom poll`"
    if seen["shut_because"]:
        yield f"THE OUTBOX IS SHUT: {seen['shut_because']}. `mailroom outbox resume` opens it"
    yield from (f"ALARM: {text}" for text in seen["alarms"])


def reconcile(
    config: Config = DEFAULT_CONFIG,
    as_json: AsJson = False,
    is_restored: Annotated[
        bool, typer.Option("--restored", help="the database was put back from a backup, and no process of the desk runs yet")
    ] = False,
) -> None:
    """What each mail server holds against what the desk has; a gap is fetched again. 1 where something is missing or unknown."""
    with desk_store(config) as (settings, store), refusals():
        after_restore(settings, store, datetime.now(UTC), is_said=is_restored)
        found = reconcile_mailboxes(settings, store)
    rows: list[dict[str, Any]] = [line.as_json() for line in found]
    if as_json:
        show_json({"mailboxes": rows})
    else:
        cells = [(*("?" if value is None else value for value in r.values()), line.note) for r, line in zip(rows, found, strict=True)]
        columns = ("mailbox", "on server", "received", "accounted", "missing", "what happens next")
        show_table("server against ledger", columns, cells, empty="No mailbox is configured.")
    if not all(line.is_even for line in found):
        raise typer.Exit(WRONG)


def _age(at: str | None) -> str:
    """ "3 min", "2 h", "5 d" since a time; "none" without one."""
    if at is None:
        return "none"
    seconds = (datetime.now(UTC) - datetime.fromisoformat(at)).total_seconds()
    for limit, unit, word in ((120, 1, "s"), (7200, 60, "min"), (172_800, 3600, "h")):
        if seconds < limit:
            return f"{seconds / unit:.0f} {word}"
    return f"{seconds / 86400:.0f} d"
