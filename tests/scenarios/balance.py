"""What a fault leaves behind: every mail was received, is one ticket, and was answered with one letter (G1, G3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import closing

from mailroom.fetching import fetch
from tests.letters import mail
from tests.scenarios.conftest import Stage


def write(stage: Stage, number: int) -> None:
    stage.write(mail(sender=f"c{number}@example.org", text=f"The recorder number {number} beeps all night long."))


def read(stage: Stage) -> int | None:
    """One pass over the first mailbox, and nothing of what follows; how many mails were new."""
    table = stage.house.settings.mailboxes[0]
    with closing(stage.house.mailboxes[table.name]):
        return fetch(stage.house.fetching(table, _unheard))


def _unheard(ids: Sequence[int], *, is_backlog: bool = False) -> None:
    """A ring that nobody hears."""


def balanced(stage: Stage, count: int, *, most: int = 1) -> None:
    """Of the mails that were written so far; `most`: a letter in doubt may come again, under the same Message-ID."""
    held = Counter((letter.recipients[0], letter.header("Message-ID")) for letter in stage.sink.mails)
    assert {recipient for recipient, _ in held} == {f"c{number}@example.org" for number in range(count)}
    assert len(held) == count, "no letter under two Message-IDs"
    assert max(held.values()) <= most
    assert len(stage.tickets()) == count
    assert all(ticket["acknowledged_at"] for ticket in stage.tickets())
    found = stage.desk.json("reconcile")["mailboxes"]
    for column in ("on_server", "received", "accounted"):
        assert sum(mailbox[column] for mailbox in found) == count
    assert sum(mailbox["missing"] for mailbox in found) == 0
