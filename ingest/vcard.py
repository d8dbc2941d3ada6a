"""A contact card (RFC 6350) in one line for the desk: name, company, telephone, mail.

A newcomer would trust the group and the parameters before a name ("item1.TEL;TYPE=cell:"): each phone writes its own.
"""

from __future__ import annotations

import re

_FOLD = re.compile(r"\n[ \t]")
_SHOWN = ("FN", "ORG", "TEL", "EMAIL")
_LONGEST = 100_000  # characters that are read: pictures inside a card come last


def summary(text: str) -> str:
    """The first card's name, company, telephone and address, joined by commas; '' where it is no card."""
    said: dict[str, str] = {}
    for line in _FOLD.sub("", text[:_LONGEST].replace("\r\n", "\n")).split("\n"):
        name, _, value = line.partition(":")
        name = name.upper().partition(";")[0].rpartition(".")[2]
        if name == "END":
            break
        if name in _SHOWN and value.strip(" ;"):
            said.setdefault(name, value.strip(" ;").replace("\\,", ",").replace(";", ", ")[:200])
    shown = [said[name] for name in _SHOWN if name in said]
    return f"contact card: {', '.join(shown)}" if shown else ""
