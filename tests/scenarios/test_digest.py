"""The nightly digest over real servers: what the desk is told at night, once, and truly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta
from email import message_from_bytes
from email.message import Message
from zoneinfo import ZoneInfo

import pytest

from mailroom import running
from mailroom.digest import Evening, queue_owed
from mailroom.wiring import utc_now
from mailroom.workers import Workers
from responders.outbox import deliver
from tests.desk import Desk
from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage
from tests.servers.dovecot import Dovecot
from tests.servers.smtp import Sink

pytestmark = pytest.mark.server

STAFF = """
[[teams]]
name = "support"

[[people]]
name = "Lena Ortiz"
addresses = ["lena@icrealtime.example"]
teams = ["support"]
lead = true

[[people]]
name = "Ana Reyes"
addresses = ["ana@icrealtime.example"]
teams = ["support"]
digest_days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
"""


@pytest.fixture
def stage(imap_server: Dovecot, sink: Sink, desk: Desk, readers: Workers) -> Iterator[Stage]:
    (desk.folder / "staff.toml").write_text(STAFF, encoding="utf-8")
    with desk.house(readers) as house:
        running.poll(house)
        yield Stage(house, imap_server, sink, desk)


ZONE = ZoneInfo("America/New_York")
DEALER = "Ricky <ricky@gulfpinesecurity.com>"
REQUEST = """Our client's recorder NVR7000K will not find the second disk since yesterday. We swapped the cable.
The web password is hunter2!x
What do you want us to check next?

Gulf Pines Security, TX Lic. B-12345
"""


def at_night(stage: Stage, now: datetime, at: time = time(21)) -> int:
    """The schedule and the outbox at that moment; how many digests were queued."""
    house = stage.house
    rules = house.pipeline.rules()
    evening = Evening(store=house.store, desk=rules.desk, policy=rules.policy, staff=rules.staff, at=at, now=now)
    queued = queue_owed(evening)
    deliver(replace(house.pipeline.office, clock=lambda: now))
    return queued


def tomorrow() -> datetime:
    return utc_now() + timedelta(days=1)


def digests(stage: Stage) -> dict[str, Message]:
    """By recipient; each holds one."""
    found = [message_from_bytes(raw) for raw in stage.letters]
    mine = [(str(message["To"]), message) for message in found if "digest" in str(message["Subject"]).lower()]
    assert len(dict(mine)) == len(mine), "somebody has two"
    return dict(mine)


def text_of(message: Message) -> str:
    part = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    return bytes(part.get_payload(decode=True)).decode()


def test_everybody_holds_one_digest_whatever_is_repeated(stage: Stage) -> None:
    stage.write(mail(sender="Bob Jones <bob@example.org>", subject="camera 3 is black"))
    stage.poll()
    now = tomorrow()
    assert at_night(stage, now) == 2
    assert at_night(stage, now) == 0
    assert at_night(stage, now + timedelta(minutes=5)) == 0
    assert set(digests(stage)) == {"Lena Ortiz <lena@icrealtime.example>", "Ana Reyes <ana@icrealtime.example>"}


def test_it_names_who_waits_and_for_how_long(stage: Stage) -> None:
    stage.write(mail(sender=DEALER, subject="disk not seen", text=REQUEST))
    stage.poll()
    at_night(stage, tomorrow())
    told = text_of(digests(stage)["Lena Ortiz <lena@icrealtime.example>"])
    assert "1. IC-1001  disk not seen" in told
    assert "waiting 1 d" in told
    assert "Ricky <ricky@gulfpinesecurity.com> · dealer" in told
    assert "What do you want us to check next?" in told
    assert "hunter2" not in told
    assert "1 received, 1 accounted for" in told


def test_the_whole_list_is_attached(stage: Stage) -> None:
    stage.write(mail(subject="=cmd|' /C calc'!A0"))
    stage.poll()
    at_night(stage, tomorrow())
    (lists,) = [part for part in digests(stage)["Lena Ortiz <lena@icrealtime.example>"].walk() if part.get_content_type() == "text/csv"]
    rows = bytes(lists.get_payload(decode=True)).decode("utf-8-sig").splitlines()
    assert rows[0].startswith("block,line,ticket")
    assert ",1,IC-1001,'=cmd|" in rows[1], "no cell is a formula"


def test_an_empty_night_is_one_line(stage: Stage) -> None:
    soon = utc_now() + timedelta(minutes=2)
    at_night(stage, soon, soon.astimezone(ZONE).time().replace(second=0, microsecond=0))
    told = digests(stage)["Lena Ortiz <lena@icrealtime.example>"]
    assert "nobody waits" in str(told["Subject"])
    assert "Nobody waits for us" in text_of(told)
    assert [part.get_content_type() for part in told.walk()] == ["multipart/alternative", "text/plain", "text/html"]


def test_a_desk_that_opened_after_nine_owes_no_digest_of_that_night(stage: Stage) -> None:
    assert at_night(stage, utc_now()) == 0


# Answered by mail

PASS = {"Authentication_Results": "mx.icrealtime.example; dmarc=pass header.from=icrealtime.example"}
ANA = "Ana Reyes <ana@icrealtime.example>"


def told_at_night(stage: Stage, *subjects: str) -> bytes:
    """Ana's digest of a night with these requests, as it came to her."""
    for number, subject in enumerate(subjects):
        stage.write(mail(sender=f"Ricky <ricky@d{number}.example>", subject=subject, text=REQUEST))
        stage.poll()
    at_night(stage, tomorrow())
    return next(raw for raw in stage.letters if b"\r\nTo: Ana Reyes" in raw and b"digest" in raw)


def receipts(stage: Stage) -> list[str]:
    found = [message_from_bytes(raw) for raw in stage.letters]
    return [text_of(message) for message in found if "your answer was read" in str(message["Subject"])]


def test_lines_are_answered_by_mail_and_one_receipt_comes_back(stage: Stage) -> None:
    digest = told_at_night(stage, "disk not seen", "still no disk")
    stage.write(answer_to(digest, sender=ANA, text="1 take\n2 solve\n7 ok\n\nThanks!\nAna", **PASS))
    stage.poll()
    first, second = stage.tickets()
    assert (first["owner"], second["status"]) == ("ana@icrealtime.example", "SOLVED")
    (told,) = receipts(stage)
    assert '"1 take": IC-1001: ' in told
    assert '"2 solve": IC-1002: ' in told
    assert "7: there is no such line; nothing was done" in told


def test_an_answer_that_comes_twice_is_done_once(stage: Stage) -> None:
    digest = told_at_night(stage, "disk not seen")
    answer = answer_to(digest, sender=ANA, text="1 take", **PASS)
    for _ in range(2):
        stage.write(answer)
        stage.poll()
    assert len(receipts(stage)) == 1


def test_a_forged_answer_to_a_digest_is_held_and_does_nothing(stage: Stage) -> None:
    digest = told_at_night(stage, "disk not seen")
    stage.write(answer_to(digest, sender=ANA, text="1 solve"))
    stage.poll()
    assert stage.tickets()[0]["status"] == "OPEN"
    assert stage.status()["inbound"]["HELD"] == 1
    assert receipts(stage) == []


def test_a_colleagues_digest_gives_no_right(stage: Stage) -> None:
    digest = told_at_night(stage, "disk not seen")
    stage.write(answer_to(digest, sender="Lena Ortiz <lena@icrealtime.example>", text="1 solve", **PASS))
    stage.poll()
    assert stage.tickets()[0]["status"] == "OPEN"
    assert "written to somebody else" in receipts(stage)[0]


def test_what_a_customer_wrote_into_the_digest_is_never_an_order(stage: Stage) -> None:
    digest = told_at_night(stage, "disk not seen")
    quoted = text_of(message_from_bytes(digest)) + "\n1 solve\n"
    stage.write(answer_to(digest, sender=ANA, text=f"Good night to all.\n\n{quoted}", **PASS))
    stage.poll()
    assert stage.tickets()[0]["status"] == "OPEN"


def test_a_stranger_with_a_digest_in_his_hands_is_a_stranger_and_it_can_be_answered_no_more(stage: Stage) -> None:
    digest = told_at_night(stage, "disk not seen")
    stage.write(answer_to(digest, sender="Eve <eve@elsewhere.example>", text="1 solve"))
    stage.poll()
    assert stage.tickets()[0]["status"] == "OPEN"
    stage.write(answer_to(digest, sender=ANA, text="1 take", **PASS))
    stage.poll()
    assert "can be answered no more" in receipts(stage)[0]
