"""The digest as its reader sees it: what stands first, what is never shown, and how large it may become."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from responders.digest import Listing, Night, limit, lines, values
from responders.letters import Letters
from responders.plain import WIDTH
from responders.samples import HOSTILE_NAMES
from responders.shortened import fitted, last_lines, span
from tickets.digest_figures import Day, Intake, Share, Silence, Standing
from tickets.digest_threads import Block, Thread
from tickets.digest_troubles import Capped, Incident, Mail, Unacknowledged, Undelivered, Unreached
from tickets.identity import Desk
from tickets.message import Address
from tickets.policy import Policy
from tickets.understanding import Audience, ScopeDecision

NOW = datetime(2026, 3, 3, 2, 0, tzinfo=UTC)  # Monday, 9 PM Eastern
POLICY = Policy.load_default()
LETTERS = Letters.load([])
GMAIL_CUTS_AT = 102_000  # octets
TOTAL = Share(kept=0, of=0)
QUIET = Night(
    night=date(2026, 3, 2),
    now=NOW,
    since=NOW - timedelta(days=1),
    is_whole=True,
    sees_restricted=True,
    listings={block: Listing() for block in Block},
    standing=Standing(unanswered=0, open=0, waiting=0, on_time=TOTAL, broken=0, restricted=0),
    day=Day(opened=0, ended=0, acknowledged=TOTAL, responded=TOTAL),
    intake=Intake(received=412, by_state=Counter(FILED=412)),
    held=(0, ()),
    failed=(0, ()),
    unacknowledged=(0, ()),
    capped=(),
    undelivered=(),
    suppressed=(0, ()),
    incidents=(),
    unreached=(),
    silences=(),
)
THREAD = Thread(
    ticket_id=7,
    number=1042,
    subject="camera 3 is black",
    requester=Address("tino@example.com", "Tino Barrera"),
    owner="ana@icrealtime.example",
    audience=Audience.DEALER,
    topic="troubleshooting.video_loss",
    scope=ScopeDecision.REFER_TO_DEALER,
    since=NOW - timedelta(days=2, hours=3),
    due_at=NOW - timedelta(hours=5),
    promised_for=None,
    devices=("NVR-FX16POE-1U4K1",),
    words="Hello,\nit is black.\nMy password is hunter2!x\nThanks",
)


def shown(night: Night, language: str = "en") -> tuple[str, str, str]:
    """(subject, text, HTML)."""
    rendered = LETTERS.render(
        "digest", language=language, topic="", audience="", values=values(night, Desk(), POLICY, {"ana@icrealtime.example": "Ana Reyes"})
    )
    return rendered.subject, rendered.text, rendered.html


def with_rows(**blocks: Listing) -> Night:
    return replace(QUIET, listings={block: blocks.get(block.value, Listing()) for block in Block})


def one(**changes: object) -> Listing:
    return Listing(rows=(replace(THREAD, **changes),), count=1)  # type: ignore[arg-type]


def test_an_empty_night_is_one_line() -> None:
    subject, text, _ = shown(QUIET)
    assert subject == "Support digest, Monday, March 2: nobody waits"
    assert "412 received, 412 accounted for" in " ".join(text.split())
    assert "##" not in text
    assert "Needs you" not in text


def test_a_row_says_who_waits_since_when_and_what_for() -> None:
    _, text, _ = shown(with_rows(unanswered=one()))
    assert "1. IC-1042  camera 3 is black" in text
    assert "waiting 2 d 3 h · overdue 5 h (Monday, March 2, 4:00 PM)" in text
    assert "Tino Barrera <tino@example.com> · dealer · a camera without a" in text
    assert "with Ana Reyes" in text
    assert "it is black. My password is ••••" in text


def test_a_secret_is_masked_wherever_it_stands() -> None:
    night = with_rows(unanswered=one(subject="password: hunter2!x"))
    assert all("hunter2" not in part for part in shown(night))


def test_lines_are_numbered_through_all_blocks() -> None:
    night = with_rows(unanswered=one(), steered=one(ticket_id=8), waiting=one(ticket_id=9))
    assert lines(night) == {1: 7, 2: 8, 3: 9}
    _, text, _ = shown(night)
    assert 'Reply "2 ok"' in text
    assert "referred to the dealer · since 2 d 3 h" in text
    assert 'Nudge them with "3 ask"' in text


def test_desk_rule_34_what_needs_a_person_stands_first_and_is_never_more_than_seven_lines() -> None:
    standing = Standing(unanswered=9, open=9, waiting=0, on_time=Share(kept=2, of=9), broken=1, restricted=2)
    night = replace(
        with_rows(unanswered=one()),
        standing=standing,
        held=(3, [Mail(id=5, sender="a@example.com", subject="hi", because="a stranger with our letter", number=None)]),
        failed=(1, [Mail(id=6, sender="b@example.com", subject="?", because="it took too long", number=None)]),
        unacknowledged=(1, [Unacknowledged(requester="c@example.com", number=1, because="answers are off")]),
        unreached=[Unreached(mailbox="sales", last_success=None, state="login refused")],
        silences=[Silence(mailbox="support", since=NOW - timedelta(days=3), longest=timedelta(days=2))],
    )
    _, text, _ = shown(night)
    told = [line for line in text.partition("Needs you")[2].partition("People we")[0].splitlines() if line.startswith("- ")]
    assert [line.split()[1] for line in told] == ["2", "3", "1", "1", "1", "7", "2"]
    assert told[5].endswith("IC-1042 (5 h)")
    assert text.index("People we did not acknowledge, and why") < text.index("Unanswered, the longest wait first")
    assert "support is silent since Friday, February 27, 9:00 PM; it was never silent for more than 2 d" in " ".join(text.split())


def test_a_colleague_is_told_nothing_of_a_restricted_lane() -> None:
    standing = replace(QUIET.standing, restricted=2)
    assert "restricted" in shown(replace(with_rows(unanswered=one()), standing=standing))[1]
    assert "restricted" not in shown(replace(with_rows(unanswered=one()), standing=standing, sees_restricted=False))[1]


def test_silences_of_one_reason_are_one_line() -> None:
    people = [Unacknowledged(requester=f"p{n}@example.com", number=n, because='answers = "off"') for n in range(30)]
    _, text, _ = shown(replace(with_rows(unanswered=one()), unacknowledged=(30, people)))
    assert "p0@example.com, p1@example.com, p2@example.com" in text
    assert "+ 25: answers" in " ".join(text.split())


@pytest.mark.parametrize(("language", "words"), [("en", "the last letter said so"), ("es", "la última carta lo dijo")])
def test_desk_rule_26_a_cap_makes_a_line(language: str, words: str) -> None:
    text = " ".join(shown(replace(QUIET, capped=[Capped(requester="bob@example.org", number=1042)]), language)[1].split())
    assert "IC-1042, bob@example.org" in text
    assert words in text


def test_an_incident_is_one_line() -> None:
    incident = Incident(topic="troubleshooting.remote_access", since=NOW - timedelta(hours=4), tickets=37)
    assert "lost remote viewing, since Monday, March 2, 5:00 PM; 37 tickets" in shown(replace(QUIET, incidents=[incident]))[1]


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_fullest_digest_of_hostile_words_is_shown_whole_by_gmail(language: str) -> None:
    night = _fullest()
    subject, text, html = shown(night, language)
    assert "digest" in subject.lower()
    assert len(html.encode()) < GMAIL_CUTS_AT
    assert max(len(line) for line in text.splitlines() if max(map(len, line.split()), default=0) < 50) <= WIDTH
    assert "<script" not in html
    assert "javascript:" not in html.replace("javascript:x", "")


def _fullest() -> Night:
    nasty = [
        replace(THREAD, subject=name * 40, requester=Address("x" * 60 + "@example.com", name), words=name * 300, devices=(name, name * 9))
        for name in (*HOSTILE_NAMES, "視聴者からの手紙" * 40)
    ]
    listings = {}
    for block in Block:
        most = limit(block, POLICY)
        listings[block] = Listing(rows=tuple(nasty[number % len(nasty)] for number in range(most)), count=9999)
    mails = [Mail(id=n, sender="y" * 60 + "@example.com", subject="<&>" * 99, because="'\"" * 99, number=None) for n in range(8)]
    letters = [Undelivered(id=n, kind="relay", recipient="z" * 60 + "@example.com", because="<" * 400, number=n) for n in range(8)]
    return replace(
        QUIET,
        listings=listings,
        standing=Standing(unanswered=9, open=99, waiting=0, on_time=Share(kept=2, of=99), broken=1, restricted=2),
        held=(99, mails),
        failed=(99, mails),
        unacknowledged=(99, [Unacknowledged(requester="w" * 60 + "@a.example", number=n, because=f"{n % 30}&" * 99) for n in range(99)]),
        capped=[Capped(requester="u" * 60 + "@example.com", number=n) for n in range(8)],
        undelivered=letters,
        suppressed=(99, [("v" * 60 + "@example.com", "<" * 400)] * 8),
    )


def test_spans_are_short() -> None:
    told = [span(timedelta(minutes=m)) for m in (0, 35, 60, 61, 1440, 1500, 3 * 1440 + 120, 12 * 1440)]
    assert told == ["0 min", "35 min", "1 h", "1 h", "1 d", "1 d 1 h", "3 d 2 h", "12 d"]


@pytest.mark.parametrize("words", ["short", "<" * 500, "é" * 500, "視" * 500, "a b " * 500])
def test_a_line_keeps_to_its_room(words: str) -> None:
    assert len(fitted(words, 60)) <= 60
    assert last_lines(f"first\n{words}", 60).endswith(words.strip()[-3:])


def test_the_end_of_a_message_is_shown_with_its_secrets_masked_by_the_words_before_them() -> None:
    told = last_lines("Please help.\n" + "It is dark. " * 100 + "The admin password is Xk29!pq7", 60)
    assert told.startswith("…")
    assert "Xk29" not in told


def test_a_held_mail_without_a_subject_says_so() -> None:
    held = [{"id": 7, "sender": "ann@example.com", "subject": "", "because": "who sent it is not proven"}]
    for language, words in (("en", "ann@example.com, (no subject)"), ("es", "ann@example.com, (sin asunto)")):
        assert words in Letters.load([]).render("digest", language=language, topic="", audience="", values={"held": held}).text
