"""Two workers with mails of one thread in hand at once end in one ticket, as one worker after the other would.

And a backlog is filed no faster than its letters leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from threading import Barrier, Event

import pytest

from mailroom import pipeline
from mailroom.fetching import fetch
from responders.outbox import deliver
from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage, on_both_databases

pytestmark = [pytest.mark.server, on_both_databases]

ALIGNED = "mx.icrealtime.example; dmarc=pass (p=reject) header.from=example.org; spf=pass smtp.mailfrom=example.org"


def received(stage: Stage) -> list[int]:
    """The ids of what one pass over the first mailbox finds."""
    ids: list[int] = []

    def ring(new: Sequence[int], *, is_backlog: bool = False) -> None:
        ids.extend(new)

    fetch(stage.house.fetching(stage.house.settings.mailboxes[0], ring))
    return ids


def process_at_once(stage: Stage, mails: Sequence[bytes]) -> None:
    """Each mail in a thread of its own, all started together."""
    for raw in mails:
        stage.write(raw)
    ids = received(stage)
    assert len(ids) == len(mails)
    together = Barrier(len(ids))

    def work(row_id: int) -> int:
        together.wait()
        return stage.house.pipeline.process([row_id])

    with ThreadPoolExecutor(len(ids)) as pool:
        assert sum(pool.map(work, ids)) == len(ids)
    stage.house.pipeline.deliver()


def test_two_answers_to_our_letter_at_once_stand_in_its_ticket(stage: Stage) -> None:
    stage.write(mail())
    stage.poll()
    said = ("It is the one above the door.", "And the recorder beeps, too.", "The serial is 7E77893PAZBED9B.")
    process_at_once(stage, [answer_to(stage.letters[0], sender="bob@example.org", text=text) for text in said])
    (ticket,) = stage.tickets()
    assert [entry["direction"] for entry in ticket["conversation"]].count("in") == 4
    assert ticket["serials"] == ["7E77893PAZBED9B"]
    assert ticket["messages"] == len(ticket["conversation"])


FIRST = mail(message_id="first@example.org", Authentication_Results=ALIGNED)
SECOND = mail(
    message_id="second@example.org",
    subject="Re: camera 3 is black",
    text="I forgot: it is a dome camera of last year, bought with the recorder.",
    In_Reply_To="<first@example.org>",
    References="<first@example.org>",
    Authentication_Results=ALIGNED,
)


def test_a_request_and_its_second_word_at_once_are_one_ticket(stage: Stage) -> None:
    process_at_once(stage, [FIRST, SECOND])
    one_ticket_of_two_words(stage)


def test_a_second_word_that_is_filed_before_its_request_is_one_ticket_with_it(stage: Stage) -> None:
    """Servers sort as they like, and workers end as they can: any order of a thread gives the same ticket."""
    for raw in (SECOND, FIRST):
        stage.write(raw)
        stage.poll()
    one_ticket_of_two_words(stage)


def one_ticket_of_two_words(stage: Stage) -> None:
    (ticket,) = stage.tickets()
    assert [entry["direction"] for entry in ticket["conversation"]].count("in") == 2
    assert len(stage.letters) == 1


def test_the_same_mail_at_two_doors_at_once_is_one_ticket_and_one_letter(stage: Stage) -> None:
    raw = mail()
    process_at_once(stage, [raw, b"Delivered-To: support@icrealtime.example\r\n" + raw])
    assert len(stage.tickets()) == 1
    assert len(stage.letters) == 1


def test_one_mail_in_two_hands_is_filed_by_one(stage: Stage) -> None:
    stage.write(mail())
    ids = received(stage)
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(stage.house.pipeline.process, [ids] * 4)) == [0, 0, 0, 1]
    stage.house.pipeline.deliver()
    assert len(stage.letters) == 1


def test_two_couriers_send_each_letter_once(stage: Stage) -> None:
    process_at_once(stage, [mail(sender=f"bob@d{number}.example", text=f"Recorder {number} beeps all night long.") for number in range(4)])
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: stage.house.pipeline.deliver(), range(4)))
    assert sorted(letter.recipients for letter in stage.sink.mails) == [(f"bob@d{number}.example",) for number in range(4)]


class Watched(Event):
    """Tells that somebody waits for it."""

    def __init__(self) -> None:
        super().__init__()
        self.is_awaited = Event()

    def wait(self, timeout: float | None = None) -> bool:
        self.is_awaited.set()
        return super().wait(timeout)


def test_a_backlog_is_filed_as_fast_as_its_letters_leave(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes during a storm has few letters before his own, since no more are queued than can leave."""
    monkeypatch.setattr(pipeline, "_OWED_FIRST", 60)
    for number in range(25):
        stage.write(mail(sender=f"bob@d{number}.example", text=f"Recorder {number} beeps all night."))
    stage.house.pipeline.process(received(stage))
    stage.write(mail(sender="of-the-backlog@example.org"))
    ids, caught_up = received(stage), Watched()
    stage.house.pipeline.office.courier.caught_up = caught_up
    waiting: list[Future[int]] = []

    def at(name: str) -> None:
        if name == "sealed" and not waiting:
            waiting.append(pool.submit(partial(stage.house.pipeline.process, ids, is_backlog=True)))
        elif name == "settled" and not caught_up.is_set():
            assert caught_up.is_awaited.wait(20)
            assert stage.status()["inbound"]["RECEIVED"] == 1, "five letters of the 25 are still to leave"

    with ThreadPoolExecutor(1) as pool:
        assert deliver(replace(stage.house.pipeline.office, point=at)) >= 25
        assert waiting[0].result(20) == 1
    stage.house.pipeline.deliver()
    assert len(stage.letters) == 26
