"""Servers that end with whoever started them: a bench that was killed has left Dovecots behind that nobody stopped."""

from __future__ import annotations

import shutil

_SETPRIV = shutil.which("setpriv")


def ends_with_us() -> list[str]:
    """Before a server's command: Linux kills it when the thread that started it is gone (prctl(2), PR_SET_PDEATHSIG)."""
    return [_SETPRIV, "--pdeathsig", "KILL", "--"] if _SETPRIV else []
