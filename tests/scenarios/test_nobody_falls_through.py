"""Silence is earned by proof alone, and whoever is met with it is told of at night: desk-rule 23."""

from __future__ import annotations

import pytest

from tests.engineers import letters_to
from tests.letters import mail
from tests.scenarios.conftest import Stage
from tests.scenarios.test_digest import at_night, digests, text_of, tomorrow
from tests.scenarios.test_digest import stage as stage

pytestmark = pytest.mark.server

SELLER = "Ashley Monroe <ashley@rankpilot.example>"
PITCH = """Hi,

I was looking at your website and noticed it does not rank on the first page of Google. Our SEO agency can bring you 300 backlinks and
guaranteed traffic for $99 a month. Are you free for a quick call this week?

To unsubscribe, reply "no".
"""
LEAD = "Lena Ortiz <lena@icrealtime.example>"
FROM_BOB = "mx.icrealtime.example; {} header.from=example.org"


def pitch(**headers: str) -> bytes:
    return mail(sender=SELLER, subject="Rank first on Google", text=PITCH, **headers)


def test_desk_rule_23_a_header_proves_spam_and_it_is_ignored(stage: Stage) -> None:
    stage.write(pitch(X_Spam_Flag="YES"))
    stage.poll()
    assert [row["from"] for row in stage.desk.json("ignored", "list")] == ["ashley@rankpilot.example"]
    assert (stage.desk.json("held", "list"), stage.letters) == ([], [])


def test_desk_rule_23_a_models_word_alone_holds_it_until_a_person_releases_it(stage: Stage) -> None:
    stage.write(pitch())
    stage.poll()
    (row,) = stage.desk.json("held", "list")
    assert row["because"].startswith("looks like spam, by its words alone")
    assert (stage.tickets(), stage.letters) == ([], [])
    assert stage.desk.call("held", "release", str(row["id"])).exit_code == 0
    stage.poll()
    assert [ticket["requester"] for ticket in stage.tickets()] == ["ashley@rankpilot.example"]
    assert len(letters_to(stage.sink, "ashley@rankpilot.example")) == 1


@pytest.mark.parametrize(
    ("said", "letters"),
    [
        ("dmarc=fail (p=reject)", 0),
        ("dmarc=fail (p=quarantine)", 0),
        ("dmarc=fail (p=none)", 1),
        ("spf=fail smtp.mailfrom=example.org;", 1),
        ("dkim=fail;", 1),
    ],
)
def test_desk_rule_23_only_a_dmarc_failure_under_quarantine_or_reject_earns_silence(stage: Stage, said: str, letters: int) -> None:
    stage.write(mail(sender="bob@example.org", Authentication_Results=FROM_BOB.format(said)))
    stage.poll()
    assert len(stage.tickets()) == 1
    assert len(letters_to(stage.sink, "bob@example.org")) == letters


def test_desk_rule_23_the_digest_opens_with_the_people_we_did_not_acknowledge_and_why(stage: Stage) -> None:
    stage.write(mail(sender="bob@example.org", Authentication_Results=FROM_BOB.format("dmarc=fail (p=reject)")))
    stage.write(pitch())
    stage.write(mail(sender="jo@example.net", text="The recorder beeps all night long, what can we do?"))
    stage.poll()
    at_night(stage, tomorrow())
    told = text_of(digests(stage)[LEAD])
    lines = [" ".join(line.split()) for line in told.splitlines()]
    first = lines.index("People we did not acknowledge, and why")
    assert "bob@example.org: its sender fails DMARC under reject" in " ".join(lines[first + 1 : first + 6])
    assert first < next(number for number, line in enumerate(lines) if line.startswith("Unanswered"))
    assert "jo@example.net" not in " ".join(lines[first : lines.index("Unanswered, the longest wait first")])
    held = " ".join(lines[lines.index("Held for a person") :])
    assert "ashley@rankpilot.example" in held
    assert "by its words alone" in held
