"""Fifty thousand mails at once, and somebody who writes in the middle of them.

    python -m tests.bench.storm [--mails 50000] [--every 10]

A firmware update broke remote access: the mails lie in the mailbox when the desk starts. Every `every` seconds one more customer writes,
and must not wait behind them (10 s). Every acknowledgement must leave inside the hour.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import select

from mailroom.foundation import open_store
from tests import desk as desks
from tests.bench.books import unfinished
from tests.bench.mails import support_mails
from tests.bench.running_desk import Running, running
from tests.servers import dovecot, smtp_sink
from tests.servers.deliver import deliver
from tickets.schema import inbound, outbound
from tickets.states import OutboundState
from tickets.store import Store

_HOUR = 3600.0
_LIVE = "live"
_LIVE_TARGET = 10.0  # seconds


@dataclass
class Weather:
    """What was seen while the storm went through."""

    live: int = 0
    peak_memory: int = 0  # bytes, all processes of the desk
    seconds: float = 0.0
    cpu: float = 0.0
    behind: list[int] = field(default_factory=list)  # rows without an outcome and letters that wait, at each look


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--mails", type=int, default=50_000)
    parser.add_argument("--every", type=float, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, dovecot.running(("support",)) as imap, smtp_sink.running() as sink:
        desk = desks.make(Path(folder), imap={"support": imap.port}, smtp=(sink.port,))
        desk.poll()
        for _, raw in support_mails(options.mails, run="storm"):
            deliver(imap.maildir("support"), raw)
        with closing(open_store(desk.settings())) as store:
            began = time.time()
            with running(desk, Path(folder) / "log") as process:
                weather = _through(store, process, imap.maildir("support"), options.mails, options.every)
            _report(store, weather, began, options.mails)


def _through(store: Store, process: Running, maildir: Path, mails: int, every: float) -> Weather:
    """Until nothing waits; a customer writes every so often."""
    weather, began, next_live = Weather(), time.monotonic(), time.monotonic() + every
    live = support_mails(10_000, run=_LIVE)
    while True:
        if time.monotonic() >= next_live and weather.behind and weather.behind[-1] > mails // 50:
            deliver(maildir, next(live)[1])
            weather.live += 1
            next_live += every
        weather.peak_memory = max(weather.peak_memory, process.memory_bytes())
        weather.behind.append(_behind(store, mails + weather.live))
        if not weather.behind[-1]:
            break
        time.sleep(0.5)
    weather.seconds, weather.cpu = time.monotonic() - began, process.cpu_seconds()
    return weather


def _behind(store: Store, mails: int) -> int:
    """How many mails the desk has still to receive, to file or to answer."""
    with store.reading() as connection:
        newest = connection.execute(select(inbound.c.id).order_by(inbound.c.id.desc()).limit(1)).scalar() or 0
    return int(max(0, mails - newest) + unfinished(store))


def _report(store: Store, weather: Weather, began: float, mails: int) -> None:
    storm, live = _waits(store, _LIVE, began)
    print(f"{mails} mails at once: {mails / weather.seconds:.0f} mails/s, {1000 * weather.cpu / mails:.2f} ms CPU a mail,")
    print(f"{weather.peak_memory / 2**20:.0f} MB at most in all processes")
    _print("acknowledged, of the storm", storm)
    _print("acknowledged, who wrote meanwhile", live)
    assert max(storm) < _HOUR
    assert not live or max(live) < _LIVE_TARGET


def _waits(store: Store, run: str, began: float) -> tuple[list[float], list[float]]:
    """Seconds to the acknowledgement: of the storm, counted from the desk's start; of the others, from their arrival."""
    query = (
        select(inbound.c.sender, inbound.c.arrived_at, outbound.c.sent_at)
        .join(outbound, outbound.c.answers == inbound.c.id)
        .where(outbound.c.state == OutboundState.SENT)
    )
    with store.reading() as connection:
        rows = connection.execute(query).all()
    storm = [row.sent_at.timestamp() - began for row in rows if f"@{run}" not in row.sender]
    live = [(row.sent_at - row.arrived_at).total_seconds() for row in rows if f"@{run}" in row.sender]
    return storm, live


def _print(what: str, seconds: Sequence[float]) -> None:
    if seconds:
        print(f"{what}: {len(seconds)}, median {statistics.median(seconds):.1f} s, slowest {max(seconds):.1f} s")


if __name__ == "__main__":
    main()
