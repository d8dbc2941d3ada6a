"""`mailroom digest`: shown it changes nothing, sent it goes to each reader once."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from mailroom.foundation import open_store
from tests import desk as desks
from tests.desk import Desk
from tests.edits import with_body
from tests.servers.smtp import Sink
from tickets import views

STAFF = '[[people]]\nname = "Lena Ortiz"\naddresses = ["lena@icrealtime.example"]\nlead = true\nlanguages = ["es"]\n'


def a_desk(folder: Path, port: int = 1, staff: str = STAFF) -> Desk:
    desk = desks.make(folder, imap={}, smtp=(port,))
    (desk.folder / "staff.toml").write_text(staff, encoding="utf-8")
    return desk


def letters(desk: Desk) -> int:
    with closing(open_store(desk.settings())) as store, store.reading() as connection:
        return len(views.outbox_list(connection))


def test_looking_changes_nothing(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    shown = desk.call("digest", "--print")
    assert shown.exit_code == 0, shown.output
    assert "Resumen (digest) de soporte" in shown.output
    assert letters(desk) == 0


def test_it_is_shown_where_nobody_stands_in_the_directory(tmp_path: Path) -> None:
    shown = a_desk(tmp_path, staff="").call("digest")
    assert "nobody waits" in shown.output


def test_a_night_is_named_by_its_date(tmp_path: Path) -> None:
    assert "2 de marzo" in a_desk(tmp_path).call("digest", "--night", "2026-03-02").output


def test_somebody_unknown_has_no_digest(tmp_path: Path) -> None:
    refused = a_desk(tmp_path).call("digest", "--reader", "eve@elsewhere.example")
    assert refused.exit_code == 2
    assert "nobody with the address" in refused.output


def test_it_is_sent_once(tmp_path: Path, sink: Sink) -> None:
    desk = a_desk(tmp_path, sink.port)
    for queued in ("1 queued", "0 queued"):
        assert queued in desk.call("digest", "--send", "--night", "2026-03-02").output
    assert len(sink.mails) == 1


def test_it_is_shown_in_the_words_that_are_sent_and_not_in_those_of_an_edit_that_waits(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, staff="")
    (desk.folder / "templates" / "en").mkdir(parents=True)
    (desk.folder / "templates" / "en" / "digest.md").write_text(with_body("Our own words."), encoding="utf-8")
    assert "Our own words" not in desk.call("digest").output
