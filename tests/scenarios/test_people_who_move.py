"""People whose address changes: suggested to the desk, and never acted upon (issue 5.7)."""

from __future__ import annotations

import pytest

from tests.letters import answer_to, mail
from tests.scenarios.conftest import Stage

pytestmark = pytest.mark.server


def test_a_change_of_address_in_an_automatic_reply_is_suggested_and_changes_nothing(stage: Stage) -> None:
    stage.write(mail())
    stage.poll()
    text = "This mailbox is no longer monitored. My new e-mail address is bob@new.example."
    stage.write(answer_to(stage.letters[0], sender="bob@example.org", text=text, Auto_Submitted="auto-replied"))
    stage.poll()
    (ticket,) = stage.tickets()
    (suggested,) = [event for event in ticket["events"] if event["what"] == "a change of address is suggested"]
    assert "bob@new.example" in suggested["because"]
    assert ticket["requester"] == "bob@example.org"
    assert [person["address"] for person in ticket["participants"]] == ["bob@example.org"]
    assert len(stage.letters) == 1
