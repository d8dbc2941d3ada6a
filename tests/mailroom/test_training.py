"""A small desk corrects its mails, and learns from it: its own model, beside its settings, in its own workers."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert

from classify import promotion
from classify.training import MEASURED
from mailroom.foundation import open_store
from mailroom.lessons import model_of
from mailroom.workers import Poison, Workers
from tests import desk as desks
from tests.classify.lessons import LESSONS
from tests.desk import Desk
from tests.letters import mail
from tickets import ledger
from tickets.identity import Desk as Identity
from tickets.identity import TrustSettings
from tickets.ledger import Arrival
from tickets.schema import corrections, tickets

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
POLICY_TOPIC = """
[topics."question.licence"]
means = "a licence of the analytics package"
dealer = { decision = "supported", clause = "5.1" }
end_customer = { decision = "supported", clause = "5.1" }
examples = [
  "Where do I enter the licence key of the analytics package?",
  "Our licence for the analytics package has run out, how do I renew the licence?",
  "The licence key you sent is refused by the analytics package",
  "How many channels does one analytics licence cover?",
  "Can a licence key be moved from one recorder to another?",
]
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """The shipped mails are a few, so that learning takes a moment."""
    monkeypatch.setattr(promotion, "labelled_mails", lambda parse, files: LESSONS if files == MEASURED else [])
    return desks.make(tmp_path, imap={})


def corrected(desk: Desk, text: str, topic: str) -> None:
    """A mail that came as something else, and was corrected to this topic."""
    raw = mail(text=text)
    digest = hashlib.sha256(raw).hexdigest()
    arrival = Arrival(
        mailbox="support", uidvalidity=None, uid=None, raw=raw, digest=digest, message_id=digest, size=len(raw), arrived_at=NOW
    )
    store = open_store(desk.settings())
    with store.writing() as connection:
        (row,) = ledger.receive(connection, [arrival], NOW)
        ticket = {"number": row, "status": "OPEN", "subject": "", "requester": "a@b.example", "opened_at": NOW, "last_message_at": NOW}
        (ticket_id,) = connection.execute(insert(tickets).values(ticket)).inserted_primary_key or ()
        lesson = {"ticket_id": ticket_id, "inbound_id": row, "what": "topic", "was": "spam", "became": topic, "by": "ana", "at": NOW}
        connection.execute(insert(corrections).values(lesson))
    store.close()


def topic_of(text: str, model: Path) -> str:
    with Workers(Identity, TrustSettings(), processes=1, model=model) as workers:
        raw = mail(text=text)
        read = workers.finish(workers.start(raw))
        assert not isinstance(read, Poison)
        return read.reading.topic.label


def test_what_was_corrected_is_learned_by_the_desks_own_workers(desk: Desk) -> None:
    for number in range(6):
        corrected(desk, f"the sump pump of unit {number} floods the cellar, the float switch hangs again", "maintenance.pump")
    done = desk.call("train")
    assert "promoted" in done.output, done.output
    model = model_of(desk.settings())
    assert model.with_suffix(".npz").exists()
    assert topic_of("the sump pump floods the cellar once more, its float switch hangs", model) == "maintenance.pump"


def test_a_topic_that_the_policy_adds_is_learned_from_its_examples(desk: Desk) -> None:
    shipped = (Path(ledger.__file__).parent / "policy.toml").read_text(encoding="utf-8")
    (desk.folder / "policy.toml").write_text(shipped + POLICY_TOPIC, encoding="utf-8")
    assert "promoted" in desk.call("train").output
    assert topic_of("Which licence key does the analytics package want?", model_of(desk.settings())) == "question.licence"


@pytest.mark.soak
def test_training_twice_promotes_once(desk: Desk) -> None:
    for number in range(6):
        corrected(desk, f"the sump pump of unit {number} floods the cellar, the float switch hangs again", "maintenance.pump")
    assert "promoted" in desk.call("train").output
    assert "not better" in desk.call("train").output


def test_a_desk_without_corrections_is_told_so(desk: Desk) -> None:
    done = desk.call("train")
    assert done.exit_code == 1
    assert "nothing was corrected yet" in done.output
    assert not model_of(desk.settings()).parent.exists()


def test_a_broken_model_of_a_desk_costs_no_mail(desk: Desk) -> None:
    model = model_of(desk.settings())
    model.parent.mkdir(parents=True)
    model.with_suffix(".json").write_text("{", encoding="utf-8")
    model.with_suffix(".npz").write_bytes(b"PK\x03\x04 half a file")
    assert topic_of("How do I export a clip to a USB stick for the police?", model) == "question.export"
