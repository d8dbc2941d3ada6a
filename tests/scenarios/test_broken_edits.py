"""Whatever is written into a letter while the desk runs, customers get the last good one (G5)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desk import Desk
from tests.edits import BROKEN, with_body
from tests.engineers import LEAD, letters_to, staff, text_of
from tests.letters import mail
from tests.scenarios.conftest import Stage
from tickets import templates

pytestmark = pytest.mark.server

GOOD = with_body("Our own good words, ticket {{ ticket.number }}.")
_EACH = 10  # mails that come after every few edits


@pytest.fixture
def own_letter(desk: Desk) -> Path:
    (desk.folder / "staff.toml").write_text(staff(), encoding="utf-8")
    path = desk.folder / "templates" / "en" / "acknowledgement.md"
    path.parent.mkdir(parents=True)
    path.write_text(GOOD, encoding="utf-8")
    return path


@pytest.fixture
def running(own_letter: Path, request: pytest.FixtureRequest) -> Stage:
    """A desk that opened with that letter."""
    stage: Stage = request.getfixturevalue("stage")
    return stage


def edit(stage: Stage, path: Path, words: str) -> None:
    """Save the file; two looks of the in-tray find it the same."""
    path.write_text(words, encoding="utf-8", newline="")
    for _ in range(2):
        stage.house.schedule.in_tray.take_in()


def customers(stage: Stage) -> list[bytes]:
    return [letter for letter in stage.letters if b"Auto-Submitted: auto-replied" in letter]


def test_of_fifty_broken_edits_none_goes_live_and_a_hundred_mails_get_the_last_good_letter(running: Stage, own_letter: Path) -> None:
    written = 0
    for number, broken in enumerate(BROKEN):
        edit(running, own_letter, broken)
        if number % 5 == 0 and written < 100:
            for _ in range(_EACH):
                written += 1
                topic = f"camera {written} is black since the storm of day {written * 7}, cable {written * 3} looks fine"
                running.write(mail(sender=f"Person <p{written}@house{written}.example>", subject=topic, text=f"Hello, {topic}."))
            running.poll()
    running.poll()
    letters = customers(running)
    assert written == len(letters) == 100
    assert all(b"Our own good words, ticket IC-" in letter for letter in letters)
    with running.house.store.reading() as connection:
        history = templates.history(connection, "acknowledgement", "en")
    assert [version.words for version in history if version.state == "LIVE"] == [GOOD]
    refused = [version for version in history if version.state == "DRAFT"]
    assert len(refused) == len(BROKEN)
    assert all(version.because.startswith("line ") and ", column " in version.because for version in refused)


def test_the_lead_is_told_once_where_an_edit_is_wrong_and_what_to_write(running: Stage, own_letter: Path) -> None:
    edit(running, own_letter, with_body("Your number is {{ tiket.number }}."))
    running.poll()
    running.poll()
    (told,) = letters_to(running.sink, LEAD)
    assert told["Subject"] == "Not in force: the edit of acknowledgement/en"
    assert "Line 4, column 19: tiket is not known: did you mean `ticket`?" in " ".join(text_of(told).split())


def test_a_good_edit_serves_from_the_next_mail_on(running: Stage, own_letter: Path) -> None:
    running.write(mail())
    running.poll()
    edit(running, own_letter, with_body("Newer words."))
    running.write(mail(sender="Ann <ann@elsewhere.example>", text="The doorbell is silent.", subject="doorbell"))
    running.poll()
    old, new = customers(running)
    assert b"Our own good words" in old
    assert b"Newer words." in new


def test_a_letter_that_waits_keeps_the_words_it_was_queued_with(running: Stage, own_letter: Path) -> None:
    running.desk.call("outbox", "pause")
    running.write(mail())
    running.poll()
    edit(running, own_letter, with_body("Newer words."))
    running.desk.call("outbox", "resume")
    running.poll()
    (letter,) = customers(running)
    assert b"Our own good words" in letter


def test_a_preview_of_a_real_ticket_is_what_was_sent_byte_for_byte(running: Stage, own_letter: Path) -> None:
    running.write(mail())
    running.poll()
    (sent,) = customers(running)
    shown = running.desk.call("templates", "preview", "acknowledgement", "--ticket", "IC-1001", "--raw").stdout_bytes
    assert without_date(shown) == without_date(sent)


def without_date(raw: bytes) -> bytes:
    return b"\r\n".join(line for line in raw.split(b"\r\n") if not line.startswith(b"Date: "))
