"""Fifty broken edits: none passes, and each message names the place."""

from __future__ import annotations

import pytest

from responders.gate import MOST_CHARACTERS, examine
from responders.lexicon import LETTERS

SHAPES = LETTERS["acknowledgement"]
SECTIONS = ("fact", "topic", "where")

BROKEN = {
    # syntax
    "{{ ticket.number": "unexpected",
    "{{ ticket.number }": "}",
    "{% if lane %}never closed": "endif",
    "{% endif %}": "endif",
    "{% if %}{% endif %}": "",
    "{% for row in missing %}x": "endfor",
    "{% else %}": "else",
    "{{ }}": "",
    "{{ ticket. }}": "",
    "{{ 'unclosed }}": "",
    # names
    "{{ tiket.number }}": "did you mean `ticket`",
    "{{ ticket.numbr }}": "did you mean `ticket.number`",
    "{{ subject }}": "did you mean `ticket.subject`",
    "{{ ticket.number.upper }}": "not known",
    "{% for row in misssing %}{% endfor %}": "did you mean `missing`",
    "{% for row in missing %}{{ row.fct }}{% endfor %}": "did you mean `row.fact`",
    "{{ loop.index }}": "not known",
    "{{ ticket.number | uper }}": "filter uper",
    "{{ request.topic | phrase('topics') }}": "did you mean `topic`",
    "{{ request.topic | phrase }}": 'phrase("SECTION")',
    "{{ ticket.number | clock('x') }}": "write | clock",
    # shapes
    "{{ ticket }}": "write ticket.number",
    "{{ missing }}": "{% for row in missing %}",
    "{{ tip }}": "| lines",
    "words {{ tip | lines }} words": "alone",
    "{{ request.topic }}": 'write {{ request.topic | phrase("topic") }}',
    "{{ request.topic | phrase('fact') }}": 'write {{ request.topic | phrase("topic") }}',
    "{{ urgent }}": 'compare with it, as in {% if urgent == "…" %}',
    "{{ ticket.number | length | day }}": "day is for",
    "{% for row in ticket %}{% endfor %}": "for walks one of",
    "{% for row in missing %}{% for fact in missing %}{% endfor %}{% endfor %}": "for within a for",
    "{% for ticket in missing %}{% endfor %}": "new NAME",
    "{% for row in missing if row.fact %}{% endfor %}": "nothing more",
    "{% for row in missing recursive %}{% endfor %}": "nothing more",
    "{% if ticket.number > 3 %}{% endif %}": "only numbers",
    "{% if 'a' in ticket.subject %}{% endif %}": "in compares",
    # escapes from the sandbox
    "{{ ''.__class__ }}": "not known",
    "{{ ticket.__class__.__mro__ }}": "not known",
    "{{ desk['__init__'] }}": "[ ]",
    "{{ self._TemplateReference__context }}": "not known",
    "{{ cycler.__init__.__globals__ }}": "not known",
    "{{ lipsum() }}": "calling",
    "{{ desk.name.format(desk) }}": "calling",
    "{{ ticket.number | attr('x') }}": "filter attr",
    "{{ ticket.number | map('upper') }}": "filter map",
    "{% include '/etc/passwd' %}": "include",
    "{% import 'x' as y %}": "import",
    "{% extends 'x' %}": "extends",
    "{% macro m() %}{% endmacro %}": "macro",
    "{% set x = 1 %}": "set",
    "{% raw %}{{ x }}{% endraw %}": "raw",
    "{% filter upper %}x{% endfilter %}": "filter",
    "{% call x() %}{% endcall %}": "call",
    # endless and huge
    "{{ 'x' * 1000000000 }}": "calculating",
    "{{ 9 ** 9 ** 9 }}": "calculating",
    "{{ 'x'.center(1000000000) }}": "",
    "{{ '%1000000000d' | format(1) }}": "",
    "{% for i in range(1000000000) %}{% endfor %}": "calling",
    "{{ [1, 2, 3] }}": "[ ]",
    "{{ ticket.number ~ ticket.number }}": "~",
    "{{ 1 if lane else 2 }}": "if within",
    "{{ '}}{{ lane }}' }}": "{ }",
    "{{" + "(" * 4000 + "1" + ")" * 4000 + "}}": "deep",
    "{% if lane %}" * 200 + "{% endif %}" * 200: "",
    "{% if " + "lane and " * 500 + "lane %}x{% endif %}": "more than 30",
    "{{ ticket.number" + " | length | weekday" * 200 + " }}": "",
    "x" * (MOST_CHARACTERS + 1): "at most",
}


@pytest.mark.parametrize("source", BROKEN, ids=lambda source: source[:40])
def test_a_broken_edit_is_refused_with_its_place(source: str) -> None:
    faults = examine(f"Hello,\n\n{source}\n", SHAPES, SECTIONS)
    assert faults
    assert BROKEN[source] in str(faults[0])
    assert all(fault.line >= 1 and fault.column >= 1 for fault in faults)


def test_the_place_is_the_line_and_column_of_the_word() -> None:
    (fault,) = examine("Hello\n\nThe number is {{ ticket.numbr }}.", SHAPES, SECTIONS)
    assert (fault.line, fault.column) == (3, 25)


def test_every_fault_of_an_edit_is_told_at_once() -> None:
    assert len(examine("{{ a }}\n{{ b }}\n{{ ticket.c }}", SHAPES, SECTIONS)) == 3


@pytest.mark.parametrize(
    "source",
    [
        "Your ticket is {{ ticket.number }}.",
        '{% if request.topic in ("rma", "privacy") and not lane %}a{% elif promise.aim_hours > 1 %}b{% else %}c{% endif %}',
        "{% for row in missing %}\n1. {{ loop.index }} {{ row.fact | phrase('fact') }}\n{% endfor %}",
        "{{ tip | lines }}",
        "{% if missing | length == 1 %}one{% endif %}",
        "{# a remark #}",
        "Braces { and } alone, 100 %.",
    ],
)
def test_what_letters_need_is_allowed(source: str) -> None:
    assert examine(source, SHAPES, SECTIONS) == ()
