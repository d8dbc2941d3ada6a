from __future__ import annotations

from pathlib import Path

from mailroom.templates_check import check, variables
from responders.letters import Letters
from tickets.policy import Policy

POLICY = Policy.load_default()


def test_a_letter_that_shows_a_code_is_found_with_its_sample(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "reopened.md").write_text("---\nsubject: x\n---\nAbout refer_to_dealer.\n")
    (tmp_path / "en" / "closed.md").write_text("---\nsubject: x\n---\n{{ tiket }}\n")
    findings = [str(finding) for finding in check(Letters.load([tmp_path]), POLICY, ["reopened", "connecting"])]
    assert any("closed.md: line 4, column 4: tiket is not known" in finding for finding in findings)
    assert any("reopened/en" in finding and "refer_to_dealer" in finding for finding in findings)
    assert any(finding.startswith("warning: fr: lacks") for finding in findings)


def test_every_variable_is_listed_with_its_meaning() -> None:
    listed = {variable.name: variable for variable in variables("acknowledgement")}
    assert listed["ticket.number"].kind == "text"
    assert "missing[].fact" in listed
    assert all(variable.meaning for variable in listed.values())
