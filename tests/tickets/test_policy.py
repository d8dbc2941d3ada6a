"""The policy file: what ships, what it grants, and what is said of a bad one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tickets.policy import DEFAULT, Policy, PolicyFault
from tickets.understanding import Audience, ScopeDecision

SHIPPED = DEFAULT.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def policy() -> Policy:
    return Policy.load_default()


def faults_of(tmp_path: Path, *edits: tuple[str, str]) -> tuple[str, ...]:
    text = SHIPPED
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "policy.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PolicyFault) as caught:
        Policy.load(path)
    return caught.value.faults


def test_every_topic_has_a_cell_for_both_audiences(policy: Policy) -> None:
    assert len(policy.topics) == 32
    assert all(policy.cell(audience, topic) for audience in Audience for topic in policy.topics)


def test_every_decision_is_used_and_has_its_words(policy: Policy) -> None:
    used = {cell.decision for row in policy.topics.values() for cell in (row.dealer, row.end_customer)}
    assert used == set(ScopeDecision) == set(policy.steering)


def test_requirements_follow_the_type_unless_the_topic_has_its_own(policy: Policy) -> None:
    assert policy.required_for("troubleshooting.video_loss") == ("product", "serial", "firmware", "build_date", "steps")
    assert policy.required_for("troubleshooting.login") == ("product", "serial")
    assert policy.required_for("rma") == ("product", "serial", "steps")
    assert policy.required_for("privacy") == ()


def test_screenshots_links_and_passwords_are_never_required(policy: Policy) -> None:
    assert not {"screenshot", "link", "password"} & {fact for facts in policy.required.values() for fact in facts}


def test_live_work_reminds_of_the_tools_at_hand(policy: Policy) -> None:
    assert any("laptop" in tool for tool in policy.tools_at_hand)


def test_a_review_promises_no_solution(policy: Policy) -> None:
    says = policy.steering[ScopeDecision.REVIEW].says
    assert "promise no change" in says
    assert "may cost" in says
    assert "hear what came of it" in says


def test_an_appointment_goes_to_the_portal_a_day_ahead_and_today_to_the_hotline(policy: Policy) -> None:
    says = policy.steering[ScopeDecision.APPOINTMENT_ONLY].says
    assert all(word in says for word in ("books nothing", "portal", "24 hours ahead", "hotline"))


def test_the_phone_and_the_password_form_promise_ten_minutes_and_mail_an_hour(policy: Policy) -> None:
    spans = {name: target.within.total_seconds() / 60 for name, target in policy.targets.items()}
    assert (spans["phone"], spans["help_center"], spans["online"], spans["designs"] / 60) == (10, 10, 60, 72)


def test_each_channel_says_what_it_is_best_for(policy: Policy) -> None:
    assert set(policy.channels) == {"phone", "email", "portal", "app", "help_center", "appointment"}
    assert all(channel.best_for for channel in policy.channels.values())


def test_an_unknown_channel_counts_as_mail(policy: Policy) -> None:
    assert policy.target_for("troubleshooting.video_loss", "pigeon") == policy.targets["online"]


def test_an_appointment_is_met_on_time_and_has_no_span(policy: Policy) -> None:
    assert policy.target_for("appointment", "appointment") is None


def test_unknown_people_keep_the_consumer_hours(policy: Policy) -> None:
    assert policy.calendar(Audience.UNKNOWN) == policy.calendar(Audience.END_CUSTOMER)
    assert policy.calendar(Audience.DEALER).closes.isoformat("minutes") == "19:30"


def test_where_the_policy_contradicts_itself_the_choice_has_its_reason(policy: Policy) -> None:
    assert {"arizona_hours", "forgotten_logins"} <= set(policy.choices)
    assert all(choice.reason and choice.choice for choice in policy.choices.values())


def test_hours_stand_in_eastern_time_and_nowhere_else(policy: Policy) -> None:
    assert policy.hours.timezone == "America/New_York"
    assert SHIPPED.count("opens = ") == 2


def test_nobody_is_asked_for_a_preferred_time(policy: Policy) -> None:
    assert "preferred_time" in policy.asking.never


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    faults = faults_of(
        tmp_path,
        ('timezone = "America/New_York"', 'timezone = "US East"'),
        ('decision = "review", clause = "8.1.1"', 'decision = "revue", clause = "8.1.1"'),
        ('clause = "6.2.1"', 'clause = "6.2.9"'),
        ("at_most = 2", "at_mots = 2"),
        ('within = "72 hours"', 'within = "three days"'),
    )
    told = "\n".join(faults)
    assert "no time zone 'US East'" in told
    assert "topics.enhancement.product.dealer.decision" in told
    assert "asking.at_mots: no such key" in told
    assert "asking.at_most: Field required" in told
    assert 'targets.designs.within: a span is written "10 minutes"' in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('clause = "6.2.1"', 'clause = "6.2.9"', "topics: there is no clause 6.2.9"),
        ("closes = 19:30:00", "closes = 07:30:00", "closes at 07:30"),
        ("\ninstallation = [", "\ninstalation = [", "instalation is no type or topic, did you mean installation?"),
        ('rma = ["product", "serial", "steps"]', 'rma = ["product", "password"]', "required.rma.1"),
        ("[steering.review]\n", "[steering.revue]\n", "steering"),
        ("email = { best_for", "e_mail = { best_for", "email is missing"),
        ('counted = "support days", clause = "3"', 'counted = "support days", clause = "33"', "there is no clause 33"),
        ('within = "1 day", counted = "support days" }', 'within = "5 hours", counted = "support days" }', "whole days"),
        ("[clauses]", "[clauses", "at line"),
    ],
)
def test_a_fault_names_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert told in "\n".join(faults_of(tmp_path, (old, new)))


def test_a_file_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(PolicyFault, match=r"none\.toml cannot serve"):
        Policy.load(tmp_path / "none.toml")


def test_a_desk_may_add_a_topic_with_examples(tmp_path: Path) -> None:
    cell = '{ decision = "supported", clause = "5.1" }'
    path = tmp_path / "policy.toml"
    new = (
        f'[topics."question.gates"]\nmeans = "gate openers"\ndealer = {cell}\nend_customer = {cell}\nexamples = ["the gate stays open"]\n\n'
    )
    path.write_text(SHIPPED.replace("[topics.rma]", f"{new}[topics.rma]"), encoding="utf-8")
    assert Policy.load(path).topics["question.gates"].examples == ("the gate stays open",)
