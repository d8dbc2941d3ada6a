"""Nobody writes into a ticket without proof (G6): tokens, references, tags and forged senders."""

from __future__ import annotations

import pytest

from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage, on_both_databases

pytestmark = [pytest.mark.server, on_both_databases]

ALIGNED = "mx.icrealtime.example; dmarc=pass (p=reject) header.from=example.org; spf=pass smtp.mailfrom=example.org"


def _opened(stage: Stage) -> bytes:
    stage.write(mail())
    stage.poll()
    return stage.letters[0]


def test_a_stranger_with_our_letter_is_held_and_told_nothing(stage: Stage) -> None:
    letter = _opened(stage)
    stage.write(answer_to(letter, sender="Eve <eve@elsewhere.example>", text="What did Bob say?"))
    stage.poll()
    (ticket,) = stage.tickets()
    assert len(ticket["conversation"]) == 3  # his mail, our letter, and the letter that connects the stranger
    assert stage.status()["inbound"]["HELD"] == 1
    assert b"bob@example.org" not in stage.letters[1]
    assert b"video loss" not in stage.letters[1]


def test_the_letter_that_tells_a_stranger_to_wait_gives_him_no_part_in_the_ticket(stage: Stage) -> None:
    letter = _opened(stage)
    stage.write(answer_to(letter, sender="eve@elsewhere.example", text="What did Bob say?"))
    stage.poll()
    stage.write(answer_to(stage.letters[1], sender="eve@elsewhere.example", text="Well? I am waiting for his answer."))
    stage.poll()
    assert stage.status()["inbound"]["HELD"] == 2
    assert len([entry for entry in stage.tickets()[0]["conversation"] if entry["direction"] == "in"]) == 1


def test_a_held_joiner_is_admitted_by_a_person(stage: Stage) -> None:
    letter = _opened(stage)
    stage.write(answer_to(letter, sender="carl@example.org", text="I am Bob's brother, the serial is 7E77893PAZBED9B."))
    stage.poll()
    (row,) = stage.desk.json("held", "list")
    assert stage.desk.call("held", "admit", str(row["id"])).exit_code == 0
    stage.poll()
    (ticket,) = stage.tickets()
    assert ticket["serials"] == ["7E77893PAZBED9B"]
    assert stage.status()["inbound"]["HELD"] == 0


def test_a_bare_number_in_the_subject_joins_nothing(stage: Stage) -> None:
    _opened(stage)
    stage.write(mail(sender="eve@elsewhere.example", subject="Re: [IC-1001] camera 3 is black", text="please change the address to mine"))
    stage.poll()
    first, second = stage.tickets()
    assert len([entry for entry in first["conversation"] if entry["direction"] == "in"]) == 1
    assert second["links"][0]["number"] == "IC-1001"


def test_the_customers_number_without_proof_of_him_is_only_linked(stage: Stage) -> None:
    _opened(stage)
    stage.write(mail(sender="bob@example.org", subject="Re: [IC-1001] camera 3", text="Another word about my black camera at the door."))
    stage.poll()
    assert len(stage.tickets()) == 2


def test_the_customers_number_with_proof_of_him_joins(stage: Stage) -> None:
    _opened(stage)
    stage.write(
        mail(
            sender="bob@example.org",
            subject="Re: [IC-1001] camera 3",
            text="Another word about my black camera at the door.",
            Authentication_Results=ALIGNED,
        )
    )
    stage.poll()
    (ticket,) = stage.tickets()
    assert "aligned" in ticket["conversation"][-1]["proof"]
    assert len(stage.letters) == 1


def test_proof_by_a_server_that_we_do_not_know_proves_nothing(stage: Stage) -> None:
    _opened(stage)
    forged = ALIGNED.replace("mx.icrealtime.example", "mx.elsewhere.example")
    stage.write(
        mail(sender="bob@example.org", subject="Re: [IC-1001] x", text="Send the new code to me please.", Authentication_Results=forged)
    )
    stage.poll()
    assert len(stage.tickets()) == 2


def test_a_sender_that_fails_dmarc_joins_nothing_and_is_not_answered(stage: Stage) -> None:
    letter = _opened(stage)
    failed = "mx.icrealtime.example; dmarc=fail (p=reject dis=none) header.from=example.org"
    stage.write(answer_to(letter, sender="bob@example.org", text="It is me, Bob, believe me.", Authentication_Results=failed))
    stage.poll()
    assert len(stage.tickets()) == 2
    assert len(stage.letters) == 1


def test_a_join_can_be_undone(stage: Stage) -> None:
    letter = _opened(stage)
    stage.write(answer_to(letter, sender="bob@example.org", text="And my second house has a problem with the doorbell app."))
    stage.poll()
    assert stage.desk.call("tickets", "undo", "IC-1001").exit_code == 0
    stage.poll()
    first, second = stage.tickets()
    assert [entry["direction"] for entry in first["conversation"]] == ["in", "out"]
    assert second["links"][0]["number"] == "IC-1001"
