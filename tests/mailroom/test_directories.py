"""What an edit of `staff.toml` or `dealers.csv` changes at a desk that runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from mailroom.directories import Directories
from mailroom.live_files import live_policy, live_staff
from tests.engineers import ANA, CARL, staff
from tests.mailroom.engineers.tickets_at_hand import NOW, ticket
from tickets.directory import count_dealers
from tickets.schema import tickets
from tickets.store import Store

DEALERS = "email,company,account\njo@shop.example,Shop,A-1\n"


class Folder:
    """A desk's folder, its database, and what watches its directories."""

    def __init__(self, path: Path, store: Store) -> None:
        self.staff, self.dealers, self.store = path / "staff.toml", path / "dealers.csv", store
        self.staff.write_text(staff(), encoding="utf-8")
        self.dealers.write_text(DEALERS, encoding="utf-8")
        self.watching = Directories(live_staff(self.staff), live_policy(path / "policy.toml"), self.dealers)
        with store.writing() as connection:
            self.owned = [ticket(connection, 1001 + number, owner=owner) for number, owner in enumerate((ANA, CARL))]
        self.watching.take_over(store, NOW)

    def looks(self, times: int = 1) -> None:
        for _ in range(times):
            self.watching.watch(self.store, NOW)

    def owners(self) -> list[str | None]:
        with self.store.reading() as connection:
            return list(connection.execute(select(tickets.c.owner).order_by(tickets.c.id)).scalars())

    def count_of_dealers(self) -> int:
        with self.store.reading() as connection:
            return count_dealers(connection)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Folder]:
    with closing(Store(f"sqlite:///{tmp_path / 'desk.db'}")) as store:
        store.upgrade()
        yield Folder(tmp_path, store)


def test_the_tickets_of_whoever_left_are_free_once_the_edit_has_settled(folder: Folder) -> None:
    folder.staff.write_text(staff().replace("ana", "eva"), encoding="utf-8")
    folder.looks()
    assert folder.owners() == [ANA, CARL]
    folder.looks()
    assert folder.owners() == [None, CARL]


def test_half_of_a_file_that_is_being_written_dismisses_nobody(folder: Folder) -> None:
    whole = staff()
    folder.staff.write_text(whole[: whole.index("[[people]]", whole.index("Ana"))], encoding="utf-8")
    folder.looks()
    folder.staff.write_text(whole, encoding="utf-8")
    folder.looks(2)
    assert folder.owners() == [ANA, CARL]


@pytest.mark.parametrize("edit", ["", "[[people", None], ids=["empty", "broken", "gone"])
def test_a_file_that_names_nobody_dismisses_nobody(folder: Folder, edit: str | None) -> None:
    folder.staff.unlink()
    if edit is not None:
        folder.staff.write_text(edit, encoding="utf-8")
    folder.looks(3)
    assert folder.owners() == [ANA, CARL]


def test_dealers_are_read_again_once_the_edit_has_settled(folder: Folder) -> None:
    folder.dealers.write_text(f"{DEALERS}mo@shop.example,Shop,A-1\n", encoding="utf-8")
    folder.looks()
    assert folder.count_of_dealers() == 1
    folder.looks()
    assert folder.count_of_dealers() == 2


def test_a_bad_edit_of_the_dealers_leaves_them_as_they_were(folder: Folder) -> None:
    folder.dealers.write_text(f"{DEALERS},,\n", encoding="utf-8")
    folder.looks(2)
    assert folder.count_of_dealers() == 1
