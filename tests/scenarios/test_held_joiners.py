"""Somebody who may belong to a ticket and cannot prove it: held, told, and never left at the door (desk-rules 25)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailroom import separating
from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage
from tickets import waiting

pytestmark = pytest.mark.server

WIFE = "Mary Jones <mary@elsewhere.example>"


def held(stage: Stage) -> None:
    """Bob has a ticket, and Mary answers his letter."""
    stage.write(mail())
    stage.poll()
    stage.write(answer_to(stage.letters[0], sender=WIFE, text="I am his wife. It is camera 4 as well."))
    stage.poll()


def after(stage: Stage, hours: float) -> int:
    rules = stage.house.pipeline.rules()
    return separating.separate_overdue(stage.house.store, rules.desk, rules.policy, datetime.now(UTC) + timedelta(hours=hours))


def test_rule_25_within_the_hour_a_held_joiner_waits(stage: Stage) -> None:
    held(stage)
    assert after(stage, 0.01) == 0
    assert stage.status()["inbound"]["HELD"] == 1


def test_rule_25_after_it_he_has_a_linked_ticket_of_his_own(stage: Stage) -> None:
    held(stage)
    assert after(stage, 24 * 7) == 1
    stage.poll()
    bobs, marys = stage.tickets()
    assert (marys["requester"], marys["unanswered"]) == ("mary@elsewhere.example", True)
    assert marys["links"][0]["number"] == bobs["number"]
    assert len(stage.letters) == 2  # the acknowledgement to Bob, and "we are connecting it" to Mary


def test_rule_25_his_next_mail_joins_his_own_ticket_and_is_not_held_again(stage: Stage) -> None:
    held(stage)
    after(stage, 24 * 7)
    stage.poll()
    stage.write(answer_to(stage.letters[1], sender=WIFE, text="Any news?"))
    stage.poll()
    marys = stage.tickets()[1]
    assert len([entry for entry in marys["conversation"] if entry["direction"] == "in"]) == 2
    assert stage.status()["inbound"]["HELD"] == 0


def test_whoever_was_let_in_by_mistake_reads_no_further_letter(stage: Stage) -> None:
    held(stage)
    now, store = datetime.now(UTC), stage.house.store
    with store.writing() as connection:
        waiting.admit(connection, 2, "Ana", now)
    stage.poll()
    assert [person["role"] for person in stage.tickets()[0]["participants"]] == ["requester", "joiner"]
    with store.writing() as connection:
        waiting.undo(connection, 2, "Ana", now)
    stage.poll()
    assert [person["address"] for person in stage.tickets()[0]["participants"]] == ["bob@example.org"]
    stage.write(answer_to(stage.letters[1], sender=WIFE, text="And what about the cable?"))
    stage.poll()
    assert len(stage.tickets()[0]["conversation"]) == 2  # Bob's mail and his letter


def test_rule_25_two_schedules_make_one_ticket_of_it(stage: Stage) -> None:
    held(stage)
    assert after(stage, 24 * 7) + after(stage, 24 * 7) == 1
    stage.poll()
    assert len(stage.tickets()) == 2


def test_what_says_that_one_of_us_wrote_it_waits_for_a_person(stage: Stage) -> None:
    stage.write(mail(message_id="first@example.org"))
    stage.poll()
    copy = {"Cc": "support@icrealtime.example", "In_Reply_To": "<first@example.org>"}
    stage.write(mail(sender="ana@icrealtime.example", to="bob@example.org", **copy))
    stage.poll()
    assert after(stage, 24 * 7) == 0
    assert stage.status()["inbound"]["HELD"] == 1


def test_rule_25_a_colleague_at_the_customers_company_joins_by_the_letter_and_his_proof(stage: Stage) -> None:
    stage.write(mail(sender="bob@acme.example"))
    stage.poll()
    proof = "mx.icrealtime.example; dmarc=pass (p=reject) header.from=acme.example"
    stage.write(answer_to(stage.letters[0], sender="sue@acme.example", text="I take over from Bob.", Authentication_Results=proof))
    stage.poll()
    assert len(stage.tickets()) == 1
    assert stage.status()["inbound"]["HELD"] == 0


@pytest.mark.parametrize(
    ("domain", "proof"),
    [("gmail.com", "mx.icrealtime.example; dmarc=pass (p=none) header.from=gmail.com"), ("acme.example", "")],
    ids=["free mail", "unproven"],
)
def test_rule_25_sharing_a_free_mail_domain_or_only_saying_so_is_no_company(stage: Stage, domain: str, proof: str) -> None:
    stage.write(mail(sender=f"bob@{domain}"))
    stage.poll()
    said = {"Authentication_Results": proof} if proof else {}
    stage.write(answer_to(stage.letters[0], sender=f"eve@{domain}", text="What did Bob say?", **said))
    stage.poll()
    assert stage.status()["inbound"]["HELD"] == 1
