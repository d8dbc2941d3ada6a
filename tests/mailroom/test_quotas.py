"""What `mailroom doctor` says of a provider's limit (desk-rules 32)."""

from __future__ import annotations

import pytest

from mailroom.quotas import told


@pytest.mark.parametrize(
    ("host", "rate", "words"),
    [
        ("smtp.example.com", 0, ""),
        ("smtp.example.com", 10, "at 10 a minute it can acknowledge 600 mails an hour"),
        ("smtp.office365.com", 30, "at 30 a minute it can acknowledge 1800 mails an hour"),
        ("smtp.office365.com", 20, "at 20 a minute it can acknowledge 1200 mails an hour"),
    ],
)
def test_desk_rule_32_doctor_says_what_can_be_acknowledged_in_an_hour(host: str, rate: int, words: str) -> None:
    assert told(host, rate) == words


@pytest.mark.parametrize("rate", [0, 60])
def test_desk_rule_32_a_provider_that_permits_less_is_named(rate: int) -> None:
    said = told("SMTP.office365.com", rate)
    assert "1800 mails an hour" in said
    assert "all that Microsoft 365 permits an account: write rate_per_minute = 30" in said
    assert told("notoffice365.com.example", 0) == ""
