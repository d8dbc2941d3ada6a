"""A customer asks where his answer stays, or answers from his own help desk: it lands where it belongs and asks him nothing twice."""

from __future__ import annotations

from email import message_from_bytes
from typing import Any

import pytest

from tests.engineers import text_of
from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage

pytestmark = pytest.mark.server

NORA = "Nora Hahn <nora@alpineav.example>"
PROVEN = "mx.icrealtime.example; dmarc=pass (p=reject) header.from=alpineav.example"
REQUEST = "Our client's NVR7000K lost remote access since the ISP swapped the modem. We rebooted both, it is still offline. What next?"
NUDGE = "Any update on this? It has been two hours."


def heard(ticket: dict[str, Any]) -> list[dict[str, Any]]:
    return [entry for entry in ticket["conversation"] if entry["direction"] == "in"]


def test_rule_22_who_asks_after_his_answer_joins_what_he_waits_for(stage: Stage) -> None:
    stage.write(mail(sender=NORA, subject="NVR offline at Hillside", text=REQUEST, Authentication_Results=PROVEN))
    stage.poll()
    stage.write(mail(sender=NORA, subject="Following up", text=NUDGE, Authentication_Results=PROVEN))
    stage.poll()
    (ticket,) = stage.tickets()
    assert "wrote again about the same matter" in heard(ticket)[-1]["proof"]


def test_of_two_waiting_tickets_the_subject_tells_which(stage: Stage) -> None:
    for subject in ("NVR offline at Hillside", "Cameras at the marina"):
        stage.write(mail(sender=NORA, subject=subject, text=f"{subject}. {REQUEST}", Authentication_Results=PROVEN))
        stage.poll()
    stage.write(mail(sender=NORA, subject="Re: Cameras at the marina", text=NUDGE, Authentication_Results=PROVEN))
    stage.poll()
    assert [len(heard(ticket)) for ticket in stage.tickets()] == [1, 2]


def test_without_proof_of_him_it_opens_a_ticket_and_asks_for_nothing(stage: Stage) -> None:
    stage.write(mail(sender=NORA, subject="NVR offline at Hillside", text=NUDGE))
    stage.poll()
    assert "Serial number" not in text_of(message_from_bytes(stage.letters[0]))


def comment(when: str, words: str) -> str:
    return f"----------------------------------------------\n\nNora Hahn, {when} EDT\n\n{words}\n\n"


def test_a_dealers_help_desk_answers_above_our_own_letter(stage: Stage) -> None:
    """Its newest comment is his answer; our letter stands below it, with our mark."""
    desk, line = "Nora (Alpine AV) <support@alpineav.example>", "##- Please type your reply above this line -##\n\n"
    stage.write(mail(sender=desk, subject="[Alpine AV] NVR offline", text=line + comment("Mar 10, 2026, 9:14 AM", REQUEST)))
    stage.poll()
    assert stage.tickets()[0]["conversation"][0]["text"].strip() == REQUEST
    answer = comment("Mar 10, 2026, 11:14 AM", "The serial number is 4B0C7D2PAZ68E9A.")
    ours = comment("Mar 10, 2026, 9:20 AM", text_of(message_from_bytes(stage.letters[0])))
    stage.write(answer_to(stage.letters[0], sender=desk, text=line + answer + ours))
    stage.poll()
    (ticket,) = stage.tickets()
    assert heard(ticket)[-1]["text"].strip() == "The serial number is 4B0C7D2PAZ68E9A."
    assert ticket["serials"] == ["4B0C7D2PAZ68E9A"]
    assert "serial" not in ticket["missing"]
