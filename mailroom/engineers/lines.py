"""What an engineer writes in answer to his digest: "1 take", "3 snooze fri", "4 ask serial", "1-40 ok". Pure.

A line of numbers and a verb is an order; the verbs are the commands of every reply without their `#`, and a few short words beside them.
Other lines are left alone, since people sign what they write; but a line that begins with a number and is no order is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from types import MappingProxyType

from mailroom.engineers.commands import Command, suggestion
from tickets.commands import BY_NAME

CONFIRM = "ok"
_SHORT = MappingProxyType({"take": "mine", "nudge": "ask", "done": "solve"})
_OF_NO_LINE = frozenset({"away", "help", "incident", "use"})
_MOST_LINES = 200  # of an answer; what follows is a quotation that was not cut away
_MOST_NUMBERS = 500  # tickets of one answer: more than any digest shows
_NUMBERS = r"\d{1,4}(?: ?[-–—,] ?\d{1,4}){0,100}"
_ORDER = re.compile(rf"({_NUMBERS})[.:)]? +#?([a-z]{{2,20}})[.!]?(?: +(.*))?", re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,4})(?: ?[-–—] ?(\d{1,4}))?")
_BEGINS_WITH_A_NUMBER = re.compile(r"\d{1,4}\b")


@dataclass(frozen=True, kw_only=True)
class Order:
    """`lines` each get `command`; None confirms that their letter steered them rightly."""

    lines: tuple[int, ...]
    command: Command | None
    written: str  # as it stands in the answer, for the receipt


@dataclass(frozen=True, kw_only=True)
class Orders:
    orders: tuple[Order, ...]
    unknown: tuple[str, ...]  # a sentence for each line that looks like an order and is none; the others are done all the same


def orders(text: str) -> Orders:
    """The orders of an answer's new words, in order."""
    written = [" ".join(line.split()) for line in text.splitlines()[:_MOST_LINES]]
    found: list[Order] = []
    unknown: list[str] = []
    left = _MOST_NUMBERS
    for line in filter(None, written):
        order = _order(line)
        if isinstance(order, str):
            unknown.append(order)
        elif order is not None and len(order.lines) > left:
            unknown.append(f'"{line[:60]}" is too much at once; {_MOST_NUMBERS} tickets an answer')
        elif order is not None:
            left -= len(order.lines)
            found.append(order)
    return Orders(orders=tuple(found), unknown=tuple(unknown))


def _order(line: str) -> Order | str | None:
    """An order, what is wrong with one, or None for other words."""
    match = _ORDER.fullmatch(line)
    if not match:
        return f'"{line[:60]}" is no order; write such as "3 snooze fri"' if _BEGINS_WITH_A_NUMBER.match(line) else None
    lines, verb, words = tuple(dict.fromkeys(_numbers(match[1]))), match[2].lower(), match[3] or ""
    name = _SHORT.get(verb, verb)
    if name == CONFIRM:
        return Order(lines=lines, command=None, written=line)
    if name not in BY_NAME or name in _OF_NO_LINE:
        return f'"{line[:60]}": {verb} is nothing to be done with a line{suggestion(verb)}'
    return Order(lines=lines, command=Command(name, words.strip()), written=line)


def _numbers(written: str) -> Iterator[int]:
    for first, last in _RANGE.findall(written):
        if not last:
            yield int(first)
        elif int(first) <= int(last):
            yield from range(int(first), min(int(last), int(first) + _MOST_NUMBERS) + 1)
