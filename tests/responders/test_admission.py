"""The whole gate: what is refused is told with its place, and what passes renders for everything that the desk can know."""

from __future__ import annotations

import re

import pytest

from responders.admission import objections
from responders.letters import Letters
from responders.samples import Sample
from responders.sources import Source
from tests.edits import BROKEN, with_body, words
from tickets.policy import Policy

POLICY = Policy.load_default()
SERVING = Letters.serving([])


def told(stem: str, text: str, language: str = "en", *real: Sample) -> list[str]:
    return [str(fault) for fault in objections(Source(language, stem, text, "the edit"), SERVING, POLICY, real)]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda found: re.sub(r"\W+", " ", BROKEN[found])[:50])
def test_a_broken_edit_is_refused_with_its_place_and_what_to_write(broken: str) -> None:
    found = told("acknowledgement", broken)
    assert found
    assert BROKEN[broken] in found[0]
    assert all(re.match(r"line [1-9]\d*, column [1-9]\d*: ", fault) for fault in found)


def test_there_are_fifty_of_them() -> None:
    assert len(BROKEN) >= 50


@pytest.mark.parametrize(
    ("stem", "text"),
    [
        ("acknowledgement", words()),
        ("acknowledgement.rma", with_body("About your return {{ ticket.number }}.")),
        ("acknowledgement.dealer", with_body("Hello.\n\n---\n\nTwo lines,  \none paragraph.")),
        ("banner", "---\nfrom: 2026-12-24\nuntil: 2026-12-26\n---\nWe are closed for Christmas."),
        ("banner.troubleshooting.remote_access", "Remote viewing is down; we are on it."),
        ("frame", "{{ letter | lines }}\n\nThe desk"),
        ("tips/rma", "**Before you send it:** take the disk out."),
        ("snippets/hello", "Hello {{ person.name }}, this is {{ engineer }}."),
        ("phrases", '[topic]\nrma = "a return"\n'),
    ],
)
def test_a_good_edit_passes(stem: str, text: str) -> None:
    assert told(stem, text) == []


@pytest.mark.parametrize(
    ("stem", "text", "said"),
    [
        ("acknowledgement.rmaa", with_body("words"), "no topic or audience is named rmaa: did you mean `rma`?"),
        ("aknowledgement", with_body("words"), "no letter is named aknowledgement: did you mean `acknowledgement`?"),
        ("tips/rmaa", "words", "no topic is named rmaa: did you mean `rma`?"),
        ("phrases", "[topic]\nrma = 3", "line 2, column 1: topic.rma: words in quotes are needed"),
        ("phrases", '[topc]\nrma = "x"', "line 1, column 1: topc: no letter says this section: did you mean `topic`?"),
        ("phrases", 'weekdays = ["Monday"]', "weekdays: 7 names are needed"),
        ("phrases", "[clock]\npattern = '{hour:>99999999}'", "line 2, column 1: clock.pattern"),
        ("phrases", "weekdays = " + "[" * 5000, "nested too deep"),
        ("phrases", '[topic]\nrma = "x', "line 2, column"),
        ("frame", "Only the desk's name", "letter is missing, and must stand outside of every if: {{ letter | lines }}"),
        ("frame", "{% if banner %}\n{{ letter | lines }}\n{% endif %}", "letter is missing"),
        ("relay", with_body("{% if engineer %}\n{{ body | lines }}\n{% endif %}"), "body is missing"),
        ("sign_in", with_body("Come in.", subject="Sign in"), "link is missing, and must stand outside of every if: {{ link }}"),
        ("banner", "{{ ticket.number }}", "ticket is not known"),
    ],
)
def test_each_kind_of_source_has_its_own_faults(stem: str, text: str, said: str) -> None:
    assert said in told(stem, text)[0]


def test_a_language_begins_with_its_words() -> None:
    assert "it has no words yet: write it/phrases.toml first" in told("acknowledgement", with_body("Ciao."), "it")[0]


def test_a_real_letter_finds_what_no_sample_does() -> None:
    broken = with_body("{% if ticket.number == 'IC-7' %}[here]({{ desk.portal_url }}){% endif %} Hello {{ ticket.number }}")
    real = Sample("IC-7", "rma", "dealer", {"ticket": {"number": "IC-7", "subject": "x"}}, is_real=True)
    assert told("acknowledgement", broken) == []
    assert (
        "a link leads to '': put it within {% if … %}, or begin it with https:// (as for “IC-7”)"
        in told("acknowledgement", broken, "en", real)[0]
    )


def test_a_customers_own_words_are_no_fault_of_a_letter() -> None:
    real = Sample("IC-7", "rma", "dealer", {"ticket": {"number": "IC-7", "subject": "my video_export says None and {{ x }}"}}, is_real=True)
    assert told("acknowledgement", with_body("{{ ticket.subject }} {{ ticket.number }}"), "en", real) == []


def test_a_code_in_a_real_letter_is_one() -> None:
    text = with_body("{{ ticket.number }}, {{ person.name }}")
    real = Sample("IC-7", "rma", "dealer", {"person": {"name": "refer_to_dealer"}}, is_real=True)
    assert "refer_to_dealer" in told("acknowledgement", text, "en", real)[0]
