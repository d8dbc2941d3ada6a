"""Who wrote a file of letters is asked of git, and a repository's own configuration runs nothing by that."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from mailroom.authors import author_of

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


def test_a_repository_of_letters_runs_no_program_of_its_own(tmp_path: Path) -> None:
    trap, sprung = tmp_path / "trap", tmp_path / "sprung"
    trap.write_text(f"#!/bin/sh\ntouch {sprung}\ncat\n", encoding="utf-8")
    trap.chmod(0o755)
    letter = tmp_path / "closed.md"
    letter.write_text("Goodbye.\n", encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "closed.md")
    git(tmp_path, "-c", "user.name=Ana Silva", "-c", "user.email=ana@icrealtime.example", "commit", "--quiet", "-m", "a letter")
    (tmp_path / ".gitattributes").write_text("*.md filter=trap diff=trap\n", encoding="utf-8")
    for key in ("core.fsmonitor", "filter.trap.clean", "diff.trap.textconv", "diff.external", "core.pager", "log.showSignature"):
        git(tmp_path, "config", key, "true" if key == "log.showSignature" else str(trap))
    assert author_of(letter) == "Ana Silva <ana@icrealtime.example>"
    assert not sprung.exists()
