"""A broken policy edit, letter, database or setting is our fault: it never becomes a customer's bounce, nor a silence (G5)."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from tests.desk import Desk
from tests.letters import mail
from tests.scenarios.conftest import Stage
from tickets.errors import Transient
from tickets.policy import DEFAULT

pytestmark = pytest.mark.server


@pytest.fixture
def own_files(desk: Desk) -> Desk:
    """A desk with a policy and a letter of its own."""
    shutil.copyfile(DEFAULT, desk.folder / "policy.toml")
    letter = desk.folder / "templates" / "en" / "acknowledgement.md"
    letter.parent.mkdir(parents=True)
    letter.write_text('---\nsubject: "[{{ ticket.number }}] We have your mail"\n---\nOur own words.\n', encoding="utf-8")
    return desk


@pytest.mark.parametrize("broken", ["not = [toml", "", 'unknown_key = "x"\n'])
def test_a_broken_policy_edit_changes_nothing_while_the_desk_runs(own_files: Desk, stage: Stage, broken: str) -> None:
    (stage.desk.folder / "policy.toml").write_text(broken, encoding="utf-8")
    stage.write(mail(text="At our house camera 3 shows video loss since Monday. My husband tried another cable."))
    assert stage.poll().sent == 1
    assert stage.tickets()[0]["scope"] == "refer_to_dealer", "as the policy says that it had at its start"
    (stage.desk.folder / "policy.toml").unlink()
    stage.write(mail(sender="ann@example.net", text="The doorbell app shows a grey screen since the update."))
    assert stage.poll().sent == 1


def test_a_desk_does_not_start_on_a_broken_policy_and_says_what_to_mend(own_files: Desk) -> None:
    (own_files.folder / "policy.toml").write_text("not = [toml", encoding="utf-8")
    done = own_files.command("poll")
    assert done.returncode == 2
    assert b"policy.toml cannot serve; mend: " in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_broken_letter_gives_way_to_the_one_that_is_shipped(own_files: Desk, request: pytest.FixtureRequest) -> None:
    (own_files.folder / "templates" / "en" / "acknowledgement.md").write_text("{% for x in range(10**9) %}{{ x", encoding="utf-8")
    stage: Stage = request.getfixturevalue("stage")
    stage.write(mail())
    assert stage.poll().sent == 1
    assert b"IC-1001" in stage.letters[0]


def test_a_letter_that_breaks_while_the_desk_runs_changes_nothing(own_files: Desk, stage: Stage) -> None:
    (stage.desk.folder / "templates" / "en" / "acknowledgement.md").write_text("{{ nothing.like.this }}", encoding="utf-8")
    stage.write(mail())
    assert stage.poll().sent == 1
    assert b"Our own words." in stage.letters[0]


def test_a_database_that_is_locked_costs_time_and_no_mail(stage: Stage) -> None:
    event.listen(stage.house.store.engine, "checkout", lambda driver, *_: driver.execute("PRAGMA busy_timeout = 10"))
    stage.write(mail())
    with closing(sqlite3.connect(stage.desk.folder / "mailroom.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Transient, match="database is locked"):
            stage.poll()
    assert stage.poll().sent == 1
    assert len(stage.tickets()) == 1


MAIL = mail(text="The picture of the garage camera is upside down.")


@pytest.mark.parametrize(
    ("arguments", "given", "spoiled"),
    [
        (("--to", "support@icrealtime.example"), b"", ""),
        (("--to", "support@icrealtime.example"), MAIL, "[desk]\nno_such_key = 1\n"),
        (("--to", "support@icrealtime.example"), MAIL, '[store]\nurl = "sqlite:////proc/nowhere/mailroom.db"\n'),
        (("--to", "support@icrealtime.example"), MAIL, '[store]\nurl = "nonsense"\n'),
        ((), MAIL, ""),
        (("--to", "support@icrealtime.example", "--unknown-option"), MAIL, ""),
    ],
    ids=["empty", "wrong setting", "no database", "no such database", "no address", "wrong usage"],
)
def test_the_pipe_asks_the_mta_to_try_again(arguments: tuple[str, ...], given: bytes, spoiled: str, tmp_path: Path) -> None:
    (tmp_path / "mailroom.toml").write_text(spoiled, encoding="utf-8")
    done = Desk(folder=tmp_path).command("receive", *arguments, given=given)
    assert done.returncode == 75, done.stderr.decode()
    assert done.stderr


def test_a_missing_configuration_makes_the_mta_try_again(tmp_path: Path) -> None:
    assert Desk(folder=tmp_path / "nowhere").command("receive", "--to", "x@icrealtime.example", given=MAIL).returncode == 75


def test_the_pipes_mail_is_answered_like_any_other(stage: Stage) -> None:
    assert stage.desk.command("receive", "--to", "support@icrealtime.example", given=MAIL).returncode == 0
    assert stage.poll().sent == 1
