"""What may stand in a letter's template: one walk through its syntax tree.

Each kind of node that is allowed has its row in a table; a node without one is refused. The walk knows the shape of every name, so it
tells a text from rows, and `{{ ticket }}` from `{{ ticket.number }}`, before any value is there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from responders.faults import Fault, column_of, suggestion
from responders.vocabulary import Kind, Shape, number, record, text

_DEPTH = 12  # of `if` in `if`
_HEIGHT = 30  # of expressions within each other, as `a and b and c …` stands within itself

_TEXT = text("")
_NUMBER = number("")
_LOOP = record("the walk", index=_NUMBER, first=_NUMBER, last=_NUMBER, length=_NUMBER)


@dataclass(frozen=True, kw_only=True)
class Filter:
    accepts: tuple[Kind, ...]
    gives: Shape
    has_section: bool = False  # one argument: a section of phrases.toml
    needs: frozenset[str] = frozenset()  # what each of its rows must have


FILTERS: Mapping[str, Filter] = MappingProxyType(
    {
        "phrase": Filter(accepts=(Kind.CODE, Kind.TEXT), gives=_TEXT, has_section=True),
        "clock": Filter(accepts=(Kind.MOMENT, Kind.TEXT), gives=_TEXT),
        "day": Filter(accepts=(Kind.MOMENT,), gives=_TEXT),
        "weekday": Filter(accepts=(Kind.NUMBER,), gives=_TEXT),
        "zone": Filter(accepts=(Kind.TEXT,), gives=_TEXT),
        "length": Filter(accepts=(Kind.ROWS, Kind.TEXT, Kind.LINK), gives=_NUMBER),
        "lines": Filter(accepts=(Kind.LINES,), gives=_TEXT),
        "quoted": Filter(accepts=(Kind.LINES,), gives=_TEXT),
        "threads": Filter(accepts=(Kind.ROWS,), gives=_TEXT, needs=frozenset({"line", "number", "state", "age"})),
        "bars": Filter(accepts=(Kind.ROWS,), gives=_TEXT, needs=frozenset({"kept", "of"})),
    }
)


class Walk:
    """One walk through a syntax tree, with the names that are known where it stands."""

    def __init__(self, source: str, shapes: Mapping[str, Shape], sections: Collection[str]) -> None:
        self._source = source
        self._scope = dict(shapes)
        self._sections = sections
        self._faults: list[Fault] = []
        self._is_looping = False
        self._depth = 0
        self._height = 0

    def faults(self, tree: Any) -> list[Fault]:
        self._statements(tree.body)
        return self._faults

    def _statements(self, nodes: list[Any]) -> None:
        for node in nodes:
            act = _STATEMENT_KINDS.get(type(node).__name__)
            if act:
                act(self, node)
            else:
                self._fault(node, "", f"{type(node).__name__.lower()} is not allowed in a letter")

    def output(self, node: Any) -> None:
        for part in node.nodes:
            if type(part).__name__ == "TemplateData":
                continue
            shape = self._shape(part)
            if shape and shape.kind in _OTHERWISE:
                self._fault(part, _name(part), f"{_name(part)} {_OTHERWISE[shape.kind](_name(part), shape)}")

    def condition(self, node: Any) -> None:
        if self._depth == _DEPTH:
            self._fault(node, "if", f"more than {_DEPTH} ifs within each other")
            return
        self._depth += 1
        self._shape(node.test)
        self._statements(node.body)
        for other in node.elif_:
            self.condition(other)
        self._statements(node.else_)
        self._depth -= 1

    def loop(self, node: Any) -> None:
        if self._is_looping:
            self._fault(node, "for", "a for within a for is not allowed")
            return
        shape = self._shape(node.iter)
        target = getattr(node.target, "name", "")
        if type(node.iter).__name__ in ("Name", "Getattr") and shape is None:
            return  # an unknown name, which is told already
        if shape is None or shape.kind is not Kind.ROWS:
            self._fault(node, "for", f"for walks one of: {', '.join(sorted(_rows_in(self._scope)))}")
        elif node.test or node.recursive or node.else_ or not target or target in self._scope:
            self._fault(node, target or "for", "write {% for NAME in ROWS %} … {% endfor %}, with a new NAME and nothing more")
        else:
            self._within_loop(node.body, target, shape)

    def _within_loop(self, body: list[Any], target: str, shape: Shape) -> None:
        outside = self._scope
        self._scope = {**outside, target: Shape(kind=Kind.RECORD, fields=shape.fields), "loop": _LOOP}
        self._is_looping = True
        self._statements(body)
        self._scope, self._is_looping = outside, False

    def _shape(self, node: Any) -> Shape | None:
        """What an expression gives; None where it was refused or has no shape."""
        act = _EXPRESSION_KINDS.get(type(node).__name__)
        if act is None:
            self._fault(node, "", f"{_SPOKEN.get(type(node).__name__, 'this')} is not allowed in a letter")
            return None
        if self._height == _HEIGHT:  # what this walk survives, Jinja's compiler may not: it takes more of the stack for each level
            self._fault(node, "", f"more than {_HEIGHT} things in one condition")
            return None
        self._height += 1
        shape = act(self, node)
        self._height -= 1
        return shape

    def name(self, node: Any) -> Shape | None:
        shape = self._scope.get(node.name)
        if shape is None:
            self._fault(node, node.name, f"{node.name} is not known{suggestion(node.name, _paths(self._scope))}")
        return shape

    def attribute(self, node: Any) -> Shape | None:
        of = self._shape(node.node)
        if of is None:
            return None
        found = of.fields.get(node.attr) if of.kind is Kind.RECORD else None
        if found is None:
            whole, prefix = _name(node), _name(node.node)
            known = [f"{prefix}.{name}" for name in of.fields] if of.kind is Kind.RECORD else []
            self._fault(node, node.attr, f"{whole} is not known{suggestion(whole, known or _paths(self._scope))}")
        return found

    def constant(self, node: Any) -> Shape | None:
        if isinstance(node.value, str) and any(mark in node.value for mark in "{}%#\n"):
            self._fault(node, "", "words in quotes cannot hold { } % #")
        return _TEXT if isinstance(node.value, str) else _NUMBER

    def comparison(self, node: Any) -> Shape | None:
        left = self._shape(node.expr)
        for operand in node.ops:
            if operand.op in ("in", "notin"):
                self._words(operand.expr)
                continue
            right = self._shape(operand.expr)
            if operand.op not in ("eq", "ne") and not _are_numbers(left, right):
                self._fault(node, "", "only numbers are more or less than each other")
        return _NUMBER

    def _words(self, node: Any) -> None:
        """The list behind `in`: words in quotes, and nothing that would have to be worked out."""
        if type(node).__name__ != "Tuple" or any(type(item).__name__ != "Const" for item in node.items):
            self._fault(node, "in", 'in compares with a list of words: request.topic in ("rma", "privacy")')

    def logic(self, node: Any) -> Shape | None:
        for side in (node.left, node.right):
            self._shape(side)
        return _NUMBER

    def negation(self, node: Any) -> Shape | None:
        self._shape(node.node)
        return _NUMBER

    def filter(self, node: Any) -> Shape | None:
        rule = FILTERS.get(node.name)
        if rule is None:
            self._fault(node, node.name, f"the filter {node.name} is not known{suggestion(node.name, FILTERS)}")
            return None
        self._arguments(node, rule)
        shape = self._shape(node.node) if node.node is not None else None
        if shape and shape.kind not in rule.accepts:
            self._fault(node, node.name, f"{node.name} is for {' or '.join(rule.accepts)}, and {_name(node.node)} is {shape.kind}")
        elif shape and shape.section and node.args and node.args[0].value != shape.section:
            self._fault(node, node.name, f"{_name(node.node)} {_said(_name(node.node), shape)}")
        elif shape and not rule.needs <= shape.fields.keys():
            self._fault(node, node.name, f"{node.name} cannot show {_name(node.node)}: it has no {' or '.join(sorted(rule.needs))}")
        return rule.gives

    def _arguments(self, node: Any, rule: Filter) -> None:
        given = [getattr(argument, "value", None) for argument in node.args]
        if node.kwargs or node.dyn_args or node.dyn_kwargs or len(given) != rule.has_section:
            needed = '("SECTION")' if rule.has_section else ""
            self._fault(node, node.name, f"write | {node.name}{needed}")
        elif rule.has_section and given[0] not in self._sections:
            self._fault(node, node.name, f"phrases.toml has no section {given[0]}{suggestion(str(given[0]), self._sections)}")

    def _fault(self, node: Any, word: str, said: str) -> None:
        line = node.lineno
        self._faults.append(Fault(line, column_of(self._source, line, word or "{"), said))


_STATEMENT_KINDS: Mapping[str, Callable[[Walk, Any], None]] = MappingProxyType(
    {"Output": Walk.output, "If": Walk.condition, "For": Walk.loop}
)
_EXPRESSION_KINDS: Mapping[str, Callable[[Walk, Any], Shape | None]] = MappingProxyType(
    {
        "Name": Walk.name,
        "Getattr": Walk.attribute,
        "Const": Walk.constant,
        "Compare": Walk.comparison,
        "And": Walk.logic,
        "Or": Walk.logic,
        "Not": Walk.negation,
        "Filter": Walk.filter,
    }
)
_SPOKEN = MappingProxyType(
    {
        "Call": "calling something with ( )",
        "Getitem": "[ ]",
        "CondExpr": "an if within {{ }}; write {% if … %} … {% endif %}; it",
        "Concat": "joining with ~",
        "Test": "is; write == or the name alone; it",
        "Mul": "calculating",
        "Add": "calculating",
        "Sub": "calculating",
        "Div": "calculating",
        "FloorDiv": "calculating",
        "Mod": "calculating",
        "Pow": "calculating",
        "List": "[ ]",
        "Tuple": "( , )",
        "Dict": "{ }",
    }
)


def _are_numbers(*shapes: Shape | None) -> bool:
    return all(shape is None or shape.kind is Kind.NUMBER for shape in shapes)


def _name(node: Any) -> str:
    """`ticket.number` of its nodes, as it was written."""
    if type(node).__name__ == "Getattr":
        return f"{_name(node.node)}.{node.attr}"
    if type(node).__name__ == "Filter" and node.node is not None:
        return _name(node.node)
    return str(getattr(node, "name", "") or "this")


def _fields(name: str, shape: Shape) -> str:
    return "cannot be shown whole: write " + " or ".join(f"{name}.{field}" for field in list(shape.fields)[:3])


def _rows(name: str, _: Shape) -> str:
    return f"cannot be shown whole: write {{% for row in {name} %}}"


def _said(name: str, shape: Shape) -> str:
    if not shape.section:
        return f'is a word of the desk\'s own: compare with it, as in {{% if {name} == "…" %}}'
    return f'is a word of the desk\'s own: write {{{{ {name} | phrase("{shape.section}") }}}}'


def _lines(name: str, _: Shape) -> str:
    return f"has several lines: write {{{{ {name} | lines }}}} on a line of its own"


# How each kind is shown that cannot simply be named.
_OTHERWISE: Mapping[Kind, Callable[[str, Shape], str]] = MappingProxyType(
    {Kind.RECORD: _fields, Kind.ROWS: _rows, Kind.CODE: _said, Kind.LINES: _lines}
)


def _paths(scope: Mapping[str, Shape]) -> list[str]:
    records = {name: shape.fields for name, shape in scope.items() if shape.kind is Kind.RECORD}
    return [*scope, *(f"{name}.{field}" for name, fields in records.items() for field in fields)]


def _rows_in(scope: Mapping[str, Shape]) -> list[str]:
    return [name for name, shape in scope.items() if shape.kind is Kind.ROWS]
