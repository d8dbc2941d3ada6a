"""What the console shows of letters before anything is kept: the shelf, the gate's word on an edit, and its look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailroom.console.editing import Tried, tried
from mailroom.console.shelf import Standing, shelf
from mailroom.publishing import Publishing, publish
from tests.publishing import publishing_in
from tickets.templates import Edit


@pytest.fixture
def publishing(tmp_path: Path) -> Iterator[Publishing]:
    with publishing_in(tmp_path) as found:
        yield found


def edit(words: str, stem: str = "closed", language: str = "en") -> Edit:
    return Edit(language=language, stem=stem, words=words, author="Lea Ortiz <lea@icrealtime.example>", origin="the console")


def shipped(publishing: Publishing, stem: str = "closed", language: str = "en") -> str:
    found = publishing.letters().source(language, stem)
    assert found is not None
    return found.words


def standing(publishing: Publishing, stem: str) -> Standing:
    return next(row.standings["en"] for board in shelf(publishing) for row in board.rows if row.stem == stem)


def test_every_letter_stands_on_one_board_with_the_languages_that_have_it(publishing: Publishing) -> None:
    stems = [row.stem for board in shelf(publishing) for row in board.rows]
    assert len(stems) == len(set(stems))
    assert {"acknowledgement", "notice", "frame", "phrases", "tips/question.export", "snippets/export"} <= set(stems)
    customers = shelf(publishing)[0]
    assert {"fr", "es"} <= next(row for row in customers.rows if row.stem == "acknowledgement").standings.keys()


def test_an_edit_of_the_desk_stands_as_our_own_and_a_refused_one_waits_with_its_reason(publishing: Publishing) -> None:
    assert standing(publishing, "closed").state == "shipped"
    publish(publishing, edit(shipped(publishing).replace("Thank", "Many thank") + "\nGood bye.\n"))
    assert (standing(publishing, "closed").state, standing(publishing, "closed").waits) == ("our own", "")
    publish(publishing, edit("{{ tickt.number }}"))
    assert "tickt is not known" in standing(publishing, "closed").waits


def shown(found: Tried) -> str:
    assert found.shown is not None
    return found.shown.text


def test_an_edit_is_shown_on_a_case_before_it_is_kept(publishing: Publishing) -> None:
    found = tried(publishing, edit(shipped(publishing) + "\nGood bye.\n"))
    assert found.may_go_live
    assert "Good bye." in shown(found)
    assert standing(publishing, "closed").state == "shipped"


def test_a_fault_is_marked_where_it_stands_and_the_letter_that_serves_is_shown(publishing: Publishing) -> None:
    (mark,) = (found := tried(publishing, edit(shipped(publishing) + "\nHello {{ tickt.number }}\n"))).marks
    assert mark.words == "Hello {{ tickt.number }}"
    assert mark.words[len(mark.indent) :].startswith("tickt")
    assert "tickt" not in shown(found)


def test_the_place_of_a_fault_in_a_long_line_is_in_sight(publishing: Publishing) -> None:
    (mark,) = tried(publishing, edit(shipped(publishing) + "\n" + "word " * 500 + "{{ tickt.number }}\n")).marks
    assert len(mark.words) <= 80
    assert mark.words[len(mark.indent) :].startswith("tickt")


def test_a_case_is_chosen_by_its_key_and_an_unknown_key_shows_the_first(publishing: Publishing) -> None:
    words = shipped(publishing, "acknowledgement")
    first = tried(publishing, edit(words, "acknowledgement"))
    assert first.cases[3].key == "sample-3"
    assert tried(publishing, edit(words, "acknowledgement"), "sample-3").case == first.cases[3]
    assert tried(publishing, edit(words, "acknowledgement"), "no such").case == first.cases[0]


def test_a_variant_that_nobody_wrote_yet_is_shown_too(publishing: Publishing) -> None:
    found = tried(publishing, edit(shipped(publishing) + "\nDear dealer.\n", "closed.dealer"))
    assert found.may_go_live
    assert "Dear dealer." in shown(found)
