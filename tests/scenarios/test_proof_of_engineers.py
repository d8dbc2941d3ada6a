"""`doctor --notices`: a test notice to each engineer, and what his answer proves (decisions 8)."""

from __future__ import annotations

import json

import pytest

from tests.engineers import ANA, CARL, LEAD, letters_to, reply
from tests.scenarios.conftest import Stage
from tests.scenarios.test_commands import desk as desk

pytestmark = pytest.mark.server


def proofs(stage: Stage, *options: str) -> dict[str, tuple[bool, str]]:
    """What doctor says of each person."""
    done = stage.desk.call("doctor", "--json", *options)
    found = json.loads(done.stdout)
    return {row["what"].removeprefix("proof of "): (row["ok"], row["because"]) for row in found if row["what"].startswith("proof of ")}


def test_doctor_says_which_proof_came_back_from_each_engineer(stage: Stage) -> None:
    assert "not tried yet" in proofs(stage)["engineers"][1]
    assert proofs(stage, "--notices")[ANA] == (True, "the test notice has not left yet")
    stage.poll()
    assert set(proofs(stage)) == {ANA, CARL, LEAD}
    assert proofs(stage)[ANA] == (True, "has not answered yet")

    (to_ana,), (to_carl,) = letters_to(stage.sink, ANA), letters_to(stage.sink, CARL)
    stage.write(reply(to_ana, "ok"))
    stage.write(reply(to_carl, "ok", sender=f"Carl Diaz <{CARL}>", Authentication_Results=""))
    stage.poll()
    found = proofs(stage)
    assert found[ANA][0]
    assert "proven by aligned: " in found[ANA][1]
    assert not found[CARL][0]
    assert "nothing proved it" in found[CARL][1]
    assert "trust.authserv_ids" in found[CARL][1]
    assert found[LEAD] == (True, "has not answered yet")

    assert stage.tickets() == [], "nobody's request"
    assert stage.status()["inbound"]["FILED"] == 2
    assert len(stage.letters) == 3, "nobody is answered"


def test_a_colleagues_test_notice_proves_nothing_of_him_and_a_new_one_is_answered_anew(stage: Stage) -> None:
    proofs(stage, "--notices")
    stage.poll()
    (to_carl,) = letters_to(stage.sink, CARL)
    stage.write(reply(to_carl, "ok"))
    stage.poll()
    assert proofs(stage)[CARL] == (True, "has not answered yet")
    assert proofs(stage)[ANA] == (True, "has not answered yet")
    stage.write(reply(to_carl, "ok", sender=f"Carl Diaz <{CARL}>"))
    stage.poll()
    assert "proven by" in proofs(stage)[CARL][1]
    proofs(stage, "--notices")
    stage.poll()
    assert proofs(stage)[CARL] == (True, "has not answered yet")
