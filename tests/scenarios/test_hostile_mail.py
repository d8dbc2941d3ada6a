"""A mail that hangs or kills its reader costs itself a minute and nobody else anything (G2, G8)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mailroom.foundation import desk_of, trust_of
from mailroom.workers import Workers
from tests import desk as desks
from tests.letters import mail
from tests.mailroom.hostile import HANG, KILL, hostile
from tests.scenarios.conftest import Stage
from tests.scenarios.test_mailboxes_in_trouble import watching
from tickets.directory import Staff

pytestmark = pytest.mark.server

POISON_SECONDS = 1.5


@pytest.fixture(scope="module")
def hostile_readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    settings = desks.make(tmp_path_factory.mktemp("hostile"), imap={"support": 1, "sales": 1}).settings()
    desk, trust = desk_of(settings, Staff()), trust_of(settings)
    with Workers(lambda: desk, trust, processes=1, seconds=POISON_SECONDS, readers=(hostile, hostile)) as workers:
        yield workers


@pytest.fixture
def readers(hostile_readers: Workers) -> Workers:
    return hostile_readers


def poison(asks: bytes) -> bytes:
    return mail(sender="mallory@example.org", subject="my recorder", text=asks.decode())


def requests(count: int) -> Iterator[bytes]:
    """Of people who have nothing in common, so that no cap sees a loop."""
    for number in range(count):
        yield mail(sender=f"bob@d{number}.example", text=f"Recorder {number} beeps all night long, what can we do?")


def test_two_poisons_among_a_hundred_delay_none_of_the_others_and_have_their_stub_tickets(stage: Stage) -> None:
    for number, raw in enumerate(requests(98)):
        stage.write(raw)
        if number == 40:
            stage.write(poison(HANG))
            stage.write(poison(KILL))
    began = time.time()
    with watching(stage.house):
        letters = stage.sink.await_mails(100, 60)
    assert max(letter.at for letter in letters) - began < 60
    assert len([letter for letter in letters if letter.recipients == ("mallory@example.org",)]) == 2
    assert len({letter.recipients for letter in letters}) == 99
    stubs = [ticket for ticket in stage.tickets() if ticket["requester"] == "mallory@example.org"]
    assert [(stub["subject"], bool(stub["acknowledged_at"])) for stub in stubs] == [("my recorder", True)] * 2
    assert [row["from"] for row in stage.desk.json("failed", "list")] == ["mallory@example.org"] * 2
    assert stage.status()["inbound"] == {"RECEIVED": 0, "FILED": 98, "IGNORED": 0, "HELD": 0, "FAILED": 2}


def test_no_letter_waits_for_a_mail_that_hangs(stage: Stage) -> None:
    """It takes two attempts; who stands beside it in a batch is answered between them, even where one process reads all."""
    stage.write(mail(sender="first@warm.example", text="The doorbell app shows a grey screen since the update."))
    stage.poll()
    stage.write(poison(HANG))
    for raw in requests(5):
        stage.write(raw)
    with watching(stage.house):
        letters = stage.sink.await_mails(7, 30)
    assert letters[6].recipients == ("mallory@example.org",)
    assert letters[6].at - letters[5].at > POISON_SECONDS / 2


@pytest.fixture
def failed(stage: Stage) -> dict[str, Any]:
    stage.write(poison(KILL))
    stage.poll()
    (row,) = stage.desk.json("failed", "list")
    found: dict[str, Any] = row
    return found


def test_desk_rule_23_a_stub_earns_the_plain_acknowledgement_from_its_header(stage: Stage, failed: dict[str, Any]) -> None:
    (ticket,) = stage.tickets()
    assert (ticket["requester"], ticket["subject"]) == ("mallory@example.org", "my recorder")
    assert [entry["kind"] for entry in ticket["conversation"] if entry["direction"] == "out"] == ["acknowledgement"]
    (letter,) = stage.letters
    assert b"Subject: [IC-1001]" in letter


def test_a_failed_mail_that_is_tried_again_in_vain_stays_one_ticket_with_one_letter(stage: Stage, failed: dict[str, Any]) -> None:
    assert "ended its worker" in failed["because"]
    assert "Subject: my recorder" in stage.desk.call("failed", "show", str(failed["id"])).stdout
    assert stage.desk.call("failed", "retry", str(failed["id"])).exit_code == 0
    stage.poll()
    assert [row["id"] for row in stage.desk.json("failed", "list")] == [failed["id"]]
    assert len(stage.tickets()) == 1
    assert len(stage.letters) == 1
    assert stage.desk.call("failed", "drop", str(failed["id"])).exit_code == 0
    assert stage.desk.json("failed", "list") == []
    assert len(stage.tickets()) == 1, "its ticket stays"


def test_a_mended_mail_takes_the_place_of_the_failed_one_in_its_stub_ticket(stage: Stage, failed: dict[str, Any], tmp_path: Path) -> None:
    exported = tmp_path / "exported.eml"
    assert stage.desk.call("failed", "export", str(failed["id"]), "--to", str(exported)).exit_code == 0
    mended = tmp_path / "mended.eml"
    mended.write_bytes(exported.read_bytes().replace(KILL, b"camera 3 shows video loss. Serial 7E77893PAZBED9B."))
    assert stage.desk.call("failed", "replace", str(failed["id"]), str(mended)).exit_code == 0
    stage.poll()
    assert stage.desk.json("failed", "list") == []
    (ticket,) = stage.tickets()
    assert ticket["serials"] == ["7E77893PAZBED9B"]
    assert [entry["direction"] for entry in ticket["conversation"]].count("in") == 1
    assert len(stage.letters) == 1


def test_a_second_copy_of_a_failed_mail_makes_no_second_stub(stage: Stage) -> None:
    raw = poison(KILL)
    stage.write(raw)
    stage.write(raw, "sales")
    stage.poll()
    assert len(stage.tickets()) == 1
    assert len(stage.letters) == 1
