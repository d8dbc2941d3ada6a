"""The words of text/enriched (RFC 1896) and of text/richtext (RFC 1341 7.1.3), which Eudora, cc:Mail and old phones write.

A newcomer would drop every tag: what stands inside `<param>` is a colour or a font and nobody's word, and "<<" is a lone "<".
"""

from __future__ import annotations

import re

_COMMAND = re.compile(r"<(/?)([A-Za-z0-9-]{1,60})>|<<")
_LINE_ENDS = re.compile(r"\n{1,1000}")
_NEW_LINE = frozenset({"nl", "np", "paragraph"})  # of richtext


def to_text(rich: str) -> str:
    """The words; a lone line end is a blank, several are one fewer (RFC 1896 3)."""
    flat = _LINE_ENDS.sub(lambda ends: ends[0][1:] or " ", rich)
    out: list[str] = []
    position, is_parameter = 0, False
    for found in _COMMAND.finditer(flat):
        if not is_parameter:
            out += [flat[position : found.start()], _said(found)]
        position = found.end()
        if found[2] and found[2].lower() == "param":
            is_parameter = not found[1]
    return "".join([*out, "" if is_parameter else flat[position:]])


def _said(command: re.Match[str]) -> str:
    if command[0] == "<<":
        return "<"
    return "\n" if command[2].lower() in _NEW_LINE else ""
