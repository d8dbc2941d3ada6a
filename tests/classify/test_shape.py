"""Machines repeat themselves, people do not: what a shape keeps and what it leaves out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classify.shape import shape

WORDS = "Your request was received and will be processed soon."


@pytest.mark.parametrize(
    "repeated",
    [
        "Your request 4711 was received and will be processed soon.",
        "YOUR REQUEST was received,\n\nand will be processed soon!",
        "Your request (2026-11-23 10:00) was received and will be processed soon. 12:01",
    ],
)
def test_numbers_dates_and_line_ends_do_not_change_a_shape(repeated: str) -> None:
    assert shape(repeated) == shape(WORDS)


def test_desk_rule_26_the_same_form_about_another_device_is_another_request() -> None:
    form = "Please issue an RMA for the recorder with serial number {}."
    one, other = "7E77893PAZBED9B", "7E77893PAZBED9C"
    assert shape(form.format(one), [one]) != shape(form.format(other), [other])
    assert shape(form.format(one), [one, one]) == shape(form.format(one), [one])


@pytest.mark.parametrize(
    "other", ["My camera is black since Monday.", "soon processed be will and received was request Your", WORDS + " Thanks."]
)
def test_other_words_are_another_shape(other: str) -> None:
    assert shape(other) != shape(WORDS)


@pytest.mark.parametrize("text", ["", "  \n", "12345 67-89", "?!", "a b c 1 2 3"])
def test_a_text_without_words_has_no_shape(text: str) -> None:
    assert shape(text) == ""


@given(st.text())
def test_any_text_has_a_shape(text: str) -> None:
    assert re.fullmatch(r"[0-9a-f]{16}|", shape(text))


def test_a_machine_is_known_by_its_opening() -> None:
    opening = " ".join(["please wait"] * 50)
    assert shape(opening + " one ending") == shape(opening + " another")


def test_five_megabytes_in_one_line_cost_no_more_than_their_beginning() -> None:
    assert shape("word " * 1_000_000) == shape("word " * 800)
