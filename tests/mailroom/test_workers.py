"""Nothing that a mail does to its worker reaches another mail."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from classify.model import save
from classify.training import learned
from mailroom.examine import Examined, examine_text
from mailroom.workers import Poison, Workers
from tests.classify.lessons import LESSONS
from tests.letters import mail
from tests.mailroom.hostile import EAT, HANG, KILL, RAISE, hanging_file, hostile
from tickets.identity import Desk, TrustSettings


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    with Workers(Desk, TrustSettings(), processes=2, seconds=1.0, readers=(hostile, hostile)) as pool:
        yield pool


@pytest.mark.parametrize(
    ("asks", "because"), [(HANG, "longer than 1 s"), (KILL, "ended its worker"), (EAT, "MemoryError"), (RAISE, "a bug of ours")]
)
def test_a_mail_that_cannot_be_read_is_known_by_its_header(workers: Workers, asks: bytes, because: str) -> None:
    raw = mail(text=asks.decode(), subject="my recorder")
    result = workers.finish(workers.start(raw))
    assert isinstance(result, Poison)
    assert because in result.because
    assert result.examined.message.subject == "my recorder"


def test_a_file_that_costs_a_worker_its_time_does_not_cost_the_words_of_its_mail() -> None:
    raw = mail(text="camera 3 is black")
    with Workers(Desk, TrustSettings(), processes=1, seconds=2.0, readers=(hanging_file, examine_text)) as pool:
        result = pool.finish(pool.start(raw))
    assert isinstance(result, Examined)
    assert result.message.new_text == "camera 3 is black"
    assert "files-not-read" in result.message.defects


def test_others_are_read_while_one_hangs(workers: Workers) -> None:
    poison = mail(text=HANG.decode())
    others = [mail(text=f"camera {number} is black") for number in range(20)]
    hanging = workers.start(poison)
    results = [workers.finish(workers.start(raw)) for raw in others]
    assert all(isinstance(result, Examined) for result in results)
    assert isinstance(workers.finish(hanging), Poison)


def test_a_pool_whose_idle_workers_were_killed_is_made_anew() -> None:
    raw = mail()
    with Workers(Desk, TrustSettings(), processes=1) as pool:
        assert isinstance(pool.finish(pool.start(raw)), Examined)
        for child in _children():
            os.kill(child, signal.SIGKILL)
        until = time.monotonic() + 20
        while _children() and time.monotonic() < until:
            pass
        assert isinstance(pool.finish(pool.start(raw)), Examined)


def test_no_mail_is_blamed_for_workers_that_end_before_they_begin_it() -> None:
    mails = [mail(text=f"camera {number} is black") for number in range(4)]
    with Workers(Desk, TrustSettings(), processes=1) as pool:
        readings = [pool.start(raw) for raw in mails]
        for child in _children():  # it still imports
            os.kill(child, signal.SIGKILL)
        results = [pool.finish(reading) for raw, reading in zip(mails, readings, strict=True)]
    assert all(isinstance(result, Examined) and "files-not-read" not in result.message.defects for result in results)


def test_workers_outlive_the_thread_that_asked_for_them() -> None:
    raw = mail()
    with Workers(Desk, TrustSettings(), processes=1) as pool:
        for _ in range(3):
            with ThreadPoolExecutor(max_workers=1) as short_lived:
                assert isinstance(short_lived.submit(lambda: pool.finish(pool.start(raw))).result(), Examined)


def test_a_model_that_is_promoted_while_the_desk_runs_judges_its_next_mail(tmp_path: Path) -> None:
    own, raw = tmp_path / "model" / "mail", mail(text="the recorder beeps, hdd error, how do i silence it")
    with Workers(Desk, TrustSettings(), processes=1, model=own) as running:
        assert topic_of(running, raw) == "maintenance.disk_alarm"
        save(learned(LESSONS), own)
        assert topic_of(running, raw) in {"rma", "question.export", "spam"}


def topic_of(running: Workers, raw: bytes) -> str:
    read = running.finish(running.start(raw))
    assert not isinstance(read, Poison)
    return read.reading.topic.label


def _children() -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        try:
            stat = (entry / "stat").read_text() if entry.name.isdecimal() else ""
            words = (entry / "cmdline").read_bytes() if stat else b""
        except OSError:
            continue
        fields = stat.rpartition(")")[2].split()
        if fields and int(fields[1]) == os.getpid() and fields[0] != "Z" and b"spawn_main" in words:
            found.append(int(entry.name))
    return found
