"""Two versions run side by side while a desk is upgraded: a later one only ever adds, and an earlier one starts on its tables."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from tickets.store import Store

VERSIONS = sorted((Path(__file__).parents[2] / "tickets" / "migrations" / "versions").glob("*.py"))


def calls(path: Path) -> Iterator[ast.Call]:
    """What a migration does, call by call."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))


def named(call: ast.Call) -> str:
    assert isinstance(call.func, ast.Attribute)
    return call.func.attr


def given(call: ast.Call) -> dict[str, ast.expr]:
    return {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


@pytest.mark.parametrize("path", VERSIONS[1:], ids=lambda path: path.stem)
def test_a_later_version_only_adds_to_the_tables(path: Path) -> None:
    done = {named(call) for call in calls(path)}
    assert not {name for name in done if name.startswith(("drop_", "rename_", "alter_"))}, "the earlier version still uses it"
    for added in (call for call in calls(path) if named(call) == "add_column"):
        column = added.args[-1]
        assert isinstance(column, ast.Call)
        options = given(column)
        is_nullable = isinstance(value := options.get("nullable"), ast.Constant) and value.value is True
        assert is_nullable or "server_default" in options, f"the earlier version inserts rows without it: {ast.unparse(column)}"


def test_an_earlier_version_starts_again_on_the_tables_of_a_later_one(store: Store) -> None:
    with store.writing() as connection:
        (found,) = connection.execute(text("SELECT version_num FROM alembic_version")).scalars()
        connection.execute(text("UPDATE alembic_version SET version_num = 'of tomorrow'"))
    try:
        with closing(Store(store.url)) as earlier:
            earlier.upgrade()
            assert not earlier.is_behind()
        with store.reading() as connection:
            assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "of tomorrow"
    finally:
        with store.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :found"), {"found": found})
