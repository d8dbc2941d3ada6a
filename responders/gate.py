"""The gate that every letter passes: what may stand in a template, told with line and column where something may not.

Allowed: output, listed names and their attributes, `if`, comparisons, listed filters, and one unnested `for` over listed rows. All else is
refused, so rendering is bounded by construction (decisions 21); Jinja's sandbox alone lets `'x' * 10**9` run. Since every listed name
always has a value (`vocabulary.complete`), what passes here cannot meet an undefined one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from responders.faults import Fault, column_of, did_you_mean, fault_at
from responders.grammar import Walk
from responders.render import SyntaxFault, parse
from responders.vocabulary import Shape

MOST_CHARACTERS = 20_000  # of one source; the longest shipped letter has 11,000, and Markdown of brackets costs time by the square
_STATEMENTS = ("if", "elif", "else", "endif", "for", "endfor")
_TAG = re.compile(r"\{%-?[ \t]*(\w*)")
_BLOCK_ALONE = re.compile(r"\n[ \t]*\{\{[^{}\n]*\|[ \t]*(?:lines|quoted|threads|bars)[ \t]*\}\}[ \t]*(?=\n)")
_BLOCK = re.compile(r"\|[ \t]*(?:lines|quoted|threads|bars)\b")


def examine(source: str, shapes: Mapping[str, Shape], sections: Collection[str]) -> tuple[Fault, ...]:
    """Every fault of a source, in order; none where it may be compiled. `sections` are those of its language's phrases."""
    if len(source) > MOST_CHARACTERS:
        return (Fault(1, 1, f"{len(source)} characters; a letter has at most {MOST_CHARACTERS}"),)
    unknown = tuple(_unknown_statements(source))
    if unknown:
        return unknown
    try:
        tree = parse(source)
        faults = Walk(source, shapes, sections).faults(tree)
    except SyntaxFault as err:
        return (Fault(err.line, column_of(source, err.line, "{"), f"{err}; every {{% if %}} needs its {{% endif %}}, every {{{{ its }}}}"),)
    except RecursionError:
        return (Fault(1, 1, "nested too deep"),)
    return tuple(sorted({*faults, *_blocks_within_lines(source)}))


def _unknown_statements(source: str) -> Iterator[Fault]:
    for found in _TAG.finditer(source):
        if found[1] not in _STATEMENTS:
            near = did_you_mean(found[1], _STATEMENTS) or "only if, elif, else, endif, for and endfor are known"
            yield fault_at(source, found.start(), f"{{% {found[1]} %}} is not allowed: {near}")


def _blocks_within_lines(source: str) -> Iterator[Fault]:
    """Texts of several lines stand alone on theirs: in a paragraph they would end it."""
    alone = {found.end() for found in _BLOCK_ALONE.finditer(f"\n{source}\n")}
    for found in _BLOCK.finditer(source):
        end = source.find("\n", found.end())
        # Positions in the padded source are one further on.
        if (end if end >= 0 else len(source)) + 1 not in alone:
            yield fault_at(source, found.start(), "text of several lines stands alone on its line: {{ body | lines }}")
