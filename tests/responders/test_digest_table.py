"""The list for spreadsheets: whatever a customer writes, and however the file is cut, no cell is a formula."""

from __future__ import annotations

import csv
import io

import pytest

from responders.digest_table import _cell

_WIDE = "＝＋－＠"


@pytest.mark.parametrize(
    "said",
    [
        "=1+1",
        " =1+1",
        "+1 305 555 0100",
        "@SUM(1)",
        *(f"{sign}1" for sign in _WIDE),
        "camera 3; =HYPERLINK(1)",
        "camera 3;;\t-1+cmd|' /C calc'!A0",
        'camera "3";"=1+1"',
        'a;""=1+1',
        "a|=1+1",
        "x\u2028;\u200b=1",
    ],
)
def test_no_cell_is_a_formula_at_whatever_sign_a_spreadsheet_cuts(said: str) -> None:
    sink = io.StringIO()
    csv.writer(sink).writerow(["open", _cell(said), "IC-1001"])
    for delimiter in ",;\t|":
        for strict in (True, False):
            quoting = csv.QUOTE_MINIMAL if strict else csv.QUOTE_NONE
            for cell in next(csv.reader([sink.getvalue()], delimiter=delimiter, quoting=quoting)):
                assert not cell.strip(' "').startswith(("=", "+", "-", "@", *_WIDE)), (delimiter, cell)


@pytest.mark.parametrize("said", ["camera 3 is black", "a-b; c", "ann@example.org", "1 + 1 = 2", "7E77-893P"])
def test_what_is_no_formula_stays_as_it_was_said(said: str) -> None:
    assert _cell(said) == said
