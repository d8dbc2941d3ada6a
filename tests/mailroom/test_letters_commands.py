"""The letters from a shell: an edit, its faults, its preview, its history, and the way back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests import desk as desks
from tests.desk import Desk
from tests.edits import with_body

GOOD, BROKEN = with_body("Good words, {{ ticket.number }}."), with_body("{{ tiket.number }}")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    (tmp_path / "templates" / "en" / "snippets").mkdir(parents=True)
    return desks.make(tmp_path, imap={})


def put(desk: Desk, words: str, name: str = "closed") -> None:
    (desk.folder / "templates" / "en" / f"{name}.md").write_text(words, encoding="utf-8")


def test_a_broken_edit_is_refused_with_its_place_and_kept_as_a_draft(desk: Desk) -> None:
    put(desk, BROKEN)
    done = desk.call("templates", "publish")
    assert done.exit_code == 1
    assert "closed.md: line 4, column 4: tiket is not known: did you mean `ticket`?" in done.output
    assert [row["state"] for row in desk.json("templates", "history", "closed")] == ["DRAFT"]


def test_an_earlier_version_is_restored_and_the_shipped_one_comes_back(desk: Desk) -> None:
    for words in (GOOD, GOOD.replace("Good", "Better")):
        put(desk, words)
        assert desk.call("templates", "publish").exit_code == 0
    assert "-Good words" in desk.call("templates", "diff", "closed").output
    assert desk.call("templates", "restore", "1").exit_code == 0
    assert "Good words" in desk.call("templates", "preview", "closed", "--live").output
    assert desk.call("templates", "retire", "closed").exit_code == 0
    assert "We have closed" in desk.call("templates", "preview", "closed", "--live").output
    states = [row["state"] for row in desk.json("templates", "history", "closed")]
    assert states == ["RETIRED"] * 3


def test_a_preview_shows_the_edit_before_it_serves(desk: Desk) -> None:
    put(desk, GOOD)
    assert "Good words" in desk.call("templates", "preview", "closed").output
    assert "Good words" not in desk.call("templates", "preview", "closed", "--live").output
    assert desk.json("templates", "history", "closed") == []


def test_a_preview_that_has_no_such_sample_says_which_there_are(desk: Desk) -> None:
    done = desk.call("templates", "preview", "acknowledgement", "--sample", "nonsense")
    assert done.exit_code == 1
    assert "question.general, dealer" in done.output
    assert "unplug the device" in desk.call("templates", "preview", "acknowledgement", "--sample", "urgent: it is smoking").output


def test_the_page_holds_both_sides_and_is_for_its_owner(desk: Desk) -> None:
    put(desk, GOOD)
    page = desk.folder / "page.html"
    assert desk.call("templates", "preview", "closed", "--to", str(page)).exit_code == 0
    assert page.stat().st_mode & 0o077 == 0
    text = page.read_text(encoding="utf-8")
    assert "We have closed" in text
    assert "Good words" in text
    assert 'sandbox=""' in text


def test_a_test_letter_is_queued_with_the_bytes_of_its_preview(desk: Desk) -> None:
    assert desk.call("templates", "send-test", "closed", "--to", "me@icrealtime.example").exit_code == 0
    (letter,) = desk.json("outbox", "list")
    assert (letter["kind"], letter["state"]) == ("test", "QUEUED")
    assert "We have closed" in desk.call("outbox", "show", str(letter["id"])).output


def test_check_lists_what_a_letter_may_show(desk: Desk) -> None:
    put(desk, "Hello {{ person.name }}", "snippets/hello")
    told = desk.call("templates", "check", "snippets/hello").output
    assert "person.name" in told
    assert "differs from what is sent" in told


def test_history_tells_machines_the_whole_row(desk: Desk) -> None:
    put(desk, GOOD)
    desk.call("templates", "publish")
    (row,) = json.loads(desk.call("templates", "history", "closed", "--json").stdout)
    assert row["author"].startswith("a file on ")
    assert row["origin"].endswith("closed.md")
