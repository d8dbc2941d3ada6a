"""Who wrote a file of letters: the committer where the file lies in git as it was committed, else nobody that a file could tell."""

from __future__ import annotations

import shutil
import socket
import subprocess
from email.utils import parseaddr
from pathlib import Path

from tickets.directory import Person, Staff

_PATIENCE = 5  # seconds


def author_of(path: Path) -> str:
    """ "Ana Silva <ana@icrealtime.example>", or "a file on HOST"."""
    # By blob ids alone: `git status` and `git diff` run whatever programs a repository's configuration names.
    if _git(path, "rev-parse", f"HEAD:./{path.name}") == _git(path, "hash-object", "--no-filters", "--", path.name) != "":
        author = _git(path, "log", "-1", "--format=%cn <%ce>", "--", path.name)
        if author:
            return author
    return f"a file on {socket.gethostname()}"


def person_of(author: str, staff: Staff) -> Person | None:
    """The author where the staff directory knows the address: whoever else stands in a commit is written nothing."""
    return staff.person(parseaddr(author)[1])


def _git(path: Path, *arguments: str) -> str:
    """What git answers; '' where it is not installed, does not know the file, or takes too long."""
    git = shutil.which("git")
    if git is None:
        return ""
    command = [git, "-C", str(path.parent), "--no-optional-locks", "-c", "core.fsmonitor=false", *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=False)  # noqa: S603  (our own words)
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
