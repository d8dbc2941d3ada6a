"""Dovecot, the submission server and the broker cut off at every line, hung, slow and full: each ends balanced, without a hand (G1, G3)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from mailroom.fetching import fetch
from mailroom.jobs import broker_of, declare
from mailroom.workers import Workers
from tests import desk as desks
from tests.conftest import OpenProxy
from tests.letters import mail
from tests.scenarios.balance import balanced, read, write
from tests.scenarios.conftest import Stage
from tests.servers import brokers, dovecot
from tests.servers.deliver import deliver
from tests.servers.dovecot import Dovecot
from tests.servers.proxy import Proxy, Trouble
from tests.servers.smtp import Sink
from tickets.errors import Transient

pytestmark = pytest.mark.server

SHORT = 0.2  # seconds that a server may be silent
#: Dovecot counts each mailbox; in Sent there is no room for a letter
FULL_SENT = """
mail_plugins = quota
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=100M
  quota_max_mail_size = 2k
}
"""


@contextmanager
def behind(proxies: dict[str, Proxy], imap: Dovecot, sink: Sink, folder: Path, readers: Workers, **changes: str) -> Iterator[Stage]:
    """A desk that reaches its servers through these proxies."""
    ports = {"imap": imap.port, "smtp": sink.port} | {name: proxy.port for name, proxy in proxies.items()}
    desk = desks.make(folder, imap={"support": ports["imap"]}, smtp=(ports["smtp"],), **changes)
    with desk.house(readers) as house:
        stage = Stage(house, imap, sink, desk)
        stage.poll()
        yield stage


def in_mid_line(said: bytes, most: int) -> list[int]:
    """Where to cut what a server said: in the middle of so many lines, spread over the whole dialogue; the last one is among them."""
    begins = [0, *(place + 1 for place, octet in enumerate(said) if octet == 10)]
    middles = [(begin + end) // 2 for begin, end in pairwise(begins)]
    return middles[:: -max(1, -(-len(middles) // most))]


def later(stage: Stage, minutes: int) -> int:
    return stage.at(datetime.now(UTC) + timedelta(minutes=minutes)).house.pipeline.deliver()


def test_imap_cut_in_every_part_of_the_dialogue_costs_a_pass(
    imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers, open_proxy: OpenProxy
) -> None:
    proxy = open_proxy(imap_server.port)
    with behind({"imap": proxy}, imap_server, sink, tmp_path, readers) as stage:
        write(stage, 0)
        stage.poll()
        cuts = in_mid_line(proxy.said, 12)
        for number, place in enumerate(cuts, 1):
            write(stage, number)
            proxy.trouble = Trouble(cut_after=place)
            with suppress(Transient):
                read(stage)
            proxy.trouble = Trouble()
            read(stage)
        stage.poll()
        balanced(stage, 1 + len(cuts))


@pytest.mark.parametrize(("sent_copy", "most"), [("server", 1), pytest.param("none", 2, marks=pytest.mark.soak)])
def test_smtp_cut_in_every_part_of_the_dialogue_costs_a_pause(
    sent_copy: str, most: int, imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers, open_proxy: OpenProxy
) -> None:
    """Cut behind its last byte and before the answer, a letter is in doubt: it comes twice only where no copy is filed."""
    if sent_copy == "server":
        sink.switches.copy_to = imap_server.maildir("support", "Sent")
    proxy = open_proxy(sink.port)
    changes = {"mailbox": 'sent_folder = "Sent"', "outgoing": f'sent_copy = "{sent_copy}"'}
    with behind({"smtp": proxy}, imap_server, sink, tmp_path, readers, **changes) as stage:
        write(stage, 0)
        stage.poll()
        cuts = in_mid_line(proxy.said, 6)
        for number, place in enumerate(cuts, 1):
            write(stage, number)
            proxy.cut()  # the kept connection
            proxy.trouble = Trouble(cut_after=place)
            stage.poll()
            proxy.trouble = Trouble()
            later(stage, 5 * number)
        assert later(stage, 600) == 0
        balanced(stage, 1 + len(cuts), most=most)


def test_a_dovecot_that_hangs_and_wakes_costs_its_timeout(stage: Stage) -> None:
    for mailbox in stage.house.mailboxes.values():
        mailbox.account = replace(mailbox.account, timeout_seconds=SHORT)
    write(stage, 0)
    stage.poll()
    write(stage, 1)
    with stage.imap.frozen():
        assert all("timed out" in trouble for trouble in stage.poll().troubles)
    assert stage.poll().troubles == ()
    balanced(stage, 2)


def test_a_submission_server_that_hangs_costs_its_timeout(stage: Stage) -> None:
    (route,) = stage.house.pipeline.office.routes
    route.smtp.server = replace(route.smtp.server, timeout_seconds=SHORT)
    stage.sink.switches.hang_at = "mail"
    write(stage, 0)
    assert stage.poll().sent == 0
    stage.sink.switches.hang_at = ""
    assert stage.poll().sent == 1
    balanced(stage, 1)


def test_slow_servers_are_waited_for(imap_server: Dovecot, sink: Sink, tmp_path: Path, readers: Workers, open_proxy: OpenProxy) -> None:
    proxies = {"imap": open_proxy(imap_server.port), "smtp": open_proxy(sink.port)}
    with behind(proxies, imap_server, sink, tmp_path, readers) as stage:
        for proxy in proxies.values():
            proxy.trouble = Trouble(block=100, pause=0.005)
        write(stage, 0)
        assert stage.poll().sent == 1
        balanced(stage, 1)


@pytest.mark.parametrize("place", ["at_data", *(pytest.param(place, marks=pytest.mark.soak) for place in ("at_mail", "at_end"))])
def test_a_submission_server_whose_disk_is_full_is_tried_again(stage: Stage, place: str) -> None:
    setattr(stage.sink.switches, place, "452 4.3.1 Insufficient system storage")
    write(stage, 0)
    assert stage.poll().sent == 0
    setattr(stage.sink.switches, place, "")
    assert later(stage, 1) == 1
    balanced(stage, 1)


def test_a_sent_folder_over_quota_costs_the_copy_and_not_the_letter(sink: Sink, tmp_path: Path, readers: Workers) -> None:
    with dovecot.running(("support",), more=FULL_SENT) as full:
        changes = {"mailbox": 'sent_folder = "Sent"', "outgoing": 'sent_copy = "append"'}
        with behind({}, full, sink, tmp_path, readers, **changes) as stage:
            write(stage, 0)
            assert stage.poll().sent == 1
            balanced(stage, 1)
            assert not list((full.maildir("support", "Sent") / "cur").iterdir()), "the server took it after all"


def test_a_broker_that_hangs_holds_up_no_mailbox(stage: Stage) -> None:
    if absence := brokers.absence("redis"):
        pytest.skip(absence)
    with brokers.running("redis") as server:
        url = f"{server.url}?socket_timeout=0.05&socket_connect_timeout=0.05"
        jobs = declare(broker_of(url), stage.house.pipeline, stage.house.pulse)
        deliver(stage.imap.maildir("support"), mail(sender="c0@example.org"))
        with server.frozen():
            assert fetch(stage.house.fetching(stage.house.settings.mailboxes[0], jobs.ring)) == 1
        jobs.broker.close()
    stage.poll()
    balanced(stage, 1)
