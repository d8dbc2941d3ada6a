"""What the policy grants, audience by topic, as the taxonomy and the desk's decisions have it."""

from __future__ import annotations

import pytest

from classify.scope import scope
from tickets.policy import Policy
from tickets.understanding import Audience, ScopeDecision

POLICY = Policy.load_default()

MATRIX = [
    # topic, dealer, end customer, unknown
    ("question.general", "supported 5.1", "supported 5.1", "supported 5.1"),
    ("question.usage", "supported 5.1", "supported 7.1.1", "supported 7.1.1"),
    ("question.export", "supported 5.1.1", "supported 7.1.2", "supported 7.1.2"),
    ("defect.software", "review 5.2", "review 5.2", "review 5.2"),
    ("maintenance.cameras", "supported 5.3", "supported 5.1.3", "supported 5.1.3"),
    ("maintenance.settings", "supported 5.3", "supported 5.3.1.1", "supported 5.3.1.1"),
    ("maintenance.disk_alarm", "supported 5.3", "supported 7.1.4", "supported 7.1.4"),
    ("maintenance.system_error", "supported 5.3", "supported 7.1.4", "supported 7.1.4"),
    ("installation.initialization", "supported 6.1.1", "refer_to_dealer 7.2", "person 7.2"),
    ("installation.discovery", "supported 6.1.2", "refer_to_dealer 7.2.5", "person 7.2.5"),
    ("installation.network", "supported 6.1.3", "refer_to_dealer 7.2", "person 7.2"),
    ("installation.wireless", "appointment_only 6.1.4", "refer_to_dealer 7.2", "person 7.2"),
    ("installation.events", "supported 6.1.5", "supported 5.1.2", "supported 5.1.2"),
    ("installation.client", "supported 6.1.6", "refer_to_dealer 7.2", "person 7.2"),
    ("installation.ptz", "supported 6.1.7", "refer_to_dealer 7.2", "person 7.2"),
    ("troubleshooting.video_loss", "supported 6.2.1", "refer_to_dealer 7.2.1", "person 7.2.1"),
    ("troubleshooting.disk_failure", "supported 6.2.2", "refer_to_dealer 7.2.2", "person 7.2.2"),
    ("troubleshooting.login", "supported 6.2.3", "help_center 7.2.3", "person 7.2.3"),
    ("troubleshooting.remote_access", "supported 6.2.4", "refer_to_dealer 7.2.4", "person 7.2.4"),
    ("troubleshooting.software", "supported 6.2.5", "supported 7.1.3", "supported 7.1.3"),
    ("troubleshooting.hardware", "supported 6.2", "refer_to_dealer 7.2", "person 7.2"),
    ("enhancement.product", "review 8.1.1", "dealers_only 8", "person 8"),
    ("enhancement.solution", "review 8.1.2", "dealers_only 8", "person 8"),
    ("appointment", "appointment_only 2", "dealers_only 2.1", "person 2.1"),
    ("sales.question", "sales 1.2", "sales 1.2", "sales 1.2"),
    ("sales.design", "sales 3", "sales 3", "sales 3"),
    ("integration.control", "best_effort 9", "best_effort 9", "best_effort 9"),
    ("integration.custom_code", "unsupported 9", "unsupported 9", "person 9"),
    ("rma", "person", "person", "person"),
    ("privacy", "person 4.1", "person 4.1", "person 4.1"),
    ("spam", "none", "none", "none"),
    ("other", "person", "person", "person"),
]


@pytest.mark.parametrize(("topic", "dealer", "end_customer", "unknown"), MATRIX)
def test_the_matrix_grants_what_the_policy_says(topic: str, dealer: str, end_customer: str, unknown: str) -> None:
    for audience, wanted in zip(Audience, (dealer, end_customer, unknown), strict=True):
        granted = scope(POLICY, audience, topic)
        assert f"{granted.decision} {granted.clause}".strip() == wanted


def test_the_matrix_here_is_the_whole_matrix() -> None:
    assert [row[0] for row in MATRIX] == list(POLICY.topics)


def test_only_foreign_code_and_spam_stand_outside_the_service_levels() -> None:
    outside = {topic for topic in POLICY.topics if not scope(POLICY, Audience.DEALER, topic).sla}
    assert outside == {"integration.control", "integration.custom_code", "spam"}


def test_an_unknown_sender_is_never_refused() -> None:
    assert not {scope(POLICY, Audience.UNKNOWN, topic).decision for topic in POLICY.topics} & set(POLICY.refusals)


def test_a_topic_that_nobody_listed_goes_to_a_person() -> None:
    assert scope(POLICY, Audience.DEALER, "question.new").decision is ScopeDecision.PERSON
