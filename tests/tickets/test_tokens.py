"""Tokens survive what mail does to them, and look like nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets import tokens

TOKENS = st.binary(min_size=10, max_size=10).map(tokens.mint)


@given(TOKENS)
def test_a_token_is_found_wherever_we_put_it_in_any_case(token: str) -> None:
    for found, written in (
        (tokens.in_message_id, tokens.message_id(token, "icrealtime.example")),
        (tokens.in_address, tokens.reply_address(token, "support@icrealtime.example")),
    ):
        assert found(written) == found(written.upper()) == token
    assert tokens.in_body(f"> your words\n> {tokens.body_mark(token).upper()}\n") == (token,)


@given(TOKENS)
def test_a_reply_address_keeps_to_the_local_part_of_rfc_5321(token: str) -> None:
    assert len(tokens.reply_address(token, "support@icrealtime.example").partition("@")[0]) <= 64


@given(st.text())
def test_whatever_is_found_in_any_text_has_the_shape_of_a_token(text: str) -> None:
    assert all(re.fullmatch(tokens.TOKEN, found) for found in (*tokens.in_body(text), *filter(None, [tokens.in_address(text)])))


@pytest.mark.parametrize(
    "value", ["", "a@b", "mr.short@icrealtime.example", "mr.0123456789018901@icrealtime.example", "mr.aaaaaaaaaaaaaaaa"]
)
def test_what_is_none_gives_none(value: str) -> None:
    assert tokens.in_message_id(value) == ""


def test_tokens_of_a_body_come_in_order_and_once() -> None:
    one, two = tokens.mint(b"1" * 10), tokens.mint(b"2" * 10)
    text = f"{tokens.body_mark(two)} {tokens.body_mark(one)} {tokens.body_mark(two)}"
    assert tokens.in_body(text) == (two, one)


def test_a_token_needs_all_its_octets() -> None:
    with pytest.raises(ValueError, match="10 octets"):
        tokens.mint(b"short")
