"""Every clause of the policy has its row in `classify/README.md`, and each row names a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

import classify
from tickets.policy import Policy

ROOT = Path(classify.__file__).parents[1]
ROW = re.compile(r"^\| (\d+(?:\.\d+){0,3}(?:\.[a-g])?) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
# The policy's own numbering: sections whose items stand below are no clauses themselves.
SECTIONS = {"1", "2", "4", "5", "6", "7", "8", "9", "10"}

ROWS = ROW.findall((ROOT / "classify" / "README.md").read_text(encoding="utf-8"))


def test_no_clause_lacks_its_row() -> None:
    assert [row[0] for row in ROWS] == [clause for clause in Policy.load_default().clauses if clause not in SECTIONS]


def test_every_row_names_a_test_that_exists() -> None:
    for clause, _, test in ROWS:
        path, _, name = test.strip().partition("::")
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), clause
