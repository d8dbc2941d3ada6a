"""`mailroom run` killed at moments that nobody chose: each mail still has one ticket and one letter. `make soak` does it fifty times."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from mailroom.workers import Workers
from tests.bench.running_desk import running
from tests.letters import mail
from tests.scenarios.test_crashes import a_desk, balanced
from tests.servers.deliver import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink

pytestmark = pytest.mark.server

MAILS = 60
KILLS = 3


@pytest.mark.soak
def test_three_kills_at_random_moments_lose_nothing_and_repeat_nothing(
    imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers
) -> None:
    sink.switches.copy_to = imap_server.maildir("support", "Sent")
    desk = a_desk(tmp_path, imap_server, sink, "server")
    desk.poll(readers)
    moments = random.Random(20261123)
    for number in range(MAILS):
        deliver(imap_server.maildir("support"), mail(sender=f"bob@d{number}.example", text=f"Recorder {number} beeps all night long."))
    for kill in range(KILLS):
        with running(desk, tmp_path / f"run-{kill}.log") as process:
            time.sleep(moments.uniform(0.2, 1.2))
            process.kill()
    desk.poll(readers)
    balanced(desk, sink, tickets=MAILS, most_letters=MAILS)
