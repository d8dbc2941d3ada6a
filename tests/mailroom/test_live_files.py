"""A file that people edit and that cannot serve: told while the last good one stands in for it, and no desk starts with it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mailroom import alarming
from mailroom.directories import Directories
from mailroom.live_files import Unfit, live_policy, live_staff
from tests import desk as desks
from tests.desk import Desk
from tests.engineers import staff
from tests.servers.ports import free_port
from tickets import alarms
from tickets.policy import DEFAULT, Policy
from tickets.store import Store

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GOOD = {"policy.toml": DEFAULT.read_text(encoding="utf-8"), "staff.toml": staff(), "dealers.csv": "email,company\njo@shop.example,Shop\n"}
BAD = {
    "policy.toml": GOOD["policy.toml"] + "\n[no_such_table]\n",
    "staff.toml": GOOD["staff.toml"] + "\n[[peple]]\n",
    "dealers.csv": "email,company\n,Nobody\n",
}
PLACE = {"policy.toml": "no_such_table", "staff.toml": "peple", "dealers.csv": "line 2"}


class Edited:
    """The files of a desk that runs, and its schedule's look at them, once a minute."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.folder, self.store, self.now = folder, store, NOW
        for name in GOOD:
            self.write(name, GOOD)
        self.policy = live_policy(folder / "policy.toml")
        self.directories = Directories(live_staff(folder / "staff.toml"), self.policy, folder / "dealers.csv")
        self.directories.take_over(store, NOW)

    def write(self, name: str, words: dict[str, str]) -> None:
        (self.folder / name).write_text(words[name], encoding="utf-8")

    def told_in(self, minutes: int) -> list[tuple[str, str]]:
        """(key, text, or "over") of what was told of files."""
        told = []
        for _ in range(minutes):
            self.now += MINUTE
            policy = self.policy()
            self.directories.watch(self.store, self.now)
            faults = self.directories.faults()
            alarming.watch(self.store, policy, self.now, mailboxes=(), folder=self.folder, faults=faults)
            with self.store.writing() as connection:
                found = [alarm for alarm in alarms.untold(connection, self.now) if alarm.key.startswith("file ")]
                alarms.told(connection, found, self.now)
            told += [(alarm.key, "over" if alarm.is_over else alarm.text) for alarm in found]
        return told


@pytest.fixture
def edited(tmp_path: Path) -> Iterator[Edited]:
    with closing(Store(f"sqlite:///{tmp_path / 'desk.db'}")) as store:
        store.upgrade()
        yield Edited(tmp_path, store)


@pytest.mark.parametrize("name", GOOD)
def test_a_bad_edit_is_one_alarm_that_names_its_place_and_one_end(edited: Edited, name: str) -> None:
    edited.write(name, BAD)
    ((key, text),) = edited.told_in(60)
    assert key == f"file {name.partition('.')[0]}"
    assert str(edited.folder / name) in text
    assert PLACE[name] in text
    assert "The last good" in text
    assert len(text) < 500, "as much as the letter shows"
    edited.write(name, GOOD)
    assert edited.told_in(60) == [(key, "over")]


def test_half_of_a_file_that_is_being_written_is_told_to_nobody(edited: Edited) -> None:
    for name in GOOD:
        edited.write(name, BAD)
    assert edited.told_in(2) == []
    for name in GOOD:
        edited.write(name, GOOD)
    assert edited.told_in(60) == []
    assert edited.directories.faults() == {}


def test_a_live_file_tells_its_fault_while_the_last_good_one_serves(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(GOOD["policy.toml"], encoding="utf-8")
    policy = live_policy(path)
    path.write_text(BAD["policy.toml"], encoding="utf-8")
    assert policy() == Policy.load_default()
    assert "no_such_table" in policy.fault


def test_the_first_version_has_no_good_one_before_it(tmp_path: Path) -> None:
    path = tmp_path / "staff.toml"
    path.write_text(BAD["staff.toml"], encoding="utf-8")
    with pytest.raises(Unfit, match="peple"):
        live_staff(path)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = desks.make(tmp_path, imap={"support": free_port()})
    for name, words in GOOD.items():
        (tmp_path / name).write_text(words, encoding="utf-8")
    return made


@pytest.mark.parametrize("name", GOOD)
def test_no_desk_starts_with_a_file_that_cannot_serve_and_none_is_restarted_with_it(desk: Desk, name: str) -> None:
    """Exit 2 is what systemd takes for "stay down" (RestartPreventExitStatus)."""
    (desk.folder / name).write_text(BAD[name], encoding="utf-8")
    done = desk.command("poll")
    assert done.returncode == 2
    assert PLACE[name].encode() in done.stderr


def test_every_file_that_cannot_serve_is_told_at_once(desk: Desk) -> None:
    for name in ("policy.toml", "staff.toml"):
        (desk.folder / name).write_text(BAD[name], encoding="utf-8")
    done = desk.command("poll")
    assert done.returncode == 2
    assert b"no_such_table" in done.stderr
    assert b"peple" in done.stderr


@pytest.mark.parametrize("kind", ["run", "watch", "work", "schedule"])
def test_each_kind_of_process_stays_down(desk: Desk, kind: str) -> None:
    (desk.folder / "policy.toml").write_text(BAD["policy.toml"], encoding="utf-8")
    settings = desk.config.read_text(encoding="utf-8").replace('url = "memory://"', 'url = "amqp://127.0.0.1:1"')
    desk.config.write_text(settings, encoding="utf-8")
    done = desk.command(kind)
    assert done.returncode == 2
    assert b"no_such_table" in done.stderr
