"""The papers are true: every command, setting, guarantee, library and link of them is held against the code."""

from __future__ import annotations

import ast
import json
import re
import tomllib
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from mailroom.cli import app
from mailroom.settings import Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAPERS = [
    ROOT / "README.md",
    *(ROOT / folder / "README.md" for folder in ("classify", "templates")),
    *sorted((ROOT / "deploy").glob("*.md")),
]

_ROW = re.compile(r"^\| `([a-z_.]+)` \|([^|]*)\|", re.MULTILINE)
_TEST = re.compile(r"(tests/[a-z_/]+\.py)::(test_[a-z0-9_]+)")
_CODE = re.compile(r"`[^`\n]+`|^ {4}.*$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)|src=\"([^\":]+)\"")
_PLACE = re.compile(r"\]\(([^)#:]*)#([^)]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def commands() -> set[str]:
    """ "demo", "tickets list", … of the whole command line."""
    found = {str(command.name) for command in app().registered_commands}
    for group in app().registered_groups:
        assert isinstance(group.typer_instance, typer.Typer)
        names = [command.name or getattr(command.callback, "__name__", "") for command in group.typer_instance.registered_commands]
        found |= {f"{group.name} {name}" for name in names}
    return found


def spoken_of(text: str) -> set[str]:
    """The commands that a paper names: `mailroom` and one or two words."""
    groups = {group.name for group in app().registered_groups}
    code = "\n".join(_CODE.findall(text))
    spoken = re.findall(r"(?<![=/\w])mailroom ([a-z]+)(?: ([a-z-]+))?", code)
    return {f"{first} {second}" if first in groups else first for first, second in spoken}


def test_every_command_stands_in_the_readme() -> None:
    assert commands() - spoken_of(README) == set()


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.relative_to(ROOT).as_posix())
def test_no_paper_names_a_command_that_does_not_exist(paper: Path) -> None:
    assert spoken_of(paper.read_text(encoding="utf-8")) - commands() == set()


def settings(model: type[BaseModel] = Settings, above: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """("desk.name", …) of every key; a table within a table counts as one."""
    for name, field in model.model_fields.items():
        table = next((part for part in _parts(field.annotation) if isinstance(part, type) and issubclass(part, BaseModel)), None)
        if table and not above:
            yield from settings(table, f"{name}.")
        elif above:
            yield above + name, field


def _parts(annotation: object) -> tuple[object, ...]:
    return (annotation, *typing.get_args(annotation))


def test_every_setting_stands_in_the_readme_with_its_default() -> None:
    written = {key: default.strip().strip("`") for key, default in _ROW.findall(README) if "." in key}
    assert written == {key: _default(field) for key, field in settings()}


def _default(field: FieldInfo) -> str:
    """As TOML writes it; '' for a key that must be given, or that is a table."""
    if field.is_required() or field.default is None:
        return ""
    value = list(field.default) if isinstance(field.default, tuple) else field.default
    return json.dumps(value, ensure_ascii=False)


def test_every_guarantee_names_tests_that_exist() -> None:
    rows = re.findall(r"^\| (G\d) \|.*$", README, re.MULTILINE)
    assert rows == [f"G{number}" for number in range(1, 9)]
    for row in re.findall(r"^\| G\d \|.*$", README, re.MULTILINE):
        named = _TEST.findall(row)
        assert named, row
        for file, test in named:
            assert test in _tests(ROOT / file), f"{file} has no {test}"


def _tests(file: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)}


def test_every_library_has_its_row() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    of_extras = [line for name in extras if name != "test" for line in extras[name]]
    wanted = [*project["dependencies"], *of_extras]
    table = README.partition("## What it stands on")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([a-z0-9-]+) \|", table, re.MULTILINE)
    assert sorted(set(rows) - {"library"}) == sorted(re.split(r"[>=\[;]", line)[0] for line in wanted)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(paper: Path) -> None:
    targets = [one or other for one, other in _LINK.findall(paper.read_text(encoding="utf-8"))]
    assert not [target for target in targets if not (paper.parent / target).exists()]


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.relative_to(ROOT).as_posix())
def test_every_place_within_a_paper_is_a_heading(paper: Path) -> None:
    places = _PLACE.findall(paper.read_text(encoding="utf-8"))
    assert not [(page, place) for page, place in places if place not in anchors(paper.parent / page if page else paper)]


def anchors(paper: Path) -> set[str]:
    """As Git hosts make them of headings."""
    headings = _HEADING.findall(paper.read_text(encoding="utf-8"))
    return {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}
