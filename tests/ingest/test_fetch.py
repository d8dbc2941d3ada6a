"""How mails are fetched, on a server that is only a function."""

from __future__ import annotations

import imaplib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.fetch import HEADER_BYTES, Fetched, Fetcher, Limits, Listed, Row
from ingest.imap_trouble import Cut

NOW = datetime(2026, 3, 3, tzinfo=UTC)
LIMITS = Limits(max_bytes=1000, batch_count=10, batch_bytes=3000)


class Server:
    """Mails by UID; some of which it refuses (NO) or breaks on."""

    def __init__(self, mails: dict[int, bytes], *, refuses: Sequence[int] = (), breaks_on: Sequence[int] = ()) -> None:
        self.mails = mails
        self.refuses = set(refuses)
        self.breaks_on = set(breaks_on)
        self.breaks_on_headers = False
        self.words = "FETCH failed: Internal error"
        self.asked: list[tuple[tuple[int, ...], str]] = []

    def fetch(self, uids: Sequence[int], items: Sequence[str]) -> dict[int, Row]:
        self.asked.append((tuple(uids), items[0]))
        is_body = items[0] == "BODY.PEEK[]"
        if self.breaks_on & set(uids) and (is_body or self.breaks_on_headers):
            raise Cut("gone")
        if self.refuses & set(uids) and is_body:
            raise imaplib.IMAP4.error(self.words)
        return {uid: self._row(uid, items) for uid in uids if uid in self.mails}

    def _row(self, uid: int, items: Sequence[str]) -> Row:
        raw = self.mails[uid]
        if items[0] == "RFC822.SIZE":
            return {b"RFC822.SIZE": len(raw), b"INTERNALDATE": NOW}
        if items[0] == "BODY.PEEK[]":
            return {b"BODY[]": raw}
        return {b"BODY[HEADER]<0>": raw.partition(b"\r\n\r\n")[0]}


def poll(fetcher: Fetcher, uids: Sequence[int]) -> list[Fetched]:
    """One pass that ends at the first broken connection."""
    found: list[Fetched] = []
    try:
        for run in fetcher.runs(uids):
            for batch in fetcher.batches(fetcher.listed(run, NOW)):
                found += fetcher.read(batch)
    except Cut:
        pass
    return found


def polls(server: Server, times: int) -> tuple[list[Fetched], int]:
    """Poll until all came, with the cursor behind what came; also how many passes it took."""
    fetcher = Fetcher(server.fetch, LIMITS)
    found: list[Fetched] = []
    for number in range(1, times + 1):
        found += poll(fetcher, [uid for uid in sorted(server.mails) if not found or uid > found[-1].uid])
        if found and found[-1].uid == max(server.mails):
            return found, number
    raise AssertionError(f"still at {found[-1].uid if found else 0} after {times} passes")


def test_one_fetch_brings_a_whole_batch() -> None:
    server = Server(dict.fromkeys(range(1, 9), b"a: b\r\n\r\nx"))
    found, _ = polls(server, 1)
    assert [mail.uid for mail in found] == list(range(1, 9))
    assert [asked for asked in server.asked if asked[1] == "BODY.PEEK[]"] == [(tuple(range(1, 9)), "BODY.PEEK[]")]


def test_a_refused_mail_comes_by_its_header_and_the_others_whole() -> None:
    server = Server({uid: b"a: %d\r\n\r\nx" % uid for uid in range(1, 9)}, refuses=[5])
    found, passes = polls(server, 1)
    assert passes == 1
    assert [mail.uid for mail in found if mail.problem] == [5]
    assert found[4].raw == b"a: 5"
    assert not found[4].is_giant


def test_a_mail_without_body_or_header_is_handed_out_empty_at_the_third_refusal() -> None:
    server = Server(dict.fromkeys(range(1, 4), b"a: b\r\n\r\nx"))

    def refuse_all_of_2(uids: Sequence[int], items: Sequence[str]) -> dict[int, Row]:
        if 2 in uids and items[0].startswith("BODY"):
            raise imaplib.IMAP4.error("NO")
        return Server.fetch(server, uids, items)

    server.fetch = refuse_all_of_2  # type: ignore[method-assign]
    found, passes = polls(server, 5)
    assert [mail.raw for mail in found] == [b"a: b\r\n\r\nx", b"", b"a: b\r\n\r\nx"]
    assert "could not deliver even the header" in found[1].problem
    assert passes == 3


def test_a_mail_that_breaks_connections_delays_the_others_by_a_few_passes_only() -> None:
    server = Server(dict.fromkeys(range(1, 9), b"a: b\r\n\r\nx"), breaks_on=[3])
    found, passes = polls(server, 6)
    assert [mail.uid for mail in found] == list(range(1, 9))
    assert [mail.uid for mail in found if mail.problem] == [3]
    assert found[2].raw == b"a: b"
    assert passes <= 4


def test_a_mail_that_breaks_even_its_listing_is_handed_out_empty() -> None:
    server = Server(dict.fromkeys(range(1, 9), b"a: b\r\n\r\nx"), breaks_on=[3])
    server.breaks_on_headers = True
    found, passes = polls(server, 6)
    assert [mail.uid for mail in found if mail.problem] == [3]
    assert found[2].raw == b""
    assert passes <= 5


def test_a_connection_that_broke_once_leaves_no_trace_on_its_mails() -> None:
    server = Server(dict.fromkeys(range(1, 5), b"a: b\r\n\r\nx"), breaks_on=[1, 2, 3, 4])
    fetcher = Fetcher(server.fetch, LIMITS)
    assert poll(fetcher, [1, 2, 3, 4]) == []
    server.breaks_on.clear()
    assert [mail.problem for mail in poll(fetcher, [1, 2, 3, 4])] == [""] * 4
    assert not fetcher.strikes


def test_a_server_that_asks_for_time_is_not_taken_for_one_with_broken_mails() -> None:
    server = Server({1: b"a: b", 2: b"a: b"}, refuses=[1, 2])
    server.words = "BAD Request is throttled. Suggested Backoff Time: 9000 milliseconds"
    with pytest.raises(imaplib.IMAP4.error, match="Backoff"):
        poll(Fetcher(server.fetch, LIMITS), [1, 2])
    assert sum(what == "BODY.PEEK[]" for _, what in server.asked) == 1


def test_a_giant_is_asked_for_its_header_up_to_a_bound() -> None:
    server = Server({1: b"a: b\r\n\r\n" + b"x" * 2000})
    (giant,), _ = polls(server, 1)
    assert giant.is_giant
    assert giant.raw == b"a: b"
    assert giant.size == 2008
    assert server.asked[-1] == ((1,), f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>")


def test_dates_are_aware_whatever_the_server_says() -> None:
    dates = [datetime(2026, 1, 1), datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=5))), None]  # noqa: DTZ001
    dates.append(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))))  # before year 1 in UTC

    def fetch(uids: Sequence[int], items: Sequence[str]) -> dict[int, Row]:
        return {uid: {b"INTERNALDATE": dates[uid]} for uid in uids}

    listed = Fetcher(fetch, LIMITS).listed([0, 1, 2, 3], NOW)
    assert [mail.internal_date for mail in listed] == [
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2025, 12, 31, 19, tzinfo=UTC),
        NOW,
        NOW,
    ]


@given(st.lists(st.integers(0, 2500), max_size=60))
def test_batches_keep_order_and_bounds(sizes: list[int]) -> None:
    mails = [Listed(uid=uid, size=size, internal_date=NOW) for uid, size in enumerate(sizes, 1)]
    batches = list(Fetcher(Server({}).fetch, LIMITS).batches(mails))
    assert [mail for batch in batches for mail in batch] == mails
    for batch in batches:
        assert len(batch) <= LIMITS.batch_count
        assert len(batch) == 1 or sum(mail.size for mail in batch) <= LIMITS.batch_bytes
        assert len(batch) == 1 or all(mail.size <= LIMITS.max_bytes for mail in batch)


@given(st.sets(st.integers(1, 30), min_size=1), st.data())
def test_every_mail_comes_once_and_in_order_whatever_breaks(uids: set[int], data: st.DataObject) -> None:
    some = st.lists(st.sampled_from(sorted(uids)), max_size=4)
    server = Server(dict.fromkeys(uids, b"a: b\r\n\r\nx"), refuses=data.draw(some), breaks_on=data.draw(some))
    server.breaks_on_headers = data.draw(st.booleans())
    found, _ = polls(server, 40)
    assert [mail.uid for mail in found] == sorted(uids)
    assert {mail.uid for mail in found if mail.problem} == server.refuses | server.breaks_on
