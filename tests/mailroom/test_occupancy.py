"""Two desks in one database are refused; one desk in several processes, changed, stopped or put back from a backup, is none the wiser."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailroom import alarming, running
from mailroom.foundation import open_store
from mailroom.jobs import broker_of, declare
from mailroom.live_files import Unfit
from tests import desk as desks
from tests.desk import Desk
from tickets import alarms, occupants
from tickets.store import Store

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
SUPPORT, SALES = "support@icrealtime.example", "sales@another.example"


def desk_of(folder: Path, address: str = SUPPORT, imap: dict[str, int] | None = None) -> Desk:
    """All of them point at one database."""
    made = desks.make(folder / address, imap=imap or {}, store=f"sqlite:///{folder}/one.db")
    text = made.config.read_text(encoding="utf-8")
    made.config.write_text(text.replace(f'"{SUPPORT}"', f'"{address}"', 1), encoding="utf-8")
    return made


def lives(desk: Desk, *addresses: str, ago: timedelta = timedelta()) -> None:
    with closing(open_store(desk.settings())) as store, store.writing() as connection:
        occupants.stay(connection, addresses, datetime.now(UTC) - ago)


def test_a_second_desk_in_the_same_database_does_not_start(tmp_path: Path) -> None:
    ours, theirs = desk_of(tmp_path), desk_of(tmp_path, SALES)
    ours.poll()
    done = theirs.command("poll")
    told = done.stderr.decode()
    assert done.returncode == 2
    assert f"store.url: the desk of {SUPPORT} is at work in this database" in told
    assert "a database of its own" in told
    assert "Traceback" not in told
    assert not ours.poll().troubles


def test_doctor_tells_of_another_desk_in_the_database(tmp_path: Path) -> None:
    ours = desk_of(tmp_path)
    lives(ours, SALES)
    assert f"MEND  database: the desk of {SALES} works in it too" in ours.call("doctor").output


@pytest.mark.parametrize(
    ("addresses", "ago"),
    [
        ((SUPPORT,), 0 * MINUTE),
        ((SUPPORT, "old@icrealtime.example"), 0 * MINUTE),  # a mailbox that the new settings have no more
        (("help@icrealtime.example", "support@icrealtime.example"), 0 * MINUTE),  # the address moved, a mailbox stayed
        ((SALES,), 6 * MINUTE),  # it was stopped, or stood in the backup that was put back
    ],
    ids=["another process", "a mailbox went", "the address moved", "nobody lives"],
)
def test_one_desk_that_changes_or_runs_twice_starts(tmp_path: Path, addresses: tuple[str, ...], ago: timedelta) -> None:
    ours = desk_of(tmp_path)
    lives(ours, *addresses, ago=ago)
    assert not ours.poll().troubles


def test_a_desk_that_was_stopped_comes_back_under_another_name_at_once(tmp_path: Path) -> None:
    with desk_of(tmp_path).house() as house:
        jobs = declare(broker_of("memory://"), house.pipeline, house.pulse)
        house.schedule.tick()
        with pytest.raises(Unfit), desk_of(tmp_path, SALES).house():
            pass
        with running._keeping_time(house, jobs):  # as `run` and `schedule` do
            pass
    with desk_of(tmp_path, SALES).house():
        pass


def test_two_that_started_together_are_an_alarm_in_the_same_words_for_both(tmp_path: Path) -> None:
    with desk_of(tmp_path).house() as house:
        store, policy = house.store, house.schedule.rules().policy
        with store.writing() as connection:
            occupants.stay(connection, [SUPPORT], NOW)
            occupants.stay(connection, [SALES], NOW)
        told = []
        for mine in (SUPPORT, SALES):
            alarming.watch(store, policy, NOW, mailboxes=(), folder=tmp_path, addresses=[mine])
            told.append(sounding(store))
        assert told[0] == told[1]
        assert SUPPORT in told[0]["desks in one database"]
        assert SALES in told[0]["desks in one database"]
        alarming.watch(store, policy, NOW + 6 * MINUTE, mailboxes=(), folder=tmp_path, addresses=[SUPPORT])
        assert not sounding(store)


def sounding(store: Store) -> dict[str, str]:
    with store.reading() as connection:
        return alarms.sounding(connection, ("desks ",))
