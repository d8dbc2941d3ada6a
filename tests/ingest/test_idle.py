"""What counts as news while we listen."""

from __future__ import annotations

import pytest

from ingest.idle import Ear, Told


@pytest.mark.parametrize(
    ("told", "is_news"),
    [
        ([], False),
        ([(b"OK", b"Still here")], False),
        ([(5, b"EXISTS")], False),  # some servers repeat themselves every two minutes
        ([(6, b"EXISTS")], True),
        ([(5, b"RECENT"), (2, b"FETCH", (b"FLAGS", (rb"\Seen",)))], False),
        ([(1, b"EXPUNGE")], False),
        ([(1, b"EXPUNGE"), (5, b"EXISTS")], True),  # one gone, one come
        ([(b"BYE", b"shutting down")], False),
    ],
)
def test_only_a_changed_count_is_news(told: list[Told], is_news: bool) -> None:
    assert Ear(known=5).hears_news(told) is is_news
