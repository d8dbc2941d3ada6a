"""Files of letters become what is sent, once, through the gate."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailroom.in_tray import InTray
from mailroom.publishing import Publishing
from mailroom.versions import restore
from tests.edits import with_body, words
from tests.engineers import ANA, LEAD
from tests.publishing import NOW, publishing_in
from tickets import outbox, templates

GOOD, BETTER, BROKEN = with_body("Our own words."), with_body("Better words."), with_body("{{ tiket.number }}")


@pytest.fixture
def publishing(tmp_path: Path) -> Iterator[Publishing]:
    with publishing_in(tmp_path) as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "templates" / "en").mkdir(parents=True)
    return tmp_path / "templates"


def put(folder: Path, text: str | bytes, name: str = "closed.md") -> Path:
    path = folder / "en" / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


def served(publishing: Publishing, stem: str = "closed") -> str:
    source = publishing.letters().source("en", stem)
    return source.words if source else ""


def letters_to(publishing: Publishing) -> list[str]:
    with publishing.store.writing() as connection:
        return [post.recipient.address for post in outbox.claim(connection, "a test", NOW, limit=99)]


def test_a_new_file_serves_at_once_when_the_desk_opens(publishing: Publishing, folder: Path) -> None:
    put(folder, GOOD)
    (verdict,) = InTray(publishing, folder).take_in(at_once=True)
    assert verdict.is_live
    assert served(publishing) == GOOD


def test_a_file_is_taken_at_the_second_look_that_finds_it_the_same(publishing: Publishing, folder: Path) -> None:
    tray = InTray(publishing, folder)
    put(folder, GOOD[:20])
    assert tray.take_in() == []
    put(folder, GOOD)
    assert tray.take_in() == []
    assert len(tray.take_in()) == 1
    assert served(publishing) == GOOD


def test_what_equals_the_shipped_letter_is_no_edit(publishing: Publishing, folder: Path) -> None:
    put(folder, words("closed"))
    put(folder, words("closed").replace("\n", "\r\n"), "closed.md")
    assert InTray(publishing, folder).take_in(at_once=True) == []
    assert publishing.letters().source("en", "closed") is not None


def test_an_edit_is_judged_once_however_many_processes_look(publishing: Publishing, folder: Path) -> None:
    put(folder, BROKEN)
    trays = [InTray(publishing, folder) for _ in range(3)]
    assert [len(tray.take_in(at_once=True)) for tray in trays] == [1, 0, 0]
    assert sorted(letters_to(publishing)) == [LEAD]


def test_a_bad_edit_changes_nothing_and_the_next_good_one_serves(publishing: Publishing, folder: Path) -> None:
    tray = InTray(publishing, folder)
    for text in (GOOD, BROKEN):
        put(folder, text)
        tray.take_in(at_once=True)
    assert served(publishing) == GOOD
    put(folder, BETTER)
    tray.take_in(at_once=True)
    assert served(publishing) == BETTER
    with publishing.store.reading() as connection:
        assert [found.state for found in templates.history(connection, "closed", "en")] == ["LIVE", "DRAFT", "RETIRED"]


def test_a_restored_version_is_not_undone_by_its_file(publishing: Publishing, folder: Path) -> None:
    tray = InTray(publishing, folder)
    for text in (GOOD, BETTER):
        put(folder, text)
        tray.take_in(at_once=True)
    assert restore(publishing, 1, "Ana").is_live
    assert tray.take_in(at_once=True) == []
    assert InTray(publishing, folder).take_in(at_once=True) == []
    assert served(publishing) == GOOD


def test_a_machine_with_an_older_checkout_publishes_nothing(publishing: Publishing, folder: Path, tmp_path: Path) -> None:
    tray = InTray(publishing, folder)
    for text in (GOOD, BETTER):
        put(folder, text)
        tray.take_in(at_once=True)
    other = tmp_path / "other"
    (other / "en").mkdir(parents=True)
    put(other, GOOD)
    assert InTray(publishing, other).take_in(at_once=True) == []
    assert served(publishing) == BETTER


def test_an_unedited_copy_on_a_new_machine_goes_not_over_the_desks_own_words(publishing: Publishing, folder: Path, tmp_path: Path) -> None:
    """A container has a new name at each start, and its folder is as `mailroom init` wrote it."""
    tray = InTray(publishing, folder)
    for text in (words("closed"), BETTER):
        put(folder, text)
        tray.take_in(at_once=True)
    other = tmp_path / "other"
    (other / "en").mkdir(parents=True)
    put(other, words("closed"))
    assert InTray(publishing, other).take_in(at_once=True) == []
    assert served(publishing) == BETTER


def test_a_file_that_is_taken_away_takes_its_letter_with_it(publishing: Publishing, folder: Path) -> None:
    tray = InTray(publishing, folder)
    path = put(folder, "An outage.", "banner.rma.md")
    tray.take_in(at_once=True)
    assert served(publishing, "banner.rma")
    path.unlink()
    tray.take_in()
    assert served(publishing, "banner.rma") == ""
    put(folder, "An outage.", "banner.rma.md")
    tray.take_in(at_once=True)
    assert served(publishing, "banner.rma") == "An outage.", "it came back"


def test_a_folder_that_is_gone_changes_nothing(publishing: Publishing, folder: Path) -> None:
    tray = InTray(publishing, folder)
    put(folder, GOOD)
    tray.take_in(at_once=True)
    folder.rename(folder.with_name("unmounted"))
    assert tray.take_in(at_once=True) == []
    assert served(publishing) == GOOD


@pytest.mark.parametrize("content", [b"\xff\xfe\x00bad", b"x" * 300_000])
def test_a_file_that_is_no_text_is_refused_like_any_other(publishing: Publishing, folder: Path, content: bytes) -> None:
    put(folder, content)
    (verdict,) = InTray(publishing, folder).take_in(at_once=True)
    assert "cannot be read" in str(verdict.faults[0])
    assert served(publishing) == words("closed")
    assert letters_to(publishing) == [LEAD]


def test_a_letter_may_say_what_the_same_edit_adds_to_the_phrases(publishing: Publishing, folder: Path) -> None:
    put(folder, with_body('{{ request.topic | phrase("topic") }}'), "acknowledgement.md")
    put(folder, '[topic]\nrma = "a return that we wait for"\n', "phrases.toml")
    verdicts = InTray(publishing, folder).take_in(at_once=True)
    assert [verdict.edit.stem for verdict in verdicts] == ["phrases", "acknowledgement"]
    said = publishing.letters().render("acknowledgement", language="en", topic="rma", audience="", values={"request": {"topic": "rma"}})
    assert "a return that we wait for" in said.text


def test_the_committer_is_the_author_and_hears_of_his_bad_edit(publishing: Publishing, folder: Path) -> None:
    path = put(folder, BROKEN)
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "an edit")):
        who = ("-c", "user.name=Ana Reyes", "-c", f"user.email={ANA}")
        subprocess.run(["git", "-C", str(path.parent), *who, *command], check=True)
    (verdict,) = InTray(publishing, folder).take_in(at_once=True)
    assert verdict.edit.author == f"Ana Reyes <{ANA}>"
    assert letters_to(publishing) == [ANA, LEAD]


def test_a_file_changed_since_its_commit_is_nobodys(publishing: Publishing, folder: Path) -> None:
    path = put(folder, GOOD)
    for command in (("init", "-q"), ("add", "-A"), ("-c", "user.name=Ana", "-c", f"user.email={ANA}", "commit", "-q", "-m", "an edit")):
        subprocess.run(["git", "-C", str(path.parent), *command], check=True)
    put(folder, BROKEN)
    (verdict,) = InTray(publishing, folder).take_in(at_once=True)
    assert verdict.edit.author.startswith("a file on ")
