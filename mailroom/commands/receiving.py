"""`receive` and `import`: mail that lies in no mailbox. An MTA starts a process for each mail, so this one imports what receiving needs."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from ingest.archive import count_mails, mails
from ingest.intake import keep_one
from mailroom.commands.shared import DEFAULT_CONFIG, USAGE, Config, desk_store, err, fail, out, refusals
from mailroom.foundation import open_store
from mailroom.settings import load

_BIGGEST = 100 * 1024 * 1024


def receive(to: Annotated[str, typer.Option("--to", help="the address it was sent to")], config: Config = DEFAULT_CONFIG) -> None:
    """One raw mail on standard input (an MTA's pipe). 0 only when it is durable, else 75: nothing else ever bounces a customer's mail."""
    try:
        raw = sys.stdin.buffer.read(_BIGGEST + 1)
        if not raw or len(raw) > _BIGGEST:
            raise ValueError(f"a mail has 1 to {_BIGGEST} bytes")
        store = open_store(load(config))
        now = datetime.now(UTC)
        keep_one(store, f"pipe:{to.lower()}", raw, arrived_at=now, now=now)
        store.close()
    except BaseException as wrong:  # noqa: BLE001  (decisions 12: Postfix bounces a customer's mail on most other statuses)
        err.print(f"not received, the MTA tries again: {wrong}", markup=False)
        sys.stderr.flush()
        os._exit(os.EX_TEMPFAIL)


def import_(
    path: Path,
    mailbox: Annotated[str, typer.Option("--mailbox", help="the name under which they are filed")],
    config: Config = DEFAULT_CONFIG,
) -> None:
    """An mbox, a Maildir or a folder of .eml as silent history: real dates, no answers, no clocks."""
    if not mailbox.strip() or not mailbox.isprintable() or "/" in mailbox:
        fail("--mailbox: write a name in plain letters, such as archive; the mails are known by it", USAGE)
    with desk_store(config) as (_, store), refusals():
        total = count_mails(path)
        new = 0
        with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
            for mail in progress.track(mails(path), total=total, description="importing"):
                now = datetime.now(UTC)
                new += len(keep_one(store, mailbox, mail.raw, arrived_at=mail.date or now, now=now, is_silent=True))
    out.print(f"{total} mails read, {new} new; they are filed with the next pass, and nobody is written to.")
