"""What an engineer may write in answer to a digest."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailroom.engineers.commands import Command
from mailroom.engineers.lines import Order, orders


def only(text: str) -> Order:
    found = orders(text)
    assert not found.unknown
    (order,) = found.orders
    return order


@pytest.mark.parametrize(
    ("written", "lines", "command"),
    [
        ("1 take", (1,), Command("mine")),
        ("3 snooze fri", (3,), Command("snooze", "fri")),
        ("4 ask serial", (4,), Command("ask", "serial")),
        ("2 solve", (2,), Command("solve")),
        ("2. done", (2,), Command("solve")),
        ("12: #snooze 2 days", (12,), Command("snooze", "2 days")),
        ("7 Nudge!", (7,), Command("ask")),
        ("1, 3,5-7 solve", (1, 3, 5, 6, 7), Command("solve")),
        ("2–4 assign Ben", (2, 3, 4), Command("assign", "Ben")),
        ("3,3 note he called", (3,), Command("note", "he called")),
    ],
)
def test_numbers_and_a_verb_are_an_order(written: str, lines: tuple[int, ...], command: Command) -> None:
    order = only(written)
    assert (order.lines, order.command) == (lines, command)


def test_ok_confirms_a_whole_block() -> None:
    order = only("1-40 ok")
    assert (order.lines, order.command) == (tuple(range(1, 41)), None)


def test_words_and_signatures_are_left_alone() -> None:
    found = orders("Hi,\n\n1 take\nthanks, Ana\n-- \nAna Reyes\n2 solve\n")
    assert [order.lines for order in found.orders] == [(1,), (2,)]
    assert not found.unknown


@pytest.mark.parametrize("written", ["3 unplug it", "3", "3 snoze fri", "1-40", "5 away", "5 help", "555 24 hours a day"])
def test_what_looks_like_an_order_and_is_none_is_told(written: str) -> None:
    found = orders(written)
    assert not found.orders
    assert len(found.unknown) == 1


def test_a_slip_of_the_thumb_is_answered_with_a_suggestion() -> None:
    assert "did you mean #snooze?" in orders("3 snoze fri").unknown[0]


def test_more_than_any_digest_shows_is_refused_whole() -> None:
    found = orders("1-400 solve\n500-900 solve")
    assert [len(order.lines) for order in found.orders] == [400]
    assert "too much at once" in found.unknown[0]


@given(st.text())
def test_any_words_are_read(text: str) -> None:
    found = orders(text)
    assert sum(len(order.lines) for order in found.orders) <= 500


def test_hostile_numbers_cost_no_time() -> None:
    began = time.process_time()
    orders("\n".join(["1-" * 5000, "1," * 5000 + "x", "9" * 20_000, "1 " * 5000] * 40))
    assert time.process_time() - began < 1
