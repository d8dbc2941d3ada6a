"""The value and the parameters of Content-Type and Content-Disposition, RFC 2231 names and continuations included.

A newcomer would split at ";" and "=": names hold both. Mailers send `filename=My File.pdf` without quotes, encoded words inside quotes
(against RFC 2047 5), raw octets, `name*0*=utf-8''…`, and quotes that never close.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from ingest import charsets, encoded_words, headers

# One parameter: an attribute, then a quoted string (which may stay open) or everything up to the next semicolon.
_PARAMETER = re.compile(r';\s{0,200}([^\s=;"]{1,100})\s{0,20}=\s{0,200}(?:"((?:[^"\\]|\\.){0,20000})(?:"|\Z)|([^;]{0,20000}))', re.DOTALL)
_SECTION = re.compile(r"([^*]{1,80})\*(?:(\d{1,3})(\*?))?\Z")
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_WINDOWS_PATH = re.compile(r"[A-Za-z]:\\|\\\\[\w.-]{1,100}\\")
_MOST = 200  # parameters of one field


@dataclass(frozen=True)
class Parametered:
    """`value` in lower case ("text/plain", "attachment"); parameters by lower-case name, decoded."""

    value: str = ""
    parameters: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        return self.parameters.get(name, "")


def read(octets: bytes) -> Parametered:
    """A Content-Type or Content-Disposition field."""
    if not octets:
        return Parametered()
    value = headers.text(octets)
    head = re.split(r"[;\s]", value.strip(), maxsplit=1)[0].strip("\"' ,").lower()
    return Parametered(head, _parameters(_spaced_semicolons(value)))


def _spaced_semicolons(value: str) -> str:
    """`text/plain charset=x`, without its semicolon, read as if it stood there."""
    head, blank, rest = value.strip().partition(" ")
    return value if ";" in head or rest.lstrip().startswith(";") else f"{head};{blank}{rest}"


def _parameters(value: str) -> dict[str, str]:
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for count, found in enumerate(_PARAMETER.finditer(value)):
        if count == _MOST:
            break
        name = found[1].lower()
        said = _unquoted(found[2]) if found[2] is not None else found[3].strip().strip("'\"")
        section = _SECTION.match(name)
        if section:
            number, encoded = int(section[2] or 0), section[2] is None or bool(section[3])
            sections.setdefault(section[1], {}).setdefault(number, (said, encoded))
        else:
            plain.setdefault(name, encoded_words.decode(said))
    return plain | {name: _assembled(parts) for name, parts in sections.items()}


def _unquoted(said: str) -> str:
    r"""RFC 2045 5.1. `"C:\TEMP\a.png"` is sent by programs that never heard of quoted pairs; its backslashes are a path."""
    return said if _WINDOWS_PATH.match(said) else _QUOTED_PAIR.sub(r"\1", said)


def _assembled(parts: dict[int, tuple[str, bool]]) -> str:
    """RFC 2231 3 and 4: sections in the order of their numbers; the first names the charset of all that are percent-encoded."""
    charset, octets = "", b""
    for number in sorted(parts):
        said, encoded = parts[number]
        if encoded and number == min(parts) and said.count("'") >= 2:
            charset, _, said = said.split("'", 2)
        octets += unquote_to_bytes(said) if encoded else said.encode("utf-8")
    text = charsets.decode(octets, charset or "utf-8").text
    return encoded_words.decode(text)
