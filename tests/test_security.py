"""The threat model is true: each threat names the tests that hold what stands against it, and they exist."""

from __future__ import annotations

import re
from pathlib import Path

from tests.test_readme import _tests

ROOT = Path(__file__).parent.parent
ROWS = re.findall(r"^\| T\d+ \|.*$", (ROOT / "deploy" / "SECURITY.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_every_threat_names_tests_that_exist() -> None:
    assert [row.split()[1] for row in ROWS] == [f"T{number}" for number in range(1, len(ROWS) + 1)]
    missing = []
    for row in ROWS:
        held_by = re.findall(r"(tests/[a-z_/]+\.py)::(?:Test\w+::)?(test_[a-z0-9_]+)", row)
        assert held_by, row
        missing += [f"{file}::{name}" for file, name in held_by if name not in _tests(ROOT / file)]
    assert missing == []
