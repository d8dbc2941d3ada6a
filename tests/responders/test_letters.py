from __future__ import annotations

from pathlib import Path

import pytest

from responders.letters import Letters, UnknownLetter
from responders.sources import Source, SourceFault, shipped, within
from responders.vocabulary import Values

VALUES: Values = {
    "ticket": {"number": "IC-1042", "subject": "cameras", "received_at": "2026-03-02T10:04-05:00"},
    "person": {"name": "Tino"},
    "tip_wanted": True,
    "promise": {"has_aim": True, "aim_hours": 1},
}
SHIPPED_LETTERS = Letters.load([])


def with_own(desk: Path) -> Letters:
    """`Letters.load([desk])`, without compiling the shipped letters anew for each test."""
    faults: list[SourceFault] = []
    letters = SHIPPED_LETTERS.over(within(desk, faults))
    letters.faults = (*faults, *letters.faults)
    return letters


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A desk's own templates, still empty."""
    (tmp_path / "en" / "tips").mkdir(parents=True)
    return tmp_path


def put(desk: Path, name: str, body: str, front: str = "subject: Ours") -> None:
    fence = f"---\n{front}\n---\n" if front else ""
    (desk / "en" / f"{name}.md").write_text(f"{fence}{body}\n", encoding="utf-8")


def text(letters: Letters, *, topic: str = "rma", audience: str = "dealer", language: str = "en", name: str = "acknowledgement") -> str:
    return letters.render(name, language=language, topic=topic, audience=audience, values=VALUES).text


def test_the_shipped_letters_have_no_fault_and_name_themselves() -> None:
    assert SHIPPED_LETTERS.faults == ()
    rendered = SHIPPED_LETTERS.render("acknowledgement", language="es", topic="rma", audience="dealer", values=VALUES)
    assert rendered.letter == "acknowledgement/es"
    assert len(rendered.version) == 16
    assert '<html lang="es"' in rendered.html


def test_the_desks_own_letter_wins_and_the_rest_stays_shipped(desk: Path) -> None:
    put(desk, "acknowledgement", "Ours, {{ ticket.number }}")
    letters = with_own(desk)
    assert text(letters).startswith("Ours, IC-1042")
    assert "connecting it to the right case" in text(letters, name="connecting").replace("\n", " ")


def test_desk_rule_37_topic_beats_audience_beats_the_plain_letter(desk: Path) -> None:
    put(desk, "acknowledgement.dealer", "for dealers")
    assert text(with_own(desk)).startswith("for dealers")
    put(desk, "acknowledgement.rma", "for returns")
    letters = with_own(desk)
    assert text(letters).startswith("for returns")
    assert text(letters, topic="other").startswith("for dealers")
    assert text(letters, topic="other", audience="unknown").startswith("Hello Tino")
    assert letters.render("acknowledgement", language="en", topic="rma", audience="", values=VALUES).letter == "acknowledgement.rma/en"


@pytest.mark.parametrize(
    ("language", "fallback", "letter"), [("es", "en", "es"), ("es-MX", "en", "es"), ("xx", "es", "es"), ("", "en", "en")]
)
def test_desk_rule_37_a_language_falls_back_and_never_blocks(language: str, fallback: str, letter: str) -> None:
    letters = Letters([shipped()], fallback, SHIPPED_LETTERS)
    rendered = letters.render("acknowledgement", language=language, topic="", audience="", values=VALUES)
    assert rendered.letter == f"acknowledgement/{letter}"


def test_a_letter_that_a_language_lacks_comes_in_the_desks_language() -> None:
    assert SHIPPED_LETTERS.render("closed", language="fr", topic="", audience="", values=VALUES).letter == "closed/en"


def test_an_unknown_letter_is_our_mistake() -> None:
    with pytest.raises(UnknownLetter):
        text(SHIPPED_LETTERS, name="acknowlegement")


def test_a_bad_file_is_told_and_the_shipped_letter_serves(desk: Path) -> None:
    put(desk, "acknowledgement", "Your number is {{ tiket.number }}")
    letters = with_own(desk)
    assert text(letters).startswith("Hello Tino")
    (fault,) = letters.faults
    assert "acknowledgement.md: line 4, column 19: tiket is not known: did you mean `ticket`?" in str(fault)


def test_a_bad_edit_keeps_the_last_good_letter() -> None:
    good = SHIPPED_LETTERS.over([Source("en", "acknowledgement", "---\nsubject: x\n---\nthe good one\n")])
    edited = good.over([Source("en", "acknowledgement", "---\nsubject: x\n---\n{% if %}\n")])
    assert text(edited).startswith("the good one")
    assert edited.faults
    mended = edited.over([Source("en", "acknowledgement", "---\nsubject: x\n---\nthe mended one\n")])
    assert text(mended).startswith("the mended one")


def test_a_desk_says_only_what_it_says_in_another_way(desk: Path) -> None:
    (desk / "en" / "phrases.toml").write_text('[zone]\n"America/New_York" = "Miami time"\n')
    values = {**VALUES, "desk": {"timezone": "America/New_York"}}
    said = with_own(desk).render("acknowledgement", language="en", topic="rma", audience="", values=values).text
    assert "Monday, March 2, at 10:04 AM Miami time" in said.replace("\n", " ")


def test_a_language_without_words_is_told(desk: Path) -> None:
    (desk / "it").mkdir()
    (desk / "it" / "closed.md").write_text("---\nsubject: Chiuso\n---\nCiao.\n")
    assert "it has no usable phrases.toml" in str(with_own(desk).faults[0])


def test_bad_words_keep_the_last_good_words(desk: Path) -> None:
    (desk / "en" / "phrases.toml").write_text("weekdays = [")
    edited = with_own(desk)
    assert "Monday, March 2" in text(edited).replace("\n", " ")
    assert "phrases.toml" in str(edited.faults[0])


@pytest.mark.parametrize("content", [b"\xff\xfe\x00bad", b"x" * 300_000])
def test_a_file_that_is_no_letter_is_told(desk: Path, content: bytes) -> None:
    (desk / "en" / "closed.md").write_bytes(content)
    letters = with_own(desk)
    assert "closed.md" in str(letters.faults[0])
    assert "we have closed" in text(letters, name="closed").lower()


def test_only_what_changed_is_compiled_anew() -> None:
    before = SHIPPED_LETTERS.spoken["en"].letters["connecting"]
    edited = Letters.serving([Source("en", "closed", "---\nsubject: x\n---\nwords")], last=SHIPPED_LETTERS)
    assert edited.spoken["en"].letters["connecting"] is before


def test_the_version_changes_with_any_word_around_the_letter(desk: Path) -> None:
    letters = with_own(desk)
    before = letters.render("connecting", language="en", topic="", audience="", values=VALUES).version
    put(desk, "banner", "Closed on July 4.", front="")
    assert with_own(desk).render("connecting", language="en", topic="", audience="", values=VALUES).version != before


def test_desk_rule_37_a_banner_stands_above_every_letter(desk: Path) -> None:
    put(desk, "banner", "**Closed on July 4.**", front="")
    letters = with_own(desk)
    for name in ("acknowledgement", "closed", "relay"):
        assert text(letters, name=name).startswith("Closed on July 4.")
    assert not text(letters, name="notice").startswith("Closed")


@pytest.mark.parametrize(
    ("front", "shown"),
    [
        ("from: 2026-03-02\nuntil: 2026-03-02", True),
        ("until: 2026-03-01", False),
        ("from: 2026-03-03", False),
        ("from: 2026-01-01\nuntil: 2026-12-31", True),
    ],
)
def test_a_scheduled_banner_begins_and_ends_by_itself(desk: Path, front: str, shown: bool) -> None:
    put(desk, "banner", "An outage.", front=front)
    assert ("An outage." in text(with_own(desk))) is shown


def test_a_banner_for_one_topic_is_shown_to_it_alone(desk: Path) -> None:
    put(desk, "banner.rma", "Returns take a day longer.", front="")
    letters = with_own(desk)
    assert text(letters).startswith("Returns")
    assert not text(letters, topic="other").startswith("Returns")


@pytest.mark.parametrize(
    ("name", "front", "told"),
    [
        ("closed", "", 'begins with "---"'),
        ("closed", "subjet: x", "line 2, column 1: subjet: is not known here: did you mean `subject`?"),
        ("closed", "subject: x\nuntil: 2026-01-01", "the plain letter must always stand"),
        ("banner", "until: soon", "a day is written"),
        ("banner", "subject: x", "subject: is not known"),
        ("closd", "subject: x", "no letter is named closd: did you mean `closed`?"),
        ("closed", 'subject: "A {{ tiket }}"', "line 2, column 16: tiket is not known: did you mean `ticket`"),
        ("tips/rma", "subject: x", "subject: is not known"),
    ],
)
def test_front_matter_is_looked_at_too(desk: Path, name: str, front: str, told: str) -> None:
    put(desk, name, "words", front=front)
    assert any(told in str(fault) for fault in with_own(desk).faults)


def test_desk_rule_39_a_tip_stands_inside_where_it_is_wanted() -> None:
    letters = SHIPPED_LETTERS
    assert "To stop the beeping now" in text(letters, topic="maintenance.disk_alarm")
    unsure = letters.render(
        "acknowledgement", language="en", topic="maintenance.disk_alarm", audience="", values={**VALUES, "tip_wanted": False}
    )
    assert "To stop the beeping now" not in unsure.text


def test_values_of_another_age_render_all_the_same() -> None:
    strange: Values = {"ticket": "a text", "missing": {"a": 1}, "promise": None, "unknown": [1, 2], "hours": [], "is_stub": "yes"}
    rendered = SHIPPED_LETTERS.render("acknowledgement", language="en", topic="", audience="", values=strange)
    assert rendered.text


def test_no_remote_content_is_fetched_by_a_letter() -> None:
    html = SHIPPED_LETTERS.render("acknowledgement", language="en", topic="", audience="", values=VALUES).html
    assert "src=" not in html
    assert "url(" not in html
    assert "@import" not in html
    assert "prefers-color-scheme:dark" in html


def test_a_letter_that_takes_no_answer_asks_for_none() -> None:
    letters = Letters.load([])
    for name, asks in (("sign_in", False), ("alarm", False), ("notice", True)):
        for language, words in (("en", "Answer above"), ("es", "línea")):
            letter = letters.render(name, language=language, topic="", audience="", values={})
            assert (words in letter.text.partition("\n\n")[0]) is asks, (name, letter.text)
