"""A desk as the runbook installs it has few of the extras, or none: what is not there is named in a line, and takes nothing with it."""

from __future__ import annotations

import subprocess
import sys

import pytest

# A name that leads to None is a package that is not installed, for imports and for `find_spec`.
BARE = """
import sys
for name in ("aiosmtpd", "cryptography", "google", "msal", "nh3", "pika", "psycopg", "pymap", "redis", "sklearn", "starlette", "uvicorn"):
    sys.modules[name] = None
from mailroom.__main__ import main
main()
"""


@pytest.mark.parametrize(
    ("command", "status", "told"),
    [("--help", 0, "The mail room"), ("statsu", 2, "No such command 'statsu'"), ("demo", 2, "pip install 'mailroom[demo]'")],
)
def test_without_any_extra_the_command_line_answers(command: str, status: int, told: str) -> None:
    done = subprocess.run([sys.executable, "-c", BARE, command], capture_output=True, text=True)
    assert (done.returncode, told in done.stdout + done.stderr) == (status, True), done.stderr
