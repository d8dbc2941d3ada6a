"""Fifty SIGKILLs at random moments while a thousand mails come in; nothing may be lost, and nothing done twice.

    python -m tests.bench.soak [--mails 1000] [--kills 50] [--seed 20261123] [--sent-copy none|server]

Two rounds. In the first nobody files Sent copies: a letter in doubt goes again under its one Message-ID, and is counted. In the second
the submission server files them before its 250, and no letter may go twice (decisions 1). Half of the mails wait when the desk starts;
the other half arrives just before the kill, so that most kills meet work in hand. Every second kill waits for the first mail to be filed:
on a slow machine the others meet a desk that only starts.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from mailroom.foundation import open_store
from tests import desk as desks
from tests.bench.books import Books, await_all, books, unfinished
from tests.bench.mails import support_mails
from tests.bench.running_desk import running
from tests.desk import Desk
from tests.servers import dovecot, smtp
from tests.servers.deliver import deliver

_LIFE = (0.2, 3.0)  # seconds to the kill
_FILED = '"event": "mail"'
_AHEAD = 0.8  # seconds before the kill, at most, in which the second half arrives


@dataclass(frozen=True, kw_only=True)
class Round:
    name: str
    sent_copy: str
    may_send_twice: bool


ROUNDS = (
    Round(name="nobody files Sent copies", sent_copy="none", may_send_twice=True),
    Round(name="the submission server files them", sent_copy="server", may_send_twice=False),
)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=1000)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--sent-copy", choices=[each.sent_copy for each in ROUNDS], help="one round alone")
    options = parser.parse_args()
    for chosen in ROUNDS:
        if options.sent_copy not in (None, chosen.sent_copy):
            continue
        began = time.monotonic()
        found, busy = soak(chosen, mails=options.mails, kills=options.kills, seed=options.seed)
        took = time.monotonic() - began
        print(f"{chosen.name}: {options.mails} mails, {options.kills} kills ({busy} met work in hand), {took:.0f} s: {found}", flush=True)
        assert not any((found.lost, found.misjudged, found.tickets_twice, found.under_two_message_ids, found.letters_lost))
        assert chosen.may_send_twice or found.sent_twice == 0


def soak(chosen: Round, *, mails: int, kills: int, seed: int) -> tuple[Books, int]:
    """The books at the end, and how many kills met work in hand."""
    rolls = random.Random(seed)
    prepared = list(support_mails(mails, run="soak"))
    with tempfile.TemporaryDirectory() as folder, dovecot.running(("support",)) as imap, smtp.running() as sink:
        desk = _desk(Path(folder), imap, sink, chosen)
        if chosen.sent_copy == "server":
            sink.switches.copy_to = imap.maildir("support", "Sent")
        desk.poll()
        beginnings = cycle(('"running"', _FILED))
        lives = zip(_shares(prepared, kills), beginnings, strict=False)
        busy = sum(_life(desk, imap.maildir("support"), share, beginning, rolls) for share, beginning in lives)
        with running(desk, Path(folder) / "last.log"):
            await_all(desk, mails)
        return books(desk, [sender for sender, _ in prepared], sink.mails), busy


def _desk(folder: Path, imap: dovecot.Dovecot, sink: smtp.Sink, chosen: Round) -> Desk:
    copies = f'sent_copy = "{chosen.sent_copy}"'
    return desks.make(folder, imap={"support": imap.port}, smtp=(sink.port,), mailbox='sent_folder = "Sent"', outgoing=copies)


def _life(desk: Desk, maildir: Path, share: Sequence[tuple[str, bytes]], beginning: str, rolls: random.Random) -> bool:
    """One start of the desk, up to its kill a moment after `beginning` stood in its log; True where it left work unfinished."""
    moment, ahead, half = rolls.uniform(*_LIFE), rolls.uniform(0, _AHEAD), len(share) // 2
    _post(maildir, share[:half])
    with running(desk, desk.folder / "run.log") as process:
        process.await_line(beginning)
        time.sleep(max(0.0, moment - ahead))
        _post(maildir, share[half:])
        time.sleep(min(moment, ahead))
        process.kill()
    with closing(open_store(desk.settings())) as store:
        return unfinished(store) > 0


def _post(maildir: Path, mails: Sequence[tuple[str, bytes]]) -> None:
    for _, raw in mails:
        deliver(maildir, raw)


def _shares(mails: Sequence[tuple[str, bytes]], lives: int) -> Iterator[Sequence[tuple[str, bytes]]]:
    for life in range(lives):
        yield mails[life * len(mails) // lives : (life + 1) * len(mails) // lives]


if __name__ == "__main__":
    main()
