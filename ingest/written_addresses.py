"""Addresses that stand in somebody's words: in the header block of a forwarded mail, behind the label of a form.

Whoever typed them may type any: they say where an answer is wished, and prove nothing (G6).
"""

from __future__ import annotations

import re

from tickets.message import Address

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_AROUND_NAME = " \t\"'<>[]()*;,"
_LONGEST = 500


def first(value: str) -> Address | None:
    """The first address with the name before it; a name without an address has `address` ''; None where neither stands there."""
    value = value[:_LONGEST]
    found = _ADDRESS.search(value)
    name = (value[: found.start()] if found else value).replace("mailto:", "")
    name = " ".join(name.strip(_AROUND_NAME).split())
    if not found:
        return Address("", name) if name else None
    return _address(found[0], "" if name == found[0] else name)


def every(value: str) -> tuple[Address, ...]:
    """Each address once, without names."""
    return tuple(dict.fromkeys(_address(found) for found in _ADDRESS.findall(value[:_LONGEST])))


def _address(written: str, name: str = "") -> Address:
    local, _, domain = written.rpartition("@")
    return Address(f"{local}@{domain.lower()}", name)
