"""Are the pinned libraries known to be vulnerable, or taken back by their makers? Asks the package index about each pinned version.

    python -m tests.audit

Exit 1 where a version must be replaced; 0 where none must, and also where the index knows no advisories or cannot be reached: then it
says that nothing was asked, since a network that is down is no reason to stop work. `AUDIT_REQUIRED=1` makes that exit 1 too, for the one
job that must not be silent. Not every index has advisories: PyPI's JSON API does, most mirrors do not.
"""

from __future__ import annotations

import json
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

DEPLOY = Path(__file__).parent.parent / "deploy"
INDEX = "https://pypi.org"
_SECONDS = 4
_AT_ONCE = 8


@dataclass(frozen=True, kw_only=True)
class Advisory:
    package: str
    version: str
    id: str
    fixed_in: str

    def __str__(self) -> str:
        return f"{self.package} {self.version}: {self.id}, mended in {self.fixed_in or 'no version yet'}"


class Unreachable(Exception):  # noqa: N818  (an answer: nobody could be asked)
    pass


def main() -> int:
    pins = pinned(DEPLOY / "constraints.txt")
    try:
        found = ask(os.environ.get("AUDIT_INDEX", INDEX), pins)
    except Unreachable as err:
        print(f"Not audited: {err}. {len(pins)} pinned versions were not asked about.")
        return int(os.environ.get("AUDIT_REQUIRED") == "1")
    counted = [advisory for advisory in found if advisory.id not in accepted(DEPLOY / "advisories.toml", datetime.now(UTC).date())]
    print(*counted, sep="\n", end="\n" if counted else "")
    print(f"{len(pins)} pinned versions audited: {len(counted)} to replace, {len(found) - len(counted)} accepted.")
    return int(bool(counted))


def pinned(constraints: Path) -> dict[str, str]:
    """{package: version}"""
    lines = constraints.read_text(encoding="utf-8").splitlines()
    return {name: version for name, _, version in (line.partition("==") for line in lines)}


def accepted(file: Path, today: date) -> set[str]:
    table = tomllib.loads(file.read_text(encoding="utf-8"))
    return {row["id"] for row in table.get("accepted", []) if row["because"] and row["until"] >= today}


def ask(index: str, pins: Mapping[str, str]) -> list[Advisory]:
    """Every advisory about these versions. Raises Unreachable."""
    _page(index, *next(iter(pins.items())), is_needed=True)  # before a hundred more
    with ThreadPoolExecutor(max_workers=_AT_ONCE) as pool:
        pages = pool.map(lambda pin: _page(index, *pin), pins.items())
        return [advisory for pin, page in zip(pins.items(), pages, strict=True) for advisory in _advisories(*pin, page)]


def _page(index: str, package: str, version: str, *, is_needed: bool = False) -> dict[str, Any]:
    """What the index says of a version; {} for one that it does not know. A mirror that knows none knows no advisories either."""
    url = f"{index}/pypi/{package}/{version}/json"
    try:
        with urlopen(url, timeout=_SECONDS) as answer:
            page: dict[str, Any] = json.load(answer)
            return page
    except HTTPError as err:
        if err.code == 404 and not is_needed:
            return {}
        raise Unreachable(f"{index} answers {err.code} for {package} {version}") from err
    except (OSError, ValueError) as err:
        raise Unreachable(f"{index} cannot be asked ({err})") from err


def _advisories(package: str, version: str, page: Mapping[str, Any]) -> Iterator[Advisory]:
    for known in page.get("vulnerabilities", []):
        if not known.get("withdrawn"):
            yield Advisory(package=package, version=version, id=known["id"], fixed_in=_named(known.get("fixed_in", [])))
    if page.get("info", {}).get("yanked"):
        yield Advisory(package=package, version=version, id=f"yanked: {page['info'].get('yanked_reason')}", fixed_in="")


def _named(versions: Sequence[str]) -> str:
    return ", ".join(versions)


if __name__ == "__main__":
    sys.exit(main())
