"""From a reading to what the desk acts on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from classify.decide import Known, decide
from tickets.facts import Facts, Software
from tickets.policy import Policy
from tickets.understanding import Audience, AudienceLabel, Reading, ScopeDecision, TopicLabel

POLICY = Policy.load_default()
NOBODY = Known()


def reading(audience: Audience, topic: str, *, also: tuple[str, ...] = (), who: float = 0.9, about: float = 0.9) -> Reading:
    return Reading(
        facts=Facts(),
        audience=AudienceLabel(label=audience, confidence=who, because=("words",)),
        topic=TopicLabel(label=topic, confidence=about, also=also),
    )


HOMEOWNER = reading(Audience.END_CUSTOMER, "troubleshooting.video_loss")
INSTALLER = reading(Audience.DEALER, "troubleshooting.video_loss")


def test_the_dealer_directory_comes_before_history_and_words() -> None:
    known = Known(directory_audience=Audience.DEALER, is_active_dealer=True, history_audience=Audience.END_CUSTOMER)
    decided = decide(HOMEOWNER, known, POLICY)
    assert decided.audience.label is Audience.DEALER
    assert decided.audience.because == ("the dealer directory knows the sender",)
    assert decided.scope.decision is ScopeDecision.SUPPORTED


def test_history_comes_before_words_but_unknown_history_proves_nothing() -> None:
    assert decide(INSTALLER, Known(history_audience=Audience.END_CUSTOMER), POLICY).audience.label is Audience.END_CUSTOMER
    assert decide(INSTALLER, Known(history_audience=Audience.UNKNOWN), POLICY).audience.label is Audience.DEALER


def test_a_dealer_by_words_alone_is_marked_unverified() -> None:
    assert "says dealer, unverified" in decide(INSTALLER, NOBODY, POLICY).audience.because


def test_weak_words_tell_no_audience_and_refuse_nobody() -> None:
    decided = decide(reading(Audience.END_CUSTOMER, "troubleshooting.video_loss", who=0.4), NOBODY, POLICY)
    assert decided.audience.label is Audience.UNKNOWN
    assert decided.scope.decision is ScopeDecision.PERSON


def test_nobody_is_steered_away_on_a_guess_at_the_topic() -> None:
    assert (
        decide(reading(Audience.END_CUSTOMER, "troubleshooting.video_loss", about=0.3), NOBODY, POLICY).scope.decision
        is ScopeDecision.PERSON
    )
    assert decide(reading(Audience.END_CUSTOMER, "sales.design", about=0.3), NOBODY, POLICY).scope.decision is ScopeDecision.PERSON


def test_a_guess_still_helps_where_help_is_granted() -> None:
    assert decide(reading(Audience.END_CUSTOMER, "question.usage", about=0.3), NOBODY, POLICY).scope.decision is ScopeDecision.SUPPORTED


@pytest.mark.parametrize("evidence", ["there is smoke coming out", "huele a quemado", "ça sent le brûlé", "es riecht verbrannt"])
def test_whoever_may_be_in_danger_is_not_sent_to_a_dealer(evidence: str) -> None:
    assert decide(replace(HOMEOWNER, urgent=evidence), NOBODY, POLICY).scope.decision is ScopeDecision.PERSON


@pytest.mark.parametrize("evidence", ["the rule does not fire at night", "there is no smoke", "All cameras are black"])
def test_danger_is_judged_by_its_sign(evidence: str) -> None:
    assert decide(replace(HOMEOWNER, urgent=evidence), NOBODY, POLICY).scope.decision is ScopeDecision.REFER_TO_DEALER


def test_a_guess_at_privacy_that_no_word_bears_out_restricts_nothing() -> None:
    guess = reading(Audience.END_CUSTOMER, "privacy", about=0.2)
    assert decide(guess, NOBODY, POLICY).lane == ""
    assert decide(replace(guess, lane="privacy"), NOBODY, POLICY).lane == "privacy"
    assert decide(reading(Audience.END_CUSTOMER, "privacy", about=0.9), NOBODY, POLICY).lane == "privacy"


def test_desk_rule_16_nobody_is_referred_to_an_installer_who_is_gone() -> None:
    assert decide(HOMEOWNER, NOBODY, POLICY).scope.decision is ScopeDecision.REFER_TO_DEALER
    assert decide(replace(HOMEOWNER, installer_gone=True), NOBODY, POLICY).scope.decision is ScopeDecision.PERSON


def test_desk_rule_17_appointments_are_for_active_dealers() -> None:
    asked = reading(Audience.DEALER, "appointment")
    active, left = (Known(directory_audience=Audience.DEALER, is_active_dealer=it) for it in (True, False))
    assert decide(asked, active, POLICY).scope.decision is ScopeDecision.APPOINTMENT_ONLY
    assert decide(asked, left, POLICY).scope.decision is ScopeDecision.PERSON


def test_desk_rule_14_every_matter_of_a_mail_has_its_own_scope() -> None:
    decided = decide(reading(Audience.END_CUSTOMER, "question.export", also=("troubleshooting.video_loss", "privacy")), NOBODY, POLICY)
    assert decided.scope.decision is ScopeDecision.SUPPORTED
    assert [(topic, scope.decision.value) for topic, scope in decided.also_scopes] == [
        ("troubleshooting.video_loss", "refer_to_dealer"),
        ("privacy", "person"),
    ]


def test_spam_lacks_nothing() -> None:
    assert decide(replace(reading(Audience.UNKNOWN, "spam"), says_a_problem=False), NOBODY, POLICY).missing == ()


def test_what_is_missing_follows_the_type() -> None:
    told = replace(INSTALLER, has=("product", "steps"))
    assert decide(told, NOBODY, POLICY).missing == ("serial", "firmware", "build_date")


def test_a_defect_of_an_app_lacks_neither_serial_nor_build_date() -> None:
    app = replace(reading(Audience.DEALER, "defect.software"), facts=Facts(software=(Software(name="IC View", version="5.2"),)))
    assert decide(app, NOBODY, POLICY).missing == ("product", "version", "steps", "expected_actual")
