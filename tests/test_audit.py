"""The libraries that we stand on: whatever is installed for us is pinned, and what is known against a pinned version stops `make test`."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from tests import audit

GOOD: dict[str, Any] = {"info": {"yanked": False}, "vulnerabilities": []}
BAD = {"info": {"yanked": False}, "vulnerabilities": [{"id": "PYSEC-1", "fixed_in": ["2.0"]}, {"id": "PYSEC-2", "withdrawn": "2026"}]}
TAKEN_BACK = {"info": {"yanked": True, "yanked_reason": "broken"}, "vulnerabilities": []}


@contextmanager
def index(pages: Mapping[str, Any]) -> Iterator[str]:
    """A package index on loopback that knows these pages, by the middle of their path."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get(self.path.removeprefix("/pypi/").removesuffix("/json"))
            self.send_response(404 if page is None else 200)
            self.end_headers()
            self.wfile.write(json.dumps(page).encode())

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_what_is_known_against_a_version_is_found() -> None:
    with index({"a/1": GOOD, "b/1": BAD, "c/1": TAKEN_BACK}) as url:
        found = audit.ask(url, {"a": "1", "b": "1", "c": "1", "d": "1"})
    assert [str(advisory) for advisory in found] == [
        "b 1: PYSEC-1, mended in 2.0",
        "c 1: yanked: broken, mended in no version yet",
    ]


@pytest.mark.parametrize(("required", "status"), [("", 0), ("1", 1)])
def test_an_index_without_advisories_is_said_and_stops_only_who_asked_for_that(
    required: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with index({}) as url:
        monkeypatch.setenv("AUDIT_INDEX", url)
        monkeypatch.setenv("AUDIT_REQUIRED", required)
        assert audit.main() == status
    assert "Not audited" in capsys.readouterr().out


def test_an_accepted_advisory_counts_again_on_its_day(tmp_path: Path) -> None:
    file = tmp_path / "advisories.toml"
    file.write_text('[[accepted]]\nid = "PYSEC-1"\npackage = "b"\nbecause = "never called"\nuntil = 2026-06-30\n', encoding="utf-8")
    assert audit.accepted(file, date(2026, 6, 30)) == {"PYSEC-1"}
    assert audit.accepted(file, date(2026, 7, 1)) == set()
    assert audit.accepted(audit.DEPLOY / "advisories.toml", date(2026, 1, 1)) == set()


def test_whatever_comes_with_our_libraries_is_pinned_to_what_is_installed() -> None:
    pins = {_plain(name): version for name, version in audit.pinned(audit.DEPLOY / "constraints.txt").items()}
    installed = dict(_closure("mailroom", frozenset({"test"}), set()))
    assert len(installed) > 50
    assert {name: (version, pins.get(name)) for name, version in installed.items() if pins.get(name) != version} == {}


def test_so_is_what_the_first_python_that_we_serve_needs_besides() -> None:
    """Debian 12 has 3.11.2, for which some libraries want what 3.11.3 brings along."""
    pins = {_plain(name) for name in audit.pinned(audit.DEPLOY / "constraints.txt")}
    libraries = dict(_closure("mailroom", frozenset({"test"}), set()))
    wanted = [Requirement(line) for name in libraries for line in distribution(name).requires or ()]
    oldest = {"extra": "", "python_full_version": "3.11.0", "python_version": "3.11"}
    assert {_plain(one.name) for one in wanted if one.marker and one.marker.evaluate(oldest)} - pins == set()


def _closure(name: str, extras: frozenset[str], seen: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """(name, version) of everything that this distribution pulls in here, with these extras."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return
    if name != "mailroom":
        yield name, found.version
    for wanted in map(Requirement, found.requires or ()):
        for extra in ("", *extras):
            key = (_plain(wanted.name), f"{extra} {sorted(wanted.extras)}")
            if (wanted.marker is None or wanted.marker.evaluate({"extra": extra})) and key not in seen:
                seen.add(key)
                yield from _closure(key[0], frozenset(wanted.extras), seen)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
