"""Jinja, sandboxed and bounded: the one module that meets it.

Three traps. The sandbox does not bound (`'x' * 10**9` ran on), so nothing is compiled that the gate has not passed. A template writes a
line break into a subject as gladly as anywhere, and that is header injection, so values are one line before they come here. And a missing
name is silently empty by default, so undefined is strict.
"""

from __future__ import annotations

from collections.abc import Iterator

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2 import Template as JinjaTemplate
from jinja2.nodes import Template as Tree
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from responders import sheet
from responders.look import BANNER, STYLES
from responders.phrases import Phrases
from responders.sheet import Filter
from responders.vocabulary import Values


class SyntaxFault(Exception):  # noqa: N818
    """Not Jinja; `line` counts from 1."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.line = line


class RenderFault(Exception):  # noqa: N818
    """A template that did not render for these values. The gate makes it impossible; whoever sees it has found a bug of ours."""


def parse(source: str) -> Tree:
    """The syntax tree, for the gate. Raises `SyntaxFault`."""
    try:
        return _BARE.parse(source)
    except TemplateSyntaxError as err:
        raise SyntaxFault(err.lineno, err.message or "this is not understood") from err


def safe_html(html: str) -> str:
    """HTML that a template of ours made, to stand inside another one unescaped."""
    return Markup(html)  # noqa: S704  (every value in it has been escaped by the template that made it)


def banner_html(html: str) -> str:
    return safe_html(BANNER.format(content=html))


class Template:
    """One template, compiled when it is first written with: a process that sends no digest need not compile one."""

    def __init__(self, environment: ImmutableSandboxedEnvironment, source: str) -> None:
        self._environment = environment
        self._source = source
        self._compiled: JinjaTemplate | None = None

    def __call__(self, values: Values) -> str:
        """Raises `RenderFault`."""
        try:
            if self._compiled is None:
                self._compiled = self._environment.from_string(self._source)
            return self._compiled.render(values)
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as err:
            raise RenderFault(f"{type(err).__name__}: {err}") from err


class Engine:
    """Compiles templates whose filters speak one language."""

    def __init__(self, phrases: Phrases) -> None:
        self._text = _environment(phrases, is_html=False)
        self._html = _environment(phrases, is_html=True)

    def text(self, source: str) -> Template:
        return Template(self._text, source)

    def html(self, source: str) -> Template:
        return Template(self._html, source)


def _environment(phrases: Phrases, *, is_html: bool) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=is_html, trim_blocks=False, cache_size=0)
    environment.filters = {
        "phrase": phrases.say,
        "clock": phrases.clock,
        "day": phrases.day,
        "weekday": phrases.weekday,
        "zone": phrases.zone,
        "length": len,
        "lines": _lines_html if is_html else str,
        "quoted": _quoted_html if is_html else _quoted_text,
        **_tables(phrases, is_html=is_html),
    }
    environment.tests = {}
    environment.globals = {}
    return environment


def _tables(phrases: Phrases, *, is_html: bool) -> dict[str, Filter]:
    """The tables of the digest."""
    tables = sheet.filters(phrases, is_html=is_html)
    return {name: _as_html(table) for name, table in tables.items()} if is_html else tables


def _as_html(table: Filter) -> Filter:
    return lambda rows: Markup(table(rows))  # noqa: S704  (every value in it was escaped where the table was built)


def _lines_html(value: str) -> str:
    """Paragraphs and line breaks of a text; what is HTML already stays."""
    return value if isinstance(value, Markup) else Markup("").join(_paragraphs(value))


def _quoted_html(value: str) -> str:
    return Markup('<blockquote class="rule" style="{}">{}</blockquote>\n').format(STYLES["blockquote"], _lines_html(value))


def _quoted_text(value: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in value.split("\n"))


def _paragraphs(value: str) -> Iterator[Markup]:
    for paragraph in filter(None, (part.strip("\n") for part in value.split("\n\n"))):
        broken = Markup("<br>\n").join(escape(line) for line in paragraph.split("\n"))
        yield Markup('<p style="{}">{}</p>\n').format(STYLES["p"], broken)


_BARE = ImmutableSandboxedEnvironment()
