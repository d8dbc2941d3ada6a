"""What `mailroom run` holds in memory, all its processes together, as mails go through: it must be flat.

python -m tests.bench.memory [MAILS…]        default: 2000 10000 20000
"""

from __future__ import annotations

import sys
import tempfile
import time
from itertools import islice
from pathlib import Path

from tests import desk as desks
from tests.bench.books import await_all
from tests.bench.mails import support_mails
from tests.bench.running_desk import running
from tests.servers import dovecot, smtp
from tests.servers.deliver import deliver

_LOT = 500  # delivered at once; the next when these are done, so that no backlog is measured


def main(*marks: int) -> None:
    marks = marks or (2_000, 10_000, 20_000)
    with tempfile.TemporaryDirectory() as folder, dovecot.running(("support",)) as imap, smtp.running() as sink:
        desk = desks.make(Path(folder), imap={"support": imap.port}, smtp=(sink.port,))
        desk.poll()
        mails = support_mails(marks[-1], run="memory")
        done, began = 0, time.monotonic()
        with running(desk, Path(folder) / "log") as process:
            for mark in marks:
                while done < mark:
                    lot = list(islice(mails, min(_LOT, mark - done)))
                    for _, raw in lot:
                        deliver(imap.maildir("support"), raw)
                    done += len(lot)
                    await_all(desk, done)
                    sink.mails.clear()
                print(f"after {done:6} mails: {process.memory_bytes() / 2**20:6.0f} MB, {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
