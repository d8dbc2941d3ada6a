"""`mailroom db move`, as whoever moves a desk sees it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests import desk as desks
from tests.servers.postgresql import Postgresql


@pytest.mark.server
def test_a_desk_is_moved_and_goes_on_where_it_was_told_to(tmp_path: Path, running_postgresql: Postgresql) -> None:
    desk = desks.make(tmp_path, imap={})
    (tmp_path / "dealers.csv").write_text("email,domain,company,account,tier,active\n,shop.example,Shop,,,yes\n", encoding="utf-8")
    assert desk.call("dealers", "import", str(tmp_path / "dealers.csv")).exit_code == 0
    with running_postgresql.desk() as url:
        moved = desk.call("db", "move", "--to", url)
        assert moved.exit_code == 0, moved.output
        assert f'[store]\nurl = "{url}"' in moved.output
        assert "has moved" in desk.call("outbox", "list").output
        desk.config.write_text(desk.config.read_text().replace("sqlite:///mailroom.db", url))
        assert "has moved" not in desk.call("outbox", "list").output
        assert desk.call("status").exit_code == 0
        again = desk.call("db", "move", "--to", url)
        assert again.exit_code == 1


@pytest.mark.parametrize(
    ("to", "because"),
    [
        ("postgresql+psycopg://desk:hunter2@localhost/desk", "password_env"),
        ("postgresql+psycopg://desk@db.example/desk", "plain text"),
        ("sqlite:///other.db", "postgresql+psycopg"),
    ],
)
def test_a_target_that_shows_a_secret_or_is_none_is_refused_at_once(tmp_path: Path, to: str, because: str) -> None:
    refused = desks.make(tmp_path, imap={}).call("db", "move", "--to", to)
    assert refused.exit_code == 2
    assert because in refused.output
    assert "hunter2" not in refused.output


def test_a_password_that_the_environment_lacks_is_named(tmp_path: Path) -> None:
    to = "postgresql+psycopg://desk@localhost/desk"
    refused = desks.make(tmp_path, imap={}).call("db", "move", "--to", to, "--password-env", "NO_SUCH_PASSWORD")
    assert refused.exit_code == 2
    assert "NO_SUCH_PASSWORD" in refused.output
