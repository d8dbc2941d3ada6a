"""Twenty mailboxes, of which one hangs, one is throttled and one refuses the login: are the other seventeen as fast as without them?

    python -m tests.bench.mailboxes [--mails 340] [--runs 3]

`mailroom run` over one Dovecot. Each run writes the same number of mails into the seventeen, at once, and waits for the last
acknowledgement. The runs with and without the three take turns. Target: a ratio of 1, as far as the machine's own noise lets it show.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests import desk as desks
from tests.bench.mails import support_mails
from tests.bench.running_desk import running
from tests.desk import Desk
from tests.servers import dovecot, proxy, smtp
from tests.servers.deliver import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.proxy import Trouble
from tests.servers.smtp import Sink

GOOD = tuple(f"box{number:02d}" for number in range(17))
BAD = {"hangs": Trouble(stall_after=0), "throttled": Trouble(block=64, pause=0.5), "revoked": Trouble()}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=340)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    seconds: dict[bool, list[float]] = {False: [], True: []}
    for number in range(options.runs):
        for with_bad in (False, True):
            seconds[with_bad].append(_run(options.mails, with_bad=with_bad, name=f"run{number}{with_bad:d}"))
            print(f"{'20 mailboxes, 3 in trouble' if with_bad else '17 mailboxes':28} {seconds[with_bad][-1]:6.2f} s", flush=True)
    alone, beside = (statistics.median(seconds[with_bad]) for with_bad in (False, True))
    print(f"{options.mails} mails: {alone:.2f} s alone, {beside:.2f} s beside the three: ratio {beside / alone:.2f}")


def _run(count: int, *, with_bad: bool, name: str) -> float:
    """Seconds from the first file in a Maildir to the last acknowledgement."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        imap = stack.enter_context(dovecot.running((*GOOD, *BAD)))
        sink = stack.enter_context(smtp.running())
        desk = _desk(stack, folder, imap, sink, with_bad=with_bad)
        stack.enter_context(running(desk, folder / "log"))
        _post(imap, list(support_mails(len(GOOD), run=f"warm{name}")))
        sink.await_mails(len(GOOD), 120)
        began = time.monotonic()
        _post(imap, list(support_mails(count, run=name)))
        sink.await_mails(len(GOOD) + count, 600)
        return time.monotonic() - began


def _desk(stack: ExitStack, folder: Path, imap: Dovecot, sink: Sink, *, with_bad: bool) -> Desk:
    ports = dict.fromkeys(GOOD, imap.port)
    if with_bad:
        for name, trouble in BAD.items():
            between = stack.enter_context(proxy.running(imap.port))
            between.trouble = trouble
            ports[name] = between.port
    desk = desks.make(folder, imap=ports, smtp=(sink.port,), mailbox='start = "all"')
    text = desk.config.read_text(encoding="utf-8").replace('username = "revoked"', 'username = "nobody"')
    desk.config.write_text(text, encoding="utf-8")
    return desk


def _post(imap: Dovecot, mails: list[tuple[str, bytes]]) -> None:
    for number, (_, raw) in enumerate(mails):
        deliver(imap.maildir(GOOD[number % len(GOOD)]), raw)


if __name__ == "__main__":
    main()
