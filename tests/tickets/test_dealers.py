"""The dealer directory is what the file says, all of it or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, func, select

from tickets.directory import find_dealers, import_dealers
from tickets.errors import Permanent
from tickets.schema import dealers

HEAD = "email,domain,company,account,tier,active\n"


def written(folder: Path, *lines: str) -> Path:
    path = folder / "dealers.csv"
    path.write_text(HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def keys(connection: Connection) -> list[str]:
    return list(connection.execute(select(dealers.c.key).order_by(dealers.c.key)).scalars())


def test_the_table_becomes_the_file_and_an_unchanged_file_is_not_read_again(connection: Connection, tmp_path: Path) -> None:
    path = written(tmp_path, "Ann@Acme.example,,Acme,4711,gold,yes", ",bolt.example,Bolt,4712,,no")
    assert import_dealers(connection, path) == 2
    assert keys(connection) == ["ann@acme.example", "bolt.example"]
    assert import_dealers(connection, path) is None
    assert import_dealers(connection, written(tmp_path, ",bolt.example,Bolt,4712,,")) == 1
    assert keys(connection) == ["bolt.example"]


def test_a_large_file_is_told_as_it_goes_in(connection: Connection, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = written(tmp_path, *(f",dealer{number}.example,Dealer {number},{number},," for number in range(2500)))
    assert import_dealers(connection, path, lambda done, total: told.append((done, total))) == 2500
    assert told == [(1000, 2500), (2000, 2500), (2500, 2500)]
    assert connection.execute(select(func.count()).select_from(dealers)).scalar_one() == 2500


@pytest.mark.parametrize(
    ("line", "because"), [(",,Acme,1,,", "line 2 has neither"), (",gmail.com,Acme,1,,", "everybody at gmail.com a dealer")]
)
def test_a_wrong_line_is_named_and_nothing_changes(connection: Connection, tmp_path: Path, line: str, because: str) -> None:
    with pytest.raises(Permanent, match=because):
        import_dealers(connection, written(tmp_path, line))
    assert keys(connection) == []


def test_a_dealer_is_found_by_a_piece_of_his_company_address_or_account(connection: Connection, tmp_path: Path) -> None:
    import_dealers(connection, written(tmp_path, "ann@acme.example,,Acme_1,4711,gold,yes", ",bolt.example,Bolt,4712,,no"))

    def found(wanted: str) -> list[str]:
        return [row["key"] for row in find_dealers(connection, wanted, 10)]

    assert found("ACME_") == found("4711") == found("ann@") == ["ann@acme.example"]
    assert found("471") == found("") == ["ann@acme.example", "bolt.example"]
    assert found("%") == []
    assert len(find_dealers(connection, "", 1)) == 1
