"""Twenty mailboxes, of which one hangs, one is throttled and one has a revoked token: are the other seventeen as fast as without them?

    python -m tests.bench.mailboxes [--mails 340] [--runs 3]

`mailroom run` over one Dovecot. Each run writes the same number of mails into the seventeen, at once, and waits for the last
acknowledgement. The runs with and without the three take turns. Target: a ratio of 1, as far as the machine's own noise lets it show.
"""

from __future__ import annotations

import argparse
import base64
import os
import statistics
import tempfile
import time
from contextlib import ExitStack
from itertools import islice
from pathlib import Path

from ingest.parse import parse
from ingest.screen import screen
from mailroom.foundation import desk_of
from tests import desk as desks
from tests.bench.mails import support_mails
from tests.bench.running_desk import running
from tests.desk import Desk
from tests.servers import dovecot, proxy, smtp, token_endpoint
from tests.servers.deliver import deliver
from tests.servers.dovecot import Dovecot, TokenLogin
from tests.servers.proxy import Trouble
from tests.servers.smtp import Sink
from tests.servers.token_endpoint import Provider
from tickets.directory import Staff
from tickets.verdict import Kind

GOOD = tuple(f"box{number:02d}" for number in range(17))
BAD = {"hangs": Trouble(stall_after=0), "throttled": Trouble(block=64, pause=0.5), "revoked": Trouble()}

_BY_PASSWORD = 'username = "revoked"\npassword_env = "MAILROOM_TEST_PASSWORD"\nstart = "all"\n'
_BY_TOKEN = """username = "revoked"
start = "all"
[mailboxes.oauth]
provider = "generic"
client_id = "thrown-out"
client_secret_env = "MAILROOM_TEST_SECRET"
token_url = "{provider}/token"
"""


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
        provider = stack.enter_context(token_endpoint.running())  # it knows nobody, as after a revocation
        imap = stack.enter_context(dovecot.running((*GOOD, *BAD), tokens=TokenLogin(provider.url)))
        sink = stack.enter_context(smtp.running())
        desk = _desk(stack, folder, imap, sink, provider, with_bad=with_bad)
        stack.enter_context(running(desk, folder / "log"))
        _post(imap, _requests(desk, len(GOOD), run=f"warm{name}"))
        sink.await_mails(len(GOOD), 120)
        began = time.monotonic()
        _post(imap, _requests(desk, count, run=name))
        sink.await_mails(len(GOOD) + count, 600)
        return time.monotonic() - began


def _desk(stack: ExitStack, folder: Path, imap: Dovecot, sink: Sink, provider: Provider, *, with_bad: bool) -> Desk:
    ports = dict.fromkeys(GOOD, imap.port)
    if with_bad:
        for name, trouble in BAD.items():
            between = stack.enter_context(proxy.running(imap.port))
            between.trouble = trouble
            ports[name] = between.port
    desk = desks.make(folder, imap=ports, smtp=(sink.port,), mailbox='start = "all"')
    text = desk.config.read_text(encoding="utf-8").replace(_BY_PASSWORD, _BY_TOKEN.format(provider=provider.url))
    desk.config.write_text(text, encoding="utf-8")
    os.environ.update(MAILROOM_TOKEN_KEY=base64.b64encode(os.urandom(32)).decode(), MAILROOM_TEST_SECRET=token_endpoint.SECRET)
    return desk


def _requests(desk: Desk, count: int, *, run: str) -> list[bytes]:
    """Mails that each earn an acknowledgement: a few of the labelled ones look automatic."""
    ours = desk_of(desk.settings(), Staff())
    mails = (raw for _, raw in support_mails(2 * count, run=run))
    return list(islice((raw for raw in mails if screen(parse(raw), ours).kind is Kind.PERSONAL), count))


def _post(imap: Dovecot, mails: list[bytes]) -> None:
    for number, raw in enumerate(mails):
        deliver(imap.maildir(GOOD[number % len(GOOD)]), raw)


if __name__ == "__main__":
    main()
