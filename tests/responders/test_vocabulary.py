from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from responders.lexicon import LETTERS
from responders.vocabulary import complete, kept_lines, one_line

NAMES = (*LETTERS["acknowledgement"], "fact", "value")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=12,
)


@settings(max_examples=40)
@given(values=st.dictionaries(st.sampled_from([*LETTERS["acknowledgement"], "unknown"]), JSON))
def test_any_values_become_whole_ones_and_stay_so(values: dict[str, object]) -> None:
    shapes = LETTERS["acknowledgement"]
    whole = complete(shapes, values)  # type: ignore[arg-type]
    assert set(whole) == set(shapes)
    assert complete(shapes, whole) == whole


@given(value=st.text(), limit=st.integers(min_value=1, max_value=50))
def test_a_line_is_one_line_within_its_limit(value: str, limit: int) -> None:
    line = one_line(value, limit)
    assert len(line) <= limit
    assert len(line.splitlines()) <= 1
    assert one_line(line, limit) == line


@given(value=st.text())
def test_kept_lines_break_only_at_line_feeds(value: str) -> None:
    kept = kept_lines(value, 1000)
    assert kept.split("\n") == (kept.splitlines() or [""])


def test_what_is_not_seen_is_taken_out() -> None:
    assert one_line("a\u202eb\u2066c\x00d\u200be\ue000f", 50) == "a b c d e f"
    assert one_line("x" * 100, 10) == "x" * 9 + "…"


def test_a_link_that_is_none_of_ours_is_empty() -> None:
    for target in ("javascript:alert(1)", " https://a.example", "https://a.example/<b>", "data:text/html,x", "https://" + "a" * 600):
        assert complete(LETTERS["notice"], {"link": target})["link"] == ""
    assert complete(LETTERS["notice"], {"link": "https://a.example/x?y=1"})["link"] == "https://a.example/x?y=1"


def test_rows_and_texts_keep_their_limits() -> None:
    values = {"missing": [{"fact": "x" * 9000}] * 5000, "ticket": {"subject": "y" * 10_000_000}}
    whole = complete(LETTERS["acknowledgement"], values)  # type: ignore[arg-type]
    assert len(str(whole)) < 10_000
