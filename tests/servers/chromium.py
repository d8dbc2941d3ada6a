"""Debian's Chromium, driven by Playwright: one a package of tests.

Playwright's own loop runs in the thread that asks for it, and forbids another one there: the fixture ends with its package of tests.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

_BINARY = shutil.which("chromium")
_FLAGS = ("--disable-gpu", "--disable-dev-shm-usage")  # a container has neither


def absence() -> str:
    """Why no browser can run here; '' where one can."""
    return "" if _BINARY else "Chromium is not installed (Debian: chromium)"


@contextmanager
def running() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_BINARY, args=list(_FLAGS))
        try:
            yield browser
        finally:
            browser.close()
